import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeScan } from '../../../../bench/make-scan.js';
import { scorePage } from '../../../../bench/score-page.js';
import { type Ocr, openOcr } from '../../../../extractors/read/ocr/open-ocr.js';
import type { PageImage } from '../../../../extractors/read/ocr/raster.js';
import { pdfiumEngine } from '../../../../extractors/read/pdf/pdfium-engine.js';
import type { Page } from '../../../../schemas/page.js';

const DPI = 200;
const sheet = { number: 1, width: 595, height: 842 };

function grayPage(value: (x: number, y: number) => number): PageImage {
  const [width, height] = [826, 1169];
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y += 1) for (let x = 0; x < width; x += 1) data[y * width + x] = Math.min(255, Math.max(0, value(x, y)));
  return { width, height, data, dpi: 100 };
}
/** Noise that is the same in every run. */
const noise = (x: number, y: number): number => ((Math.imul(x * 73856093 ^ y * 19349663, 2654435761) >>> 16) & 255) / 255 - 0.5;

// A page takes some seconds on a quiet machine.
describe('a page of characters', { timeout: 400_000 }, () => {
  let ocr: Ocr;
  let truth: Page;
  let drawn: PageImage;
  beforeAll(async () => {
    ocr = await openOcr({ engine: 'ppocr', verify: false, labels: ['一级指标', '二级指标'] });
    const file = await pdfiumEngine.open(await readFile(fileURLToPath(new URL('../../../../samples/futian-2021-landscape.pdf', import.meta.url))));
    truth = await file.readPage(1);
    const picture = await file.renderPage?.(1, DPI);
    await file.close();
    if (picture === undefined) throw new Error('the engine draws no pages');
    drawn = { width: picture.width, height: picture.height, data: picture.rgba, dpi: DPI };
  });
  afterAll(async () => {
    await ocr.close();
  });
  const usual = { name: 'test', dpi: DPI, skew: 1.1, noise: 6, blur: 0.003, jpeg: 70, paper: 240, shadow: true, ink: 20, stamp: false, turned: 0 as const, colour: false, seed: 11 };

  it('is read, upside down and askew, and leads back to its places', async () => {
    const { image, toPage } = await makeScan(drawn, { ...usual, turned: 180 as const });
    const page = await ocr.readPage(image, { number: 7, width: truth.width, height: truth.height });
    const scale = DPI / 72;
    const score = scorePage(truth, page, (x, y) => {
      const [px, py] = toPage(x * scale, y * scale);
      return [px / scale, py / scale];
    });
    expect(score.cells.length).toBeGreaterThan(80);
    expect(score.cells.filter(({ right }) => right).length / score.cells.length).toBeGreaterThanOrEqual(0.96);
    expect(score.flaggedRows / score.rows).toBeLessThanOrEqual(0.25);
    expect(score.silentRows).toBe(0);
    // Layout sees it upright: the title stands above the table, from left to right.
    const title = page.words.find(({ text }) => text.includes('绩效自评表'));
    expect(title?.box[1]).toBeLessThan(page.height / 4);
    // The place as shown is on the other end of the sheet.
    expect(title !== undefined && 'bbox' in title.source && title.source.bbox[1]).toBeGreaterThan((page.height * 3) / 4);
    expect(title?.source).toMatchObject({ page: 7, ocr: 'ppocr/4' });
    expect(page.rulings.length).toBeGreaterThan(20);
    for (const word of page.words) {
      expect(word.edges).toHaveLength([...word.text].length + 1);
      expect([...word.edges]).toEqual([...word.edges].sort((a, b) => a - b));
      expect(word.confidence).toBeGreaterThanOrEqual(0);
    }
    // The other engine can be asked about a number afterwards.
    const amount = page.words.find(({ text }) => /^\d{5,}\.\d\d$/u.test(text));
    expect(amount).toBeDefined();
    if (amount === undefined || !('bbox' in amount.source)) return;
    expect(await ocr.secondOpinion(7, amount.source.bbox)).toMatchObject({ text: amount.text, engine: 'tesseract/5' });
    expect(await ocr.secondOpinion(8, amount.source.bbox)).toBeNull();
  });

  it('blank paper has no words, nor has dirty paper', async () => {
    expect((await ocr.readPage(grayPage(() => 255), sheet)).words).toEqual([]);
    expect((await ocr.readPage(grayPage((x, y) => 225 + 24 * noise(x, y)), sheet)).words).toEqual([]);
  });

  it('a photograph gives no words, or such as are doubted', async () => {
    const photo = grayPage((x, y) => 128 + 90 * Math.sin(x / 37) * Math.cos(y / 53) + 60 * noise(x >> 2, y >> 2) + 40 * noise(x, y));
    const page = await ocr.readPage(photo, sheet);
    expect(page.words.filter(({ doubts }) => doubts.length === 0)).toEqual([]);
    expect(page.words.length).toBeLessThan(10);
  });

  it('scribbles are kept out of the words, and listed', async () => {
    const scribble = grayPage((x, y) => {
      const line = Math.floor(y / 60);
      const wave = line * 60 + 30 + 14 * Math.sin(x / 7 + line) + 9 * Math.sin(x / 3.1 + 2 * line);
      return x > 100 && x < 700 && line > 2 && line < 14 && Math.abs(y - wave) < 2 ? 30 : 255;
    });
    const page = await ocr.readPage(scribble, sheet);
    expect(page.words.filter(({ doubts }) => doubts.length === 0)).toEqual([]);
    expect(page.suppressed.length + page.words.length).toBeGreaterThan(0);
  });

  it('print under a seal is read where no cell is drawn, too', async () => {
    const file = await pdfiumEngine.open(await readFile(fileURLToPath(new URL('../../../../bench/scans/horizontal.pdf', import.meta.url))));
    const picture = await file.renderPage?.(1, DPI);
    const { width, height } = await file.readPage(1);
    await file.close();
    if (picture === undefined) throw new Error('the engine draws no pages');
    const { image } = await makeScan({ width: picture.width, height: picture.height, data: picture.rgba, dpi: DPI }, { ...usual, skew: 0.4, stamp: true, colour: true, shadow: false, seed: 1200 });
    const page = await ocr.readPage(image, { number: 1, width, height });
    const under = ['抽检水样批次', '印发宣传手册', '病虫成灾率', '报告通过专家评审', '项目完工时间', '预算控制率'];
    expect(under.filter((name) => !page.words.some(({ text }) => text === name))).toEqual([]);
  });
});
