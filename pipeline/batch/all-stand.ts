import type { FileMark, OutputFolder } from './output-folder.js';

/** Whether every one of these files looks as it did when it was written. */
export async function allStand(files: Readonly<Record<string, FileMark>>, folder: OutputFolder): Promise<boolean> {
  for (const [path, mark] of Object.entries(files)) {
    const now = await folder.mark(path);
    if (now === null || now.bytes !== mark.bytes || now.modified !== mark.modified) return false;
  }
  return true;
}
