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

/** Seconds on the clock and of processor time, all threads together, that some work takes: the latter does not depend on what else the machine does. */
async function timed<T>(work: () => Promise<T>): Promise<{ result: T; clock: number; processor: number }> {
  const [start, before] = [performance.now(), process.cpuUsage()];
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  return { result, clock: (performance.now() - start) / 1000, processor: (user + system) / 1e6 };
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
let [clock, processor, bare, lines, witnessed, peak] = [0, 0, 0, 0, 0, 0];
for (let i = 0; i < wanted; i += 1) {
  const page = pages[i % pages.length];
  if (page === undefined) break;
  reader.calls.length = 0;
  other.calls.length = 0;
  const own = await timed(() => ocrPage(page.image, { number: i + 1, width: page.width, height: page.height }, { reader, witness: async () => other, compare: 'nothing', labels: [], calibrated: true }));
  // Page by page, so that both are measured under the same load.
  const alone = await timed(async () => {
    for (const engine of [reader, other]) {
      // Reading adds to the calls.
      const calls = engine.calls.slice();
      for (const call of calls) await engine.read(call);
    }
  });
  [clock, processor, bare] = [clock + own.clock, processor + own.processor, bare + alone.processor];
  [lines, witnessed] = [lines + own.result.lines, witnessed + own.result.witnessed];
  peak = Math.max(peak, process.memoryUsage.rss());
  process.stderr.write(`page ${i + 1}: ${own.clock.toFixed(1)} s, ${own.processor.toFixed(1)} s of the processor, bare engines ${alone.processor.toFixed(1)} s, ${own.result.lines} lines, ${own.result.witnessed} read by both\n`);
}
await reader.close();
await other.close();
const figures = [
  `${wanted} pages at ${DPI} dpi, one process: ${((60 * wanted) / clock).toFixed(1)} pages a minute on the clock, ${(processor / wanted).toFixed(1)} seconds of the processor a page, ` +
    `${(processor / bare).toFixed(2)} times the bare engines; ${((100 * witnessed) / lines).toFixed(1)} % of ${lines} lines read by both; peak ${Math.round(peak / 1e6)} MB`,
];
process.stdout.write(`${figures.join('\n')}\n`);
await writeMeasured(`${root}docs/ocr.md`, '<!-- measured: npm run bench:ocr -->', '<!-- end -->', figures);
