import { fileRead, NoFile, TooLarge } from './file-read.js';
import { readErrorToProblem, type ListedFile } from './list-files.js';
import { systemErrorCode } from './run-error.js';
import type { RunState } from './run-state.js';

/** What a file holds, or why that can't be said. */
export type FileContent =
  | { readonly kind: 'content'; readonly sha256: string; readonly size: number; readonly settled: boolean }
  | { readonly kind: 'too-large'; readonly size: number | null }
  | { readonly kind: 'unreadable'; readonly message: string };

/**
 * A change within this time after the last one may leave the file's times as they were. File systems that count in full seconds (or in two, as FAT
 * does) show it by times without a fraction.
 */
const FINE_CLOCK_NANOSECONDS = 50_000_000n;
const COARSE_CLOCK_NANOSECONDS = 2_500_000_000n;

/** The hashes that earlier runs made, and a place for new ones. */
export type HashedFiles = Pick<RunState, 'files' | 'keepFile'>;

/**
 * The content of a listed file, by its hash. A file that looks as it did when an earlier run read it isn't opened; a new hash goes into `state`, unless
 * the file was changed so recently that another change might not show. `largest` is in bytes.
 */
export async function hashFile(file: ListedFile, largest: number, state: HashedFiles): Promise<FileContent> {
  if (file.problem !== null) return { kind: 'unreadable', message: file.problem };
  const path = file.path.toString('base64');
  if (file.stamp !== null && file.stamp.size > largest) return { kind: 'too-large', size: file.stamp.size };
  const known = state.files.get(path);
  if (known !== undefined && file.stamp !== null && sameStamp(known.stamp, file.stamp)) {
    return { kind: 'content', sha256: known.sha256, size: known.stamp.size, settled: true };
  }
  try {
    const began = BigInt(Date.now()) * 1_000_000n;
    const nothing = (): void => undefined;
    const { sha256, size, stamp, settled } = await fileRead(file.path, largest, nothing, nothing);
    state.keepFile(path, settled && isOld(stamp.modified, began) ? { path, stamp, sha256 } : null);
    return { kind: 'content', sha256, size, settled };
  } catch (error) {
    if (error instanceof TooLarge) return { kind: 'too-large', size: null };
    if (error instanceof NoFile) return { kind: 'unreadable', message: 'it is no file but a folder, pipe, socket or device' };
    if (systemErrorCode(error) !== null) return { kind: 'unreadable', message: readErrorToProblem(error) };
    throw error;
  }
}

const sameStamp = (a: NonNullable<ListedFile['stamp']>, b: NonNullable<ListedFile['stamp']>): boolean =>
  a.size === b.size && a.modified === b.modified && a.changed === b.changed && a.inode === b.inode;

function isOld(modified: string, now: bigint): boolean {
  const time = BigInt(modified);
  const coarse = time % 1_000_000_000n === 0n;
  return now - time > (coarse ? COARSE_CLOCK_NANOSECONDS : FINE_CLOCK_NANOSECONDS);
}
