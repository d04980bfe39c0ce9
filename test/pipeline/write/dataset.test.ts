import { describe, expect, it } from 'vitest';
import { openDataset, type DatasetOptions } from '../../../pipeline/write/dataset.js';
import { quoteLines } from '../../../pipeline/write/quote-lines.js';
import { resultToRunInput } from '../../../pipeline/write/result-to-run-input.js';
import type { DocumentResult } from '../../../schemas/record.js';
import { Run, type RunFacts } from '../../../schemas/run.js';
import { memoryFiles } from './memory-files.js';
import { parseCsv, parseCsvObjects } from './parse-csv.js';
import { cell, dapengResult, encryptedResult, futianResult } from './two-forms.js';

const facts: RunFacts = { versions: { rowproof: '0.1.0' }, fingerprint: 'abc', fingerprintParts: { code: 'a', definitions: 'b' }, options: {}, started: '2026-01-02T03:04:05.000Z' };
const end = { skipped: { '.docx': 2 }, ended: '2026-01-02T03:04:06.000Z', seconds: 1, interrupted: false };

async function writeDataset(results: readonly DocumentResult[], options: Partial<DatasetOptions> = {}): Promise<Map<string, string>> {
  const { files, writeFile } = memoryFiles();
  const dataset = openDataset({ writeFile, facts, language: 'en', ...options });
  for (const result of results) await dataset.add(result, resultToRunInput(result, { path: `/in/${result.document.name}`, bytes: 10, reused: false }));
  await dataset.finish(end);
  return files;
}
const file = (files: ReadonlyMap<string, string>, name: string): string => {
  const text = files.get(name);
  if (text === undefined) throw new Error(`${name} was not written`);
  return text;
};
const all = [dapengResult, futianResult, encryptedResult];

// The contract's first columns, in its order.
const contract: Record<string, string> = {
  indicators:
    'id, document, form, project_name, year, level1, level1_weight, level2, name, target, actual, weight, score, deviation, ' +
    ['target', 'actual'].flatMap((side) => ['kind', 'comparator', 'number', 'unit', 'base_number', 'base_unit', 'per', 'date'].map((part) => `${side}_${part}`)).join(', ') +
    ', confidence, status, reasons, source',
  projects:
    'id, document, definition, index, title, year, project_name, project_amount, department, implementing_unit, expected_objective, actual_objective, total_weight, total_score, indicators, review_rows, status, reasons',
  funding: 'id, document, form, project_name, item, initial_budget, adjusted_budget, executed, weight, execution_rate, score, confidence, status, reasons, source',
  review: 'rank, document, form, id, column, text, confidence, kind, rule, message, source',
  findings: 'document, form, rule, kind, severity, message, cells, source',
};

