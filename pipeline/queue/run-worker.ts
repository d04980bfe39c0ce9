import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import type { DocumentResult } from '../../schemas/record.js';
import { realDisk } from '../batch/disk.js';
import type { DocumentJob } from '../batch/files-to-jobs.js';
import { openOutputFolder, type OutputFolder } from '../batch/output-folder.js';
import { startParserPool, type ParserPool } from '../batch/parser-pool.js';
import { jsonHash, pipelineFingerprint } from '../batch/pipeline-fingerprint.js';
import { readDocument } from '../batch/read-document.js';
import { RunError } from '../batch/run-error.js';
import { BOSS_SCHEMA, defaultSettings, programToQueue, type Boss, type QueueSettings } from './boss.js';
import { commitAttempts, giveBack, noteBegun, type Ended, type Lease } from './commit-attempts.js';
import { readConfiguration, readDecisions, type Configuration } from './configurations.js';
import type { Database } from './database.js';
import { configurationHash, programHash } from './document-key.js';
import { isDead, JobPayload } from './job-payload.js';
import { SCHEMA } from './migrations.js';
import { openQueue, writersHash } from './prepare-database.js';
import { createTurnLock } from './turn-lock.js';

export interface WorkerOptions {
  readonly database: Database;
  /** Versions of the program, of Node and of the engines. */
  readonly versions: Readonly<Record<string, string>>;
  /** How many documents it reads at once. */
  readonly jobs: number;
  /** Ends when no job waits or runs any more, instead of waiting for new ones. */
  readonly drain?: boolean;
  /** Ends the worker: what it has not finished goes back to the queue. */
  readonly signal: AbortSignal;
  /** Told of documents that end as dead letters, and of leases that were lost. */
  readonly tell: (line: string) => void;
  readonly settings?: QueueSettings;
  /** URL of the module that exports `extractDocument`. */
  readonly parser?: string;
}

/** Jobs are fetched for about so long a time, so that fetching costs little and no worker sits on what another could do; in milliseconds. */
const FETCH_AHEAD = 1000;
const MOST_AHEAD = 64;
/** Results that wait for the database. */
const MOST_UNCOMMITTED = 32;
/** A commit waits for so many results, or so long, in milliseconds: together they cost little more than one. */
const [COMMITTED_TOGETHER, GATHERING] = [16, 200];
/** Pauses of a worker that finds nothing to do, in milliseconds. */
const [SHORT_PAUSE, LONG_PAUSE] = [200, 2000];
/** Sets of children for different options that are kept at once. */
const MOST_POOLS = 3;

/** From this try on, a document is read with no other beside it, so that none pays for another that takes its worker along. */
const ALONE_FROM = 2;
/** The beginning of a reading is noted after this time at the latest, in milliseconds; before that, a commit takes the note along. */
const NOTE_PAUSE = 100;

const CHANGED = 'it is not what it was when it was listed';

/**
 * A worker: fetches jobs, has the documents read in children of its own, and commits result and completion of each job together. It shows that it lives while
 * its children work, however busy they are. Gives how many results it has committed when `signal` ends it, or, with `drain`, when nothing is left to do.
 * Throws a RunError when the database stays away or no child can be started.
 */
export async function runWorker(options: WorkerOptions): Promise<{ documents: number }> {
  const { database } = options;
  const program = programHash(options.versions);
  const boss = await openQueue(database, program, options.settings);
  const home = await mkdtemp(join(tmpdir(), 'rowproof-worker-'));
  try {
    const worker = createWorker(options, boss, program, await openOutputFolder(home, realDisk));
    return await worker.run();
  } finally {
    await boss.close();
    await rm(home, { recursive: true, force: true });
  }
}

