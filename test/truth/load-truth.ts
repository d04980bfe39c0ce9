import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const FundingRow = z
  .tuple([z.string(), z.string(), z.string(), z.string(), z.string(), z.string(), z.string()])
  .transform(([item, initialBudget, adjustedBudget, executed, weight, executionRate, score]) => ({
    item, initialBudget, adjustedBudget, executed, weight, executionRate, score,
  }));

const IndicatorRow = z
  .tuple([z.string(), z.string(), z.string(), z.string(), z.string(), z.string(), z.string(), z.string(), z.string()])
  .transform(([level1, level1Weight, level2, name, target, actual, weight, score, deviation]) => ({
    level1, level1Weight, level2, name, target, actual, weight, score, deviation,
  }));

const Fields = z.strictObject({
  projectName: z.string(),
  projectAmount: z.string(),
  department: z.string(),
  implementingUnit: z.string(),
  expectedObjective: z.string(),
  actualObjective: z.string(),
  totalWeight: z.string(),
  totalScore: z.string(),
});

/** Where the source itself is cut, torn or jumbled, so that nobody can read it with confidence: field names, 1-based indicator rows, and why. */
const Damage = z.strictObject({ fields: z.array(Fields.keyof()), rows: z.array(z.int().positive()), notes: z.record(z.string(), z.string()) });

/** First and last of the 1-based rows that share one merged deviation cell. */
const RowRange = z.tuple([z.int().positive(), z.int().positive()]);

const TrueForm = z.strictObject({
  title: z.string(),
  year: z.int().nullable(),
  fields: Fields,
  funding: z.array(FundingRow),
  indicators: z.array(IndicatorRow),
  damaged: Damage,
  mergedDeviation: RowRange.optional(),
});
export type TrueForm = z.infer<typeof TrueForm>;

/** The truth of a document: its forms in order, as a person read them. */
const Read = z.strictObject({ forms: z.array(TrueForm) });
/** The truth of a typeset sample: which forms (1-based) of which read document it prints, in order, and its pages. */
const Typeset = z.strictObject({
  file: z.string(),
  pages: z.int().positive(),
  prints: z.array(z.strictObject({ of: z.string(), forms: z.array(z.int().positive()), mergedDeviation: z.record(z.string(), RowRange).default({}) })),
});

/**
 * The forms that a careful person reads from a sample: `dapeng-2021` and `futian-0402009` for the dumps, the file name without `.pdf` for a typeset
 * sample (its damage is none: it prints cut texts as whole ones). Throws where a truth file is missing or malformed, or names a form that isn't there.
 */
export function loadTruth(name: string): TrueForm[] {
  const truth = z.union([Read, Typeset]).parse(JSON.parse(readFileSync(fileURLToPath(new URL(`./${name}.json`, import.meta.url)), 'utf8')));
  if ('forms' in truth) return truth.forms;
  return truth.prints.flatMap(({ of, forms, mergedDeviation }) => {
    const read = loadTruth(of);
    return forms.map((number) => {
      const form = read[number - 1];
      if (form === undefined) throw new Error(`${name}: ${of} has no form ${String(number)}`);
      const merged = mergedDeviation[String(number)];
      return { ...form, damaged: { fields: [], rows: [], notes: {} }, ...(merged && { mergedDeviation: merged }) };
    });
  });
}
