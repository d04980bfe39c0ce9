import { readFile, writeFile } from 'node:fs/promises';

/** Puts lines between two marks of a file: `from`, which stands on a line of its own, and the next `to`. Throws when the file has lost them. */
export async function writeMeasured(path: string, from: string, to: string, lines: readonly string[]): Promise<void> {
  const text = await readFile(path, 'utf8');
  const start = text.indexOf(`${from}\n`);
  const end = text.indexOf(to, start + from.length);
  if (start < 0 || end < 0) throw new Error(`${path} has lost the marks between which the figures stand`);
  await writeFile(path, `${text.slice(0, start + from.length)}\n\n${lines.join('\n')}\n\n${text.slice(end)}`);
}
