import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { statsToStamp, type FileStamp } from './list-files.js';

/** A file that is larger than it may be. */
export class TooLarge extends Error {}
/** Something that has no content to read: a folder, pipe, socket or device. */
export class NoFile extends Error {}

export interface FileRead {
  readonly sha256: string;
  readonly size: number;
  /** What the file looked like when it was opened. */
  readonly stamp: FileStamp;
  /** False when the file was still changing: what was read is one of its states at best. */
  readonly settled: boolean;
}

/** Pauses before reading a changing file again; a copy in progress that takes longer is left to the next run. */
const PAUSES_MILLISECONDS = [100, 400, 1500];
/** A file that was changed more recently than this may be in the middle of being written; a time in the future is only another clock. */
const QUIET_MILLISECONDS = 300;
const CHUNK = 1 << 18;
// A pipe without a writer would block the opening, and a terminal would become ours.
const OPEN_FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0);

/**
 * Reads a regular file to its end, giving each piece to `take` and hashing exactly what was given. A file that changes meanwhile is read again a few
 * times, with `restart` called before; a file that never settles is given as last read. A file that grows is read to the size it had when opened.
 * Throws TooLarge beyond `largest` bytes, NoFile for what is no regular file, and the system's error when it can't be read.
 */
export async function fileRead(path: Buffer, largest: number, restart: () => void, take: (piece: Uint8Array) => void): Promise<FileRead> {
  for (let attempt = 0; ; attempt++) {
    restart();
    const read = await readOnce(path, largest, take);
    const pause = PAUSES_MILLISECONDS[attempt];
    if (read.settled || pause === undefined) return read;
    await setTimeout(pause);
  }
}

async function readOnce(path: Buffer, largest: number, take: (piece: Uint8Array) => void): Promise<FileRead> {
  const file = await open(path, OPEN_FLAGS);
  try {
    const stats = await file.stat({ bigint: true });
    if (!stats.isFile()) throw new NoFile();
    const size = Number(stats.size);
    if (size > largest) throw new TooLarge();
    const hash = createHash('sha256');
    const read = await readPieces(file, size, (piece) => {
      hash.update(piece);
      take(piece);
    });
    const stamp = statsToStamp(stats);
    const age = Date.now() - Number(stats.mtimeMs);
    if (age >= 0 && age < QUIET_MILLISECONDS) await setTimeout(QUIET_MILLISECONDS - age);
    const after = statsToStamp(await file.stat({ bigint: true }));
    // A change of the inode alone (a new link, other permissions) leaves the content as it is.
    const settled = read === size && after.size === size && after.modified === stamp.modified;
    return { sha256: hash.digest('hex'), size: read, stamp, settled };
  } finally {
    await file.close();
  }
}

async function readPieces(file: FileHandle, size: number, take: (piece: Uint8Array) => void): Promise<number> {
  let total = 0;
  while (total < size) {
    const buffer = Buffer.allocUnsafe(Math.min(CHUNK, size - total));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, null);
    if (bytesRead === 0) break;
    total += bytesRead;
    take(buffer.subarray(0, bytesRead));
  }
  return total;
}
