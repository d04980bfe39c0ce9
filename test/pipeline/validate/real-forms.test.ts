import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { normaliseForm } from '../../../pipeline/normalise/normalise-form.js';
import { validateForms } from '../../../pipeline/validate/validate-document.js';
import type { Form } from '../../../schemas/record.js';
import { loadTruth } from '../../truth/load-truth.js';
import { formOf } from './form-of.js';

/** The slips of the authors as a person finds them, each checked with pencil and paper, with the two printed sides. */
const Findings = z.strictObject({
  findings: z.array(
    z.strictObject({
      rule: z.string(),
      severity: z.enum(['error', 'warning', 'info']),
      form: z.int(),
      table: z.string().nullable(),
      row: z.int().nullable(),
      sides: z.tuple([z.string(), z.string()]),
      note: z.string().optional(),
    }),
  ),
});

const flat = (forms: readonly Form[]) =>
  forms.flatMap((form) => [
    ...form.findings.map((finding) => ({ form: form.index, table: null as string | null, row: null as number | null, finding })),
    ...Object.entries(form.tables).flatMap(([table, rows]) =>
      rows.flatMap(({ reasons }, row) => reasons.map((finding) => ({ form: form.index, table, row: row + 1, finding }))),
    ),
  ]);

describe.each(['dapeng-2021', 'futian-0402009'])('the forms of %s as a person reads them', (name) => {
  const expected = Findings.parse(JSON.parse(readFileSync(new URL(`../../truth/findings-${name}.json`, import.meta.url), 'utf8'))).findings;
  const forms = loadTruth(name).map(({ fields, funding, indicators }) =>
    normaliseForm(formOf({ fields, tables: { funding, indicators }, starred: ['actual', 'weight', 'score'], starredFields: ['actualObjective'] })),
  );
  const found = flat(validateForms(forms, name));

  it('show the slips that a person finds, and no other', () => {
    const key = (form: number, table: string | null, row: number | null, rule: string, severity: string) => `form ${form} ${table ?? ''} ${row ?? ''} ${rule} ${severity}`;
    expect(found.map(({ form, table, row, finding }) => key(form, table, row, finding.rule, finding.severity)).toSorted()).toEqual(
      expected.map(({ form, table, row, rule, severity }) => key(form, table, row, rule, severity)).toSorted(),
    );
  });

  it('are blamed on the document, with both sides in the message', () => {
    for (const { form, table, row, rule, sides } of expected) {
      const finding = found.find((other) => other.form === form && other.table === table && other.row === row && other.finding.rule === rule)?.finding;
      expect(finding?.kind).toBe('source');
      for (const side of sides) expect(finding?.message).toContain(side);
    }
  });

  it('are not accused of our own misreading when each stands alone: no row is flagged, and few sums can’t be decided', () => {
    const alone = forms.flatMap((form) => flat(validateForms([form], name)));
    const open = alone.filter(({ finding }) => finding.kind !== 'source');
    expect(open.filter(({ row }) => row !== null)).toEqual([]);
    // The one form whose weights, scores and level all add up to one more than printed: by itself it can't show that no row was read twice.
    expect(open.map(({ finding }) => finding.rule)).toEqual(name === 'dapeng-2021' ? ['level-weight-sum', 'total-weight-sum', 'total-score-sum'] : []);
  });
});
