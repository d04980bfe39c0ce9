import { readdirSync, type Dirent } from 'node:fs';
import { open } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { OutputFolder } from './output-folder.js';

/** How every result begins; a file of the user's own that stands among them is left alone. */
const RESULT_START = '{\n  "schema": 1,\n  "document": {"name":';

/** Removes results that belong to no document of the run and that no state tells of: a run was killed just after it had placed them, or the state is lost. */
export async function removeStrayResults(folder: OutputFolder, names: ReadonlySet<string>): Promise<void> {
  const root = join(folder.path, 'documents');
  const expected = new Set([...names].map((name) => folder.documentPath(name)));
  for (const entry of readFolder(root)) {
    const path = relative(folder.path, join(entry.parentPath, entry.name));
    if (entry.isFile() && path.endsWith('.json') && !expected.has(path) && (await isResult(join(folder.path, path)))) await folder.remove(path);
  }
}

function readFolder(path: string): Dirent[] {
  try {
    return readdirSync(path, { recursive: true, withFileTypes: true });
  } catch {
    // There is none before the first document.
    return [];
  }
}

async function isResult(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(RESULT_START.length), 0, RESULT_START.length, 0);
    return buffer.toString('utf8', 0, bytesRead) === RESULT_START;
  } finally {
    await file.close();
  }
}
