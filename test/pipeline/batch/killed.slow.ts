import { spawn } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { emptyFolder, outputBytes, writeFiles } from './batch-under-test.js';

/**
 * A run over yesterday's results is killed at many moments, spread over the time that an undisturbed one takes. Every file has to be whole then, the
 * next run has to go on with what was finished and end with the bytes of an undisturbed run, and no child may live on.
 */
const MOMENTS = 24;
const script = fileURLToPath(new URL('doubles/run-scripted.mjs', import.meta.url));

const startRun = (folder: string, out: string, summary = ''): { ended: Promise<number | null>; kill: (signal: NodeJS.Signals) => void; pid: number } => {
  const child = spawn(process.execPath, [script, folder, out, ...(summary === '' ? [] : [summary])], { stdio: ['ignore', 'ignore', 'inherit'] });
  return { ended: new Promise((resolve) => child.on('close', resolve)), kill: (signal) => void child.kill(signal), pid: child.pid ?? 0 };
};

/** Processes that run our worker and whose parent isn't the run that started them, because that is gone. */
function orphans(): string[] {
  return readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid))
    .filter((pid) => {
      try {
        const isWorker = readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes('batch/worker.js');
        const parent = readFileSync(`/proc/${pid}/stat`, 'latin1').replace(/^.*\) /su, '').split(' ')[1] ?? '1';
        return isWorker && !readFileSync(`/proc/${parent}/cmdline`, 'latin1').includes('node');
      } catch {
        return false;
      }
    });
}

const folder = writeFiles(
  emptyFolder(),
  Object.fromEntries(Array.from({ length: 16 }, (_, i) => [`${i % 4}/${i}.txt`, `wait ${(i * 13) % 60}\nform ${i % 2 === 0 ? 'first' : 'second'}\n# ${i}`])),
);
const [yesterday, fresh] = [join(emptyFolder(), 'out'), join(emptyFolder(), 'out')];
let [oldBytes, newBytes]: [Record<string, string>, Record<string, string>] = [{}, {}];
let took = 0;

beforeAll(async () => {
  await startRun(folder, yesterday).ended;
  oldBytes = outputBytes(yesterday);
  for (let i = 0; i < 8; i++) writeFileSync(join(folder, `${i % 4}/${i}.txt`), `wait ${150 + ((i * 17) % 60)}\nform second\n# new ${i}`);
  unlinkSync(join(folder, '3/15.txt'));
  writeFiles(folder, { 'added.txt': 'form first', '1/added.txt': 'wait 20\nform second' });
  const began = performance.now();
  expect(await startRun(folder, fresh).ended).toBe(0);
  took = performance.now() - began;
  newBytes = outputBytes(fresh);
});

function expectWholeFiles(out: string): void {
  for (const [path, hash] of Object.entries(outputBytes(out))) expect({ path, whole: hash === oldBytes[path] || hash === newBytes[path] }).toEqual({ path, whole: true });
}

describe.skipIf(process.platform !== 'linux')('a run', () => {
  it.each(['SIGKILL', 'SIGTERM'] as const)('that gets %s at any moment is gone on with', async (signal) => {
    let [undone, wentOn] = [0, 0];
    for (let moment = 0; moment < (signal === 'SIGKILL' ? MOMENTS : 8); moment++) {
      const out = join(emptyFolder(), 'out');
      cpSync(yesterday, out, { recursive: true, preserveTimestamps: true });
      const { ended, kill } = startRun(folder, out);
      // Spread by the golden ratio: whatever part of the time matters, some moments fall into it.
      await setTimeout(took * 1.1 * ((moment * 0.6180339887) % 1));
      kill(signal);
      const status = await ended;
      if (signal === 'SIGTERM' && status !== null) expect([0, 130]).toContain(status);
      if (status !== 0) undone++;
      expectWholeFiles(out);
      const summary = join(emptyFolder(), 'summary');
      expect(await startRun(folder, out, summary).ended).toBe(0);
      expect({ moment, bytes: outputBytes(out) }).toEqual({ moment, bytes: newBytes });
      // Seven documents are yesterday's anyway; what was read before the kill is not read again.
      const { counts } = JSON.parse(readFileSync(summary, 'utf8')) as { counts: { reused: number } };
      if (counts.reused > 7) wentOn++;
      rmSync(out, { recursive: true });
    }
    expect(undone).toBeGreaterThan(2);
    if (signal === 'SIGKILL') expect(wentOn).toBeGreaterThan(0);
    await setTimeout(1000);
    expect(orphans()).toEqual([]);
  });

  it('that is killed while a parser hangs leaves no child behind', async () => {
    const { ended, kill } = startRun(writeFiles(emptyFolder(), { 'a.txt': 'hang' }), join(emptyFolder(), 'out'));
    await setTimeout(took);
    kill('SIGKILL');
    await ended;
    await setTimeout(1500);
    expect(orphans()).toEqual([]);
  });

  it('that holds the folder is named by a second one, which ends with 4', async () => {
    const inbox = writeFiles(emptyFolder(), { 'a.txt': 'wait 3000\nform first' });
    const out = join(emptyFolder(), 'out');
    const first = startRun(inbox, out);
    await setTimeout(1500);
    expect(await startRun(inbox, out).ended).toBe(4);
    expect(await first.ended).toBe(0);
  });
});
