// A worker of the scripted parser as a process of its own, for those who want to kill it: queue-worker.mjs '{"url", "jobs", "lease", "drain"}'
const dist = new URL('../../../../dist/', import.meta.url);
const { openDatabase } = await import(new URL('pipeline/queue/database.js', dist).href);
const { runWorker } = await import(new URL('pipeline/queue/run-worker.js', dist).href);
const { url, jobs, lease, drain } = JSON.parse(process.argv[2]);
const stop = new AbortController();
process.on('SIGTERM', () => stop.abort());
const tell = (line) => process.stderr.write(`${line}\n`);

try {
  const database = await openDatabase(url, { connections: 3, name: 'worker under test', warn: tell, signal: stop.signal });
  const { documents } = await runWorker({
    database,
    versions: { node: process.versions.node },
    jobs,
    drain,
    signal: stop.signal,
    tell,
    settings: { leaseSeconds: lease, retryLimit: 2, retryDelay: 1 },
    parser: new URL('../../batch/doubles/scripted-parser.mjs', import.meta.url).href,
  });
  await database.close();
  process.stdout.write(`${documents} done\n`);
  process.exit(0);
} catch (error) {
  tell(error.stack);
  process.exit(error.exitStatus ?? 70);
}
