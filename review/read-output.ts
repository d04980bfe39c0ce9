import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { Run } from '../schemas/run.js';
import { parseResult, type RecordedResult } from './parse-result.js';

/** An output folder as the review reads it; nothing in it is ever written. */
export interface Output {
  /** Names of all documents, sorted. */
  documentNames(): Promise<string[]>;
  document(name: string): Promise<RecordedResult>;
  /** When the result of the document was written, in milliseconds. */
  written(name: string): Promise<number>;
  run(): Promise<Run | null>;
  /** Changes when a run has written the folder anew. */
  mark(): Promise<string>;
}

/** Opens an output folder. The files are our own and are trusted to be of their schema. */
export function readOutput(out: string): Output {
  const folder = join(out, 'documents');
  return {
    async documentNames() {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true });
      return entries
        .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
        .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/').slice(0, -'.json'.length))
        .sort();
    },
    document: async (name) => parseResult(await readFile(join(folder, `${name}.json`))),
    written: async (name) => (await stat(join(folder, `${name}.json`))).mtimeMs,
    async run() {
      try {
        return JSON.parse(await readFile(join(out, 'run.json'), 'utf8')) as Run;
      } catch {
        return null;
      }
    },
    async mark() {
      try {
        const { mtimeMs, size } = await stat(join(out, 'run.json'));
        return `${mtimeMs} ${size}`;
      } catch {
        return '';
      }
    },
  };
}
