import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileToTables } from '../commands/file-to-tables.js';
import type { FileTables, Table } from '../schemas/tables.js';
import { pdfiumFloor } from './pdfium-floor.js';

/** Times the whole table job on the PDFs of the ICDAR 2013 table competition, and scores what it finds with the scorer that lies beside them. */

interface ScoredCell {
  r0: number;
  c0: number;
  r1: number;
  c1: number;
  readonly text: string;
}
interface ScoredTable {
  readonly continues: boolean;
  readonly cells: ScoredCell[];
}

const toScored = (table: Table): ScoredTable => ({
  continues: table.continues,
  cells: table.cells
    .filter((cell) => cell.text !== '')
    .map((cell) => ({ r0: cell.row, c0: cell.column, r1: cell.row + cell.rowSpan - 1, c1: cell.column + cell.columnSpan - 1, text: cell.text })),
});

/** The scorer's format: a table that goes on over pages is one table, on its last page. */
function toPrediction(doc: string, { pages }: FileTables): unknown {
  const scored = pages.map(({ page, tables }) => ({ page, tables: tables.map(toScored) }));
  scored.forEach(({ tables }, index) => {
    const rest = tables.find((table) => table.continues);
    const begun = rest && scored[index - 1]?.tables.pop();
    if (rest === undefined || begun === undefined) return;
    const rows = Math.max(0, ...begun.cells.map((cell) => cell.r1 + 1));
    for (const cell of rest.cells) {
      cell.r0 += rows;
      cell.r1 += rows;
    }
    rest.cells.unshift(...begun.cells);
  });
  return { doc, pages: scored };
}

/** The engine optimises what it runs until about here: times fall from pass to pass. */
const WARM_UP = 6;
const PASSES = 12;
const shared = [process.env['ROWPROOF_SHARED'], '../shared'].find((folder) => folder !== undefined && existsSync(join(folder, 'icdar2013/score.py')));
if (shared === undefined) {
  console.log('bench:tables: skipped, ../shared/icdar2013 is not there.');
} else {
  const data = join(shared, 'icdar2013/data');
  const files = readdirSync(data, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.pdf'))
    .map((name) => join(data, name))
    .sort();
  const predictions = mkdtempSync(join(tmpdir(), 'rowproof-tables-'));
  const cpu = (): number => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  };
  let pages = 0;
  // The best of some warm passes: what another process takes from the machine is not ours.
  let job = Infinity;
  let floor = Infinity;
  for (let pass = 0; pass <= PASSES; pass += 1) {
    pages = 0;
    let floorStart = cpu();
    for (const file of files) pages += await pdfiumFloor(readFileSync(file));
    if (pass > WARM_UP) floor = Math.min(floor, cpu() - floorStart);
    floorStart = cpu();
    for (const file of files) {
      const tables = await fileToTables(file, { pdfEngine: 'pdfium', ocr: 'off', verify: false, witness: false });
      if (tables.error !== undefined) console.log(`${basename(file)}: ${tables.error}`);
      if (pass === PASSES) writeFileSync(join(predictions, `${basename(file, '.pdf')}.json`), JSON.stringify(toPrediction(basename(file, '.pdf'), tables)));
    }
    if (pass > WARM_UP) job = Math.min(job, cpu() - floorStart);
  }
  const score = (title: string, ...flags: string[]): void => {
    console.log(`\n${title}`);
    const { stdout, stderr, error } = spawnSync('python3', [join(shared, 'icdar2013/score.py'), '--data', data, '--pred', predictions, '--per-doc', ...flags], { encoding: 'utf8' });
    console.log(error === undefined ? `${stdout}${stderr}`.trimEnd() : `The scorer needs python3: ${error.message}`);
  };
  score("Papers' mode");
  score("The competition program's rules", '--norm', '0', '--blanks', 'count', '--match', 'order');
  console.log(`\n${pages} pages, CPU time, warm: the table job ${(job / pages).toFixed(1)} ms a page (${((1000 * pages) / job).toFixed(0)} pages a second)`);
  console.log(`PDFium alone, text and paths of the same pages: ${(floor / pages).toFixed(1)} ms a page; the job is ${(job / floor).toFixed(2)} times that`);
  rmSync(predictions, { recursive: true });
}
