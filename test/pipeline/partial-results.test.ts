import { describe, expect, it } from 'vitest';
import { extractDocument } from '../../pipeline/extract-document.js';
import { partialResults } from '../../pipeline/partial-results.js';
import type { Page } from '../../schemas/page.js';
import type { DocumentResult } from '../../schemas/record.js';
import { tinyPdf } from '../extractors/read/pdf/tiny-pdf.js';

const page = (number: number, needsOcr: string | null = null): Page => ({ number, unit: 'pt', width: 1, height: 1, em: 1, words: [], rulings: [], separators: [], suppressed: [], needsOcr });
const toResult = ({ pages, reader }: { readonly pages: readonly Page[]; readonly reader: string }): DocumentResult =>
  ({ pages: pages.map(({ number, needsOcr }) => [number, needsOcr]), reader }) as unknown as DocumentResult;

/** What is told while pages come, each as its number, or negative when it has no usable text. */
function follow(pages: readonly number[], settings: { ocr: boolean; first?: number }): { finished: number[]; partial: DocumentResult[] } {
  const [finished, partial]: [number[], DocumentResult[]] = [[], []];
  const onPage = partialResults({ onPages: (count) => finished.push(count), onPartial: (result) => partial.push(result) }, toResult, settings);
  for (const number of pages) onPage(page(Math.abs(number), number < 0 ? 'an image' : null), 'pdf');
  return { finished, partial };
}

describe('while a document is read', () => {
  it('each page is finished in its turn, and a quick document hands over nothing', () => {
    expect(follow([1, 2, 3], { ocr: true })).toEqual({ finished: [1, 2, 3], partial: [] });
  });

  it('a page that is still to be recognised is not finished, nor what follows it', () => {
    expect(follow([1, -2, 3, 2], { ocr: true }).finished).toEqual([1, 1, 1, 3]);
    expect(follow([1, -2, 3], { ocr: false }).finished).toEqual([1, 2, 3]);
  });

  it('a page that can not be recognised is finished all the same', () => {
    expect(follow([-1, -2, -1, 2], { ocr: true }).finished).toEqual([0, 0, 1, 2]);
  });

  it('what is finished is handed over from time to time', () => {
    expect(follow([1], { ocr: true, first: 0 }).partial).toEqual([{ pages: [[1, null]], reader: 'pdf' }]);
  });
});

const pdf = { name: 'three.pdf', bytes: tinyPdf({ pages: ['one', 'two', 'three'].map((text) => ({ content: `BT /F1 12 Tf 20 50 Td (${text}) Tj ET` })) }) };

describe('a document with more pages than are allowed', () => {
  it('is read as far as it may, and says so', async () => {
    const finished: number[] = [];
    const { document, residue } = await extractDocument(pdf, { limits: { pages: 2 }, onPages: (count) => finished.push(count) });
    expect(document).toMatchObject({ outcome: 'limit-exceeded', partial: true, pages: 2, message: 'it has 3 pages, and no more than 2 may be read' });
    expect(residue.map(({ text }) => text)).toEqual(['one', 'two']);
    expect(finished).toEqual([1, 2]);
  });

  it('is read to its end when it has just as many', async () => {
    expect((await extractDocument(pdf, { limits: { pages: 3 } })).document).toMatchObject({ outcome: 'no-form', partial: false, pages: 3 });
  });

  it('no matter what it is', async () => {
    const { document } = await extractDocument({ name: 'dump.txt', bytes: Buffer.from('one\ftwo\fthree\n') }, { limits: { pages: 1 } });
    expect(document).toMatchObject({ outcome: 'limit-exceeded', partial: true, pages: 1 });
  });
});
