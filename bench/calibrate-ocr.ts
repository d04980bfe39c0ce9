import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { openOcr } from '../extractors/read/ocr/open-ocr.js';
import { pdfiumEngine } from '../extractors/read/pdf/pdfium-engine.js';
import { makeScan, type ScanSetting } from './make-scan.js';
import { type ScoredCell, scorePage } from './score-page.js';

// Makes scans of the sample PDFs, reads them, compares them with the files, and writes the figures into docs/ocr.md.
// npm run calibrate [-- pages-per-document]

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const documents = ['samples/dapeng-2021-ruled.pdf', 'samples/futian-2021-landscape.pdf'];
const pagesEach = Number(process.argv[2] ?? 2);
/** Pages with fewer cells than this are the rest of a table. */
const WORTH_READING = 30;
const PER_INCH = 72;

const usual = { skew: 0.7, noise: 6, blur: 0.003, jpeg: 70, paper: 255, shadow: false, ink: 0, stamp: false, turned: 0 as const, colour: false };
const settings: readonly Omit<ScanSetting, 'seed'>[] = [
  { ...usual, name: 'usual', dpi: 150 },
  { ...usual, name: 'usual', dpi: 200 },
  { ...usual, name: 'usual', dpi: 300 },
  { ...usual, name: '2° askew', dpi: 200, skew: -2, noise: 8 },
  { ...usual, name: 'noisy, JPEG 50', dpi: 200, noise: 18, jpeg: 50, blur: 0.004 },
  { ...usual, name: 'grey paper, shadow', dpi: 200, paper: 205, shadow: true },
  { ...usual, name: 'faint copy', dpi: 200, ink: 140, noise: 8 },
  { ...usual, name: 'red stamp over cells', dpi: 200, stamp: true, colour: true, jpeg: 80 },
  { ...usual, name: 'upside down', dpi: 200, turned: 180 as const },
];
/** Upper ends of the bins of the reliability table. */
const bins = [0.5, 0.8, 0.9, 0.97, 0.99, 1.001];

const percent = (part: number, whole: number): string => (whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`);

const ocr = await openOcr({ engine: 'ppocr', verify: false });
const lines = ['| scan | dpi | cells | right | rows | rows flagged | rows wrong and not flagged | lines read by both engines |', '| --- | --: | --: | --: | --: | --: | --: | --: |'];
const all: ScoredCell[] = [];
for (const setting of settings) {
  const sum = { cells: 0, right: 0, rows: 0, flagged: 0, silent: 0 };
  const before = ocr.counts();
  for (const document of documents) {
    const file = await pdfiumEngine.open(await readFile(root + document));
    let taken = 0;
    for (let number = 1; number <= file.pageCount && taken < pagesEach; number += 1) {
      const truth = await file.readPage(number);
      if (truth.rulings.length === 0 || scorePage(truth, truth, (x, y) => [x, y]).cells.length < WORTH_READING || file.renderPage === undefined) continue;
      taken += 1;
      const drawn = await file.renderPage(number, setting.dpi);
      const { image, toPage } = await makeScan({ width: drawn.width, height: drawn.height, data: drawn.rgba, dpi: setting.dpi }, { ...setting, seed: number * 1000 + setting.dpi });
      const read = await ocr.readPage(image, { number, width: truth.width, height: truth.height });
      const scale = setting.dpi / PER_INCH;
      const score = scorePage(truth, read, (x, y) => {
        const [px, py] = toPage(x * scale, y * scale);
        return [px / scale, py / scale];
      });
      all.push(...score.cells);
      sum.cells += score.cells.length;
      sum.right += score.cells.filter(({ right }) => right).length;
      sum.rows += score.rows;
      sum.flagged += score.flaggedRows;
      sum.silent += score.silentRows;
      for (const cell of score.cells) if (!cell.right) process.stderr.write(`${cell.flagged ? 'flagged' : 'SILENT '} ${document} p${number} ${setting.name} ${setting.dpi}: ${cell.truth} | ${cell.read}\n`);
    }
    await file.close();
  }
  const after = ocr.counts();
  lines.push(`| ${setting.name} | ${setting.dpi} | ${sum.cells} | ${percent(sum.right, sum.cells)} | ${sum.rows} | ${percent(sum.flagged, sum.rows)} | ${sum.silent} | ${percent(after.witnessed - before.witnessed, after.lines - before.lines)} |`);
  process.stderr.write(`${lines.at(-1)}\n`);
}
await ocr.close();

lines.push('', '| confidence | cells | right | of the unflagged: cells | right |', '| --- | --: | --: | --: | --: |');
bins.forEach((top, index) => {
  const from = bins[index - 1] ?? 0;
  const within = all.filter(({ confidence }) => confidence >= from && confidence < top);
  const plain = within.filter(({ flagged }) => !flagged);
  const right = (cells: readonly ScoredCell[]): string => percent(cells.filter((cell) => cell.right).length, cells.length);
  lines.push(`| ${from} to ${Math.min(1, top)} | ${within.length} | ${right(within)} | ${plain.length} | ${right(plain)} |`);
});
process.stdout.write(`${lines.join('\n')}\n`);

const path = `${root}docs/ocr.md`;
const marks = ['<!-- measured: npm run calibrate -->', '<!-- end -->'] as const;
const text = await readFile(path, 'utf8');
const [from, to] = [text.indexOf(marks[0]), text.indexOf(marks[1])];
if (from < 0 || to < from) throw new Error(`${path} has lost the marks between which the figures stand`);
await writeFile(path, `${text.slice(0, from + marks[0].length)}\n\n${lines.join('\n')}\n\n${text.slice(to)}`);
