import { describe, expect, it } from 'vitest';
import { encodeImage, openImage } from '../../../../extractors/read/image-codec.js';
import type { Ocr } from '../../../../extractors/read/ocr/open-ocr.js';
import { recognisePage } from '../../../../extractors/read/ocr/recognise-page.js';
import { readImage } from '../../../../extractors/read/read-image.js';
import { ScanReader } from '../../../../extractors/read/scan-reader.js';
import { readToResult } from '../../../../pipeline/extract-document.js';
import { DocumentError } from '../../../../schemas/outcome.js';
import type { Page } from '../../../../schemas/page.js';
import { tinyPdf } from '../pdf/tiny-pdf.js';

const gray = (width: number, height: number, value: number, dpi = 200) => ({ width, height, data: new Uint8Array(width * height).fill(value), dpi });

/** A TIFF file of uncompressed grey pages, each of one value, at 200 dots an inch. */
function tiff(pages: readonly { width: number; height: number; value: number }[]): Uint8Array {
  const bytes: number[] = [0x49, 0x49, 42, 0, 0, 0, 0, 0];
  const put16 = (value: number) => bytes.push(value & 255, value >> 8);
  const put32 = (value: number) => bytes.push(value & 255, (value >> 8) & 255, (value >> 16) & 255, (value >> 24) & 255);
  let link = 4;
  for (const { width, height, value } of pages) {
    const strip = bytes.length;
    for (let i = 0; i < width * height; i += 1) bytes.push(value);
    while (bytes.length % 2 !== 0) bytes.push(0);
    const rational = bytes.length;
    put32(200);
    put32(1);
    const start = bytes.length;
    for (let i = 0; i < 4; i += 1) bytes[link + i] = (start >> (8 * i)) & 255;
    const tags: [number, number, number, number][] = [
      [256, 3, 1, width], [257, 3, 1, height], [258, 3, 1, 8], [259, 3, 1, 1], [262, 3, 1, 1], [273, 4, 1, strip],
      [277, 3, 1, 1], [278, 3, 1, height], [279, 4, 1, width * height], [282, 5, 1, rational], [283, 5, 1, rational], [296, 3, 1, 2],
    ];
    put16(tags.length);
    for (const [tag, type, count, field] of tags) {
      put16(tag);
      put16(type);
      put32(count);
      put32(field);
    }
    link = bytes.length;
    put32(0);
  }
  return Uint8Array.from(bytes);
}

/** Reads a page as one word that says how dark it is; a black page fails. */
const fake: Ocr = {
  engine: 'fake/1',
  async readPage(image, sheet) {
    const shade = image.data[0] ?? 0;
    if (shade === 0) throw new Error('ink everywhere');
    return { ...page(sheet.number), width: sheet.width, height: sheet.height, words: [word(sheet.number, String(shade))] };
  },
  secondOpinion: async () => null,
  counts: () => ({ lines: 0, witnessed: 0 }),
  close: async () => {},
};
const page = (number: number, needsOcr: string | null = null): Page => ({ number, unit: 'pt', width: 72, height: 144, em: 10, words: [], rulings: [], separators: [], suppressed: [], needsOcr });
const word = (number: number, text: string) => ({ text, box: [0, 0, 10, 10] as const, source: { page: number, bbox: [0, 0, 10, 10] as const }, edges: [...text, ''].map((_, i) => (10 * i) / text.length), size: 10, confidence: 1, rotation: 0 as const, doubts: [] });

