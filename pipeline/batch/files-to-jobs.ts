import { extname } from 'node:path';
import type { Decision } from '../../schemas/decision.js';
import { bytesToName } from './bytes-to-name.js';
import { boundedMap } from './bounded-map.js';
import { filesToNames } from './files-to-names.js';
import { hashFile, type FileContent } from './hash-file.js';
import type { ListedFile } from './list-files.js';
import { jsonHash } from './pipeline-fingerprint.js';
import type { RunState } from './run-state.js';

/** A document of the run: a file under its name, with what it held when it was hashed and the decisions that concern it. */
export interface DocumentJob {
  readonly file: ListedFile;
  /** Unique in the run. */
  readonly name: string;
  readonly content: FileContent;
  readonly decisions: readonly Decision[];
  readonly decisionsHash: string;
}

const HASHES_AT_ONCE = 8;

/**
 * The documents of the run in the order of their names, each file hashed unless it looks as it did before. Files that come to one name with one content
 * are one document; `merged` names their paths.
 */
export async function filesToJobs(
  files: readonly ListedFile[],
  decisions: readonly Decision[],
  largest: number,
  state: RunState,
  signal?: AbortSignal,
): Promise<{ jobs: DocumentJob[]; merged: string[] }> {
  const contents = new Map<ListedFile, FileContent>();
  await boundedMap(files, HASHES_AT_ONCE, async (file) => void contents.set(file, await hashFile(file, largest, state)), signal);
  if (signal?.aborted) return { jobs: [], merged: [] };
  const contentOf = (file: ListedFile): FileContent => contents.get(file) ?? { kind: 'unreadable', message: 'it was not read' };
  const names = filesToNames(files, (file) => {
    const content = contentOf(file);
    return content.kind === 'content' ? content.sha256 : null;
  });
  const decisionsOf = decisionsByDocument(decisions);
  const jobs = new Map<string, DocumentJob>();
  // Most documents have none.
  const noDecisions = jsonHash([]);
  const merged: string[] = [];
  files.forEach((file, index) => {
    const name = names[index] ?? file.name;
    const first = jobs.get(name);
    if (first !== undefined) {
      if (!first.file.realPath.equals(file.realPath)) merged.push(bytesToName(file.path));
      return;
    }
    const content = contentOf(file);
    const own = decisionsOf(name, content.kind === 'content' ? content.sha256 : null);
    jobs.set(name, { file, name, content, decisions: own, decisionsHash: own.length === 0 ? noDecisions : jsonHash(own) });
  });
  return { jobs: [...jobs.values()].sort((a, b) => (a.name < b.name ? -1 : 1)), merged };
}

/**
 * The decisions about a document, in their order: those made on the same content under any name, and those made under its name on other content,
 * which the parser has to report as stale.
 */
function decisionsByDocument(decisions: readonly Decision[]): (name: string, sha256: string | null) => Decision[] {
  const indexes = new Map<string, number[]>();
  decisions.forEach(({ anchor: { document } }, index) => {
    for (const key of [`name ${document.name}`, `sha256 ${document.sha256}`]) indexes.set(key, [...(indexes.get(key) ?? []), index]);
  });
  return (name, sha256) =>
    [...new Set([...(indexes.get(`name ${name}`) ?? []), ...(indexes.get(`sha256 ${sha256}`) ?? [])])]
      .sort((a, b) => a - b)
      .flatMap((index) => decisions[index] ?? []);
}

/**
 * What documents must share for one reading to serve them all: content and ending, by which readers go. Null when it can't be shared: the content is
 * still changing, or there are decisions, whose state may depend on the document's name.
 */
export const sharingKey = ({ name, content, decisions }: DocumentJob): string | null =>
  content.kind === 'content' && content.settled && decisions.length === 0 ? `${content.sha256} ${extname(name).toLowerCase()}` : null;
