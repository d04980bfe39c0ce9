import { describe, expect, it } from 'vitest';
import { findingsTable, fundingTable, indicatorsTable, projectsTable, type RowItem } from '../../../pipeline/write/dataset-tables.js';
import type { Cell } from '../../../schemas/record.js';
import type { Value } from '../../../schemas/value.js';
import { cell, dapengResult } from './two-forms.js';

const form = dapengResult.forms[0] ?? expect.fail();
const context = { message: () => '' };
const item = (cells: Record<string, Cell>, year: number | null = 2021): RowItem => {
  const row = { id: 'x', cells, confidence: 1, status: 'ok' as const, reasons: [] };
  return { document: dapengResult.document, form: { ...form, year, tables: { indicators: [row] } }, row };
};
const of = (table: { readonly columns: (typeof indicatorsTable)['columns'] }, name: string, row: RowItem): unknown =>
  (table.columns.find((column) => column.name === name) ?? expect.fail(name)).of(row, context);
const money = (comparator: '<=' | null, number: string, unit: string, base: string, per: string[] = []): Value => ({ kind: 'quantity', comparator, number, unit, base: { number: base, unit: '元' }, per });
const count = (comparator: '>=' | null, number: string, unit: string | null): Value => ({ kind: 'quantity', comparator, number, unit, base: unit === null ? null : { number, unit }, per: [] });
const compared = (target: Value, actual: Value): unknown[] => {
  const row = item({ target: cell('t', 1, 1, target), actual: cell('a', 1, 9, actual) });
  return ['achieved', 'achieved_ratio', 'not_compared', 'actual_unit_taken'].map((name) => of(indicatorsTable, name, row));
};

describe('columns to compute with', () => {
  it.each([
    ['a limit kept', money('<=', '118', '万元', '1180000'), money(null, '117.78', '万元', '1177800'), [true, '0.998136', null, null]],
    ['a limit broken, in another unit', money('<=', '30', '万元', '300000'), money(null, '373714', '元', '373714'), [false, '1.245713', null, null]],
    ['a bare number in the unit of its target', count('>=', '2', '次'), count(null, '39', null), [true, '19.5', null, '次']],
    ['money for words', money('<=', '118', '万元', '1180000'), { kind: 'text' }, [null, null, 'no-number', null]],
    ['more than a plain target', count(null, '5', '个'), count(null, '6', '个'), [null, null, 'direction-missing', null]],
    ['a date of the form\'s year', { kind: 'date', comparator: '<=', date: '--12-31', op: 'by' }, { kind: 'date', comparator: null, date: '2021-09', op: 'in' }, [true, null, null, null]],
  ] as [string, Value, Value, unknown[]][])('achieved or not: %s', (_, target, actual, expected) => {
    expect(compared(target, actual)).toEqual(expected);
  });

  it.each([
    ['2021', '2021-01-01', '2021-12-31'],
    ['2024-02', '2024-02-01', '2024-02-29'],
    ['2021-07-26', '2021-07-26', '2021-07-26'],
    ['--12-31', '2021-12-31', '2021-12-31'],
    ['--06', '2021-06-01', '2021-06-30'],
    ['2021-02-30', null, null],
    ['2021-13', null, null],
  ])('%s is from %s to %s', (date, first, last) => {
    const row = item({ target: cell('t', 1, 1, { kind: 'date', comparator: null, date, op: 'in' }) });
    expect([of(indicatorsTable, 'target_first_day', row), of(indicatorsTable, 'target_last_day', row)]).toEqual([first, last]);
  });

  it('a period is from its first to its last day, and a date without any year is none', () => {
    const period = item({ actual: cell('a', 1, 1, { kind: 'period', from: '2020-02', to: '2020-11' }) });
    expect([of(indicatorsTable, 'actual_first_day', period), of(indicatorsTable, 'actual_last_day', period)]).toEqual(['2020-02-01', '2020-11-30']);
    expect(of(indicatorsTable, 'target_last_day', item({ target: cell('t', 1, 1, { kind: 'date', comparator: '<=', date: '--12-31', op: 'by' }) }, null))).toBeNull();
  });

  it('money is in 元, and a rate or a number without a unit is no money', () => {
    const row = item({
      target: cell('≤118万元', 1, 1, money('<=', '118', '万元', '1180000')),
      actual: cell('75元/人', 1, 9, money(null, '75', '元', '75', ['人'])),
      executed: cell('5', 1, 20, count(null, '5', null)),
    });
    expect(['target_yuan', 'actual_yuan'].map((name) => of(indicatorsTable, name, row))).toEqual(['1180000', null]);
    expect(of(fundingTable, 'executed_yuan', row)).toBeNull();
  });

  it('a row stands where its own cells stand, not where a label that spans rows does', () => {
    const label = cell('产出指标', 3, 1);
    const rows = [10, 20].map((line) => ({ id: `${line}`, cells: { level1: label, name: cell('n', line, 5), target: cell('t', line + 1, 9) }, confidence: 1, status: 'ok' as const, reasons: [] }));
    const two = { ...form, tables: { indicators: rows } };
    expect(rows.map((row) => of(indicatorsTable, 'line', { document: dapengResult.document, form: two, row }))).toEqual([10, 20]);
    const boxed = item({ name: { ...cell('n', 1, 1), source: [{ page: 2, bbox: [10, 20, 30, 40] }, { page: 2, bbox: [5, 30, 20, 50.004] }, { page: 3, bbox: [0, 0, 1, 1] }] } });
    expect(['page', 'line', 'box_left', 'box_top', 'box_right', 'box_bottom'].map((name) => of(indicatorsTable, name, boxed))).toEqual([2, null, 5, 20, 30, 50]);
  });

  it('who settled a row by hand is told, also when the row itself was settled', () => {
    const reviewed = (by: string, at: string): { reviewed: { decision: string; by: string; at: string } } => ({ reviewed: { decision: 'accept', by, at } });
    const row = item({ name: cell('n', 1, 1, null, reviewed('Li', '2026-01-01T00:00:00Z')) });
    const settled = { ...row, row: { ...row.row, ...reviewed('Chen', '2026-01-02T00:00:00Z') } };
    expect([of(indicatorsTable, 'reviewed_by', settled), of(indicatorsTable, 'reviewed_at', settled)]).toEqual([['Chen', 'Li'], '2026-01-02T00:00:00Z']);
  });

  it('every form, row and finding has a key, and no two columns have one name', () => {
    const names = (table: { readonly columns: readonly { readonly name: string }[] }): string[] => table.columns.map(({ name }) => name);
    for (const table of [indicatorsTable, projectsTable, fundingTable, findingsTable]) {
      expect(new Set(names(table)).size).toBe(table.columns.length);
      expect(names(table)).toContain(table.primaryKey);
    }
  });
});
