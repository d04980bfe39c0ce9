import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { LineRecogniser } from '../extractors/read/ocr/line-recogniser.js';
import { ocrPage } from '../extractors/read/ocr/ocr-page.js';
import { openPaddleRecogniser } from '../extractors/read/ocr/paddle-recogniser.js';
import type { Gray, PageImage } from '../extractors/read/ocr/raster.js';
import { openTesseractRecogniser } from '../extractors/read/ocr/tesseract-recogniser.js';
import { pdfiumEngine } from '../extractors/read/pdf/pdfium-engine.js';
import { makeScan } from './make-scan.js';
import { writeMeasured } from './write-measured.js';

// A scan of twenty pages: pages a minute, beside the bare engines on the very crops they were given, and the share of lines both engines read.
// npm run bench:ocr [-- pages]

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const wanted = Number(process.argv[2] ?? 20);
const DPI = 200;

/** Passes on to an engine, remembers what it was given, and how long it took. */
function recording(engine: LineRecogniser): LineRecogniser & { readonly calls: (readonly Gray[])[] } {
  const calls: (readonly Gray[])[] = [];
  return {
    name: engine.name,
    calls,
    async read(lines) {
      calls.push(lines);
      return engine.read(lines);
    },
    close: () => engine.close(),
  };
}

async function bareSeconds(engine: LineRecogniser, calls: readonly (readonly Gray[])[]): Promise<number> {
  const start = performance.now();
  for (const lines of calls) await engine.read(lines);
  return (performance.now() - start) / 1000;
}

const pages: { image: PageImage; width: number; height: number }[] = [];
for (const document of ['samples/dapeng-2021-ruled.pdf', 'samples/futian-2021-landscape.pdf']) {
  const file = await pdfiumEngine.open(await readFile(root + document));
  for (let number = 1; number <= file.pageCount && pages.length < wanted; number += 1) {
    const { width, height } = await file.readPage(number);
    const drawn = await file.renderPage?.(number, DPI);
    if (drawn === undefined) continue;
    const setting = { name: 'bench', dpi: DPI, skew: 0.7, noise: 6, blur: 0.003, jpeg: 70, paper: 255, shadow: false, ink: 0, stamp: false, turned: 0 as const, colour: false, seed: number };
    pages.push({ ...(await makeScan({ width: drawn.width, height: drawn.height, data: drawn.rgba, dpi: DPI }, setting)), width, height });
  }
  await file.close();
}

const reader = recording(await openPaddleRecogniser());
const other = recording(await openTesseractRecogniser());
let [seconds, bare, lines, witnessed, peak] = [0, 0, 0, 0, 0];
for (let i = 0; i < wanted; i += 1) {
  const page = pages[i % pages.length];
  if (page === undefined) break;
  reader.calls.length = 0;
  other.calls.length = 0;
  const start = performance.now();
  const read = await ocrPage(page.image, { number: i + 1, width: page.width, height: page.height }, { reader, witness: async () => other, compare: 'nothing', labels: [], calibrated: true });
  const own = (performance.now() - start) / 1000;
  // Page by page, so that both are measured under the same load.
  const alone = (await bareSeconds(reader, [...reader.calls])) + (await bareSeconds(other, [...other.calls]));
  [seconds, bare, lines, witnessed] = [seconds + own, bare + alone, lines + read.lines, witnessed + read.witnessed];
  peak = Math.max(peak, process.memoryUsage.rss());
  process.stderr.write(`page ${i + 1}: ${own.toFixed(1)} s, bare engines ${alone.toFixed(1)} s, ${read.lines} lines, ${read.witnessed} read by both\n`);
}
await reader.close();
await other.close();
const figures = [
  `${wanted} pages at ${DPI} dpi, one process: ${((60 * wanted) / seconds).toFixed(1)} pages a minute; ${(seconds / bare).toFixed(2)} times the bare engines; ` +
    `${((100 * witnessed) / lines).toFixed(1)} % of ${lines} lines read by both; peak ${Math.round(peak / 1e6)} MB`,
];
process.stdout.write(`${figures.join('\n')}\n`);
if (wanted >= 20) await writeMeasured(`${root}docs/ocr.md`, '<!-- measured: npm run bench:ocr -->', '<!-- end -->', figures);
