import { lstat, open as openFile, readFile, type FileHandle } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import type { DocumentResult } from '../../schemas/record.js';
import type { WriteFile } from '../write/write-file.js';
import type { Disk } from './disk.js';
import { writeErrorToRunError } from './run-error.js';

/** How a file of the output folder looked when it was written: who touches it later is noticed. */
export interface FileMark {
  readonly bytes: number;
  readonly modified: string;
}

export interface OutputFolder {
  readonly path: string;
  /** The folder of the run's own files: state, lock, unfinished files. */
  readonly own: string;
  readonly unfinishedFolder: string;
  /** A path for an unfinished file, used once. */
  unfinished(): string;
  /** Where the result of a document stands, relative to the folder. */
  documentPath(name: string): string;
  /** The result of a document that stands in its place. */
  readDocument(name: string): Promise<DocumentResult>;
  /** Puts unfinished files into their places, atomically each and durably all together; one whose bytes stand there already is dropped. */
  place(files: readonly { readonly from: string; readonly to: string }[]): Promise<void>;
  /** Writes a file atomically and durably, and leaves it alone when it has these bytes already. */
  readonly write: WriteFile;
  /** Writes an unfinished file, for `place`. */
  writeUnfinished(text: string): Promise<string>;
  /** Removes what a run that was ended left unfinished. */
  clearUnfinished(): Promise<void>;
  /** Null when it isn't there. */
  mark(path: string): Promise<FileMark | null>;
  /** Removes a file, when it is there, and the folders that it leaves empty. */
  remove(path: string): Promise<void>;
}

const COMPARE_CHUNK = 1 << 16;

/** The output folder at `path`, made when it isn't there. Every failure to write is thrown as a RunError that says what to do. */
export async function openOutputFolder(path: string, disk: Disk): Promise<OutputFolder> {
  const own = join(path, '.rowproof');
  const unfinishedFolder = join(own, 'unfinished');
  let count = 0;
  const foldersMade = new Set<string>();

  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw writeErrorToRunError(error, path);
    }
  };
  const makeFolder = async (folder: string): Promise<void> => {
    if (foldersMade.has(folder)) return;
    await disk.makeFolder(folder);
    foldersMade.add(folder);
    // The name of a new folder is durable when the folder that holds it is synced.
    if (folder !== path) await disk.syncFolder(dirname(folder));
  };

  await guarded(() => makeFolder(unfinishedFolder));
  const unfinished = (): string => join(unfinishedFolder, `${process.pid}-${++count}`);

  const place = (files: readonly { from: string; to: string }[]): Promise<void> =>
    guarded(async () => {
      const folders = new Set<string>();
      await Promise.all(
        files.map(async ({ from, to }) => {
          const target = join(path, to);
          if (await sameBytes(from, target)) return disk.remove(from);
          await disk.syncFile(from);
          await makeFolder(dirname(target));
          await disk.rename(from, target);
          folders.add(dirname(target));
        }),
      );
      await Promise.all([...folders].map((folder) => disk.syncFolder(folder)));
    });

  const documentPath = (name: string): string => join('documents', `${name}.json`);

  return {
    path,
    own,
    unfinishedFolder,
    unfinished,
    documentPath,
    // Written by us and not touched since, so its form need not be proved again.
    readDocument: async (name) => JSON.parse(await readFile(join(path, documentPath(name)), 'utf8')) as DocumentResult,
    place,
    write: async (to, content) => {
      const from = unfinished();
      const fd = await guarded(() => disk.open(from, 'new'));
      try {
        // A failure of the content is none of the disk, and goes on as it is.
        for await (const piece of content) await guarded(() => disk.write(fd, typeof piece === 'string' ? Buffer.from(piece) : piece));
      } finally {
        await guarded(() => disk.close(fd));
      }
      await place([{ from, to }]);
    },
    writeUnfinished: (text) =>
      guarded(async () => {
        const path = unfinished();
        const fd = await disk.open(path, 'new');
        try {
          await disk.write(fd, Buffer.from(text));
        } finally {
          await disk.close(fd);
        }
        return path;
      }),
    clearUnfinished: () =>
      guarded(async () => {
        await disk.removeFolder(unfinishedFolder);
        await disk.makeFolder(unfinishedFolder);
      }),
    async mark(file) {
      const stats = await lstat(join(path, file), { bigint: true }).catch(() => null);
      return stats?.isFile() ? { bytes: Number(stats.size), modified: String(stats.mtimeNs) } : null;
    },
    remove: (file) =>
      guarded(async () => {
        if (await disk.exists(join(path, file))) await disk.remove(join(path, file));
        // A folder that a document stood in may have to give its name to a file.
        for (let parent = dirname(file); parent.includes(sep) && (await disk.removeEmptyFolder(join(path, parent))); parent = dirname(parent)) {
          foldersMade.delete(join(path, parent));
        }
      }),
  };
}

async function sameBytes(one: string, other: string): Promise<boolean> {
  const files: FileHandle[] = [];
  try {
    for (const path of [one, other]) files.push(await openFile(path, 'r'));
    const [a, b] = files as [FileHandle, FileHandle];
    if ((await a.stat()).size !== (await b.stat()).size) return false;
    const [bytesA, bytesB] = [Buffer.alloc(COMPARE_CHUNK), Buffer.alloc(COMPARE_CHUNK)];
    for (;;) {
      const [readA, readB] = await Promise.all([a.read(bytesA, 0, COMPARE_CHUNK), b.read(bytesB, 0, COMPARE_CHUNK)]);
      if (!bytesA.subarray(0, readA.bytesRead).equals(bytesB.subarray(0, readB.bytesRead))) return false;
      if (readA.bytesRead === 0) return true;
    }
  } catch {
    // One of them isn't there or can't be read: then it has to be written.
    return false;
  } finally {
    await Promise.all(files.map((file) => file.close()));
  }
}

