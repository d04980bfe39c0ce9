import { createWriteStream } from 'node:fs';
import { mkdir, open, rename } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { openCsvFile } from '../pipeline/write/csv-file.js';
import type { WriteFile } from '../pipeline/write/write-file.js';
import { tableToRows } from './table-to-rows.js';
import { tablesToJson } from './tables-to-json.js';
import type { TablesWriter } from './tables-writer.js';

/**
 * Writes the tables of files into a folder: `tables.json` with all of them, which takes the place of an earlier one when it is whole, and each as
 * `<file>.p<page>-t<number>.csv`. Of files with one name the later ones get a number.
 */
export async function writeTables(folder: string): Promise<TablesWriter & { readonly written: () => number }> {
  await mkdir(folder, { recursive: true });
  const writeFile: WriteFile = (path, content) => pipeline(Readable.from(content, { objectMode: false }), createWriteStream(join(folder, path)));
  const [target, unfinished] = [join(folder, 'tables.json'), join(folder, 'tables.json.part')];
  const file = await open(unfinished, 'w');
  const json = tablesToJson((text) => file.appendFile(text));
  const names = new Map<string, number>();
  let name = '';
  let written = 0;
  return {
    async begin(path) {
      const count = (names.get(basename(path)) ?? 0) + 1;
      names.set(basename(path), count);
      name = count === 1 ? basename(path) : `${basename(path)}~${count}`;
      await json.begin(path);
    },
    async page(page) {
      await json.page(page);
      for (const [index, table] of page.tables.entries()) {
        const csv = openCsvFile(`${name}.p${page.page}-t${index + 1}.csv`, null, writeFile);
        for (const row of tableToRows(table)) await csv.write(row);
        await csv.end();
        written++;
      }
    },
    end: (error) => json.end(error),
    async close() {
      await json.close();
      await file.close();
      await rename(unfinished, target);
    },
    written: () => written,
  };
}
