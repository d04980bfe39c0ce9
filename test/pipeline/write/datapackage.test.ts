import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDataset } from '../../../pipeline/write/dataset.js';
import { resultToRunInput } from '../../../pipeline/write/result-to-run-input.js';
import { cell, dapengResult, futianResult } from './two-forms.js';

/** The parts of the Frictionless implementation (untyped) that are used here. */
interface Frictionless {
  readonly Package: { load(path: string, options: { strict: boolean; basePath?: string }): Promise<DataPackage> };
}
interface DataPackage {
  readonly valid: boolean;
  readonly errors: readonly Error[];
  readonly resources: readonly { readonly name: string; read(options: { keyed: boolean; relations: boolean }): Promise<Record<string, unknown>[]> }[];
}
const { Package } = createRequire(import.meta.url)('datapackage') as Frictionless;

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rowproof-datapackage-'));
  const dataset = openDataset({
    writeFile: async (path, content) => {
      const pieces: Buffer[] = [];
      for await (const piece of content) pieces.push(Buffer.from(piece));
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      // This implementation takes the byte order mark for a part of the first column's name.
      writeFileSync(join(folder, path), Buffer.concat(pieces).toString().replace(/^\ufeff/u, ''));
    },
    facts: { versions: {}, fingerprint: 'a', fingerprintParts: {}, options: {}, started: '2026-01-02T03:04:05.000Z' },
    language: 'en',
  });
  // A table of a definition's own, and a cell that a human has settled.
  const form = dapengResult.forms[0] ?? expect.fail();
  const reviewed = { decision: 'accept', by: 'a reviewer; the second', at: '2026-02-03T04:05:06.789Z' };
  const own = { ...form, id: 'own.txt#1', definition: 'Rechnung', findings: [], tables: { lineItems: [{ id: 'own.txt#1/lineItems/1', cells: { page: cell('007', 2, 1, null, { reviewed }) }, confidence: 0.9, status: 'ok' as const, reasons: [] }] } };
  const results = [dapengResult, futianResult, { ...dapengResult, document: { ...dapengResult.document, name: 'own.txt' }, forms: [own] }];
  for (const result of results) await dataset.add(result, resultToRunInput(result, { path: '/in', bytes: 1, reused: false }));
  await dataset.finish({ skipped: {}, ended: '2026-01-02T03:04:06.000Z', seconds: 1, interrupted: false });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('datapackage.json, judged by an independent Frictionless implementation', () => {
  it('follows the published profile, and every value its field, constraint and key', async () => {
    const datapackage = await Package.load(join(folder, 'datapackage.json'), { strict: false });
    expect(datapackage.errors).toEqual([]);
    expect(datapackage.valid).toBe(true);
    const rows = new Map<string, Record<string, unknown>[]>();
    for (const resource of datapackage.resources) rows.set(resource.name, await resource.read({ keyed: true, relations: true }));
    expect([...rows.keys()]).toEqual(['indicators', 'projects', 'funding', 'review', 'findings', 'tables-rechnung.line_items']);
    expect(rows.get('indicators')?.map(({ target_base_number: target, achieved }) => [String(target), achieved])[0]).toEqual(['1180000', true]);
    // A definition's own column keeps its cell when the dataset has one of its name.
    expect(rows.get('tables-rechnung.line_items')?.[0]).toMatchObject({ page_printed: '007', page: 1, reviewed_by: 'a reviewer; the second', reviewed_at: new Date('2026-02-03T04:05:06.789Z') });
  });

  it.each([
    ['a row of no form', 'indicators.csv', 'dapeng-2021.txt#1,', 'dapeng-2021.txt#9,', /[Ff]oreign key/u],
    ['a word for a truth value', 'indicators.csv', ',true,', ',maybe,', /type and format mismatch/u],
    ['a status that there is not', 'funding.csv', ',ok,', ',fine,', /type and format mismatch/u],
  ])('finds %s', async (_, name, right, wrong, message) => {
    const path = join(folder, name);
    const whole = readFileSync(path, 'utf8');
    expect(whole).toContain(right);
    try {
      writeFileSync(path, whole.replace(right, wrong));
      const datapackage = await Package.load(join(folder, 'datapackage.json'), { strict: false });
      const resource = datapackage.resources.find((one) => `${one.name}.csv` === name) ?? expect.fail();
      await expect(resource.read({ keyed: true, relations: true })).rejects.toThrow(message);
    } finally {
      writeFileSync(path, whole);
    }
  });
});
