import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { definitionsToLabels } from '../extractors/match/definitions-to-labels.js';
import { onCurve } from '../extractors/read/ocr/calibrate-confidence.js';
import { openOcr } from '../extractors/read/ocr/open-ocr.js';
import { pdfiumEngine } from '../extractors/read/pdf/pdfium-engine.js';
import { readDocument } from '../extractors/read/read-document.js';
import { readToResult } from '../pipeline/extract-document.js';
import { builtInForms } from '../schemas/forms/built-in-forms.js';
import type { Page } from '../schemas/page.js';
import { fitCurve } from './fit-curve.js';
import { makeScan } from './make-scan.js';
import { mixedSettings, type NamedSetting, plainSettings } from './scan-settings.js';
import { type PageScore, type ScoredCell, scorePage } from './score-page.js';
import { scoreRecords, type TrueForm } from './score-records.js';
import { writeMeasured } from './write-measured.js';

// Makes scans of the sample PDFs and of the documents in bench/scans, which nothing was fitted on; reads them, compares them with what they print, fits
// the confidence on the former and measures it on the latter, and writes the curve into extractors/read/ocr and the figures into docs/ocr.md.
// npm run calibrate [-- documents-in-turn]

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const samples = ['samples/dapeng-2021-ruled.pdf', 'samples/futian-2021-landscape.pdf'];
const fresh = ['song', 'kai', 'hei-bold', 'two-on-a-page', 'horizontal', 'unruled'];
const PAGES_OF_A_SAMPLE = 1;
/** Pages with fewer cells than this are the rest of a table. */
const WORTH_READING = 30;
/** Each setting is tried on one of the samples and so many of the fresh documents in turn, the usual one on three times as many. */
const inTurn = Number(process.argv[2] ?? 2);
const PER_INCH = 72;
/** Upper ends of the bins of the reliability table. */
const bins = [0.5, 0.8, 0.9, 0.97, 0.99, 1.001];

