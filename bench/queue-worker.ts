import { openDatabase } from '../pipeline/queue/database.js';
import { runWorker } from '../pipeline/queue/run-worker.js';

/** A worker for the measurement: queue-worker.js <url> <jobs>. Ends when it is told to. */
const stop = new AbortController();
process.on('SIGTERM', () => stop.abort());
const [url = '', jobs = '1'] = process.argv.slice(2);
const tell = (line: string): void => void process.stderr.write(`${line}\n`);
const database = await openDatabase(url, { connections: 3, name: 'bench worker', warn: tell, signal: stop.signal });
await runWorker({ database, versions: {}, jobs: Number(jobs), signal: stop.signal, tell });
await database.close();
