import { fork } from 'node:child_process';
import { createWriteStream, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { extractDocument } from '../pipeline/extract-document.js';
import { indicatorsTable, type RowItem } from '../pipeline/write/dataset-tables.js';
import type { Format } from '../pipeline/write/format-names.js';
import { formats } from '../pipeline/write/formats.js';
import { tableRow, type CellContent, type Table } from '../pipeline/write/table.js';
import type { WriteFile } from '../pipeline/write/write-file.js';

/**
 * Time and memory of writing indicator rows in each format beside writing them as plain CSV (text joined by commas, nothing else):
 * `npm run bench:formats [-- <rows> [<format>]]`. The rows are those of a sample, over and over under ids of their own. One process a format.
 */
const rowCount = Number(process.argv[2] ?? 1_000_000);
const only = process.argv[3];
const MEBIBYTE = 2 ** 20;
const PLAIN = 'plain';
// Each sheet, group and block is met many times; the tables' columns are made anew for every row, as in a run.
const context = { message: (finding: { readonly message: string }) => finding.message };

async function* rows(): AsyncGenerator<CellContent[]> {
  const sample = fileURLToPath(new URL('../../../../samples/dapeng-2021.txt', import.meta.url));
  const result = await extractDocument({ name: 'dapeng-2021.txt', bytes: readFileSync(sample) });
  const items = result.forms.flatMap((form): RowItem[] => (form.tables['indicators'] ?? []).map((row) => ({ document: result.document, form, row })));
  for (let i = 0; i < rowCount; i++) {
    const item = items[i % items.length];
    if (item === undefined) throw new Error('the sample has no indicators');
    yield tableRow(indicatorsTable, { ...item, row: { ...item.row, id: `${Math.floor(i / items.length)}/${item.row.id}` } }, context);
  }
}

async function* plainLines(): AsyncGenerator<string> {
  let block = '';
  for await (const cells of rows()) {
    block += `${cells.map((cell) => (typeof cell === 'string' && /[",\r\n]/u.test(cell) ? `"${cell.replaceAll('"', '""')}"` : (cell ?? ''))).join(',')}\r\n`;
    if (block.length < 1 << 16) continue;
    yield block;
    block = '';
  }
  yield block;
}

/** Writes the rows and tells the parent what it took. */
async function measure(format: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'rowproof-bench-'));
  try {
    const began = performance.now();
    const writeFile: WriteFile = (path, content) => pipeline(Readable.from(content as AsyncIterable<Uint8Array>), createWriteStream(join(folder, path)));
    if (format === PLAIN) await writeFile('plain.csv', plainLines());
    else {
      const writer = formats[format as Format]({ writeFile, spoolFolder: folder });
      const write = writer.open(indicatorsTable as Table<never>);
      for await (const cells of rows()) await write(cells);
      await writer.end();
    }
    const bytes = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
    const seconds = (performance.now() - began) / 1000;
    console.log(`${format.padEnd(8)} ${seconds.toFixed(1).padStart(7)} s  ${String(Math.round(process.resourceUsage().maxRSS / 1024)).padStart(5)} MiB memory  ${(bytes / MEBIBYTE).toFixed(0).padStart(5)} MiB file`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.send !== undefined && only !== undefined) {
  await measure(only);
  process.disconnect();
} else {
  console.log(`${rowCount} indicator rows of ${indicatorsTable.columns.length} columns`);
  for (const format of only === undefined ? [PLAIN, ...Object.keys(formats)] : [only]) {
    await new Promise<void>((resolve, reject) => {
      const child = fork(fileURLToPath(import.meta.url), [String(rowCount), format]);
      child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`${format} ended with ${code}`))));
    });
  }
}
