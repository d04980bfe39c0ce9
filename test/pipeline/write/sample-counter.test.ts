import { describe, expect, it } from 'vitest';
import { clopperPearsonUpper } from '../../../pipeline/write/clopper-pearson.js';
import { createSampleCounter } from '../../../pipeline/write/sample-counter.js';
import type { Cell, DocumentResult, Row } from '../../../schemas/record.js';

describe('clopperPearsonUpper', () => {
  // The closed forms at the ends of the scale, and values of published tables (one-sided 95 % is the two-sided 90 % upper limit).
  it.each([
    [0, 1, 0.95],
    [0, 59, 1 - 0.05 ** (1 / 59)],
    [0, 300, 1 - 0.05 ** (1 / 300)],
    [9, 10, 0.95 ** (1 / 10)],
    [1, 10, 0.3942],
    [5, 100, 0.1023],
    [10, 10, 1],
    [0, 0, 1],
  ])('%i of %i is at most %f', (wrong, checked, expected) => {
    expect(clopperPearsonUpper(wrong, checked)).toBeCloseTo(expected, 4);
  });

  it('59 right rows of 59 bound the share by five percent, 58 do not', () => {
    expect(clopperPearsonUpper(0, 59)).toBeLessThan(0.05);
    expect(clopperPearsonUpper(0, 58)).toBeGreaterThan(0.05);
  });
});

const cell = (text: string, line: number): Cell => ({ text, value: null, confidence: 1, status: 'ok', source: [{ page: 1, line, column: 1, length: text.length }], doubts: [] });
const rowOf = (line: number, changes: Partial<Row> = {}): Row => ({ id: `a#1/t/${line}`, cells: { name: cell(`n${line}`, line) }, confidence: 1, status: 'ok', reasons: [], ...changes });
const documentOf = (rows: Row[], name = 'a', sha256 = 'x'): DocumentResult => ({
  schema: 1,
  document: { name, sha256, mediaType: null, encoding: null, reader: null, pages: 1, outcome: 'read', partial: false },
  forms: [{ id: `${name}#1`, definition: 'd', index: 1, title: cell('', 1), year: null, fields: {}, tables: { t: rows }, findings: [], status: 'ok' }],
  residue: [],
  coverage: { characters: 0, claimed: 0, boilerplate: 0, residue: 0 },
});
const accepted = { decision: 'accept', by: '李', at: '2026-01-01T00:00:00Z' };
const sampleOf = (...documents: DocumentResult[]): ReturnType<ReturnType<typeof createSampleCounter>['sample']> => {
  const counter = createSampleCounter('s', 10);
  for (const document of documents) counter.add(document);
  return counter.sample();
};

describe('createSampleCounter', () => {
  it('draws from the rows that the program did not flag', () => {
    const rows = Array.from({ length: 30 }, (_, i) => rowOf(i + 1));
    expect(sampleOf(documentOf([...rows, rowOf(40, { status: 'review' }), rowOf(41, { flagged: true, reviewed: accepted })]))).toEqual({ seed: 's', rows: 30, size: 10, checked: 0, wrong: 0, confidence: 0.95, upperBound: null });
  });

  it('counts what was checked, in the order of the draw up to the first that was not', () => {
    const all = Array.from({ length: 10 }, (_, i) => rowOf(i + 1, { flagged: false, reviewed: accepted }));
    expect(sampleOf(documentOf(all))).toMatchObject({ checked: 10, wrong: 0 });
    // One left out: only those drawn before it count, however many were checked.
    const checked = all.map((_, hole) => sampleOf(documentOf(all.map((row, i) => (i === hole ? rowOf(i + 1) : row)))).checked);
    expect(checked.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('a corrected row, one that is none and one that nobody can tell are wrong', () => {
    const corrected = rowOf(1, { flagged: false, reviewed: accepted });
    const { name } = corrected.cells;
    if (name) name.reviewed = { ...accepted, decision: 'correct', read: { text: 'other', confidence: 1 } };
    const document = documentOf([corrected, rowOf(2, { flagged: false, reviewed: accepted }), rowOf(3, { flagged: false, status: 'review', reviewed: { ...accepted, decision: 'cannot-tell' } })]);
    const [form] = document.forms;
    if (form) form.removed = [{ table: 't', row: 4, was: rowOf(4, { flagged: false, reviewed: { ...accepted, decision: 'not-a-row' } }) }];
    const { checked, wrong, upperBound } = sampleOf(document);
    expect([checked, wrong]).toEqual([4, 3]);
    expect(upperBound).toBeCloseTo(0.95 ** (1 / 4), 5);
  });

  it('does not depend on the order or the names of the documents', () => {
    const a = documentOf(Array.from({ length: 20 }, (_, i) => rowOf(i + 1, i % 2 === 0 ? { flagged: false, reviewed: accepted } : {})), 'a', 'x');
    const b = documentOf(Array.from({ length: 20 }, (_, i) => rowOf(i + 1, i % 3 === 0 ? { flagged: false, reviewed: accepted } : {})), 'b', 'y');
    expect(sampleOf(a, b)).toEqual(sampleOf(b, documentOf(a.forms[0]?.tables['t'] ?? [], 'renamed', 'x')));
  });
});
