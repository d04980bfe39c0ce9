import { createHash, randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import type { DocumentResult } from '../../schemas/record.js';
import { bytesToName } from '../batch/bytes-to-name.js';
import { failedResult } from '../batch/failed-result.js';
import type { DocumentJob } from '../batch/files-to-jobs.js';
import { readLocally } from '../batch/local-driver.js';
import type { OpenDriver, ReadDriver, ReadSetting, ReadWork } from '../batch/read-driver.js';
import { renameResult } from '../batch/rename-result.js';
import { resultToWritten } from '../batch/result-to-written.js';
import { RunError } from '../batch/run-error.js';
import type { DocumentEntry } from '../batch/run-state.js';
import { writeResult } from '../batch/write-result.js';
import { documentToJson } from '../write/document-to-json.js';
import { BOSS_SCHEMA, defaultSettings, programToQueue, type Boss, type QueueSettings } from './boss.js';
import { saveConfiguration } from './configurations.js';
import type { Database } from './database.js';
import { configurationHash, jobToKey, programHash } from './document-key.js';
import { enqueueDocuments, type EnqueueSetting, type WantedDocument } from './enqueue.js';
import { isDead, JobOutput } from './job-payload.js';
import { SCHEMA } from './migrations.js';
import { openQueue, writersHash } from './prepare-database.js';
import { findResults, insertResult, readResults, resultsSince, type StoredResult } from './result-store.js';

export interface QueueDriverOptions {
  readonly database: Database;
  /** Versions of the program, of Node and of the engines. */
  readonly versions: Readonly<Record<string, string>>;
  /** The name of the dataset in the views; the path of the output folder without it. */
  readonly dataset?: string;
  readonly settings?: QueueSettings;
}

const ENQUEUED_AT_ONCE = 2000;
/** Results that are fetched together: so many, of so many bytes. */
const FETCHED_AT_ONCE = 64;
const FETCHED_BYTES = 16 * 2 ** 20;
/** Pause between two looks for new results, in milliseconds. */
const LOOK_PAUSE = 500;
/** How far behind the last result a look begins, in seconds: a commit shows later than its own clock says. */
const LOOK_BACK = 3;
/** How often dead jobs are looked for, in milliseconds. */
const DEAD_PAUSE = 2000;
/** How often every document that is waited for is looked up, in milliseconds: nothing is missed, however long a commit took. */
const SWEEP_PAUSE = 120_000;
const SWEPT_AT_ONCE = 5000;
/** How often a run shows that it lives, in milliseconds. */
const SHOW_PAUSE = 10_000;
/** A worker that hasn't shown itself for so long doesn't count, in seconds. */
const WORKER_SILENCE = 90;
/** So many times its tries a document may be with workers that are lost before it is begun. */
const UNBEGUN_TRIES = 10;
/** Documents that are told to the database together. */
const PLACED_AT_ONCE = 500;

/**
 * Has the documents read by workers through a queue in a database. What can't be queued (a file that can't be read or is still changing) is read here. Two
 * runs at once share the work on what both want.
 */
export const queueDriver =
  (options: QueueDriverOptions): OpenDriver =>
  async (setting) => {
    const program = programHash(options.versions);
    return createDriver(options, setting, program, await openQueue(options.database, program, options.settings));
  };

interface Wanted extends WantedDocument {
  /** Others of the same content. */
  readonly rest: DocumentJob[];
}

const One = z.object({ name: z.string(), document_hash: z.string().nullable() });
const Times = z.object({ times: z.coerce.number(), begun: z.coerce.number() });
const JobState = z.object({ id: z.string(), state: z.string(), output: z.unknown() });
const jobStates = `select id, state::text as state, output from ${BOSS_SCHEMA}.job where name = $1`;

function createDriver({ database, dataset: given, settings: { retryLimit } = defaultSettings }: QueueDriverOptions, setting: ReadSetting, program: string, boss: Boss): ReadDriver {
  const { folder, limits, warn, force } = setting;
  const queue = programToQueue(program);
  const configuration = configurationHash(setting.fingerprint, limits);
  const dataset = given ?? resolve(folder.path);
  const run = randomUUID();
  const writers = writersHash();
  /** When the run began, by the clock of the database. */
  let since = '';
  let shown = performance.now();
  let warned = false;
  const placed: object[] = [];
  let saving: Promise<void> = Promise.resolve();

  const saveAll = (): Promise<void> => {
    const rows = placed.splice(0);
    if (rows.length === 0) return saving;
    saving = saving.then(() =>
      database.use(async (connection) => {
        await connection.run(
          `insert into ${SCHEMA}.document (dataset, name, path, bytes, document_hash, fingerprint, outcome, partial, message, run)
           select $1, name, path, bytes, document_hash, fingerprint, outcome, partial, message, $2
           from json_to_recordset($3::json) as d (name text, path text, bytes bigint, document_hash text, fingerprint text, outcome text, partial boolean, message text)
           on conflict (dataset, name) do update set path = excluded.path, bytes = excluded.bytes, document_hash = excluded.document_hash, fingerprint = excluded.fingerprint,
             outcome = excluded.outcome, partial = excluded.partial, message = excluded.message, run = excluded.run, placed_at = now()`,
          [dataset, run, JSON.stringify(rows).replaceAll('\\u0000', '\\ufffd')],
        );
      }),
    );
    return saving;
  };

  /** Shows that the run lives, and warns when nobody works for it. */
  const show = async (): Promise<void> => {
    if (performance.now() - shown < SHOW_PAUSE) return;
    shown = performance.now();
    const [workers] = await database.use(async (connection) => {
      await connection.run(`update ${SCHEMA}.run set seen_at = now() where id = $1`, [run]);
      return connection.rows(
        z.object({ ours: z.coerce.number(), others: z.coerce.number() }),
        `select count(*) filter (where program = $1) as ours, count(*) filter (where program <> $1) as others from ${SCHEMA}.worker
         where ended_at is null and seen_at > now() - $2 * interval '1 second'`,
        [program, WORKER_SILENCE],
      );
    });
    if (workers !== undefined && workers.ours === 0 && !warned) {
      warned = true;
      const others = workers.others === 0 ? '' : ` (${workers.others} of another version or other engines ${workers.others === 1 ? 'is' : 'are'} there)`;
      warn(`no worker shows itself${others}: start rowproof worker --queue … of this version; the run waits`);
    } else if (workers !== undefined && workers.ours > 0) warned = false;
  };

  return {
    async begin(jobs, gone) {
      const { definitions, parserOptions } = setting;
      const known = await database.transaction(async (connection) => {
        await saveConfiguration(connection, configuration, program, { definitions: [...definitions], parser_options: { ...parserOptions }, limits });
        await connection.run(
          `insert into ${SCHEMA}.run (id, dataset, host, pid, program, configuration, documents) values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`,
          [run, dataset, hostname(), process.pid, program, configuration, jobs.length],
        );
        const [now] = await connection.rows(z.object({ now: z.string() }), 'select clock_timestamp()::text as now');
        since = now?.now ?? '';
        if (gone.length > 0) await connection.run(`delete from ${SCHEMA}.document where dataset = $1 and name = any($2)`, [dataset, gone]);
        return connection.rows(One, `select name, document_hash from ${SCHEMA}.document where dataset = $1`, [dataset]);
      });
      // One that the database doesn't know, or knows with other content (its last run was cut off), is asked for again.
      const hashes = new Map(known.map(({ name, document_hash: hash }) => [name, hash]));
      return new Set(jobs.flatMap(({ name, content }) => (hashes.get(name) === (content.kind === 'content' ? content.sha256 : null) ? [name] : [])));
    },

    async readAll(work) {
      const { wanted, others } = toWanted(work.toRead, configuration);
      try {
        await database.use((connection) => connection.run(`update ${SCHEMA}.run set to_read = $2 where id = $1`, [run, wanted.length + others.length]));
        const read = await collectAll(wanted, others, work);
        return work.signal.aborted ? read : read + (await readLocally({ ...work, toRead: others, reused: [] }, setting));
      } catch (error) {
        // Whoever stops a run that waits for a database is not told of the database.
        if (work.signal.aborted && error instanceof RunError) return 0;
        throw error;
      }
    },

    placed(job, entry) {
      placed.push(toPlaced(job, entry, configuration));
      if (placed.length >= PLACED_AT_ONCE) saveAll().catch(() => undefined);
    },

    async close() {
      try {
        await saveAll();
        await database.use((connection) => connection.run(`update ${SCHEMA}.run set seen_at = now(), ended_at = now() where id = $1`, [run]));
      } catch (error) {
        // The output is whole; what the database doesn't know yet, the next run tells it.
        warn(error instanceof Error ? error.message : String(error));
      } finally {
        await boss.close();
      }
    },
  };

  /** Queues what is wanted and brings the results home as they come. What turns out to be unreadable for the workers joins `others`. */
  async function collectAll(wanted: readonly Wanted[], others: DocumentJob[], work: ReadWork): Promise<number> {
    const { signal } = work;
    const waiting = new Map(wanted.map((one) => [one.key.job, one]));
    const enqueueSetting: EnqueueSetting = { boss, queue, configuration, since, force };
    let standing = 0;
    for (let start = 0; start < wanted.length && !signal.aborted; start += ENQUEUED_AT_ONCE) {
      const found = await database.transaction((connection) => enqueueDocuments(connection, wanted.slice(start, start + ENQUEUED_AT_ONCE), enqueueSetting));
      const before = waiting.size;
      await collect(found, waiting, work);
      standing += before - waiting.size;
      await show();
    }
    let seen = since;
    let [looked, swept] = [performance.now(), performance.now()];
    while (waiting.size > 0 && !signal.aborted) {
      await show();
      const recent = await database.use((connection) => resultsSince(connection, configuration, seen, LOOK_BACK));
      seen = recent.at(-1)?.at ?? seen;
      await collect(new Map(recent.map(({ job, bytes }) => [job, bytes])), waiting, work);
      if (performance.now() - looked > DEAD_PAUSE) {
        const dead = await database.use((connection) => connection.rows(JobState, `${jobStates} and state = 'failed'`, [queue]));
        for (const job of dead) await settleDead(job, waiting, others, enqueueSetting);
        looked = performance.now();
      }
      if (performance.now() - swept > SWEEP_PAUSE) {
        await sweep(waiting, others, work, enqueueSetting);
        swept = performance.now();
      }
      if (waiting.size > 0) await setTimeout(LOOK_PAUSE, undefined, { signal }).catch(() => undefined);
    }
    return wanted.length - standing - waiting.size;
  }

  /** Brings the results of those jobs home that are waited for. */
  async function collect(found: ReadonlyMap<string, number>, waiting: Map<string, Wanted>, { signal, commit }: ReadWork): Promise<void> {
    const ready = [...found].filter(([job]) => waiting.has(job));
    while (ready.length > 0 && !signal.aborted) {
      const batch: string[] = [];
      for (let bytes = 0; ready.length > 0 && batch.length < FETCHED_AT_ONCE && bytes < FETCHED_BYTES; ) {
        const [job, size] = ready.shift() ?? ['', 0];
        batch.push(job);
        bytes += size;
      }
      for (const stored of await database.use((connection) => readResults(connection, batch))) {
        const wanted = waiting.get(stored.job);
        if (wanted === undefined || signal.aborted) continue;
        waiting.delete(stored.job);
        for (const job of [wanted.job, ...wanted.rest]) await commit({ job, ...(await toFile(stored, job)), lasting: stored.lasting && !isDead(stored.written.outcome) });
      }
    }
  }

  /** A stored result as an unfinished file, under the name of a document. */
  async function toFile(stored: StoredResult, { name }: DocumentJob): ReturnType<typeof writeResult> {
    if (createHash('sha256').update(stored.text).digest('hex') !== stored.written.digest) {
      throw new RunError(`The queue at ${database.place} gives another result for ${name} than was committed: its table result is damaged.`, 1);
    }
    if (stored.name === name) return { from: await folder.writeUnfinished(stored.text), result: stored.written };
    return writeResult(renameResult(JSON.parse(stored.text) as DocumentResult, name), folder);
  }

  /** A job that nobody could do: its document is read here if no worker could open it, and otherwise it has crashed its workers, or only been with them. */
  async function settleDead({ id, output }: z.infer<typeof JobState>, waiting: Map<string, Wanted>, others: DocumentJob[], enqueueSetting: EnqueueSetting): Promise<void> {
    const wanted = waiting.get(id);
    if (wanted === undefined) return;
    const known = JobOutput.safeParse(output).data;
    if (known?.outcome === 'unreadable') {
      waiting.delete(id);
      others.push(wanted.job, ...wanted.rest);
    } else if (known === undefined) {
      await database.transaction(async (connection) => {
        const [tries] = await connection.rows(Times, `select count(*) as times, count(begun_at) as begun from ${SCHEMA}.attempt where job = $1 and started_at >= $2::timestamptz and coalesce(ending, 'lost') = 'lost'`, [id, since]);
        const { begun, times } = tries ?? { begun: 0, times: 0 };
        // A try that said how the document failed was no loss, even where the last one was: what is wrong with it shall be said, and not that a worker went away.
        // One that ends its worker before that could say that it had begun comes to an end as well.
        if (begun > retryLimit || times > retryLimit * UNBEGUN_TRIES) await insertResult(connection, lostWorkers(wanted, configuration, Math.max(begun, 1)), writers);
        else await enqueueDocuments(connection, [wanted], enqueueSetting);
      });
    }
    // Otherwise its result was committed with its end, and is on its way.
  }

  /** Looks every document up that is waited for: its result, or how its job stands. */
  async function sweep(waiting: Map<string, Wanted>, others: DocumentJob[], work: ReadWork, enqueueSetting: EnqueueSetting): Promise<void> {
    const ids = [...waiting.keys()];
    for (let start = 0; start < ids.length && !work.signal.aborted; start += SWEPT_AT_ONCE) {
      const some = ids.slice(start, start + SWEPT_AT_ONCE);
      // Jobs first: one that ends in between has its result by the second look.
      const states = await database.use((connection) => connection.rows(JobState, `${jobStates} and id = any($2::uuid[])`, [queue, some]));
      const found = await database.use((connection) => findResults(connection, some, since));
      await collect(new Map(found.map(({ job, bytes }) => [job, bytes])), waiting, work);
      const byId = new Map(states.map((state) => [state.id, state]));
      for (const job of states) if (job.state === 'failed') await settleDead(job, waiting, others, enqueueSetting);
      // Somebody has cleared the queue, or it was filed away.
      const again = some.flatMap((id) => (['created', 'retry', 'active', 'failed'].includes(byId.get(id)?.state ?? '') ? [] : (waiting.get(id) ?? [])));
      if (again.length > 0) await database.transaction((connection) => enqueueDocuments(connection, again, { ...enqueueSetting, force: false }));
    }
  }
}

/** The documents by what is asked of the queue for them, those of one content together, and those that can't be asked for. */
function toWanted(toRead: readonly DocumentJob[], configuration: string): { wanted: Wanted[]; others: DocumentJob[] } {
  const wanted = new Map<string, Wanted>();
  const others: DocumentJob[] = [];
  for (const job of toRead) {
    const key = jobToKey(job, configuration);
    const known = key === null ? undefined : wanted.get(key.job);
    if (key === null) others.push(job);
    else if (known === undefined) wanted.set(key.job, { key, job, rest: [] });
    else known.rest.push(job);
  }
  return { wanted: [...wanted.values()], others };
}

/** The result of a document whose workers were all lost while it was read. It may be for the document, and it may not: a later run tries again. */
function lostWorkers({ key, job }: Wanted, configuration: string, times: number): Parameters<typeof insertResult>[1] {
  const result = failedResult(job.name, key.documentHash, 'crashed', `its worker was lost each of the ${times} times that it was read`);
  const text = documentToJson(result);
  return { key, configuration, name: job.name, text, result, written: resultToWritten(result, text), lasting: false, attempt: null };
}

/** A document as the database lists it. */
function toPlaced(job: DocumentJob, { sha256, outcome, partial, message }: DocumentEntry, configuration: string): object {
  const key = jobToKey(job, configuration);
  return {
    name: job.name,
    path: bytesToName(job.file.path),
    bytes: job.content.kind === 'unreadable' ? null : job.content.size,
    document_hash: sha256,
    fingerprint: key !== null && key.documentHash === sha256 ? key.fingerprint : null,
    outcome,
    partial,
    message: message ?? null,
  };
}
