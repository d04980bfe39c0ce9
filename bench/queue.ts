import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { DocumentJob } from '../pipeline/batch/files-to-jobs.js';
import { Limits } from '../pipeline/batch/limits.js';
import { jsonHash } from '../pipeline/batch/pipeline-fingerprint.js';
import type { OpenDriver } from '../pipeline/batch/read-driver.js';
import { runBatch } from '../pipeline/batch/run-batch.js';
import { programToQueue } from '../pipeline/queue/boss.js';
import { saveConfiguration } from '../pipeline/queue/configurations.js';
import { openDatabase } from '../pipeline/queue/database.js';
import { jobToKey, programHash } from '../pipeline/queue/document-key.js';
import { enqueueDocuments } from '../pipeline/queue/enqueue.js';
import { migrateDatabase, openQueue } from '../pipeline/queue/prepare-database.js';
import { queueDriver } from '../pipeline/queue/queue-driver.js';
import { openDataset } from '../pipeline/write/dataset.js';
import { builtInForms } from '../schemas/forms/built-in-forms.js';
import { hasPostgres, startPostgres, type Postgres } from '../test/pipeline/queue/postgres-under-test.js';

/**
 * What a queue costs beside the local driver: `npm run bench:queue [-- <small documents>]`. Starts a server of its own, with the settings of a fresh
 * installation and with durable commits. Prints documents a second, what the queue adds to a document, how fast many are enqueued, and the size of the tables.
 */
const SMALL = Number(process.argv[2] ?? 2000);
const COPIES = 24;
const ENQUEUED = 100_000;
const AT_ONCE = 2000;

const home = mkdtempSync(join(tmpdir(), 'rowproof-bench-'));
const children = new Set<ChildProcess>();
const mebibytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(1);

async function run(inbox: string, jobs: number, driver?: OpenDriver): Promise<number> {
  const out = mkdtempSync(join(home, 'out-'));
  const { seconds, counts } = await runBatch({
    inputs: [inbox],
    out,
    jobs,
    definitions: builtInForms,
    decisions: [],
    parserOptions: {},
    writerOptions: {},
    versions: {},
    openDataset: (dataset) => openDataset({ ...dataset, language: 'en' }),
    ...(driver === undefined ? {} : { driver }),
  });
  if (counts.failed > 0) throw new Error(`${counts.failed} documents failed`);
  return seconds;
}

/** A run with so many workers of one job each, which are there before it begins. */
async function runQueued(url: string, inbox: string, workers: number): Promise<number> {
  const script = fileURLToPath(new URL('./queue-worker.js', import.meta.url));
  const started = Array.from({ length: workers }, () => spawn(process.execPath, [script, url, '1'], { stdio: ['ignore', 'inherit', 'inherit'] }));
  started.forEach((child) => children.add(child));
  await setTimeout(2500);
  const database = await openDatabase(url, { connections: 3, name: 'bench run', warn: console.warn });
  const seconds = await run(inbox, 1, queueDriver({ database, versions: {} }));
  await database.close();
  for (const child of started) child.kill('SIGTERM');
  await Promise.all(started.map((child) => new Promise((resolve) => (child.exitCode === null ? child.once('close', resolve) : resolve(null)))));
  return seconds;
}

/** Processor time of a process and of its children that have ended, in seconds; 0 where the system doesn't say. */
function processorTime(pid: number | 'self'): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1').replace(/^.*\) /su, '').split(' ');
    // Fields 14 to 17, in ticks of 10 ms.
    return stat.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks) / 100, 0);
  } catch {
    return 0;
  }
}

interface Taken {
  readonly seconds: number;
  readonly processor: number;
}

async function compare(what: string, inbox: string, documents: number, postgres: Postgres, rounds: number): Promise<string> {
  let url = '';
  const best = new Map<string, Taken>();
  const take = async (name: string, work: () => Promise<number>): Promise<void> => {
    const before = processorTime('self') + processorTime(postgres.pid());
    const seconds = await work();
    // Sessions that end are counted with the server.
    await setTimeout(500);
    const processor = processorTime('self') + processorTime(postgres.pid()) - before;
    const known = best.get(name) ?? { seconds: Infinity, processor: Infinity };
    best.set(name, { seconds: Math.min(known.seconds, seconds), processor: Math.min(known.processor, processor) });
  };
  for (let round = 1; round <= rounds; round++) {
    for (const many of [1, 2]) {
      await take(`local ${many}`, () => run(inbox, many));
      url = postgres.createDatabase(`${what}_${many}_${round}`);
      await take(`queue ${many}`, () => runQueued(url, inbox, many));
    }
  }
  const of = (name: string): Taken => best.get(name) ?? { seconds: NaN, processor: NaN };
  const rate = (name: string): string => (documents / of(name).seconds).toFixed(1);
  const added = (key: keyof Taken): string => (((of('queue 1')[key] - of('local 1')[key]) / documents) * 1000).toFixed(2);
  console.log(`${documents} ${what} documents, a second (best of ${rounds}): local ${rate('local 1')} with 1 job, ${rate('local 2')} with 2; queue ${rate('queue 1')} with 1 worker, ${rate('queue 2')} with 2`);
  console.log(`  the queue adds ${added('seconds')} ms to a document with 1 worker; ${added('processor')} ms of processor time, the server, the run and the start of the worker included`);
  return url;
}

