import { DuckDBInstance } from '@duckdb/node-api';
import { mkdtemp, readFile, rm, writeFile as writeToDisk } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSheet } from 'read-excel-file/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unguardFormula } from '../../../pipeline/write/formula-guard.js';
import type { Format } from '../../../pipeline/write/format-names.js';
import { formats } from '../../../pipeline/write/formats.js';
import type { CellContent, ColumnType, Table } from '../../../pipeline/write/table.js';
import type { WriteFile } from '../../../pipeline/write/write-file.js';

/** Texts that some format, reader or spreadsheet is known to bend. */
const nastyTexts = [
  '=1+1',
  '+1-2',
  '-SUM(A1)',
  '@cmd',
  '＝1+1',
  "'=1+1",
  "'plain",
  '\ttab first',
  '\rcarriage return first',
  'inner\ttab',
  'line\nbreak',
  'line\r\nbreak',
  'lone\rreturn',
  '"quoted", with a comma',
  '-12.50',
  '+7',
  '1,234',
  '440301199001011234',
  '007',
  '0.10',
  '1e5',
  '2021-12',
  '12/3',
  'TRUE',
  'null',
  'NaN',
  ' leading and trailing ',
  '\u3000full-width space',
  '😀👨‍👩‍👧',
  '𠮷𡃁㐂龘',
  '㎡①≥／',
  '<b>&amp;</b>',
  '_x0041_',
  '\u0001control',
  '\\N',
  '{"json": [1]}',
  '长'.repeat(3000),
];
const columns: readonly (readonly [string, ColumnType])[] = [
  ['id', 'string'],
  ['document', 'string'],
  ['text', 'string'],
  ['parts', 'list'],
  ['amount', 'decimal'],
  ['share', 'number'],
  ['count', 'integer'],
  ['met', 'boolean'],
  ['day', 'date'],
  ['moment', 'datetime'],
  ['status', 'string'],
];
const amounts = ['-12.5', '0', '1180000', '0.000000000001', '12345678901234567890123456.123456789012', '-99999999999999999.99', null];
const rows: CellContent[][] = nastyTexts.map((text, i) => [
  `${i}`,
  `folder/文 ${i}#%.txt`,
  text,
  i % 3 === 0 ? [] : [text, `second ${i}`],
  amounts[i % amounts.length] ?? null,
  i % 4 === 0 ? null : i / 8 - 2,
  i % 5 === 0 ? null : i - 20,
  [true, false, null][i % 3] ?? null,
  ['2021-12-31', '1999-02-28', null][i % 3] ?? null,
  ['2026-01-02T03:04:05.678Z', null][i % 2] ?? null,
  i % 2 === 0 ? 'ok' : 'review',
]);
const table: Table<never> = {
  name: 'nasty',
  title: 'Nasty',
  description: 'What breaks exports.',
  columns: columns.map(([name, type]) => ({ name, type, title: name, description: name, of: () => null })),
};
const column = (name: string): number => columns.findIndex(([other]) => other === name);

let folder: string;
const writeFile: WriteFile = async (path, content) => {
  const pieces: Buffer[] = [];
  for await (const piece of content) pieces.push(Buffer.from(piece));
  await writeToDisk(join(folder, path), Buffer.concat(pieces));
};
async function write(format: Format): Promise<void> {
  const writer = formats[format]({ writeFile });
  const writeRow = writer.open(table);
  for (const row of rows) await writeRow(row);
  await writer.end();
}
async function query(sql: string): Promise<Record<string, unknown>[]> {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(sql)).getRowObjectsJson() as Record<string, unknown>[];
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
const padded = (decimal: CellContent): string | null => {
  if (typeof decimal !== 'string') return null;
  const [whole = '', places = ''] = decimal.split('.');
  return `${whole}.${places.padEnd(12, '0')}`;
};
const moment = (iso: CellContent): string | null => (typeof iso === 'string' ? iso.replace('T', ' ').replace('Z', '+00') : null);
/** The rows as a database shows them. */
const asRecords = (list: (content: CellContent) => unknown): Record<string, unknown>[] =>
  rows.map((row) => ({
    ...Object.fromEntries(columns.map(([name], i) => [name, row[i] ?? null])),
    parts: list(row[column('parts')] ?? null),
    amount: padded(row[column('amount')] ?? null),
    moment: moment(row[column('moment')] ?? null),
  }));
