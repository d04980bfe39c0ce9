import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { openOcr } from '../extractors/read/ocr/open-ocr.js';
import { pdfiumEngine } from '../extractors/read/pdf/pdfium-engine.js';
import { makeScan } from './make-scan.js';

// Records what recognition makes of scans of sample pages, for the tests that need such words without the engines' seconds.
// tsc -p bench && node node_modules/.cache/rowproof-bench/bench/record-ocr.js

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const recordings = [
  { document: 'futian-2021-landscape', page: 1, dpi: 200 },
  { document: 'dapeng-2021-ruled', page: 1, dpi: 150 },
] as const;

const folder = `${root}test/extractors/read/ocr/recorded`;
await mkdir(folder, { recursive: true });
const ocr = await openOcr({ engine: 'ppocr', verify: false });
for (const { document, page: number, dpi } of recordings) {
  const file = await pdfiumEngine.open(await readFile(`${root}samples/${document}.pdf`));
  const truth = await file.readPage(number);
  const drawn = await file.renderPage?.(number, dpi);
  await file.close();
  if (drawn === undefined) throw new Error('the engine draws no pages');
  const setting = { name: 'recorded', dpi, skew: 0, noise: 6, blur: 0.003, jpeg: 70, paper: 250, shadow: false, ink: 0, stamp: false, turned: 0 as const, colour: false, seed: 3 };
  const { image } = await makeScan({ width: drawn.width, height: drawn.height, data: drawn.rgba, dpi }, setting);
  const read = await ocr.readPage(image, { number, width: truth.width, height: truth.height });
  await writeFile(`${folder}/${document}-p${number}-${dpi}dpi.json`, `${JSON.stringify(read)}\n`);
}
await ocr.close();
