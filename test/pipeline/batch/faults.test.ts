import { cpSync, readFileSync, rmSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { emptyFolder, outputBytes, run, writeFiles } from './batch-under-test.js';
import { countingDisk, failingDisk, losingDisk } from './faulty-disk.js';

/**
 * The disk fails at one moment of a run that has results of yesterday before it. Afterwards every file has to be yesterday's or today's, whole, and the
 * next run has to end with the bytes of an undisturbed one. `npm test` tries some moments, `npm run test:slow` all.
 */
const ALL = process.env['ROWPROOF_SLOW'] === '1';
const MOMENTS = 5;

const folder = writeFiles(emptyFolder(), { 'kept.txt': 'form first\n# kept', 'changed.txt': 'form first', 'left.txt': 'form second' });
const [yesterday, today] = [join(emptyFolder(), 'out'), join(emptyFolder(), 'out')];
let calls = 0;
let [oldBytes, newBytes]: [Record<string, string>, Record<string, string>] = [{}, {}];

beforeAll(async () => {
  await run(folder, yesterday);
  unlinkSync(join(folder, 'left.txt'));
  writeFiles(folder, { 'changed.txt': 'form second', 'new/added.txt': 'form first\nform second' });
  oldBytes = outputBytes(yesterday);
  const disk = countingDisk();
  cpSync(yesterday, today, { recursive: true, preserveTimestamps: true });
  await run(folder, today, { disk });
  calls = disk.calls();
  newBytes = outputBytes(today);
  const fresh = join(emptyFolder(), 'out');
  await run(folder, fresh);
  expect(newBytes).toEqual(outputBytes(fresh));
});

/** A small seeded generator (Park and Miller), so that a failure can be repeated. */
function seeded(seed: number): () => number {
  let state = (seed * 7919 + 1) % 2147483647;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

const moments = (seed: number): number[] => {
  const random = seeded(seed);
  const all = Array.from({ length: calls }, (_, index) => index + 1);
  return ALL ? all : Array.from({ length: MOMENTS }, () => 1 + Math.floor(random() * calls));
};

async function outOfYesterday(): Promise<string> {
  const out = join(emptyFolder(), 'out');
  cpSync(yesterday, out, { recursive: true, preserveTimestamps: true });
  return out;
}

function expectWholeFiles(out: string): void {
  for (const [path, hash] of Object.entries(outputBytes(out))) expect({ path, whole: hash === oldBytes[path] || hash === newBytes[path] }).toEqual({ path, whole: true });
  expect(() => JSON.parse(readFileSync(join(out, 'run.json'), 'utf8')) as unknown).not.toThrow();
}

describe('a disk', () => {
  it.each(['ENOSPC', 'EROFS', 'EIO'] as const)(
    'that fails with %s is one clear error and damages nothing',
    async (code) => {
      for (const moment of moments(code.length)) {
        const out = await outOfYesterday();
        const outcome = await run(folder, out, { jobs: 1, disk: failingDisk(code, moment) }).then(
          () => 'done',
          (error: unknown) => error,
        );
        // What fails after the last file stands in its place is only tidied up later.
        if (outcome !== 'done') expect(outcome).toMatchObject({ exitStatus: 1, message: expect.stringMatching(/^Can't write to .*: (no space is left|the file system is read-only|the disk reports)/) });
        expectWholeFiles(out);
        // Not even the lock could be removed; this process lives on, so it is not taken for a dead one's.
        rmSync(join(out, '.rowproof', 'lock'), { force: true });
        await run(folder, out);
        expect({ moment, bytes: outputBytes(out) }).toEqual({ moment, bytes: newBytes });
        rmSync(out, { recursive: true });
      }
    },
    600_000,
  );

  it('that loses power keeps whole files, and the next run ends with the same bytes', async () => {
    for (const moment of moments(4)) {
      const out = await outOfYesterday();
      const disk = losingDisk(moment, seeded(moment));
      await run(folder, out, { jobs: 1, disk }).catch(() => undefined);
      disk.losePower();
      expectWholeFiles(out);
      rmSync(join(out, '.rowproof', 'lock'), { force: true });
      await run(folder, out);
      expect({ moment, bytes: outputBytes(out) }).toEqual({ moment, bytes: newBytes });
      rmSync(out, { recursive: true });
    }
  }, 600_000);
});