describe('the dataset', () => {
  it.each(Object.entries(contract))('%s.csv begins with the columns of the contract', async (name, columns) => {
    const [header] = parseCsv(file(await writeDataset([]), `${name}.csv`));
    const expected = columns.split(', ');
    expect(header?.slice(0, expected.length)).toEqual(expected);
  });

  it('writes one row per indicator with its values, reasons and places', async () => {
    const [hall, rate] = parseCsvObjects(file(await writeDataset(all), 'indicators.csv'));
    expect(hall).toMatchObject({
      id: 'folder/dapeng-2021.txt#1/indicators/1',
      document: 'folder/dapeng-2021.txt',
      form: 'folder/dapeng-2021.txt#1',
      project_name: '大厅运营事务',
      year: '2021',
      level1: '产出指标',
      level1_weight: '50',
      target: '≤118万元',
      target_kind: 'quantity',
      target_comparator: '<=',
      target_number: '118',
      target_unit: '万元',
      target_base_number: '1180000',
      target_base_unit: '元',
      actual_comparator: '',
      actual_number: '117.78',
      deviation: '\'=1+1, "quoted"\nsecond line',
      status: 'review',
      reasons: 'score-exceeds-weight: score 6 is more than weight 5; actual-not-measured: a remark',
    });
    expect(hall?.['source']).toContain('p1 L30:24+6; ');
    expect(rate).toMatchObject({ year: '', target_kind: 'ratio', target_number: '100', target_base_number: '1', target_base_unit: '1', confidence: '1', reasons: '', reviewed_by: '' });
  });

  it('counts forms and their rows, and tells doubts of fields as reasons', async () => {
    const rows = parseCsvObjects(file(await writeDataset(all), 'projects.csv'));
    expect(rows.map(({ id, indicators, review_rows, status }) => ({ id, indicators, review_rows, status }))).toEqual([
      { id: 'folder/dapeng-2021.txt#1', indicators: '1', review_rows: '1', status: 'ok' },
      { id: 'futian-0402009.txt#1', indicators: '2', review_rows: '1', status: 'review' },
    ]);
    expect(rows[0]?.['reasons']).toBe('');
    expect(rows[1]?.['reasons']).toBe('level-weight-sum: level 效益指标 prints 40, its rows add up to 20; lost-cell: implementingUnit: a label without its value');
  });

  it('ranks over all documents: lowest confidence, then extraction before undecided before source', async () => {
    const rows = parseCsvObjects(file(await writeDataset(all), 'review.csv'));
    expect(rows.map(({ rank, id, column, kind, rule, confidence }) => [rank, id, column, kind, rule, confidence])).toEqual([
      ['1', 'futian-0402009.txt#1/indicators/2', 'name', 'extraction', 'name-wrap', '0.4'],
      ['2', 'futian-0402009.txt#1', 'implementingUnit', 'extraction', 'lost-cell', '0.62'],
      ['3', 'folder/dapeng-2021.txt#1/indicators/1', 'score; weight', 'source', 'score-exceeds-weight', '1'],
      ['4', 'futian-0402009.txt#1', 'level1Weight', 'source', 'level-weight-sum', '1'],
    ]);
    // The lost field prints nothing: its form's title says where to look.
    expect(rows[1]?.['source']).toBe('p1 L2:1+9');
    expect(rows[2]?.['text']).toBe('6; 5');
    expect(rows[2]?.['source']).toBe('p1 L30:42+1; p1 L30:40+1');
  });

  it('lists every finding once, remarks too', async () => {
    const rows = parseCsvObjects(file(await writeDataset(all), 'findings.csv'));
    expect(rows.map(({ rule, severity }) => `${rule} ${severity}`)).toEqual(['score-exceeds-weight error', 'actual-not-measured info', 'level-weight-sum error']);
  });

  it('joins findings to the one row they name', async () => {
    const rows = parseCsvObjects(file(await writeDataset(all), 'findings.csv'));
    expect(rows.map(({ id, row }) => [id, row])).toEqual([
      ['folder/dapeng-2021.txt#1/findings/1', 'folder/dapeng-2021.txt#1/indicators/1'],
      ['folder/dapeng-2021.txt#1/findings/2', 'folder/dapeng-2021.txt#1/indicators/1'],
      ['futian-0402009.txt#1/findings/1', 'futian-0402009.txt#1/indicators/2'],
    ]);
  });

  it('writes the tables in the formats that are asked for and in no other', async () => {
    const files = await writeDataset(all, { formats: ['jsonl', 'xlsx', 'jsonl'] });
    expect([...files.keys()].sort()).toEqual(['.rowproof/review.jsonl', 'datapackage.json', 'findings.jsonl', 'funding.jsonl', 'indicators.jsonl', 'projects.jsonl', 'report.html', 'review.jsonl', 'rowproof.xlsx', 'run.json']);
    const { resources } = JSON.parse(file(files, 'datapackage.json')) as { resources: { path: string; format: string }[] };
    expect(resources[0]).toMatchObject({ path: 'indicators.jsonl', format: 'jsonl' });
    const first = JSON.parse(file(files, 'indicators.jsonl').split('\n')[0] ?? '') as Record<string, unknown>;
    expect(first).toMatchObject({ target: '≤118万元', target_base_number: 1180000, achieved: true, deviation: '=1+1, "quoted"\nsecond line', reviewed_by: [] });
  });

  it('describes every file and column in datapackage.json, and the keys lead somewhere', async () => {
    const files = await writeDataset(all);
    const { resources } = JSON.parse(file(files, 'datapackage.json')) as {
      resources: { name: string; path: string; schema: { fields: { name: string }[]; primaryKey?: string[]; foreignKeys?: { fields: string[]; reference: { resource: string; fields: string[] } }[] } }[];
    };
    expect(resources.map(({ path }) => path).sort()).toEqual([...files.keys()].filter((name) => name.endsWith('.csv')).sort());
    const column = (name: string, key: string): string[] => parseCsvObjects(file(files, `${name}.csv`)).map((record) => record[key] ?? '');
    for (const { name, path, schema } of resources) {
      expect(parseCsv(file(files, path))[0]).toEqual(schema.fields.map((field) => field.name));
      for (const key of schema.primaryKey ?? []) expect(new Set(column(name, key)).size).toBe(column(name, key).length);
      for (const { fields, reference } of schema.foreignKeys ?? []) {
        const keys = new Set(column(reference.resource, reference.fields[0] ?? ''));
        expect(column(name, fields[0] ?? '').filter((value) => !keys.has(value))).toEqual([]);
      }
    }
  });

  it('adds a file for tables and fields of other names', async () => {
    const form = { ...(dapengResult.forms[0] ?? expect.fail()), id: 'a.txt#1', definition: 'invoice', fields: { invoiceNumber: cell('0071', 1, 1) }, findings: [], tables: {} };
    const row = { id: 'a.txt#1/lineItems/1', cells: { article: cell('bolt', 2, 1), unitPrice: cell('-3.50', 2, 6) }, confidence: 0.9, status: 'ok' as const, reasons: [] };
    const files = await writeDataset([{ ...dapengResult, document: { ...dapengResult.document, name: 'a.txt' }, forms: [{ ...form, tables: { lineItems: [row] } }] }]);
    expect(parseCsvObjects(file(files, 'tables/invoice.line_items.csv'))).toMatchObject([{ id: 'a.txt#1/lineItems/1', form: 'a.txt#1', article: 'bolt', unit_price: '-3.50', confidence: '0.9', source: 'p1 L2:1+4; p1 L2:6+5' }]);
    expect(parseCsvObjects(file(files, 'tables/invoice.fields.csv'))).toMatchObject([{ id: 'a.txt#1', invoice_number: '0071' }]);
    expect(file(files, 'datapackage.json')).toContain('tables/invoice.line_items.csv');
  });

  it('writes a run.json of its schema', async () => {
    const run = Run.parse(JSON.parse(file(await writeDataset(all), 'run.json')));
    expect(run.counts).toEqual({ documents: 3, reused: 0, failed: 1, outcomes: { read: 2, encrypted: 1 }, pages: 2, forms: 2, rows: 4, indicators: 3, reviewRows: 2, reviewForms: 1, findings: { extraction: 0, source: 3, undecided: 0 } });
    expect(run.failures).toEqual([{ name: 'x<script>alert(1)</script>.pdf', outcome: 'encrypted', message: 'needs a password' }]);
    expect(run.inputs.map(({ name, review }) => [name, review])).toEqual([['folder/dapeng-2021.txt', 1], ['futian-0402009.txt', 2], ['x<script>alert(1)</script>.pdf', 0]]);
  });

  it('writes the same bytes again', async () => {
    expect([...(await writeDataset(all))]).toEqual([...(await writeDataset(all))]);
  });

  it.each(['en', 'zh'] as const)('escapes everything in the report and quotes the lines of a place (%s)', async (language) => {
    const quote: DatasetOptions['quote'] = async (_, sources) => quoteLines(Array.from({ length: 60 }, (_line, i) => `<b>line ${i + 1}</b>`), sources);
    const report = file(await writeDataset(all, { language, quote }), 'report.html');
    expect(report).not.toMatch(/<script|<b>line|(?:src|href)=/);
    expect(report).toContain('x&lt;script&gt;alert(1)&lt;/script&gt;.pdf');
    expect(report).toContain('<span class="line">50</span>&lt;b&gt;li');
    expect(report).toContain('<mark>');
  });

  it('tells what changed since the last run', async () => {
    const previous = Run.parse(JSON.parse(file(await writeDataset([dapengResult, futianResult]), 'run.json')));
    const changed = { ...futianResult, document: { ...futianResult.document, sha256: '0'.repeat(64) } };
    const report = file(await writeDataset([changed, encryptedResult], { previous }), 'report.html');
    expect(report).toContain('<dt>new: 1</dt>');
    expect(report).toContain('<dt>gone: 1</dt><dd>folder/dapeng-2021.txt');
    expect(report).toContain('<dt>other bytes: 1</dt><dd>futian-0402009.txt');
  });

  it('fails with the error of the disk, also in the midst of a table', async () => {
    const failing: DatasetOptions['writeFile'] = async (path, content) => {
      for await (const chunk of content) if (path === 'indicators.csv' && chunk.length > 0) throw new Error('no space left');
    };
    await expect(writeDataset(Array.from({ length: 3000 }, () => dapengResult), { writeFile: failing })).rejects.toThrow('no space left');
  });
});
