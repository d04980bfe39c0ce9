import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DocumentLine } from '../pipeline/write/result-to-line.js';
import { REVIEW_INDEX, REVIEW_INDEX_VERSION } from '../pipeline/write/review-index.js';

export interface ReadIndex {
  /** By name, in the order of the names. */
  readonly lines: readonly DocumentLine[];
  /** When it was written, in milliseconds: a document that is newer may be another than its line says. */
  readonly written: number;
}

/** The index that the run which began at `started` left in an output folder; null where there is none of that run. */
export async function readIndex(out: string, started: string): Promise<ReadIndex | null> {
  try {
    const path = join(out, REVIEW_INDEX);
    const { mtimeMs } = await stat(path);
    const [first = '', ...rest] = (await readFile(path, 'utf8')).split('\n');
    const head = JSON.parse(first) as { version?: number; started?: string };
    if (head.version !== REVIEW_INDEX_VERSION || head.started !== started) return null;
    const lines = rest.filter((line) => line !== '').map((line) => JSON.parse(line) as DocumentLine);
    return { lines: lines.sort((a, b) => (a.name < b.name ? -1 : 1)), written: mtimeMs };
  } catch {
    return null;
  }
}