function createWorker(options: WorkerOptions, boss: Boss, program: string, folder: OutputFolder): { run(): Promise<{ documents: number }> } {
  const { database, tell } = options;
  const { leaseSeconds } = options.settings ?? defaultSettings;
  const queue = programToQueue(program);
  const writers = writersHash();
  const id = randomUUID();
  const stop = new AbortController();
  let failure: unknown;
  const fail = (error: unknown): void => {
    failure ??= error;
    stop.abort();
  };

  const ahead: Lease[] = [];
  const held = new Map<string, Lease>();
  const uncommitted = new Set<Promise<void>>();
  /** What one document takes, in milliseconds, on the average of the last ones. */
  let pace = FETCH_AHEAD;
  let documents = 0;

  // Pools of children, the one used last at the end.
  const pools = new Map<string, { readonly configuration: Configuration; readonly pool: ParserPool; users: number }>();
  /** The pool for a configuration, with one more user, so that it isn't closed meanwhile. */
  const poolOf = async (hash: string): Promise<{ configuration: Configuration; pool: ParserPool; users: number }> => {
    const known = pools.get(hash);
    if (known !== undefined) {
      pools.delete(hash);
      pools.set(hash, known);
      known.users++;
      return known;
    }
    const configuration = await database.use((connection) => readConfiguration(connection, hash));
    if (configuration === null || hash !== configurationHash(pipelineFingerprint(configuration.definitions, configuration.parser_options, {}, options.versions), configuration.limits)) {
      throw new RunError('The queue holds a job that this version of the program would read otherwise. Use the version that filled it.', 1);
    }
    const again = pools.get(hash);
    if (again !== undefined) {
      again.users++;
      return again;
    }
    const { definitions, limits, parser_options } = configuration;
    const pool = startParserPool({ parser: options.parser ?? new URL('../extract-document.js', import.meta.url).href, options: { ...parser_options, definitions, limits }, limits });
    const entry = { configuration, pool, users: 1 };
    pools.set(hash, entry);
    for (const [other, { users, pool: idle }] of pools) {
      if (pools.size <= MOST_POOLS) break;
      if (users > 0 || other === hash) continue;
      pools.delete(other);
      await idle.close();
    }
    return entry;
  };

  const read = async (lease: Lease): Promise<Ended | null> => {
    const entry = await poolOf(lease.payload.configuration);
    try {
      return await readWith(entry, lease);
    } finally {
      entry.users--;
    }
  };
  const readWith = async ({ configuration: { limits }, pool }: { readonly configuration: Configuration; readonly pool: ParserPool }, lease: Lease): Promise<Ended | null> => {
    const { payload } = lease;
    const decisions = await database.use((connection) => readDecisions(connection, payload.decisions));
    if (decisions === null) return { lease, result: null, failure: { outcome: 'unreadable', message: 'its decisions are gone from the queue' }, final: true };
    const path = Buffer.from(payload.path, 'base64');
    const job: DocumentJob = {
      file: { path, realPath: path, name: payload.name, stamp: null, problem: null },
      name: payload.name,
      content: { kind: 'content', sha256: payload.documentHash, size: payload.bytes, settled: true },
      decisions,
      decisionsHash: jsonHash(decisions),
    };
    const { from, result: written, lasting } = await readDocument(job, { pool, folder, state: { files: new Map(), keepFile: () => undefined }, limits });
    const text = await readFile(from, 'utf8');
    await rm(from, { force: true });
    if (stop.signal.aborted) return null;
    const { outcome, message = outcome } = written;
    // What is no reading of these bytes is no result of them.
    if (written.sha256 !== payload.documentHash || outcome === 'unreadable') {
      const changed = written.sha256 !== payload.documentHash && outcome !== 'unreadable';
      return { lease, result: null, failure: { outcome: 'unreadable', message: changed ? CHANGED : message }, final: changed };
    }
    const dead = isDead(outcome) ? { outcome, message } : null;
    if (dead !== null && !lasting && !lease.last) return { lease, result: null, failure: dead, final: false };
    const { documentHash, fingerprint, configuration, name } = payload;
    const result = { key: { documentHash, fingerprint, job: lease.id }, configuration, name, text, result: JSON.parse(text) as DocumentResult, written, lasting, attempt: lease.attempt };
    return { lease, result, failure: dead, final: dead !== null };
  };

  // What ends while a commit is under way goes along with the next.
  let waiting: Ended[] = [];
  let next: Promise<void> | null = null;
  let current: Promise<void> = Promise.resolve();
  let full = new AbortController();
  const commitWaiting = async (): Promise<void> => {
    // Not when nothing else is under way, whose end could be waited for.
    if (waiting.length < Math.min(COMMITTED_TOGETHER, held.size)) {
      await setTimeout(GATHERING, undefined, { signal: AbortSignal.any([full.signal, stop.signal]) }).catch(() => undefined);
    }
    full = new AbortController();
    next = null;
    const batch = waiting;
    waiting = [];
    const { lost, dead } = await commitAttempts(database, boss, queue, batch, writers, begun.splice(0));
    const [lostIds, deadIds] = [new Set(lost), new Set(dead)];
    for (const { lease, failure: output } of batch) {
      held.delete(lease.id);
      if (lostIds.has(lease.id)) tell(`${lease.payload.name}: another worker has its job, since this one did not show itself in time; its result is dropped`);
      else if (deadIds.has(lease.id)) tell(`${lease.payload.name}: ${output?.outcome ?? 'failed'}; its job is a dead letter`);
      if (!lostIds.has(lease.id) && output === null) documents++;
    }
  };
  const commit = (ended: Ended): Promise<void> => {
    waiting.push(ended);
    if (waiting.length >= Math.min(COMMITTED_TOGETHER, held.size)) full.abort();
    if (next === null) {
      next = current.then(commitWaiting);
      current = next.catch(() => undefined);
    }
    return next;
  };

  const begun: string[] = [];
  const turns = createTurnLock();
  const begin = (lease: Lease): Promise<Ended | null> => {
    const alone = lease.number >= ALONE_FROM;
    return turns.turn(alone, async () => {
      if (alone) {
        // What has ended before it and waits for its commit would be taken along as well, and again each time that both are fetched in this order.
        await setTimeout(0);
        await Promise.all(uncommitted);
      }
      if (stop.signal.aborted) return null;
      begun.push(lease.attempt);
      const note = globalThis.setTimeout(() => {
        const attempts = begun.splice(0);
        if (attempts.length > 0) database.use((connection) => noteBegun(connection, attempts)).catch(fail);
      }, NOTE_PAUSE);
      try {
        return await read(lease);
      } finally {
        clearTimeout(note);
      }
    });
  };

  const runner = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      const lease = ahead.shift();
      if (lease === undefined) {
        if (drained) return;
        await pause(20);
        continue;
      }
      const began = performance.now();
      const ended = await begin(lease);
      pace = pace * 0.8 + (performance.now() - began) * 0.2;
      if (ended === null) return;
      const one: Promise<void> = commit(ended)
        .catch(fail)
        .finally(() => uncommitted.delete(one));
      uncommitted.add(one);
      if (uncommitted.size >= MOST_UNCOMMITTED) await Promise.race(uncommitted);
    }
  };

  const pause = (milliseconds: number): Promise<void> => setTimeout(milliseconds, undefined, { signal: stop.signal }).catch(() => undefined);

  let drained = false;
  const fetcher = async (): Promise<void> => {
    let idle = SHORT_PAUSE;
    while (!stop.signal.aborted) {
      const wanted = Math.min(MOST_AHEAD, Math.max(options.jobs, Math.ceil((options.jobs * FETCH_AHEAD) / Math.max(1, pace))));
      if (ahead.length > wanted / 2) {
        await pause(10);
        continue;
      }
      const leases = await fetch(wanted - ahead.length);
      for (const lease of leases) {
        held.set(lease.id, lease);
        ahead.push(lease);
      }
      if (leases.length > 0) {
        idle = SHORT_PAUSE;
        continue;
      }
      if (options.drain && held.size === 0 && (await nothingLeft())) {
        drained = true;
        return;
      }
      // Spread, so that many idle workers don't ask all at once.
      await pause(idle * (0.75 + Math.random() / 2));
      idle = Math.min(idle * 1.5, LONG_PAUSE);
    }
  };

  const fetch = (batch: number): Promise<Lease[]> =>
    database.transaction(async (connection) => {
      const jobs = await boss.fetch(queue, batch, connection);
      const leases = jobs.map(({ id: job, data, retryCount, retryLimit }) => ({ id: job, number: retryCount, last: retryCount >= retryLimit, attempt: randomUUID(), payload: toPayload(data) }));
      if (leases.length === 0) return [];
      await connection.run(
        `insert into ${SCHEMA}.attempt (id, job, number, document_hash, fingerprint, name, worker)
         select id, job, number, document_hash, fingerprint, name, $2 from json_to_recordset($1::json) as a (id uuid, job uuid, number integer, document_hash text, fingerprint text, name text)`,
        [
          JSON.stringify(leases.map(({ attempt, id: job, number, payload }) => ({ id: attempt, job, number, document_hash: payload.documentHash, fingerprint: payload.fingerprint, name: payload.name }))),
          id,
        ],
      );
      return leases;
    });

  const nothingLeft = async (): Promise<boolean> => {
    const [left] = await database.use((connection) =>
      connection.rows(z.object({ some: z.boolean() }), `select exists (select from ${BOSS_SCHEMA}.job where name = $1 and state < 'completed') as some`, [queue]),
    );
    return left?.some === false;
  };

  /** Shows that the worker lives, and keeps its leases. */
  const heartbeat = async (): Promise<void> => {
    while (!ending) {
      await setTimeout((leaseSeconds * 1000) / 4, undefined, { signal: beats.signal }).catch(() => undefined);
      if (ending) return;
      const leases = [...held.values()];
      const kept = await database.use(async (connection) => {
        await connection.run(`update ${SCHEMA}.worker set seen_at = now(), documents = $2 where id = $1`, [id, documents]);
        return connection.rows(
          z.object({ id: z.string() }),
          `update ${BOSS_SCHEMA}.job j set started_on = now() from unnest($2::uuid[], $3::int[]) as lease (id, number)
           where j.name = $1 and j.id = lease.id and j.retry_count = lease.number and j.state = 'active' returning j.id`,
          [queue, leases.map((lease) => lease.id), leases.map(({ number }) => number)],
        );
      });
      // Not begun yet, so nothing is lost by leaving it to whoever has it now.
      const ours = new Set(kept.map((row) => row.id));
      for (const lease of leases) {
        const at = ours.has(lease.id) ? -1 : ahead.indexOf(lease);
        if (at === -1) continue;
        ahead.splice(at, 1);
        held.delete(lease.id);
      }
    }
  };
  let ending = false;
  const beats = new AbortController();

  const closePools = (): Promise<unknown> => Promise.all([...pools.values()].map(({ pool }) => pool.close()));

  return {
    async run() {
      await database.use((connection) => connection.run(`insert into ${SCHEMA}.worker (id, host, pid, program, jobs) values ($1, $2, $3, $4, $5) on conflict do nothing`, [id, hostname(), process.pid, program, options.jobs]));
      const onAbort = (): void => stop.abort();
      options.signal.addEventListener('abort', onAbort, { once: true });
      if (options.signal.aborted) stop.abort();
      stop.signal.addEventListener('abort', () => void closePools(), { once: true });
      const beating = heartbeat().catch(fail);
      try {
        await Promise.all([fetcher().catch(fail), ...Array.from({ length: options.jobs }, () => runner().catch(fail))]);
        await Promise.all(uncommitted);
      } finally {
        options.signal.removeEventListener('abort', onAbort);
        ending = true;
        beats.abort();
        await closePools();
        await beating;
        // A database that is away gives the jobs to others by itself, when the leases end.
        if (held.size > 0) await giveBack(database, queue, [...held.values()]).catch(fail);
        await database.use((connection) => connection.run(`update ${SCHEMA}.worker set seen_at = now(), ended_at = now(), documents = $2 where id = $1`, [id, documents])).catch(fail);
      }
      if (failure !== undefined && !options.signal.aborted) throw failure;
      return { documents };
    },
  };
}

function toPayload(data: unknown): JobPayload {
  const { data: payload } = JobPayload.safeParse(data);
  if (payload === undefined) throw new RunError('The queue holds a job that is none of this program.', 1);
  return payload;
}
