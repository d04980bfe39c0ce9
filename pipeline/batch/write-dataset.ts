import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Run, type RunFacts, type RunInput } from '../../schemas/run.js';
import type { DatasetEnd, DatasetWriter } from '../write/dataset.js';
import type { WriteFile } from '../write/write-file.js';
import type { FileMark, OutputFolder } from './output-folder.js';
import { systemErrorCode, writeErrorToRunError } from './run-error.js';

export interface DatasetWork {
  readonly folder: OutputFolder;
  /** In the order of their names. */
  readonly inputs: readonly RunInput[];
  readonly facts: RunFacts;
  readonly signal: AbortSignal | undefined;
  openDataset(options: {
    readonly writeFile: WriteFile;
    readonly facts: RunFacts;
    readonly previous: Run | null;
    readonly spoolFolder: string;
  }): DatasetWriter;
}

/**
 * Writes the dataset from the results in their places, which are read back one at a time. Gives all files it consists of and how they look now, or null
 * when `signal` ended it; the files of the run before are whole then. Throws a RunError when a file can't be written.
 */
export async function writeDataset(work: DatasetWork, end: () => DatasetEnd): Promise<Record<string, FileMark> | null> {
  const { folder, facts, signal } = work;
  const paths = new Set<string>();
  const writer = work.openDataset({
    writeFile: async (path, content) => {
      await folder.write(path, content);
      paths.add(path);
    },
    facts,
    previous: await previousRun(folder.path),
    spoolFolder: folder.unfinishedFolder,
  });
  try {
    for (const input of work.inputs) {
      if (signal?.aborted) {
        await writer.abort(new Error('interrupted'));
        return null;
      }
      await writer.add(await folder.readDocument(input.name), input);
    }
    await writer.finish(end());
  } catch (error) {
    await writer.abort(error instanceof Error ? error : new Error(String(error)));
    // Temporary files of the writers fail as plain system errors.
    throw systemErrorCode(error) === null ? error : writeErrorToRunError(error, folder.path);
  }
  const marks: Record<string, FileMark> = {};
  for (const path of [...paths].sort()) {
    const mark = await folder.mark(path);
    if (mark !== null) marks[path] = mark;
  }
  return marks;
}

/** What the run before said about itself; null when there was none, or its file is of another version. */
async function previousRun(out: string): Promise<Run | null> {
  try {
    return Run.parse(JSON.parse(await readFile(join(out, 'run.json'), 'utf8')));
  } catch {
    return null;
  }
}