describe('image files', () => {
  it.each(['png', 'jpeg'] as const)('%s is decoded with its density', async (format) => {
    const file = await openImage(await encodeImage(gray(300, 200, 128), format));
    expect([file.mediaType, file.pageCount]).toEqual([`image/${format}`, 1]);
    const image = await file.readPage(1);
    expect([image.width, image.height, image.dpi, image.data.length]).toEqual([300, 200, 200, 300 * 200 * 4]);
    expect(Math.abs((image.data[0] ?? 0) - 128)).toBeLessThan(3);
  });

  it('a density that no scanner has is not believed: the sheet is taken for A4', async () => {
    const image = await (await openImage(await encodeImage(gray(1169, 827, 255, 72), 'png'))).readPage(1);
    expect(image.dpi).toBeCloseTo(100, 0);
  });

  it('each page of a TIFF is a page', async () => {
    const read = await readImage(tiff([{ width: 100, height: 200, value: 10 }, { width: 200, height: 100, value: 250 }]), fake);
    expect(read).toMatchObject({ mediaType: 'image/tiff', reader: 'image/fake/1', partial: false, failure: null });
    expect(read.pages.map(({ number, width, height, words }) => [number, width, height, words[0]?.text])).toEqual([
      [1, 36, 72, '10'],
      [2, 72, 36, '250'],
    ]);
  });

  it('a page that fails is one page', async () => {
    const seen: number[] = [];
    const read = await readImage(tiff([{ width: 10, height: 10, value: 0 }, { width: 10, height: 10, value: 9 }]), fake, { onPage: ({ number }) => seen.push(number) });
    expect(read).toMatchObject({ partial: true, failure: 'Page 1: ink everywhere' });
    expect(read.pages.map(({ words, needsOcr }) => [words.length, needsOcr])).toEqual([
      [0, 'ink everywhere'],
      [1, null],
    ]);
    expect(seen).toEqual([1, 2]);
  });

  it('without recognition the page says that it needs it', async () => {
    const read = await readImage(await encodeImage(gray(10, 10, 255), 'png'), null);
    expect(read.pages.map(({ needsOcr, words }) => [needsOcr, words])).toEqual([['the page is an image', []]]);
  });

  it('a broken one is damaged, another kind unsupported', async () => {
    const whole = await encodeImage(gray(300, 300, 77), 'png');
    const cut = (await openImage(whole.slice(0, 60)).then((file) => file.readPage(1)).catch((error: unknown) => error)) as DocumentError;
    expect([cut instanceof DocumentError, cut.outcome]).toEqual([true, 'damaged']);
    await expect(openImage(Uint8Array.of(1, 2, 3))).rejects.toMatchObject({ outcome: 'damaged' });
    const gif = Uint8Array.from(Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64'));
    await expect(openImage(gif)).rejects.toMatchObject({ outcome: 'unsupported' });
  });
});

describe('pages of a document that need recognition', () => {
  const unread = (number: number): Page & { needsOcr: string } => ({ ...page(number), needsOcr: 'an image' });
  const end = { mediaType: 'application/pdf', encoding: null, reader: 'pdf/pdfium', partial: false, failure: null };

  it('are replaced; what their text layer held stays visible', async () => {
    const drawn: [number, number][] = [];
    const { page: read, failure } = await recognisePage(
      { ...unread(2), needsOcr: 'an invisible layer of poor text', words: [word(2, 'ga1bage')] },
      async (number, dpi) => {
        drawn.push([number, dpi]);
        return gray(300, 600, 99);
      },
      fake,
    );
    expect([drawn, failure]).toEqual([[[2, 300]], null]);
    expect(read.words.map(({ text }) => text)).toEqual(['99']);
    expect(read.suppressed).toMatchObject([{ text: 'ga1bage', why: 'an invisible layer of poor text' }]);
    // The result says of each such page why.
    const result = readToResult('a.pdf', '0', { ...end, pages: [page(1), read] }, []);
    expect(result.document.recognised).toEqual([{ page: 2, why: 'an invisible layer of poor text' }]);
    expect(result.residue).toContainEqual(expect.objectContaining({ text: 'ga1bage', why: 'an invisible layer of poor text' }));
  });

  it('a sheet as large as a poster is drawn coarser', async () => {
    let dpi = 0;
    await recognisePage({ ...unread(1), width: 72 * 40, height: 72 * 60 }, async (_, at) => ((dpi = at), gray(10, 10, 5)), fake);
    expect(dpi).toBeLessThan(125);
    expect(40 * 60 * dpi * dpi).toBeLessThanOrEqual(35_000_000);
  });

  // The second page is black all over, which the recogniser fails on.
  const pdf = tinyPdf({ pages: [{ content: '' }, { content: '0 0 999 999 re f' }, { content: '' }] });

  it('those that fail keep their reason, and the document is partial', async () => {
    const scans = new ScanReader(pdf, async () => fake);
    const pages = [await scans.readPage(unread(1)), await scans.readPage(unread(2)), await scans.readPage(unread(3))];
    expect(pages.map(({ needsOcr }) => needsOcr)).toEqual([null, 'an image; recognition failed: ink everywhere', null]);
    expect(pages.map(({ words }) => words.map(({ text }) => text))).toEqual([['255'], [], ['255']]);
    expect(scans.end(end)).toEqual({ ...end, reader: 'pdf/pdfium+fake/1', partial: true, failure: 'Page 2 could not be recognised: ink everywhere' });
    await scans.close();
  });

  it('the others are left alone, and nothing is loaded for them', async () => {
    const scans = new ScanReader(new Uint8Array(), () => Promise.reject(new Error('loaded')));
    const whole = page(1);
    expect(await scans.readPage(whole)).toBe(whole);
    expect(scans.end(end)).toEqual(end);
    await scans.close();
  });
});