const percent = (part: number, whole: number): string => (whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`);
const labels = definitionsToLabels([...builtInForms]);
// What the engines say, not what a curve of an earlier run makes of it.
const ocr = await openOcr({ engine: 'ppocr', verify: false, labels, calibrated: false });

interface ReadScan {
  readonly read: Page;
  readonly score: PageScore;
}

/** Scans a page of a PDF file and reads the scan; null for a page that is not worth it. */
async function readScan(file: Awaited<ReturnType<typeof pdfiumEngine.open>>, number: number, setting: NamedSetting, least: number): Promise<ReadScan | null> {
  const truth = await file.readPage(number);
  if (scorePage(truth, truth, (x, y) => [x, y]).cells.length < least || file.renderPage === undefined) return null;
  const drawn = await file.renderPage(number, setting.dpi);
  const { image, toPage } = await makeScan({ width: drawn.width, height: drawn.height, data: drawn.rgba, dpi: setting.dpi }, { ...setting, seed: number * 1000 + setting.dpi });
  const sideways = setting.turned === 90 || setting.turned === 270;
  const [width, height] = sideways ? [truth.height, truth.width] : [truth.width, truth.height];
  const read = await ocr.readPage(image, { number, width, height });
  const scale = setting.dpi / PER_INCH;
  const score = scorePage(truth, read, (x, y) => {
    const [px, py] = toPage(x * scale, y * scale);
    return [px / scale, py / scale];
  });
  return { read, score };
}

const sampleLines = ['| scan of the samples | dpi | cells | right | rows | rows flagged | rows wrong and not flagged | lines read by both engines |', '| --- | --: | --: | --: | --: | --: | --: | --: |'];
const fitted: ScoredCell[] = [];
for (const [index, setting] of plainSettings.entries()) {
  const sum = { cells: 0, right: 0, rows: 0, flagged: 0, silent: 0 };
  const before = ocr.counts();
  for (const document of setting.name === 'usual' && inTurn > 1 ? samples : samples.slice(index % samples.length).slice(0, 1)) {
    const file = await pdfiumEngine.open(await readFile(root + document));
    for (let number = 1, taken = 0; number <= file.pageCount && taken < PAGES_OF_A_SAMPLE; number += 1) {
      const scan = await readScan(file, number, setting, WORTH_READING);
      if (scan === null) continue;
      taken += 1;
      const { cells, rows, flaggedRows, silentRows } = scan.score;
      fitted.push(...cells);
      sum.cells += cells.length;
      sum.right += cells.filter(({ right }) => right).length;
      sum.rows += rows;
      sum.flagged += flaggedRows;
      sum.silent += silentRows;
      for (const cell of cells) if (!cell.right) process.stderr.write(`${cell.flagged ? 'flagged' : 'SILENT '} ${document} p${number} ${setting.name} ${setting.dpi}: ${cell.truth} | ${cell.read}\n`);
    }
    await file.close();
  }
  const after = ocr.counts();
  sampleLines.push(`| ${setting.name} | ${setting.dpi} | ${sum.cells} | ${percent(sum.right, sum.cells)} | ${sum.rows} | ${percent(sum.flagged, sum.rows)} | ${sum.silent} | ${percent(after.witnessed - before.witnessed, after.lines - before.lines)} |`);
  process.stderr.write(`${sampleLines.at(-1)}\n`);
}

const freshLines = ['| scan of fresh forms | dpi | pages | cells | right | rows | rows flagged | wrong in rows not flagged |', '| --- | --: | --: | --: | --: | --: | --: | --: |'];
const measured: ScoredCell[] = [];
let turn = 0;
for (const setting of [...plainSettings, ...mixedSettings]) {
  const sum = { pages: 0, cells: 0, wrong: 0, rows: 0, flagged: 0, silent: 0 };
  const wanted = setting.name === 'usual' ? 3 * inTurn : inTurn;
  const chosen = fresh.filter((_, place) => (place + turn) % fresh.length < wanted);
  turn += wanted;
  for (const document of chosen) {
    const bytes = await readFile(`${root}bench/scans/${document}.pdf`);
    const { forms } = JSON.parse(await readFile(`${root}bench/scans/${document}.json`, 'utf8')) as { forms: TrueForm[] };
    const born = await readDocument(bytes, { pdfEngine: 'pdfium', ocr: 'off', verify: false });
    const file = await pdfiumEngine.open(bytes);
    const pages: Page[] = [];
    for (let number = 1; number <= file.pageCount; number += 1) {
      const scan = await readScan(file, number, setting, 0);
      if (scan === null) continue;
      pages.push(scan.read);
      measured.push(...scan.score.cells);
    }
    await file.close();
    const { cells, wrong, rows, flaggedRows, silent } = scoreRecords(forms, readToResult(document, '0', { ...born, pages }, builtInForms));
    sum.pages += pages.length;
    sum.cells += cells;
    sum.wrong += wrong.length;
    sum.rows += rows;
    sum.flagged += flaggedRows;
    sum.silent += silent.length;
    for (const each of wrong) process.stderr.write(`${each.flagged ? 'flagged' : 'SILENT '} ${document} ${setting.name} ${setting.dpi} ${each.place}: ${each.truth} | ${each.read}\n`);
    for (const each of silent) process.stderr.write(`SILENT  ${document} ${setting.name} ${setting.dpi} ${each}\n`);
  }
  freshLines.push(`| ${setting.name} | ${setting.dpi} | ${sum.pages} | ${sum.cells} | ${percent(sum.cells - sum.wrong, sum.cells)} | ${sum.rows} | ${percent(sum.flagged, sum.rows)} | ${sum.silent} |`);
  process.stderr.write(`${freshLines.at(-1)}\n`);
}
await ocr.close();

const curve = { doubted: fitCurve(fitted.filter(({ flagged }) => flagged)), plain: fitCurve(fitted.filter(({ flagged }) => !flagged)) };
const reliability = ['| confidence | cells of fresh forms | right | of the unflagged: cells | right |', '| --- | --: | --: | --: | --: |'];
const all = measured.map((cell) => ({ ...cell, confidence: onCurve(cell.flagged ? curve.doubted : curve.plain, cell.confidence) }));
bins.forEach((top, index) => {
  const from = bins[index - 1] ?? 0;
  const within = all.filter(({ confidence }) => confidence >= from && confidence < top);
  const plain = within.filter(({ flagged }) => !flagged);
  const right = (cells: readonly ScoredCell[]): string => percent(cells.filter((cell) => cell.right).length, cells.length);
  reliability.push(`| ${from} to ${Math.min(1, top)} | ${within.length} | ${right(within)} | ${plain.length} | ${right(plain)} |`);
});
const lines = [...sampleLines, '', ...freshLines, '', ...reliability];
process.stdout.write(`${lines.join('\n')}\n`);

const points = (of: readonly (readonly number[])[]): string => `[${of.map((point) => `[${point.join(', ')}]`).join(', ')}]`;
await writeMeasured(`${root}extractors/read/ocr/confidence-curve.ts`, '  // fitted', '  // end', [`  doubted: ${points(curve.doubted)},`, `  plain: ${points(curve.plain)},`]);
await writeMeasured(`${root}docs/ocr.md`, '<!-- measured: npm run calibrate -->', '<!-- end -->', lines);
