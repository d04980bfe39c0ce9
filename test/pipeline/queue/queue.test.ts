import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type * as Boss from '../../../pipeline/queue/boss.js';
import type * as CommitAttempts from '../../../pipeline/queue/commit-attempts.js';
import type { Ended, Lease } from '../../../pipeline/queue/commit-attempts.js';
import type * as Configurations from '../../../pipeline/queue/configurations.js';
import type * as DocumentKey from '../../../pipeline/queue/document-key.js';
import type * as PrepareDatabase from '../../../pipeline/queue/prepare-database.js';
import type * as QueueStatus from '../../../pipeline/queue/queue-status.js';
import type * as Redrive from '../../../pipeline/queue/redrive.js';
import { failedResult } from '../../../pipeline/batch/failed-result.js';
import { Limits } from '../../../pipeline/batch/limits.js';
import { resultToWritten } from '../../../pipeline/batch/result-to-written.js';
import { datasetTables } from '../../../pipeline/write/dataset-tables.js';
import { documentToJson } from '../../../pipeline/write/document-to-json.js';
import type { Decision } from '../../../schemas/decision.js';
import { emptyFolder, fromDist, outputBytes, run, writeFiles } from '../batch/batch-under-test.js';
import { runCli } from '../../cli/run-cli.js';
import { parseCsvObjects } from '../write/parse-csv.js';
import { hasPostgres, startPostgres, startWorker, type Postgres, type WorkerUnderTest } from './postgres-under-test.js';
import { ledger, openDatabase, runQueued, settings, versions } from './queue-under-test.js';

const { programToQueue } = await fromDist<typeof Boss>('pipeline/queue/boss.js');
const { commitAttempts } = await fromDist<typeof CommitAttempts>('pipeline/queue/commit-attempts.js');
const { saveConfiguration } = await fromDist<typeof Configurations>('pipeline/queue/configurations.js');
const { keyToJob, programHash } = await fromDist<typeof DocumentKey>('pipeline/queue/document-key.js');
const { openQueue } = await fromDist<typeof PrepareDatabase>('pipeline/queue/prepare-database.js');
const { readStatus } = await fromDist<typeof QueueStatus>('pipeline/queue/queue-status.js');
const { redrive } = await fromDist<typeof Redrive>('pipeline/queue/redrive.js');

