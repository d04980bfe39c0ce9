import { lstatSync, readdirSync, realpathSync, statSync, type BigIntStats } from 'node:fs';
import { sep } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { bytesToName } from './bytes-to-name.js';
import { RunError, systemErrorCode } from './run-error.js';

/** What tells an unchanged file from a changed one without reading it; the numbers as texts, since they pass 2^53. */
export interface FileStamp {
  readonly size: number;
  readonly modified: string;
  readonly changed: string;
  readonly inode: string;
}

export interface ListedFile {
  /** As bytes, because a name need not be text in any encoding. */
  readonly path: Buffer;
  /** The real path, by which a file given twice is known. */
  readonly realPath: Buffer;
  /** Relative to its input folder with `/` between folders, or the base name of a file argument; not yet unique. */
  readonly name: string;
  readonly stamp: FileStamp | null;
  /** Why it can't be read at all, for a person; null when it may be tried. */
  readonly problem: string | null;
}

export interface FileList {
  readonly files: readonly ListedFile[];
  /** How many files of the folders are no documents, by ending or by what they are. */
  readonly skipped: Readonly<Record<string, number>>;
}

const DOCUMENT_ENDING = /\.(pdf|txt|tsv|csv|md|html?|png|jpe?g|tiff?)$/i;
/** An ending as `skipped` counts it: longer ones, or ones with other characters, are rather a part of the name. */
const COUNTED_ENDING = /\.[A-Za-z0-9]{1,10}$/;
/** How many entries are looked at before timers and signals get their turn. */
const ENTRIES_PER_TURN = 500;

const PROBLEMS: Readonly<Record<string, string>> = {
  EACCES: 'no permission to read it',
  EPERM: 'no permission to read it',
  ENOENT: 'it is no longer there',
  ELOOP: 'its symbolic link leads back to itself',
  ENAMETOOLONG: 'its path is too long for the system',
  EIO: 'the disk reports an error',
  ESTALE: 'the network disk has lost it',
};

/** A failed read in words for a person. */
export function readErrorToProblem(error: unknown): string {
  const code = systemErrorCode(error) ?? '';
  return PROBLEMS[code] ?? `it can't be read (${code === '' ? String(error) : code})`;
}

export const statsToStamp = (stats: BigIntStats): FileStamp => ({
  size: Number(stats.size),
  modified: String(stats.mtimeNs),
  changed: String(stats.ctimeNs),
  inode: String(stats.ino),
});

const join = (folder: Buffer, entry: Buffer): Buffer =>
  folder.at(-1) === sep.charCodeAt(0) ? Buffer.concat([folder, entry]) : Buffer.concat([folder, Buffer.from(sep), entry]);

const isInside = (path: Buffer, folder: Buffer): boolean => path.equals(folder) || path.subarray(0, folder.length + 1).equals(join(folder, Buffer.alloc(0)));

/**
 * The documents among `paths`: files as they are named, folders with all that lies in them, hidden files too. Folders that hold the results of a run
 * are left out. A symbolic link to a file is followed when it stays inside its input folder; one to a folder never is, since what it leads to inside
 * the folder is found anyway. A folder that can't be listed stands for the documents in it, as one file with a problem. Nothing that could block (a pipe, a device) is opened here or later.
 * Throws a RunError (exit status 2) when a path of the command line isn't there or its folder can't be listed: no document may seem to have left then.
 */
export async function listFiles(paths: readonly string[], out: string): Promise<FileList> {
  const files: ListedFile[] = [];
  const skipped: Record<string, number> = {};
  const skip = (kind: string): void => void (skipped[kind] = (skipped[kind] ?? 0) + 1);
  const outFolder = folderIdentity(Buffer.from(out));
  let entriesSeen = 0;

  const addFile = (path: Buffer, name: string, root: Buffer | null): void => {
    try {
      const link = lstatSync(path, { bigint: true });
      const isLink = link.isSymbolicLink();
      // A path without links in it needs no second look: its folder's real path is known from the walk.
      const realPath = isLink || root === null ? realpathSync.native(path, 'buffer') : path;
      if (root !== null && isLink && !isInside(realPath, root)) return skip('link out of the folder');
      const stats = isLink ? statSync(path, { bigint: true }) : link;
      if (stats.isDirectory()) return skip('link to a folder');
      const problem = stats.isFile() ? null : 'it is no file but a pipe, socket or device';
      files.push({ path, realPath, name, stamp: statsToStamp(stats), problem });
    } catch (error) {
      const dangling = systemErrorCode(error) === 'ENOENT' ? 'its symbolic link leads nowhere, or it is no longer there' : readErrorToProblem(error);
      files.push({ path, realPath: path, name, stamp: null, problem: dangling });
    }
  };

  const walk = async (folder: Buffer, root: Buffer, prefix: string): Promise<void> => {
    const entries = readdirSync(folder, { withFileTypes: true, encoding: 'buffer' });
    if (entries.some((entry) => entry.isDirectory() && entry.name.toString('latin1') === '.rowproof')) return skip('output folder');
    for (const entry of entries) {
      if (++entriesSeen % ENTRIES_PER_TURN === 0) await setImmediate();
      const path = join(folder, entry.name);
      const name = prefix + bytesToName(entry.name);
      if (entry.isDirectory()) {
        if (folderIdentity(path) === outFolder) continue;
        try {
          await walk(path, root, `${name}/`);
        } catch (error) {
          if (systemErrorCode(error) === null) throw error;
          files.push({ path, realPath: path, name, stamp: null, problem: `the folder can't be listed: ${readErrorToProblem(error)}` });
        }
        continue;
      }
      const base = bytesToName(entry.name);
      if (!DOCUMENT_ENDING.test(base)) skip(COUNTED_ENDING.exec(base)?.[0].toLowerCase() ?? 'no ending');
      else if (base.startsWith('README')) skip('README');
      else addFile(path, name, root);
    }
  };

  for (const argument of paths) {
    const path = Buffer.from(argument);
    let isFolder: boolean;
    try {
      isFolder = lstatSync(path).isSymbolicLink() ? (statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false) : lstatSync(path).isDirectory();
    } catch (error) {
      throw new RunError(`${argument}: ${systemErrorCode(error) === 'ENOENT' ? 'no such file or folder' : readErrorToProblem(error)}`, 2, { cause: error });
    }
    if (!isFolder) {
      addFile(path, bytesToName(path.subarray(path.lastIndexOf(sep) + 1)), null);
      continue;
    }
    try {
      const root = realpathSync.native(path, 'buffer');
      await walk(root, root, '');
    } catch (error) {
      if (systemErrorCode(error) === null) throw error;
      throw new RunError(`${argument}: the folder can't be listed: ${readErrorToProblem(error)}`, 2, { cause: error });
    }
  }
  return { files, skipped };
}

/** Device and inode of a folder, or null when there is none. */
function folderIdentity(path: Buffer): string | null {
  try {
    const { dev, ino } = statSync(path, { bigint: true });
    return `${dev}:${ino}`;
  } catch {
    return null;
  }
}
