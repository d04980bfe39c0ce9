import { copyFileSync, existsSync, mkdtempSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { realDisk, type Disk } from '../../../pipeline/batch/disk.js';

/** How many calls a disk has been given that change something. */
export interface CountingDisk extends Disk {
  readonly calls: () => number;
}

type Change = 'makeFolder' | 'open' | 'write' | 'sync' | 'syncFile' | 'syncFolder' | 'rename' | 'link' | 'remove' | 'removeFolder';

/** A disk on which `before` is asked ahead of every changing call, which fails when it throws. */
function watchedDisk(before: (change: Change, call: number) => void, disk: Disk = realDisk): CountingDisk {
  let calls = 0;
  const watched =
    <Args extends unknown[], Result>(change: Change, work: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      before(change, ++calls);
      return work(...args);
    };
  return {
    ...disk,
    calls: () => calls,
    makeFolder: watched('makeFolder', disk.makeFolder),
    open: watched('open', disk.open),
    write: watched('write', disk.write),
    sync: watched('sync', disk.sync),
    syncFile: watched('syncFile', disk.syncFile),
    syncFolder: watched('syncFolder', disk.syncFolder),
    rename: watched('rename', disk.rename),
    link: watched('link', disk.link),
    remove: watched('remove', disk.remove),
    removeFolder: watched('removeFolder', disk.removeFolder),
  };
}

/** A sound disk that counts. */
export const countingDisk = (): CountingDisk => watchedDisk(() => undefined);

/** A disk that from the given call on takes nothing more: `ENOSPC` of what needs room, `EROFS` and `EIO` of everything. Half of a failing write is written. */
export function failingDisk(code: 'ENOSPC' | 'EROFS' | 'EIO', from: number): CountingDisk {
  const needsRoom: readonly Change[] = ['makeFolder', 'open', 'write', 'sync', 'syncFile', 'link', 'rename'];
  const fails = (change: Change, call: number): boolean => call >= from && (code !== 'ENOSPC' || needsRoom.includes(change));
  const disk = watchedDisk((change, call) => {
    if (change !== 'write' && fails(change, call)) throw Object.assign(new Error(`${code}: as planned`), { code });
  });
  return {
    ...disk,
    async write(fd, bytes) {
      if (!fails('write', disk.calls() + 1)) return disk.write(fd, bytes);
      await realDisk.write(fd, bytes.subarray(0, bytes.length >> 1));
      throw Object.assign(new Error(`${code}: as planned`), { code });
    },
  };
}

export interface LosingDisk extends CountingDisk {
  /** Takes back what would not have outlived the loss of power: contents that were not synced, and names in folders that were not. */
  losePower(): void;
}

/**
 * A disk that stops at the given call as if the power had failed there. It keeps nothing but what was synced: of names that were not, those after a
 * seeded moment are taken back; of contents that were not, a seeded part stays.
 */
export function losingDisk(at: number, random: () => number): LosingDisk {
  const backups = mkdtempSync(join(tmpdir(), 'rowproof-backup-'));
  const paths = new Map<number, string>();
  /** How much of a file is safe; all of a file that isn't here. */
  const safe = new Map<string, number>();
  let names: { readonly folder: string; readonly undo: () => void }[] = [];
  let saved = 0;
  const disk = watchedDisk((_, call) => {
    if (call >= at) throw Object.assign(new Error('EIO: the power is gone'), { code: 'EIO' });
  });
  const keep = (path: string): (() => void) => {
    if (!existsSync(path)) return () => rmSync(path, { force: true });
    const backup = join(backups, String(++saved));
    copyFileSync(path, backup);
    return () => copyFileSync(backup, path);
  };
  return {
    ...disk,
    async open(path, how) {
      const isNew = !existsSync(path);
      const fd = await disk.open(path, how);
      paths.set(fd, path);
      if (isNew) names.push({ folder: dirname(path), undo: () => rmSync(path, { force: true }) });
      if (!safe.has(path)) safe.set(path, isNew ? 0 : statSync(path).size);
      return fd;
    },
    async sync(fd) {
      await disk.sync(fd);
      const path = paths.get(fd) ?? '';
      safe.set(path, statSync(path).size);
    },
    async syncFile(path) {
      await disk.syncFile(path);
      safe.set(path, statSync(path).size);
    },
    async syncFolder(path) {
      await disk.syncFolder(path);
      names = names.filter(({ folder }) => folder !== path);
    },
    async rename(from, to) {
      const undo = keep(to);
      await disk.rename(from, to);
      // A child's file that nobody synced holds nothing for sure.
      safe.set(to, safe.get(from) ?? 0);
      safe.delete(from);
      names.push({ folder: dirname(to), undo });
    },
    async link(from, to) {
      await disk.link(from, to);
      names.push({ folder: dirname(to), undo: () => rmSync(to, { force: true }) });
    },
    async remove(path) {
      const undo = keep(path);
      await disk.remove(path);
      names.push({ folder: dirname(path), undo });
    },
    losePower() {
      for (const [path, length] of safe) {
        if (existsSync(path) && statSync(path).size > length) truncateSync(path, length + Math.floor(random() * (statSync(path).size - length)));
      }
      const kept = Math.floor(random() * (names.length + 1));
      for (const { undo } of names.slice(kept).reverse()) {
        try {
          undo();
        } catch {
          // Its folder is gone by now, so the name is as well.
        }
      }
      rmSync(backups, { recursive: true, force: true });
    },
  };
}

