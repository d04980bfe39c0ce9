import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emptyFolder, outputBytes, run, writeFiles } from '../batch/batch-under-test.js';
import { hasPostgres, startPostgres, startWorker, type Postgres, type WorkerUnderTest } from './postgres-under-test.js';
import { ledger, runQueued } from './queue-under-test.js';

/**
 * Workers are killed and the server is restarted while a run is under way, at seeded moments. Outputs and ledger have to be those of an undisturbed local
 * run, and every document has to have one result.
 */
const SEEDS = [1, 2, 3];
const limits = { seconds: 4 };

const inbox = writeFiles(emptyFolder(), {
  ...Object.fromEntries(Array.from({ length: 90 }, (_, i) => [`${i % 7}/${i}.txt`, `wait ${40 + ((i * 53) % 160)}\nform ${i % 2 === 0 ? 'first' : 'second'}\n# ${i}`])),
  'copy.txt': 'wait 93\nform second\n# 1',
  'poison/throws.txt': 'throw it',
  'poison/crashes.txt': 'form first\ncrash SIGKILL',
  'poison/hangs.txt': 'form first\npartial\nhang',
  'poison/refuses.txt': 'refuse encrypted',
  'poison/empty.txt': '',
});
const local = join(emptyFolder(), 'out');

/** A small seeded generator (Park and Miller), so that a failure can be repeated. */
function seeded(seed: number): () => number {
  let state = (seed * 7919 + 1) % 2147483647;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

/** Processes that run our child and whose parent is gone. */
function orphans(): string[] {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/u.test(pid)) return false;
    try {
      const isChild = readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes('batch/worker.js');
      const parent = readFileSync(`/proc/${pid}/stat`, 'latin1').replace(/^.*\) /su, '').split(' ')[1] ?? '1';
      return isChild && !readFileSync(`/proc/${parent}/cmdline`, 'latin1').includes('node');
    } catch {
      return false;
    }
  });
}

