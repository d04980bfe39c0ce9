import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { scorePage } from '../../../../bench/score-page.js';
import { foldReading } from '../../../../extractors/read/ocr/fold-reading.js';
import { pdfiumEngine } from '../../../../extractors/read/pdf/pdfium-engine.js';
import { readToResult } from '../../../../pipeline/extract-document.js';
import { builtInForms } from '../../../../schemas/forms/built-in-forms.js';
import type { Page } from '../../../../schemas/page.js';
import type { DocumentResult } from '../../../../schemas/record.js';

// Words as recognition read them from scans of sample pages (bench/record-ocr.ts), against the pages themselves.
const folder = fileURLToPath(new URL('recorded', import.meta.url));
const recordings = readdirSync(folder).filter((name) => name.endsWith('.json'));

async function truthOf(name: string): Promise<Page> {
  const [, document = '', page = ''] = /^(.*)-p(\d+)-\d+dpi\.json$/u.exec(name) ?? [];
  const file = await pdfiumEngine.open(readFileSync(fileURLToPath(new URL(`../../../../samples/${document}.pdf`, import.meta.url))));
  try {
    return await file.readPage(Number(page));
  } finally {
    await file.close();
  }
}
const resultOf = (page: Page): DocumentResult =>
  readToResult('recorded', '0'.repeat(64), { mediaType: 'application/pdf', encoding: null, reader: 'test', pages: [page], partial: false, failure: null }, builtInForms);
const rowsOf = (result: DocumentResult) => result.forms.flatMap(({ tables }) => tables['indicators'] ?? []);

describe.each(recordings)('the recorded scan %s', (name) => {
  const page = JSON.parse(readFileSync(`${folder}/${name}`, 'utf8')) as Page;

  it('has every printed cell right or doubted', async () => {
    const score = scorePage(await truthOf(name), page, (x, y) => [x, y]);
    expect(score.cells.length).toBeGreaterThan(100);
    expect(score.cells.filter(({ right, flagged }) => !right && !flagged)).toEqual([]);
    expect(score.cells.filter(({ right }) => right).length / score.cells.length).toBeGreaterThan(0.96);
  });

  it('gives the rows that the page itself gives', async () => {
    const [expected, got] = [rowsOf(resultOf(await truthOf(name))), rowsOf(resultOf(page))];
    expect(expected.length).toBeGreaterThan(5);
    expect(got).toHaveLength(expected.length);
    got.forEach((row, index) => {
      if (row.status !== 'ok') return;
      const texts = (cells: (typeof row)['cells'] | undefined) => Object.values(cells ?? {}).map(({ text }) => foldReading(text));
      expect(texts(row.cells)).toEqual(texts(expected[index]?.cells));
    });
    // Flagging everything would pass the test above.
    expect(got.filter(({ status }) => status === 'ok').length / got.length).toBeGreaterThan(0.7);
  });
});
