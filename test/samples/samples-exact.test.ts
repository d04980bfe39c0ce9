import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { extractDocument } from '../../pipeline/extract-document.js';
import type { DocumentResult } from '../../schemas/record.js';
import { loadTruth } from '../truth/load-truth.js';
import { compareToTruth } from './compare-to-truth.js';

const read = async (path: string): Promise<DocumentResult> =>
  extractDocument({ name: path, bytes: readFileSync(fileURLToPath(new URL(`../../samples/${path}`, import.meta.url))) });

/** Rows that we may have misread, as the result says. */
const doubtedRows = (result: DocumentResult): string[] =>
  result.forms.flatMap((form) => (form.tables['indicators'] ?? []).filter((row) => row.reasons.some((reason) => reason.kind !== 'source')).map((row) => row.id.split('#')[1] ?? ''));

const ExpectedFinding = z.looseObject({ rule: z.string(), severity: z.string(), form: z.int(), table: z.string().nullable(), row: z.int().nullable() });

describe.each(['dapeng-2021', 'futian-0402009'])('%s, the dump', (name) => {
  it('gives every cell as a person reads it', async () => {
    const { cells, differences } = compareToTruth(await read(`${name}.txt`), loadTruth(name));
    expect(differences).toEqual([]);
    expect(cells).toBeGreaterThan(3500);
  });

  it('flags the rows that the source ruined, and at most 3 % of all', async () => {
    const result = await read(`${name}.txt`);
    const truth = loadTruth(name);
    const doubted = doubtedRows(result);
    const damaged = truth.flatMap((form, i) => form.damaged.rows.map((row) => `${i + 1}/indicators/${row}`));
    for (const row of damaged) expect(doubted).toContain(row);
    truth.forEach((form, i) => {
      for (const field of form.damaged.fields) expect(result.forms[i]?.fields[field]?.status, `form ${i + 1} ${field}`).toBe('review');
    });
    const rows = truth.reduce((sum, form) => sum + form.indicators.length, 0);
    expect(doubted.length / rows).toBeLessThanOrEqual(0.03);
  });

  it('finds the slips of the authors and no others', async () => {
    const result = await read(`${name}.txt`);
    const file = fileURLToPath(new URL(`../truth/findings-${name}.json`, import.meta.url));
    const expected = z.object({ findings: z.array(ExpectedFinding) }).parse(JSON.parse(readFileSync(file, 'utf8'))).findings;
    const found = result.forms.flatMap((form) => [
      ...form.findings.map((finding) => ({ finding, form: form.index, row: null as number | null })),
      ...Object.values(form.tables).flatMap((rows) => rows.flatMap((row, i) => row.reasons.map((finding) => ({ finding, form: form.index, row: i + 1 })))),
    ]);
    const key = (rule: string, form: number, row: number | null): string => `${form} ${row ?? '-'} ${rule}`;
    const got = found.filter(({ finding }) => finding.kind === 'source').map(({ finding, form, row }) => key(finding.rule, form, row)).sort();
    expect(got).toEqual(expected.map(({ rule, form, row }) => key(rule, form, row)).sort());
  });

  it('accounts for every character', async () => {
    const result = await read(`${name}.txt`);
    const text = readFileSync(fileURLToPath(new URL(`../../samples/${name}.txt`, import.meta.url)), 'utf8');
    const { characters, claimed, boilerplate, residue } = result.coverage;
    expect(characters).toBe([...text.replace(/\s/g, '')].length);
    expect(claimed + boilerplate + residue).toBe(characters);
    expect(residue).toBe([...result.residue.map((entry) => entry.text).join('').replace(/\s/g, '')].length);
  });

  it('leads every cell back to its place', async () => {
    const result = await read(`${name}.txt`);
    const lines = readFileSync(fileURLToPath(new URL(`../../samples/${name}.txt`, import.meta.url)), 'utf8').split('\n').map((line) => [...line]);
    let checked = 0;
    for (const form of result.forms) {
      for (const row of form.tables['indicators'] ?? []) {
        for (const cell of Object.values(row.cells)) {
          const texts = cell.source.map((source) => ('line' in source ? (lines[source.line - 1] ?? []).slice(source.column - 1, source.column - 1 + source.length).join('') : ''));
          const joined = texts.join('').replace(/\s/g, '');
          const own = cell.text.replace(/\s/g, '');
          expect([own, own + own], `${row.id}: ${cell.text}`).toContain(joined);
          checked++;
        }
      }
    }
    expect(checked).toBeGreaterThan(2500);
  });
});

describe.each(['dapeng-2021-ruled', 'futian-2021-landscape', 'futian-2021-unruled', 'more/dapeng-2021-horizontal', 'more/dapeng-2021-whole', 'more/futian-2021-whole'])(
  '%s, the PDF',
  (path) => {
    it('gives every cell that it prints, and doubts none', async () => {
      const result = await read(`${path}.pdf`);
      const { differences } = compareToTruth(result, loadTruth(path.replace('more/', '')));
      expect(differences).toEqual([]);
      expect(doubtedRows(result)).toEqual([]);
      const { characters, claimed, boilerplate, residue } = result.coverage;
      expect(claimed + boilerplate + residue).toBe(characters);
      // The samples print no Latin words: a blank in a cell of them would be a line end that was not joined.
      const texts = result.forms.flatMap((form) => (form.tables['indicators'] ?? []).flatMap((row) => Object.values(row.cells).map((cell) => cell.text)));
      expect(texts.filter((text) => /\s/.test(text))).toEqual([]);
    });
  },
);
