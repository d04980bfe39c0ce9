import { describe, expect, it, vi } from 'vitest';
import { collectPages, readPages } from '../../../extractors/read/read-document.js';
import { readPdf } from '../../../extractors/read/read-pdf.js';
import type { Page, ReadDocument } from '../../../schemas/page.js';
import { streamObject, type TinyPdf, tinyPdf } from './pdf/tiny-pdf.js';

let pdfjsLoads = 0;
vi.mock(import('../../../extractors/read/pdf/pdfjs-engine.js'), async (original) => {
  pdfjsLoads++;
  return original();
});

const line = (text: string): string => `BT /F1 12 Tf 20 50 Td (${text}) Tj ET`;
const read = (pdf: TinyPdf, options: Partial<Parameters<typeof readPdf>[1]> = {}): Promise<ReadDocument> =>
  collectPages(readPdf(tinyPdf(pdf), { engine: 'pdfium', verify: false, ...options }));
const texts = (page: Page | undefined): string[] => page?.words.map((word) => word.text) ?? [];
const doubts = (page: Page | undefined): string[][] => page?.words.map((word) => word.doubts.map((doubt) => doubt.code)) ?? [];
const THREE: TinyPdf = { pages: ['one', 'two', 'three'].map((text) => ({ content: line(text) })) };
/** Two glyphs that the first engine reads as the file's ActualText says, and the witness as the font says. */
const LYING: TinyPdf = { pages: [{ content: `BT /F1 12 Tf 20 50 Td /Span << /ActualText (900) >> BDC (100) Tj EMC ET` }] };

describe('readPdf', () => {
  it('reads a clean file without loading the second engine', async () => {
    const document = await read(THREE);
    expect(document).toMatchObject({ mediaType: 'application/pdf', encoding: null, reader: 'pdf/pdfium', partial: false, failure: null });
    expect(document.pages.map((page) => [page.number, texts(page)])).toEqual([
      [1, ['one']],
      [2, ['two']],
      [3, ['three']],
    ]);
    expect(pdfjsLoads).toBe(0);
  });

  it('reads with pdf.js when told to', async () => {
    const document = await read(THREE, { engine: 'pdfjs' });
    expect(document.reader).toBe('pdf/pdfjs');
    expect(document.pages.map(texts)).toEqual([['one'], ['two'], ['three']]);
  });

  it('reads the pages asked for, and no more than allowed', async () => {
    const seen: number[] = [];
    const some = await read(THREE, { pages: [3, 1, 9], onPage: (page) => seen.push(page.number) });
    expect(some.pages.map((page) => page.number)).toEqual([3, 1]);
    expect(seen).toEqual([3, 1]);
    expect(some.partial).toBe(false);
    const few = await read(THREE, { maxPages: 2 });
    expect(few.pages).toHaveLength(2);
    expect(few).toMatchObject({ partial: false, limit: 'it has 3 pages, and no more than 2 may be read' });
    expect((await read(THREE, { maxPages: 3 })).limit).toBeUndefined();
  });

  it('holds no page of a long file that was given, and what the engine holds of them does not grow', { timeout: 60_000 }, async () => {
    const PAGES = 500;
    const rules = Array.from({ length: 1500 }, (_, i) => `${i % 40} ${i} m ${i % 50} ${i} l S`).join('\n');
    const file = tinyPdf({ pages: Array.from({ length: PAGES }, (_, i) => ({ content: `${line(`page${i + 1}`)}\n${rules}` })) });
    let [number, early] = [0, 0];
    for await (const page of readPages(file, { pdfEngine: 'pdfium', ocr: 'off', verify: false })) {
      expect(texts(page)).toEqual([`page${++number}`]);
      if (number === 150) early = process.memoryUsage().external;
    }
    expect(number).toBe(PAGES);
    expect(process.memoryUsage().external - early).toBeLessThan(4 * 2 ** 20);
  });

  it('verifies every page when told to, and names both readings', async () => {
    expect(doubts((await read(LYING)).pages[0])).toEqual([[]]);
    const page = (await read(LYING, { verify: true })).pages[0];
    expect(page?.words[0]?.doubts).toEqual([{ code: 'engines-disagree', note: 'pdfium reads “900”, pdfjs reads “100”.' }]);
  });

  it('asks the witness about a page in doubt, unless told not to', async () => {
    const layered: TinyPdf = {
      catalog: '/OCProperties << /OCGs [20 0 R 21 0 R] /D << /OFF [20 0 R] >> >>',
      pages: [
        {
          content: `/OC /L1 BDC BT /F1 12 Tf 20 80 Td (secret) Tj ET EMC /OC /L2 BDC ${line('shown')} EMC`,
          resources: '/Properties << /L1 20 0 R /L2 21 0 R >>',
        },
      ],
      objects: { 20: '<< /Type /OCG /Name (A) >>', 21: '<< /Type /OCG /Name (B) >>' },
    };
    const settled = (await read(layered)).pages[0];
    expect([texts(settled), doubts(settled)]).toEqual([['shown'], [[]]]);
    expect(settled?.suppressed).toMatchObject([{ text: 'secret', why: 'on a layer that is not shown' }]);
    expect(doubts((await read(layered, { witness: false })).pages[0])).toEqual([['layer'], ['layer']]);
  });

  it('hands a page that one engine fails on to the other, and a page that both fail on makes the document partial', async () => {
    const broken = Buffer.from(tinyPdf(THREE)).toString('latin1').replace('/Kids [100 0 R 102 0 R', '/Kids [100 0 R 999 0 R');
    const document = await collectPages(readPdf(Uint8Array.from(Buffer.from(broken, 'latin1')), { engine: 'pdfium', verify: false }));
    expect(document.pages.map(texts)).toEqual([['one'], ['three']]);
    expect(document).toMatchObject({ partial: true, failure: 'Page 2 is damaged.' });
  });

  it('has a password as the reason where both engines fail', async () => {
    await expect(read({ ...THREE, userPassword: 'secret' })).rejects.toMatchObject({ name: 'DocumentError', outcome: 'encrypted' });
    await expect(collectPages(readPdf(new Uint8Array([1, 2, 3]), { engine: 'pdfjs', verify: false }))).rejects.toMatchObject({ outcome: 'damaged' });
  });

  it('gives the same document for the same bytes', async () => {
    const form: TinyPdf = {
      pages: [{ content: line('Label'), entries: '/Annots [20 0 R]' }],
      catalog: '/AcroForm << /Fields [20 0 R] /DA (/Helv 10 Tf 0 g) /DR << /Font << /Helv 3 0 R >> >> >>',
      objects: { 20: '<< /Type /Annot /Subtype /Widget /FT /Tx /T (a) /V (Value) /Rect [20 10 120 30] /DA (/Helv 10 Tf 0 g) /F 4 >>', 22: streamObject('', '') },
    };
    expect(await read(form, { verify: true })).toEqual(await read(form, { verify: true }));
    expect(texts((await read(form)).pages[0])).toContain('Value');
  });
});
