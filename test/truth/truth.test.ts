import { describe, expect, it } from 'vitest';
import { loadTruth } from './load-truth.js';

/** A reading made by hand is checked by what the forms promise of themselves: where a sum doesn't close, the slip stands here by name. */
const decimals = (text: string): number => (/^\d+(\.\d+)?$/.test(text) ? Math.round(Number(text) * 100) : 0);
const sum = (texts: string[]): number => texts.reduce((total, text) => total + decimals(text), 0) / 100;

describe.each([
  { name: 'dapeng-2021', forms: 24, rows: 313, weightSlips: [1], scoreSlips: [1] },
  { name: 'futian-0402009', forms: 22, rows: 325, weightSlips: [], scoreSlips: [10, 12, 14] },
])('the reading of $name', ({ name, forms, rows, weightSlips, scoreSlips }) => {
  const truth = loadTruth(name);

  it('has every form and row', () => {
    expect(truth).toHaveLength(forms);
    expect(truth.flatMap((form) => form.indicators)).toHaveLength(rows);
    for (const form of truth) expect(form.funding).toHaveLength(4);
  });

  it('adds up to the printed totals, but for the known slips of the authors', () => {
    const off = (column: 'weight' | 'score', total: 'totalWeight' | 'totalScore'): number[] =>
      truth.flatMap((form, index) => {
        const cells = [...form.indicators.map((row) => row[column]), form.funding[0]?.[column] ?? ''];
        return sum(cells) === sum([form.fields[total]]) ? [] : [index + 1];
      });
    expect(off('weight', 'totalWeight')).toEqual(weightSlips);
    expect(off('score', 'totalScore')).toEqual(scoreSlips);
  });

  it('names each damaged place and says why', () => {
    for (const { damaged, indicators } of truth) {
      expect(Object.keys(damaged.notes).sort()).toEqual([...damaged.fields, ...damaged.rows.map((row) => `row ${String(row)}`)].sort());
      for (const row of damaged.rows) expect(indicators[row - 1]).toBeDefined();
    }
  });
});