const typed = `id, document, text, parts, cast(amount as decimal(38,12)) as amount, share, count, met, day, cast(moment as timestamptz) as moment, status`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rowproof-formats-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('what an independent reader finds in each format, cell by cell', () => {
  it('Parquet, read by DuckDB: texts, lists, exact decimals, days and instants', async () => {
    await write('parquet');
    const path = join(folder, 'nasty.parquet');
    const types = await query(`select column_name, column_type from (describe select * from '${path}')`);
    expect(Object.fromEntries(types.map(({ column_name: name, column_type: type }) => [name, type]))).toEqual({
      id: 'VARCHAR',
      document: 'VARCHAR',
      text: 'VARCHAR',
      parts: 'VARCHAR[]',
      amount: 'DECIMAL(38,12)',
      share: 'DOUBLE',
      count: 'INTEGER',
      met: 'BOOLEAN',
      day: 'DATE',
      moment: 'TIMESTAMP WITH TIME ZONE',
      status: 'VARCHAR',
    });
    expect(await query(`set timezone='UTC'; select * from '${path}'`)).toEqual(asRecords((list) => list));
  });

  it('Parquet: a number with more digits than the column is null, not rounded', async () => {
    const writer = formats.parquet({ writeFile });
    const writeRow = writer.open({ ...table, name: 'long', columns: table.columns.filter(({ name }) => name === 'amount') });
    for (const amount of ['0.0000000000001', '1'.repeat(40), '5']) await writeRow([amount]);
    await writer.end();
    expect(await query(`select amount from '${join(folder, 'long.parquet')}'`)).toEqual([{ amount: null }, { amount: null }, { amount: '5.000000000000' }]);
  });

  it('JSON Lines, read by DuckDB', async () => {
    await write('jsonl');
    const path = join(folder, 'nasty.jsonl');
    const schema = columns.map(([name, type]) => `${name}: '${{ string: 'VARCHAR', list: 'VARCHAR[]', decimal: 'DECIMAL(38,12)', number: 'DOUBLE', integer: 'INTEGER', boolean: 'BOOLEAN', date: 'DATE', datetime: 'TIMESTAMPTZ' }[type]}'`);
    // That reader takes numbers of JSON for doubles; that all their digits stand in the file is told by the next lines.
    const fits = ({ id }: Record<string, unknown>): boolean => !String(rows[Number(id)]?.[column('amount')]).match(/\d{16}/u);
    const read = await query(`set timezone='UTC'; select * from read_json('${path}', format='newline_delimited', columns={${schema.join(', ')}})`);
    expect(read.map((record) => ({ ...record, amount: null }))).toEqual(asRecords((list) => list).map((record) => ({ ...record, amount: null })));
    expect(read.filter(fits)).toEqual(asRecords((list) => list).filter(fits));
    const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
    expect(lines.map((line) => /"amount":([^,]*),/u.exec(line)?.[1])).toEqual(rows.map((row) => String(row[column('amount')])));
    expect(lines.map((line) => Object.keys(JSON.parse(line) as object))).toEqual(rows.map(() => columns.map(([name]) => name)));
  });

  it('CSV, read by DuckDB: texts with the apostrophe that guards them, and as printed without it', async () => {
    await write('csv');
    const read = await query(
      `set timezone='UTC'; select ${typed.replace('cast(', 'try_cast(')} from read_csv('${join(folder, 'nasty.csv')}', header=true, quote='"', escape='"', delim=',', new_line='\\r\\n', strict_mode=false, nullstr='', columns={${columns
        .map(([name, type]) => `${name}: '${{ string: 'VARCHAR', list: 'VARCHAR', decimal: 'VARCHAR', number: 'DOUBLE', integer: 'INTEGER', boolean: 'BOOLEAN', date: 'DATE', datetime: 'VARCHAR' }[type]}'`)
        .join(', ')}})`,
    );
    for (const record of read) for (const name of ['text', 'parts']) if (typeof record[name] === 'string') record[name] = unguardFormula(record[name]);
    expect(read).toEqual(asRecords((list) => (Array.isArray(list) && list.length > 0 ? list.join('; ') : null)));
  });

  it('the workbook, read by read-excel-file: text cells stay texts, nothing is a formula, long decimals keep their digits', async () => {
    await write('xlsx');
    const sheet = await readSheet(join(folder, 'rowproof.xlsx'), 'nasty', { trim: false });
    expect(sheet[0]).toEqual(columns.map(([name]) => name));
    const long = (decimal: string): boolean => decimal.replace(/\D/gu, '').replace(/^0+/u, '').length > 15;
    expect(sheet.slice(1)).toEqual(
      rows.map((row) =>
        row.map((content, i) => {
          const type = columns[i]?.[1];
          if (Array.isArray(content)) return content.length === 0 ? null : content.join('; ');
          if (typeof content !== 'string') return content;
          if (type === 'decimal') return long(content) ? content : Number(content);
          // Its dates are days and instants alike.
          return type === 'date' || type === 'datetime' ? new Date(content) : content;
        }),
      ),
    );
  });

  it('the workbook: the same rows give the same bytes', async () => {
    await write('xlsx');
    const first = await readFile(join(folder, 'rowproof.xlsx'));
    await new Promise((resolve) => setTimeout(resolve, 2100));
    await write('xlsx');
    expect(first.equals(await readFile(join(folder, 'rowproof.xlsx')))).toBe(true);
  });

  it('the workbook: a text longer than a cell says that it is cut, and names of sheets are legal and unlike', async () => {
    const writer = formats.xlsx({ writeFile });
    const long = `tables/a-definition-with-a-long-name.its:table[1]`;
    for (const name of [`${long}.one`, `${long}.two`]) await writer.open({ ...table, name, columns: table.columns.slice(0, 3) })(['1', 'a.txt', '😀'.repeat(20_000)]);
    await writer.end();
    const sheets = await Promise.all([3, 2].map((number) => readSheet(join(folder, 'rowproof.xlsx'), number)));
    for (const sheet of sheets) {
      const text = String(sheet[1]?.[2]);
      expect(text.length).toBeLessThanOrEqual(32_767);
      expect(text).toMatch(/^(?:😀)+… \(40000 characters, cut here/u);
    }
  });

  it('every format fails with the error of the disk', async () => {
    for (const format of Object.keys(formats) as Format[]) {
      const failing: WriteFile = async (_path, content) => {
        for await (const piece of content) if (piece.length > 0) throw new Error('no space left');
      };
      const writer = formats[format]({ writeFile: failing });
      const work = async (): Promise<void> => {
        const writeRow = writer.open(table);
        for (const row of rows) await writeRow(row);
        await writer.end();
      };
      await expect(work(), format).rejects.toThrow('no space left');
      await writer.abort(new Error('given up'));
    }
  });
});