function sizes(psql: (sql: string) => string, documents: number, inbox: number): void {
  const lines = psql(`select n.nspname || '.' || coalesce(p.relname, c.relname), sum(pg_total_relation_size(c.oid)) from pg_class c join pg_namespace n on n.oid = c.relnamespace
    left join pg_inherits i on i.inhrelid = c.oid left join pg_class p on p.oid = i.inhparent
    where n.nspname in ('rowproof', 'rowproof_queue') and c.relkind = 'r' group by 1 having sum(pg_total_relation_size(c.oid)) > 65536 order by 2 desc`).split('\n');
  console.log(`tables after ${documents} documents of ${(inbox / documents / 1024).toFixed(1)} KiB:`);
  for (const line of lines) {
    const [name = '', bytes = '0'] = line.split('|');
    console.log(`  ${name}: ${mebibytes(Number(bytes))} MiB, ${(Number(bytes) / documents / 1024).toFixed(1)} KiB a document`);
  }
}

/** All results are there: what is left is the work of the run itself. */
async function bringHome(inbox: string, url: string, documents: number): Promise<void> {
  const database = await openDatabase(url, { connections: 3, name: 'bench run', warn: console.warn });
  const seconds = await run(inbox, 1, queueDriver({ database, versions: {} }));
  await database.close();
  console.log(`a run that finds all their results brings ${(documents / seconds).toFixed(0)} of them home a second`);
}

async function enqueue(url: string): Promise<void> {
  const database = await openDatabase(url, { connections: 3, name: 'bench', warn: console.warn });
  const program = programHash({});
  await migrateDatabase(database, program);
  const boss = await openQueue(database, program);
  const queue = programToQueue(program);
  const configuration = jsonHash('bench');
  await database.use((connection) => saveConfiguration(connection, configuration, program, { definitions: [], parser_options: {}, limits: Limits.parse({}) }));
  const began = performance.now();
  for (let start = 0; start < ENQUEUED; start += AT_ONCE) {
    const wanted = Array.from({ length: AT_ONCE }, (_, i) => {
      const name = `reports/2021/agency-${(start + i) % 100}/${start + i}.txt`;
      const path = Buffer.from(`/srv/inbox/${name}`);
      const sha256 = createHash('sha256').update(name).digest('hex');
      const job: DocumentJob = { file: { path, realPath: path, name, stamp: null, problem: null }, name, content: { kind: 'content', sha256, size: 1000, settled: true }, decisions: [], decisionsHash: '' };
      const key = jobToKey(job, configuration);
      return key === null ? [] : [{ key, job }];
    }).flat();
    await database.transaction((connection) => enqueueDocuments(connection, wanted, { boss, queue, configuration, since: 'now', force: false }));
  }
  const seconds = (performance.now() - began) / 1000;
  console.log(`${ENQUEUED} documents enqueued in ${seconds.toFixed(1)} s: ${Math.round(ENQUEUED / seconds)} a second`);
  for (const batch of [1, 64]) {
    const times: number[] = [];
    for (let i = 0; i < 50; i++) {
      const before = performance.now();
      await database.transaction((connection) => boss.fetch(queue, batch, connection));
      times.push(performance.now() - before);
    }
    console.log(`  fetching ${batch} of them: ${(times.sort((a, b) => a - b)[25] ?? 0).toFixed(1)} ms (median)`);
  }
  await boss.close();
  await database.close();
}

async function main(): Promise<void> {
  const postgres = await startPostgres(['fsync = on', 'shared_buffers = 128MB']);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      for (const child of children) child.kill('SIGKILL');
      postgres.remove();
      process.exit(130);
    });
  }
  try {
    const small = join(home, 'small');
    let bytes = 0;
    for (let i = 0; i < SMALL; i++) {
      if (i % 1000 === 0) mkdirSync(join(small, String(i / 1000)), { recursive: true });
      const text = `report ${i}\nitem\tamount\nfirst\t${i}\nsecond\t${i * 7}\n`;
      bytes += text.length;
      writeFileSync(join(small, String(Math.floor(i / 1000)), `${i}.txt`), text);
    }
    const url = await compare('small', small, SMALL, postgres, 2);
    sizes((sql) => postgres.psql(url, sql), SMALL, bytes);
    await bringHome(small, url, SMALL);

    const copies = join(home, 'copies');
    mkdirSync(copies);
    const text = readFileSync(fileURLToPath(new URL('../../../../samples/dapeng-2021.txt', import.meta.url)), 'utf8');
    for (let i = 0; i < COPIES; i++) writeFileSync(join(copies, `${i}.txt`), `${text}\n${i}\n`);
    const other = await compare('real', copies, COPIES, postgres, 2);
    sizes((sql) => postgres.psql(other, sql), COPIES, Buffer.byteLength(text) * COPIES);
    await bringHome(copies, other, COPIES);

    await enqueue(postgres.createDatabase('enqueue'));
  } finally {
    postgres.remove();
  }
}

try {
  if (hasPostgres) await main();
} finally {
  for (const child of children) child.kill('SIGKILL');
  rmSync(home, { recursive: true, force: true });
}
