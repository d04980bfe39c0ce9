import { CallFailure } from '../pipeline/batch/call-child.js';
import { MEBIBYTE, type Limits } from '../pipeline/batch/limits.js';
import { FileTables } from '../schemas/tables.js';
import type { ChildWork } from './in-child.js';
import { workInChild } from './work-in-child.js';

export type FilesToTablesOptions = Omit<Extract<ChildWork, { work: 'tables' }>['options'], 'maxPages' | 'maxFileBytes'>;

/** Every table of each file, read in a child process within limits. A file that passes one, or crashes its reader, says so in `error` and costs no other. */
export async function* filesToTables(files: readonly string[], options: FilesToTablesOptions, limits: Limits): AsyncGenerator<FileTables> {
  const child = workInChild(limits);
  try {
    for (const file of files) {
      try {
        yield FileTables.parse(await child.work({ work: 'tables', file, options: { ...options, maxPages: limits.pages, maxFileBytes: limits.fileSize * MEBIBYTE } }));
      } catch (error) {
        if (!(error instanceof CallFailure)) throw error;
        yield { file, error: `${error.outcome}: ${error.message}`, pages: [] };
      }
    }
  } finally {
    await child.end();
  }
}