describe.skipIf(!hasPostgres)('a run through the queue', () => {
  let postgres: Postgres;
  let url = '';
  let worker: WorkerUnderTest;
  const inbox = writeFiles(emptyFolder(), {
    ...Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`${i % 3}/${i}.txt`, `form ${i % 2 === 0 ? 'first' : 'second'}\n# ${i}`])),
    'copy.txt': 'form first\n# 0',
    'poison.txt': 'throw it',
    'refused.txt': 'refuse encrypted',
    'empty.txt': '',
  });
  beforeAll(async () => {
    postgres = await startPostgres();
    url = postgres.createDatabase('quick');
    worker = startWorker(url);
  });
  afterAll(async () => {
    worker.child.kill('SIGTERM');
    await worker.ended;
    postgres.remove();
  });

  const queryJson = (sql: string): unknown => JSON.parse(postgres.psql(url, `select coalesce(json_agg(x), '[]') from (${sql}) x`));

  it('gives the bytes and the ledger of a local one, and its rows in SQL', async () => {
    const [local, queued] = [join(emptyFolder(), 'out'), join(emptyFolder(), 'out')];
    await run(inbox, local);
    const summary = await runQueued(url, inbox, queued, { dataset: 'first' });
    expect(summary).toMatchObject({ exitStatus: 3, written: true, parsed: 15, gone: [] });
    expect(outputBytes(queued)).toEqual(outputBytes(local));
    expect(ledger(queued)).toEqual(ledger(local));
    expect(worker.told.join('')).toContain('poison.txt: crashed');
    expectViews('first', queued);
    expect(queryJson("select name, outcome from rowproof.documents where dataset = 'first' and outcome in ('crashed', 'encrypted') order by name")).toEqual([
      { name: 'poison.txt', outcome: 'crashed' },
      { name: 'refused.txt', outcome: 'encrypted' },
    ]);
    expect(readFileSync(join(queued, 'run.json'), 'utf8')).not.toContain('postgres');
  });

  /** Every view holds what its file holds, in whatever order. */
  function expectViews(dataset: string, out: string): void {
    for (const { name, columns } of datasetTables) {
      const file = parseCsvObjects(readFileSync(join(out, `${name}.csv`), 'utf8'));
      const view = queryJson(`select * from rowproof.${name} where dataset = '${dataset}'`) as Record<string, unknown>[];
      const text = (value: unknown): string => (value === null || value === undefined ? '' : Array.isArray(value) ? value.join('; ') : String(value as string | number));
      const rows = (given: readonly Readonly<Record<string, unknown>>[]): string[] => given.map((row) => JSON.stringify(columns.map((column) => text(row[column.name])))).sort();
      expect({ name, rows: rows(view) }).toEqual({ name, rows: rows(file) });
    }
    expect(queryJson(`select count(*)::int as n from rowproof.indicators where dataset = '${dataset}'`)).not.toEqual([{ n: 0 }]);
  }

  it('reads nothing again that has a result, for whatever folder, and what is new once', async () => {
    const [one, other] = [join(emptyFolder(), 'out'), join(emptyFolder(), 'out')];
    const folder = writeFiles(emptyFolder(), { 'a.txt': 'form first\n# again', 'b.txt': 'form first\n# again' });
    expect(await runQueued(url, folder, one)).toMatchObject({ parsed: 1 });
    expect(await runQueued(url, folder, one)).toMatchObject({ parsed: 0, written: false });
    expect(await runQueued(url, folder, other)).toMatchObject({ parsed: 0, written: true });
    expect(outputBytes(other)).toEqual(outputBytes(one));
    writeFiles(folder, { 'c.txt': 'form second\n# c' });
    expect(await runQueued(url, folder, one)).toMatchObject({ parsed: 1, counts: { documents: 3, reused: 2 } });
    expect(await runQueued(url, folder, one, { force: true })).toMatchObject({ parsed: 2 });
    expect(await runQueued(url, folder, other)).toMatchObject({ parsed: 0 });
    rmSync(join(folder, 'b.txt'));
    expect(await runQueued(url, folder, one)).toMatchObject({ gone: ['b.txt'], parsed: 0 });
    expect(queryJson(`select name from rowproof.documents where dataset = '${one}' order by name`)).toEqual([{ name: 'a.txt' }, { name: 'c.txt' }]);
  });

  it('replays decisions, and knows what was read before a folder came to the queue', async () => {
    const folder = writeFiles(emptyFolder(), { 'd.txt': 'form first\n# decided', 'e.txt': 'form first\n# undecided' });
    const decision: Decision = {
      schema: 1,
      id: 'd1',
      at: '2026-01-01T00:00:00.000Z',
      by: 'somebody',
      decision: 'accept',
      anchor: { document: { name: 'd.txt', sha256: '0'.repeat(64) }, definition: 'first-form', form: 1, table: null, row: null, column: null, source: [] },
      read: {},
    };
    const [local, queued] = [join(emptyFolder(), 'out'), join(emptyFolder(), 'out')];
    await run(folder, local, { decisions: [decision] });
    await run(folder, queued);
    expect(await runQueued(url, folder, queued, { decisions: [decision], dataset: 'decided' })).toMatchObject({ parsed: 2 });
    expect(outputBytes(queued)).toEqual(outputBytes(local));
    expect(readFileSync(join(queued, 'documents/d.txt.json'), 'utf8')).toContain('decided: d1');
    expect(queryJson('select id, decided_by from rowproof.decision')).toEqual([{ id: 'd1', decided_by: 'somebody' }]);
  });

  it('shows what waits, runs, is done and dead, and lets the dead be tried again', async () => {
    const database = await openDatabase(url, { connections: 2, name: 'status under test', warn: () => undefined });
    try {
      const program = programHash(versions);
      const status = await readStatus(database, programToQueue(program));
      expect(status.queues).toEqual([expect.objectContaining({ own: true, waiting: 0, retrying: 0, running: 0, failed: 1 })]);
      expect(status.workers).toEqual([expect.objectContaining({ pid: worker.child.pid, own: true, running: [] })]);
      expect(status.deadLetters).toEqual([expect.objectContaining({ name: 'poison.txt', outcome: 'crashed', message: "the reader failed: TypeError: can't read it of undefined" })]);
      const boss = await openQueue(database, program, settings);
      expect(await redrive(database, boss, programToQueue(program), program, ['no such name'])).toBe(0);
      expect(await redrive(database, boss, programToQueue(program), program, [])).toBe(1);
      await boss.close();
      // The next run waits for what becomes of it.
      const out = join(emptyFolder(), 'out');
      expect(await runQueued(url, inbox, out)).toMatchObject({ exitStatus: 3, parsed: 1 });
      expect((await readStatus(database, programToQueue(program))).deadLetters).toHaveLength(1);
      expect(queryJson("select number, ending, outcome from rowproof.attempt where name = 'poison.txt' order by started_at")).toEqual([
        { number: 0, ending: 'dead letter', outcome: 'crashed' },
        { number: 0, ending: 'dead letter', outcome: 'crashed' },
      ]);
    } finally {
      await database.close();
    }
  });

  it('is refused in one line without a password, and 1, where the server lets us not in or is away', () => {
    const wrong = url.replace(/owner:[^@]*@/u, 'owner:a-secret@');
    for (const [given, line] of [
      [wrong, /password authentication failed/u],
      [`${url}_of_nobody`, /does not exist/u],
      [wrong.replace(/:\d+\//u, ':1/'), /can't be reached: .*ECONNREFUSED/u],
    ] as const) {
      for (const command of [['status'], ['run', inbox, '--out', join(emptyFolder(), 'out')]]) {
        const { status, stdout, stderr } = runCli([...command, '--queue', given]);
        expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
        expect(stderr).toMatch(line);
        expect(stderr.trimEnd().split('\n')).toHaveLength(1);
        expect(stderr).not.toMatch(/secret|the test/u);
      }
    }
  });

  it('is made ready by one of many that come at once', async () => {
    const fresh = postgres.createDatabase('fresh');
    const program = programHash(versions);
    const databases = await Promise.all(Array.from({ length: 6 }, () => openDatabase(fresh, { connections: 2, name: 'preparing', warn: () => undefined })));
    const bosses = await Promise.all(databases.map((database) => openQueue(database, program, settings)));
    await Promise.all(bosses.map((boss) => boss.close()));
    await Promise.all(databases.map((database) => database.close()));
    expect(postgres.psql(fresh, 'select count(*) from rowproof.program')).toBe('1');
  });

  it('lets a worker that has lost its lease commit nothing', async () => {
    const lost = postgres.createDatabase('lost');
    const database = await openDatabase(lost, { connections: 3, name: 'leases under test', warn: () => undefined });
    const program = programHash(versions);
    const queue = programToQueue(program);
    const boss = await openQueue(database, program, { leaseSeconds: 1, retryLimit: 5, retryDelay: 0 });
    try {
      const documentHash = 'a'.repeat(64);
      const job = keyToJob(documentHash, 'f');
      const payload = { name: 'a.txt', path: '', bytes: 1, documentHash, fingerprint: 'f', configuration: 'c', decisions: [] };
      await database.use(async (connection) => {
        await saveConfiguration(connection, 'c', program, { definitions: [], parser_options: {}, limits: Limits.parse({}) });
        await connection.run(`insert into rowproof.worker (id, host, pid, program, jobs) values ('${'0'.repeat(8)}-0000-8000-8000-${'0'.repeat(12)}', 'h', 1, 'p', 1)`);
      });
      await database.transaction((connection) => boss.insert(queue, [{ id: job, data: payload }], connection));
      const take = async (attempt: string): Promise<Lease> => {
        for (;;) {
          const [fetched] = await database.transaction((connection) => boss.fetch(queue, 1, connection));
          if (fetched !== undefined) return { id: fetched.id, number: fetched.retryCount, last: false, attempt, payload };
          await setTimeout(300);
          await boss.expire();
        }
      };
      const ended = (lease: Lease, message: string): Ended => {
        const result = failedResult('a.txt', documentHash, 'encrypted', message);
        const text = documentToJson(result);
        return { lease, result: { key: { documentHash, fingerprint: 'f', job }, configuration: 'c', name: 'a.txt', text, result, written: resultToWritten(result, text), lasting: true, attempt: lease.attempt }, failure: null, final: false };
      };
      const [slow, quick] = [await take('11111111-0000-8000-8000-000000000000'), await take('22222222-0000-8000-8000-000000000000')];
      expect(quick.number).toBeGreaterThan(slow.number);
      expect(await commitAttempts(database, boss, queue, [ended(slow, 'of the one that lost it')], 'w')).toEqual({ lost: [job], dead: [] });
      expect(postgres.psql(lost, 'select count(*) from rowproof.result')).toBe('0');
      expect(await commitAttempts(database, boss, queue, [ended(quick, 'of the one that has it')], 'w')).toEqual({ lost: [], dead: [] });
      expect(await commitAttempts(database, boss, queue, [ended(quick, 'once more')], 'w')).toEqual({ lost: [job], dead: [] });
      expect(postgres.psql(lost, 'select message from rowproof.result')).toBe('of the one that has it');
      expect(postgres.psql(lost, `select state from rowproof_queue.job where id = '${job}'`)).toBe('completed');
    } finally {
      await boss.close();
      await database.close();
    }
  });
});