describe.skipIf(!hasPostgres || process.platform !== 'linux')('the queue', () => {
  let postgres: Postgres;
  const workers = new Set<WorkerUnderTest>();
  const start = (url: string): WorkerUnderTest => {
    const worker = startWorker(url);
    workers.add(worker);
    return worker;
  };
  const stopAll = async (): Promise<void> => {
    for (const { child } of workers) child.kill('SIGTERM');
    await Promise.all([...workers].map(({ ended }) => ended));
    workers.clear();
  };
  beforeAll(async () => {
    postgres = await startPostgres();
    expect(await run(inbox, local, { limits })).toMatchObject({ exitStatus: 3 });
  });
  afterAll(async () => {
    await stopAll();
    postgres.remove();
  });

  /** One result a document, each by one attempt that says so, and no job left. */
  function expectOneResultEach(url: string): void {
    const { inputs } = ledger(local);
    const contents = new Set(inputs.map(({ sha256 }) => sha256)).size;
    expect(postgres.psql(url, 'select count(*), count(distinct (document_hash, fingerprint)), count(distinct job) from rowproof.result')).toBe(`${contents}|${contents}|${contents}`);
    expect(postgres.psql(url, "select count(*) from (select job from rowproof.attempt where ending in ('committed', 'dead letter') group by job having count(*) > 1) x")).toBe('0');
    expect(postgres.psql(url, 'select count(*) from rowproof.result r left join rowproof.attempt a on a.id = r.attempt where a.ending is null')).toBe('0');
    expect(postgres.psql(url, "select count(*) from rowproof_queue.job where name like 'read-%' and state < 'completed'")).toBe('0');
    expect(postgres.psql(url, "select string_agg(data->>'name', ' ' order by data->>'name') from rowproof_queue.job where name = 'dead'")).toBe('poison/crashes.txt poison/hangs.txt poison/throws.txt');
  }

  it.each([1, 2, 4])('gives with %i workers what a local run gives', async (count) => {
    const url = postgres.createDatabase(`workers_${count}`);
    for (let i = 0; i < count; i++) start(url);
    const out = join(emptyFolder(), 'out');
    expect(await runQueued(url, inbox, out, { limits })).toMatchObject({ exitStatus: 3, warnings: [] });
    expect(outputBytes(out)).toEqual(outputBytes(local));
    expect(ledger(out)).toEqual(ledger(local));
    expectOneResultEach(url);
    await stopAll();
  });

  it.each(SEEDS)('loses and doubles nothing when workers are killed and the server is restarted (seed %i)', async (seed) => {
    const random = seeded(seed);
    const url = postgres.createDatabase(`killed_${seed}`);
    for (let i = 0; i < 4; i++) start(url);
    const out = join(emptyFolder(), 'out');
    let ended = false;
    let kills = 0;
    /** A document whose workers are lost three times is given up, as another test holds. Here everything shall come to its own end. */
    const isSpared = ({ child }: WorkerUnderTest): boolean =>
      postgres
        .psql(url, "select w.pid from rowproof.attempt a join rowproof.worker w on w.id = a.worker where a.ended_at is null and 3 <= (select count(*) from rowproof.attempt b where b.job = a.job and coalesce(b.ending, 'lost') = 'lost')")
        .split('\n')
        .includes(String(child.pid));
    const disturb = async (): Promise<void> => {
      const restartAt = 3 + Math.floor(random() * 3);
      while (!ended && kills < 10) {
        await setTimeout(300 + random() * 900);
        if (ended) return;
        const victim = [...workers][Math.floor(random() * workers.size)];
        if (victim === undefined || isSpared(victim)) continue;
        victim.child.kill('SIGKILL');
        await victim.ended;
        workers.delete(victim);
        kills++;
        start(url);
        if (kills === restartAt) {
          postgres.stop();
          await setTimeout(1500);
          postgres.start();
        }
      }
    };
    const disturbing = disturb();
    const summary = await runQueued(url, inbox, out, { limits }).finally(() => void (ended = true));
    await disturbing;
    expect(summary.exitStatus).toBe(3);
    expect(kills).toBeGreaterThan(5);
    expect(outputBytes(out)).toEqual(outputBytes(local));
    expect(ledger(out)).toEqual(ledger(local));
    expectOneResultEach(url);
    await stopAll();
    await setTimeout(500);
    expect(orphans()).toEqual([]);
  });

  it('lets two runs share the work, and a run that is interrupted be gone on with', async () => {
    const url = postgres.createDatabase('two_runs');
    for (let i = 0; i < 2; i++) start(url);
    const outs = [1, 2, 3].map(() => join(emptyFolder(), 'out'));
    const stop = new AbortController();
    const interrupted = runQueued(url, inbox, outs[2] ?? '', { limits, signal: stop.signal });
    void setTimeout(4000).then(() => stop.abort());
    const summaries = await Promise.all(outs.slice(0, 2).map((out) => runQueued(url, inbox, out, { limits })));
    expect(summaries.map(({ exitStatus }) => exitStatus)).toEqual([3, 3]);
    expect((await interrupted).exitStatus).toBe(130);
    expectOneResultEach(url);
    // What may end better at another time is tried again: the document that killed its reader.
    expect(await runQueued(url, inbox, outs[2] ?? '', { limits })).toMatchObject({ exitStatus: 3, parsed: 1 });
    for (const out of outs) {
      expect(outputBytes(out)).toEqual(outputBytes(local));
      expect(ledger(out).counts.documents).toBe(ledger(local).counts.documents);
    }
    await stopAll();
  });

  it('ends a document that takes its worker along each time, and none of its neighbours', async () => {
    const url = postgres.createDatabase('worker_killer');
    const out = join(emptyFolder(), 'out');
    const folder = writeFiles(emptyFolder(), {
      'killer.txt': 'wait 1500\nform first\n# kills its worker',
      ...Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`${i}.txt`, `wait ${700 + i * 20}\nform second\n# ${i}`])),
    });
    for (let i = 0; i < 2; i++) start(url);
    let ended = false;
    const kill = async (): Promise<void> => {
      while (!ended) {
        await setTimeout(100);
        // As the kernel does when memory runs out: the worker that has begun the document goes at once.
        const begun = postgres.psql(url, "select w.pid from rowproof.attempt a join rowproof.worker w on w.id = a.worker where a.name = 'killer.txt' and a.begun_at is not null and a.ended_at is null");
        for (const worker of workers) {
          if (!begun.split('\n').includes(String(worker.child.pid))) continue;
          worker.child.kill('SIGKILL');
          await worker.ended;
          workers.delete(worker);
          start(url);
        }
      }
    };
    await setTimeout(3000);
    const killing = kill();
    const summary = await runQueued(url, folder, out).finally(() => void (ended = true));
    await killing;
    expect(summary.failures).toEqual([{ name: 'killer.txt', outcome: 'crashed', message: 'its worker was lost each of the 3 times that it was read' }]);
    expect(summary.counts).toMatchObject({ documents: 21, outcomes: { read: 20, crashed: 1 } });
    // The next run tries again, and nobody kills its worker now.
    expect(await runQueued(url, folder, out)).toMatchObject({ exitStatus: 0, parsed: 1 });
    await stopAll();
  });

  it('tells a run that nobody works for, and waits for a server that is away', async () => {
    const url = postgres.createDatabase('away');
    const folder = writeFiles(emptyFolder(), { 'a.txt': 'form first\n# away' });
    const out = join(emptyFolder(), 'out');
    const running = runQueued(url, folder, out);
    await setTimeout(12_000);
    postgres.stop();
    await setTimeout(4000);
    postgres.start();
    start(url);
    const { exitStatus, warnings } = await running;
    expect(exitStatus).toBe(0);
    expect(warnings).toEqual([
      expect.stringContaining('no worker shows itself'),
      expect.stringMatching(/doesn't answer \(.*\); trying again for 15 minutes$/u),
      expect.stringContaining('answers again'),
    ]);
    await stopAll();
  });
});
