import { close, constants, fdatasync, fsync, link, mkdir, open, readFile, rename, rm, rmdir, stat, unlink, write } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { promisify } from 'node:util';
import { systemErrorCode } from './run-error.js';

/**
 * The calls through which the batch changes the output folder, and the few reads that belong to them. One object, so that a test can let any of them
 * fail, or lose what was not yet synced, at any moment.
 */
export interface Disk {
  makeFolder(path: string): Promise<void>;
  /** Opens a file for writing: `new` fails when it is there, `append` keeps what it holds. */
  open(path: string, how: 'new' | 'append'): Promise<number>;
  write(fd: number, bytes: Uint8Array): Promise<void>;
  sync(fd: number): Promise<void>;
  close(fd: number): Promise<void>;
  /** Makes what a file holds durable, whoever wrote it. */
  syncFile(path: string): Promise<void>;
  /** Makes the names in a folder durable. */
  syncFolder(path: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  link(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  removeFolder(path: string): Promise<void>;
  /** False when it isn't empty or isn't there. */
  removeEmptyFolder(path: string): Promise<boolean>;
  read(path: string): Promise<Buffer>;
  exists(path: string): Promise<boolean>;
}

const calls = {
  open: promisify(open),
  close: promisify(close),
  fsync: promisify(fsync),
  fdatasync: promisify(fdatasync),
  mkdir: promisify(mkdir),
  rename: promisify(rename),
  link: promisify(link),
  unlink: promisify(unlink),
  rm: promisify(rm),
  rmdir: promisify(rmdir),
  readFile: promisify(readFile),
  stat: promisify(stat),
};

const writeSome = (fd: number, bytes: Uint8Array, offset: number): Promise<number> =>
  new Promise((resolve, reject) => write(fd, bytes, offset, bytes.length - offset, null, (error, written) => (error ? reject(error) : resolve(written))));

async function syncPath(path: string, flags: number): Promise<void> {
  const fd = await calls.open(path, flags);
  try {
    await calls.fsync(fd);
  } finally {
    await calls.close(fd);
  }
}

/** Node's own recursive call never returns where the system refuses a folder as if its parent were missing (/proc). */
async function makeFolder(path: string): Promise<void> {
  try {
    await calls.mkdir(path);
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === 'EEXIST' && (await calls.stat(path)).isDirectory()) return;
    if (code !== 'ENOENT' || dirname(path) === path) throw error;
    await makeFolder(dirname(path));
    await calls.mkdir(path).catch((again: unknown) => {
      if (systemErrorCode(again) !== 'EEXIST') throw again;
    });
  }
}

/** The disk of this machine. */
export const realDisk: Disk = {
  makeFolder: (path) => makeFolder(resolve(path)),
  open: (path, how) => calls.open(path, how === 'new' ? 'wx' : 'a', 0o644),
  async write(fd, bytes) {
    for (let offset = 0; offset < bytes.length; ) offset += await writeSome(fd, bytes, offset);
  },
  sync: (fd) => calls.fdatasync(fd),
  close: (fd) => calls.close(fd),
  syncFile: (path) => syncPath(path, constants.O_RDWR),
  // Windows can't open a folder, and its file systems keep renames in order by themselves.
  syncFolder: (path) => (process.platform === 'win32' ? Promise.resolve() : syncPath(path, constants.O_RDONLY)),
  rename: (from, to) => calls.rename(from, to),
  link: (from, to) => calls.link(from, to),
  remove: (path) => calls.unlink(path),
  removeFolder: (path) => calls.rm(path, { recursive: true, force: true }),
  removeEmptyFolder: (path) =>
    calls.rmdir(path).then(
      () => true,
      () => false,
    ),
  read: (path) => calls.readFile(path),
  exists: (path) =>
    calls.stat(path).then(
      () => true,
      () => false,
    ),
};
