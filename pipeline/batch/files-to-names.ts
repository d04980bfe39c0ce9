import { createHash } from 'node:crypto';

export interface NamedFile {
  /** The name that the file comes to by its path alone. */
  readonly name: string;
  /** The real path, by which a file given twice is known. */
  readonly realPath: Buffer;
}

/** The longest name of one file on the usual file systems, less the `.json` of the result. */
const LONGEST_FILE_NAME = 255 - '.json'.length;

/**
 * The name of the document of each file, in the same order: the path's own, or, where it is taken twice, with `~` and 8 hex digits of the content's
 * SHA-256 before the extension for all who share it. The same goes for a name that its result file couldn't carry: too long, or the name of a folder
 * of results. Files with one name and one content keep sharing it: they are one document. `sha256` gives null for a file that can't be
 * read; its path stands for its content then.
 */
export function filesToNames<File extends NamedFile>(files: readonly File[], sha256: (file: File) => string | null): string[] {
  const names = files.map((file) => file.name);
  const suffixes = new Map<File, string>();
  const withSuffix = (file: File, name: string): string => {
    const suffix = suffixes.get(file) ?? `~${(sha256(file) ?? createHash('sha256').update(file.realPath).digest('hex')).slice(0, 8)}`;
    suffixes.set(file, suffix);
    return nameWithSuffix(name, suffix);
  };
  // A new name may in turn be another file's; every round makes the clashing names longer, so it ends.
  for (;;) {
    const holders = new Map<string, number[]>();
    names.forEach((name, index) => {
      const indexes = holders.get(name);
      if (indexes === undefined) holders.set(name, [index]);
      else indexes.push(index);
    });
    const folders = new Set(names.flatMap(parentFolders));
    const clashing: number[] = [];
    for (const [name, indexes] of holders) {
      const distinct = new Set(indexes.map((index) => files[index]?.realPath.toString('latin1')));
      const sameSuffix = new Set(indexes.map((index) => suffixes.get(files[index] as File) ?? index)).size === 1;
      if ((distinct.size > 1 && !sameSuffix) || folders.has(`${name}.json`) || Buffer.byteLength(name.slice(name.lastIndexOf('/') + 1)) > LONGEST_FILE_NAME) {
        clashing.push(...indexes);
      }
    }
    if (clashing.length === 0) return names;
    for (const index of clashing) names[index] = withSuffix(files[index] as File, names[index] ?? '');
  }
}

/** `a/b/c.txt` has the folders `a` and `a/b`. */
const parentFolders = (name: string): string[] => [...name.matchAll(/\//g)].map((slash) => name.slice(0, slash.index));

function nameWithSuffix(name: string, suffix: string): string {
  const start = name.lastIndexOf('/') + 1;
  const dot = name.lastIndexOf('.');
  // A dot that begins the name begins no extension; nor does one behind which the "extension" is longer than any we know.
  const end = dot > start && name.length - dot <= 12 ? dot : name.length;
  const extension = name.slice(end);
  let stem = name.slice(start, end);
  while (Buffer.byteLength(stem + suffix + extension) > LONGEST_FILE_NAME) stem = [...stem].slice(0, -1).join('');
  return name.slice(0, start) + stem + suffix + extension;
}
