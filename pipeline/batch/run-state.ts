import { join } from 'node:path';
import { z } from 'zod';
import { Outcome } from '../../schemas/outcome.js';
import type { Disk } from './disk.js';
import { writeErrorToRunError } from './run-error.js';
import { DocumentCounts } from './worker-protocol.js';

const Stamp = z.object({ size: z.number(), modified: z.string(), changed: z.string(), inode: z.string() });
const Mark = z.object({ bytes: z.number(), modified: z.string() });

/** What the next run needs to know about a document to leave it alone. */
export const DocumentEntry = z.object({
  name: z.string(),
  sha256: z.string().nullable(),
  /** Hash of the code and options its result was made with. */
  pipeline: z.string(),
  /** Hash of the limits; they matter when the outcome is `limit-exceeded`. */
  limits: z.string(),
  /** Hash of the set of form definitions. */
  forms: z.string(),
  /** Hash of the decisions that concern it. */
  decisions: z.string(),
  /** The definitions that its forms follow. */
  definitions: z.array(z.string()),
  outcome: Outcome,
  partial: z.boolean(),
  message: z.string().optional(),
  /** False when another attempt might end better: it is read again by every run. */
  lasting: z.boolean(),
  counts: DocumentCounts,
  /** The result file, and its SHA-256. */
  mark: Mark,
  digest: z.string(),
});
export type DocumentEntry = z.infer<typeof DocumentEntry>;

/** The hash of a file that looked like this when it was read, by the base64 of its path. */
const FileEntry = z.object({ path: z.string(), stamp: Stamp, sha256: z.string() });
/** What the dataset was made from, and how its files looked afterwards. */
const DatasetEntry = z.object({ key: z.string(), files: z.record(z.string(), Mark) });
const FormsEntry = z.object({ hash: z.string(), definitions: z.record(z.string(), z.string()) });

const Line = z.union([
  z.object({ document: DocumentEntry }),
  z.object({ file: FileEntry }),
  z.object({ dataset: DatasetEntry.nullable() }),
  z.object({ forms: FormsEntry }),
]);
type Line = z.infer<typeof Line>;

export type Dataset = z.infer<typeof DatasetEntry>;
export type FileHash = z.infer<typeof FileEntry>;

export interface RunState {
  readonly documents: Map<string, DocumentEntry>;
  readonly files: Map<string, FileHash>;
  /** The definitions of each set in use, as id → hash. */
  readonly forms: Map<string, Readonly<Record<string, string>>>;
  dataset: Dataset | null;
  /** Keeps the hash of a file for the next run, or forgets it. */
  keepFile(path: string, file: FileHash | null): void;
  keepDocument(entry: DocumentEntry): void;
  /** Forgets the hashes of all other files. */
  keepOnlyFiles(paths: ReadonlySet<string>): void;
  /** True when the file on the disk doesn't say all this, or says more. */
  readonly changed: () => boolean;
  /** Appends what has been done since the last call, durably. */
  append(lines: readonly Line[]): Promise<void>;
  /** Writes the whole state anew, without what was superseded. */
  rewrite(): Promise<void>;
  close(): Promise<void>;
}

/**
 * The state of an output folder, read from `state.jsonl` in `own` and appended to as the run goes on. The last line about a thing holds; a line that was
 * cut by a crash, or that an older version wrote in another form, is left out: then its document is read again. Nothing is trusted that isn't
 * compared with the files it speaks of. Throws a RunError when it can't be written.
 */
export async function openRunState(own: string, disk: Disk): Promise<RunState> {
  const path = join(own, 'state.jsonl');
  const documents = new Map<string, DocumentEntry>();
  const files = new Map<string, FileHash>();
  const forms = new Map<string, Readonly<Record<string, string>>>();
  let fd: number | null = null;
  let changed = false;
  const guarded = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      throw writeErrorToRunError(error, join(own, '..'));
    }
  };
  const closeFile = async (): Promise<void> => {
    if (fd !== null) await disk.close(fd);
    fd = null;
  };

  const state: RunState = {
    documents,
    files,
    forms,
    dataset: null,
    keepFile(file, hash) {
      changed = true;
      if (hash === null) files.delete(file);
      else files.set(file, hash);
    },
    keepDocument(entry) {
      changed = true;
      documents.set(entry.name, entry);
    },
    keepOnlyFiles(paths) {
      for (const file of files.keys()) if (!paths.has(file)) state.keepFile(file, null);
    },
    changed: () => changed,
    append: (lines) =>
      guarded(async () => {
        changed = true;
        for (const line of lines) take(line);
        // The first line after a crash must not be glued to the end of a cut one.
        const start = fd === null ? '\n' : '';
        fd ??= await disk.open(path, 'append');
        await disk.write(fd, Buffer.from(start + lines.map((line) => `${JSON.stringify(line)}\n`).join('')));
        await disk.sync(fd);
      }),
    rewrite: () =>
      guarded(async () => {
        await closeFile();
        const used = new Set([...documents.values()].map((document) => document.forms));
        const fresh = `${path}.new`;
        if (await disk.exists(fresh)) await disk.remove(fresh);
        const target = await disk.open(fresh, 'new');
        try {
          for (const piece of textPieces(state, used)) await disk.write(target, Buffer.from(piece));
          await disk.sync(target);
        } finally {
          await disk.close(target);
        }
        await disk.rename(fresh, path);
        await disk.syncFolder(own);
        changed = false;
      }),
    close: closeFile,
  };
  const take = (line: Line): void => {
    if ('document' in line) documents.set(line.document.name, line.document);
    else if ('file' in line) files.set(line.file.path, line.file);
    else if ('forms' in line) forms.set(line.forms.hash, line.forms.definitions);
    else state.dataset = line.dataset;
  };

  const bytes = await disk.read(path).catch(() => Buffer.alloc(0));
  for (let start = 0; start < bytes.length; ) {
    const found = bytes.indexOf(10, start);
    const end = found === -1 ? bytes.length : found;
    const line = end === start ? null : textToLine(bytes.toString('utf8', start, end));
    if (line === null) changed = true;
    else take(line);
    start = end + 1;
  }
  return state;
}

/** How many lines are written at once. */
const LINES_PER_PIECE = 1000;

function* textPieces(state: RunState, usedForms: ReadonlySet<string>): Generator<string> {
  let lines: string[] = [];
  const all = function* (): Generator<Line> {
    for (const [hash, definitions] of state.forms) if (usedForms.has(hash)) yield { forms: { hash, definitions } };
    for (const file of state.files.values()) yield { file };
    for (const document of state.documents.values()) yield { document };
    yield { dataset: state.dataset };
  };
  for (const line of all()) {
    lines.push(JSON.stringify(line));
    if (lines.length < LINES_PER_PIECE) continue;
    yield `${lines.join('\n')}\n`;
    lines = [];
  }
  yield `${lines.join('\n')}\n`;
}

function textToLine(text: string): Line | null {
  try {
    return Line.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
