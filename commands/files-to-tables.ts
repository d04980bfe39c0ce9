import { z } from 'zod';
import { CallFailure } from '../pipeline/batch/call-child.js';
import { MEBIBYTE, type Limits } from '../pipeline/batch/limits.js';
import { PageOfTables } from '../schemas/tables.js';
import type { ChildWork } from './in-child.js';
import type { TablesWriter } from './tables-writer.js';
import { workInChild } from './work-in-child.js';

export type FilesToTablesOptions = Omit<Extract<ChildWork, { work: 'tables' }>['options'], 'maxPages' | 'maxFileBytes'>;

/**
 * Gives every table of each file to a writer, page by page as a child process within limits finds them. A file that passes a limit, or crashes its
 * reader, costs no other; `failed` is told why, after what was read of it.
 */
export async function filesToTables(files: readonly string[], options: FilesToTablesOptions, limits: Limits, writer: TablesWriter, failed: (file: string, error: string) => void): Promise<void> {
  const child = workInChild(limits);
  try {
    for (const file of files) {
      await writer.begin(file);
      const error = await writePages(child.parts({ work: 'tables', file, options: { ...options, maxPages: limits.pages, maxFileBytes: limits.fileSize * MEBIBYTE } }), writer);
      await writer.end(error);
      if (error !== null) failed(file, error);
    }
    await writer.close();
  } finally {
    await child.end();
  }
}

const Failure = z.string().nullable();

async function writePages(parts: AsyncGenerator<unknown, unknown>, writer: TablesWriter): Promise<string | null> {
  for (;;) {
    const next = await parts.next().catch((error: unknown) => {
      if (error instanceof CallFailure) return { done: true as const, value: `${error.outcome}: ${error.message}` };
      throw error;
    });
    if (next.done) return Failure.parse(next.value);
    await writer.page(PageOfTables.parse(next.value));
  }
}
