import { describe, expect, it } from 'vitest';
import { tablesToJson } from '../../commands/tables-to-json.js';
import type { FileTables } from '../../schemas/tables.js';

async function print(files: readonly FileTables[]): Promise<string> {
  let text = '';
  const writer = tablesToJson(async (piece) => void (text += piece));
  for (const { file, pages, error } of files) {
    await writer.begin(file);
    for (const page of pages) await writer.page(page);
    await writer.end(error ?? null);
  }
  await writer.close();
  return text;
}

describe('tables as JSON, piece by piece', () => {
  const cell = { row: 0, column: 0, rowSpan: 1, columnSpan: 2, text: 'a "quoted"\nline\u2028', bbox: [0, 1, 2.5, 3] as [number, number, number, number] };
  const blank = { page: 3, unit: 'pt' as const, width: 595, height: 842, tables: [] };
  const pages: FileTables['pages'] = [1, 2].map((page) => ({ ...blank, page, tables: [{ bbox: [0, 1, 2, 3], strategy: 'ruled', confidence: 1, continues: page === 2, cells: [cell] }] }));

  it.each<[string, FileTables[]]>([
    ['no file', []],
    ['a file without pages, and one that can not be read', [{ file: 'a', pages: [] }, { file: 'b', error: 'damaged: "x"', pages: [] }]],
    ['pages', [{ file: 'a', pages }, { file: 'b', pages: [blank] }]],
  ])('are the bytes that the whole would be: %s', async (_, files) => expect(await print(files)).toBe(`${JSON.stringify(files, null, 2)}\n`));

  it('a failure behind pages comes after them', async () => {
    expect(JSON.parse(await print([{ file: 'a', pages, error: 'damaged: x' }]))).toEqual([{ file: 'a', pages, error: 'damaged: x' }]);
  });
});
