import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { foldReading } from '../../../../extractors/read/ocr/fold-reading.js';
import type { LineReading, LineRecogniser } from '../../../../extractors/read/ocr/line-recogniser.js';
import { openPaddleRecogniser } from '../../../../extractors/read/ocr/paddle-recogniser.js';
import type { Gray } from '../../../../extractors/read/ocr/raster.js';
import { openTesseractRecogniser } from '../../../../extractors/read/ocr/tesseract-recogniser.js';
import { toGray } from '../../../../extractors/read/ocr/to-gray.js';
import { pdfiumEngine } from '../../../../extractors/read/pdf/pdfium-engine.js';

const DPI = 200;
const texts = ['项目名称', '3578500', '3764500.00', '99.99', '主管部门', '满意度指标', '10台', '117.78万元', '社会效益指标', '100%', '≥95%', '2021年9月'];

/** What an implementation can't do, and why: the suite then expects the doubt that others must cover, not the text. */
interface Limits {
  readonly name: string;
  readonly open: () => Promise<LineRecogniser>;
  readonly cannotRead: Readonly<Record<string, string>>;
}
const engines: readonly Limits[] = [
  { name: 'ppocr/4', open: openPaddleRecogniser, cannotRead: {} },
  { name: 'tesseract/5', open: () => openTesseractRecogniser(), cannotRead: { '≥95%': 'its Chinese model has no comparators: it reads some character in their place' } },
];

/** Pictures of words of a sample, cut from the drawn page at the places the file gives. */
async function pictures(): Promise<Map<string, Gray>> {
  const path = fileURLToPath(new URL('../../../../samples/dapeng-2021-ruled.pdf', import.meta.url));
  const file = await pdfiumEngine.open(await readFile(path));
  const page = await file.readPage(1);
  const drawn = await file.renderPage?.(1, DPI);
  await file.close();
  if (drawn === undefined) throw new Error('the engine draws no pages');
  const { gray } = toGray({ width: drawn.width, height: drawn.height, data: drawn.rgba, dpi: DPI });
  const found = new Map<string, Gray>();
  for (const text of texts) {
    const word = page.words.find((each) => each.text === text);
    if (word === undefined) continue;
    const [x0, y0, x1, y1] = word.box.map((value, index) => Math.round((value * DPI) / 72) + (index < 2 ? -3 : 3));
    if (x0 === undefined || y0 === undefined || x1 === undefined || y1 === undefined) continue;
    const [width, height] = [x1 - x0, y1 - y0];
    const data = new Uint8Array(width * height);
    for (let y = 0; y < height; y += 1) data.set(gray.data.subarray((y0 + y) * gray.width + x0, (y0 + y) * gray.width + x1), y * width);
    found.set(text, { width, height, data });
  }
  return found;
}

const textOf = (reading: LineReading | undefined): string => foldReading((reading?.characters ?? []).map(({ text }) => text).join(''));

describe.each(engines)('the recogniser $name', ({ name, open, cannotRead }) => {
  let engine: LineRecogniser;
  let crops: Map<string, Gray>;
  beforeAll(async () => {
    engine = await open();
    crops = await pictures();
  });
  afterAll(async () => {
    await engine.close();
  });

  it('names itself and its version', () => {
    expect(engine.name).toBe(name);
  });

  it('reads words of a page, in the order they were given', async () => {
    const known = [...crops.keys()].filter((text) => !(text in cannotRead));
    expect(known.length).toBeGreaterThanOrEqual(8);
    const readings = await engine.read(known.map((text) => crops.get(text) as Gray));
    expect(readings.map(textOf)).toEqual(known.map(foldReading));
  });

  it('says how sure it is of each character, and where it stands', async () => {
    const crop = crops.get('3764500.00') as Gray;
    const [reading] = await engine.read([crop]);
    const characters = reading?.characters ?? [];
    expect(characters).toHaveLength(10);
    for (const { confidence, x } of characters) {
      expect(confidence).toBeGreaterThan(0.5);
      expect(confidence).toBeLessThanOrEqual(1);
      expect(x).toBeGreaterThan(0);
      expect(x).toBeLessThan(crop.width);
    }
    const places = characters.map(({ x }) => x);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  it('reads the same line the same whatever is read with it', async () => {
    const [first, second] = [crops.get('项目名称') as Gray, crops.get('99.99') as Gray];
    const [alone] = await engine.read([first]);
    const [, together] = await engine.read([second, first, second]);
    expect(textOf(together)).toBe(textOf(alone));
  });

  it('reads nothing from white paper, and from no paper', async () => {
    const white: Gray = { width: 120, height: 40, data: new Uint8Array(4800).fill(255) };
    const none: Gray = { width: 0, height: 0, data: new Uint8Array(0) };
    expect((await engine.read([white, none])).map(textOf)).toEqual(['', '']);
    expect(await engine.read([])).toEqual([]);
  });

  it.each(Object.entries(cannotRead))('can not read %s: %s', async (text) => {
    const crop = crops.get(text);
    if (crop === undefined) return;
    expect(textOf((await engine.read([crop]))[0])).not.toBe(foldReading(text));
  });
});
