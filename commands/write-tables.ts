import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { openCsvFile } from '../pipeline/write/csv-file.js';
import type { WriteFile } from '../pipeline/write/write-file.js';
import type { FileTables } from '../schemas/tables.js';
import { tableToRows } from './table-to-rows.js';

/**
 * Writes the tables of files into a folder: `tables.json` with all of them, and each as `<file>.p<page>-t<number>.csv`. Of files with one name the
 * later ones get a number. Gives how many tables were written.
 */
export async function writeTables(files: readonly FileTables[], folder: string): Promise<number> {
  await mkdir(folder, { recursive: true });
  const writeFile: WriteFile = (path, content) => pipeline(Readable.from(content, { objectMode: false }), createWriteStream(join(folder, path)));
  await writeFile('tables.json', [`${JSON.stringify(files, null, 2)}\n`]);
  const names = new Map<string, number>();
  let written = 0;
  for (const { file, pages } of files) {
    const count = (names.get(basename(file)) ?? 0) + 1;
    names.set(basename(file), count);
    const name = count === 1 ? basename(file) : `${basename(file)}~${count}`;
    for (const { page, tables } of pages) {
      for (const [index, table] of tables.entries()) {
        const csv = openCsvFile(`${name}.p${page}-t${index + 1}.csv`, null, writeFile);
        for (const row of tableToRows(table)) await csv.write(row);
        await csv.end();
        written++;
      }
    }
  }
  return written;
}
