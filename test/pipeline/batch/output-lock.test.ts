import { spawn } from 'node:child_process';
import { existsSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { realDisk } from '../../../pipeline/batch/disk.js';
import { lockOutput } from '../../../pipeline/batch/output-lock.js';
import { emptyFolder } from './batch-under-test.js';

const lockFile = (own: string): string => join(own, 'lock');
const holder = (own: string): Record<string, unknown> => JSON.parse(readFileSync(lockFile(own), 'utf8')) as Record<string, unknown>;

/** Leaves the lock of a run that ended without a word, with some of what it says about itself changed. */
async function deadLock(change: Record<string, unknown>): Promise<string> {
  const own = emptyFolder();
  await lockOutput(own, realDisk);
  writeFileSync(lockFile(own), JSON.stringify({ ...holder(own), ...change }));
  return own;
}

const endedPid = (): Promise<number> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, ['-e', '']);
    child.on('close', () => resolve(child.pid ?? 0));
  });

describe('the lock of an output folder', () => {
  it('is held by one run, which the second names', async () => {
    const own = emptyFolder();
    const lock = await lockOutput(own, realDisk);
    await expect(lockOutput(own, realDisk)).rejects.toMatchObject({
      exitStatus: 4,
      message: expect.stringMatching(new RegExp(`process ${process.pid} on ${hostname()}, since \\d{4}-`)),
    });
    await lock.release();
    expect(existsSync(lockFile(own))).toBe(false);
    await (await lockOutput(own, realDisk)).release();
  });

  it('is taken over from a process that is gone', async () => {
    const own = await deadLock({ pid: await endedPid() });
    await lockOutput(own, realDisk);
    expect(holder(own)['pid']).toBe(process.pid);
  });

  it.skipIf(process.platform !== 'linux')('is taken over when another process has the number by now', async () => {
    const own = await deadLock({ born: '1' });
    const lock = await lockOutput(own, realDisk);
    expect(holder(own)['born']).not.toBe('1');
    await lock.release();
  });

  it('of another machine is taken over when nothing was heard of it for long', async () => {
    const own = await deadLock({ host: 'elsewhere', pid: 1 });
    await expect(lockOutput(own, realDisk)).rejects.toMatchObject({ exitStatus: 4, message: expect.stringContaining('elsewhere') });
    utimesSync(lockFile(own), new Date(), new Date(Date.now() - 300_000));
    const lock = await lockOutput(own, realDisk);
    await lock.release();
  });

  it('that lost its content with the power is taken over', async () => {
    const own = emptyFolder();
    writeFileSync(lockFile(own), '');
    // It may be one that is just being written.
    await expect(lockOutput(own, realDisk)).rejects.toMatchObject({ exitStatus: 4 });
    utimesSync(lockFile(own), new Date(), new Date(Date.now() - 60_000));
    await (await lockOutput(own, realDisk)).release();
  });

  it('goes to one of many who want a dead one’s', async () => {
    const own = await deadLock({ pid: await endedPid() });
    const tries = await Promise.allSettled(Array.from({ length: 8 }, () => lockOutput(own, realDisk)));
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('works on a disk without hard links', async () => {
    const own = emptyFolder();
    const disk = { ...realDisk, link: () => Promise.reject(Object.assign(new Error('no links'), { code: 'EPERM' })) };
    const lock = await lockOutput(own, disk);
    await expect(lockOutput(own, disk)).rejects.toMatchObject({ exitStatus: 4 });
    await lock.release();
    await (await lockOutput(own, disk)).release();
  });

  it('in a folder that can’t be written is one clear error', async () => {
    const own = join(emptyFolder(), 'file');
    writeFileSync(own, '');
    await expect(lockOutput(join(own, 'x'), realDisk)).rejects.toMatchObject({ exitStatus: 1, message: expect.stringContaining("Can't write to") });
  });
});
