import { z } from 'zod';
import type { DocumentResult, Form, Row } from '../../schemas/record.js';

/** The forms that a careful person reads from a document. Columns that a table doesn't name are empty in each of its rows; so are fields left out. */
export const DocumentTruth = z.strictObject({
  forms: z.array(
    z.strictObject({
      definition: z.string(),
      title: z.string(),
      year: z.int().nullable(),
      fields: z.record(z.string(), z.string()),
      tables: z.record(z.string(), z.strictObject({ unit: z.string().nullable().default(null), columns: z.array(z.string()), rows: z.array(z.array(z.string())) })),
    }),
  ),
});
export type DocumentTruth = z.infer<typeof DocumentTruth>;
type TrueForm = DocumentTruth['forms'][number];

export interface Comparison {
  /** Cells that the document prints, and how many of them were read right. */
  cells: number;
  right: number;
  /** Wrong readings that nothing flags: the worst defect. */
  silent: string[];
  /** Wrong readings that are flagged. */
  flagged: string[];
  /** Rows and fields that are right and flagged all the same. */
  needless: number;
  rows: number;
  missed: number;
  invented: number;
}

/** Blanks count only between Latin letters and digits, and not at all in the dumps of a tool that loses them. */
let losesBlanks = false;
const plain = (text: string): string => (losesBlanks ? text.replace(/\s/gu, '') : text).replace(/\s+/gu, ' ').replace(/(?<![\p{Script=Latin}\p{Nd}]) | (?![\p{Script=Latin}\p{Nd}])/gu, '').trim();

/** Compares what was read with the truth, form by form in their order, row by row as they agree best. */
export function compareToTruth(result: DocumentResult, truth: DocumentTruth, options: { losesBlanks?: boolean } = {}): Comparison {
  losesBlanks = options.losesBlanks ?? false;
  const sum: Comparison = { cells: 0, right: 0, silent: [], flagged: [], needless: 0, rows: 0, missed: Math.max(0, truth.forms.length - result.forms.length), invented: Math.max(0, result.forms.length - truth.forms.length) };
  truth.forms.forEach((expected, i) => compareForm(result.forms[i], expected, sum));
  return sum;
}

function compareForm(form: Form | undefined, truth: TrueForm, sum: Comparison): void {
  const note = (wrong: boolean, ok: boolean, what: string): void => {
    if (wrong) (ok ? sum.silent : sum.flagged).push(what);
    else if (!ok) sum.needless++;
  };
  if (form) note(form.definition !== truth.definition, true, `${form.id}: is ${form.definition}, not ${truth.definition}`);
  if (form) note(plain(form.title.text) !== plain(truth.title), form.title.status === 'ok', `${form.id}: title ${form.title.text}`);
  for (const name of new Set([...Object.keys(truth.fields), ...Object.keys(form?.fields ?? {})])) {
    const expected = truth.fields[name] ?? '';
    const cell = form?.fields[name];
    const right = plain(cell?.text ?? '') === plain(expected);
    if (expected !== '') sum.cells++;
    if (expected !== '' && right && form) sum.right++;
    if (form) note(!right, cell?.status === 'ok', `${form.id}.${name}: "${cell?.text ?? ''}" for "${expected}"`);
  }
  for (const [name, table] of Object.entries(truth.tables)) {
    const expected = table.rows.map((row) => Object.fromEntries(table.columns.map((column, i) => [column, row[i] ?? ''])));
    const rows = form?.tables[name] ?? [];
    sum.rows += expected.length;
    const pairs = align(rows, expected);
    for (const [i, [row, own]] of pairs.entries()) {
      if (!own) {
        if (row && form) note(true, row.status === 'ok', `${row.id}: is no row: ${Object.values(row.cells).map(({ text }) => text).join('|')}`);
        continue;
      }
      const printed = Object.values(own).filter((text) => text !== '').length;
      sum.cells += printed;
      if (!row) {
        // A row that stands flagged beside the lost one leads a person there.
        const beside = [pairs[i - 1]?.[0], pairs[i + 1]?.[0]].some((other) => other?.status === 'review');
        if (form) note(true, form.status === 'ok' && !beside, `${form.id}/${name}: lost ${Object.values(own).join('|')}`);
        continue;
      }
      const wrong = Object.keys(row.cells).filter((column) => plain(row.cells[column]?.text ?? '') !== plain(own[column] ?? ''));
      sum.right += printed - wrong.filter((column) => (own[column] ?? '') !== '').length;
      const isOk = row.status === 'ok';
      if (wrong.length === 0) note(false, isOk, '');
      for (const column of wrong) note(true, isOk, `${row.id}.${column}: "${row.cells[column]?.text ?? ''}" for "${own[column] ?? ''}"`);
    }
  }
}

const agreement = (row: Row, own: Record<string, string>): number =>
  Object.entries(own).reduce((score, [column, text]) => score + (plain(row.cells[column]?.text ?? '') === plain(text) ? (text === '' ? 0.2 : 1) : 0), 0);

/** Pairs rows in order so that as many cells as possible agree; a row without a partner is lost or invented. */
function align(rows: readonly Row[], truth: readonly Record<string, string>[]): [Row | null, Record<string, string> | null][] {
  const best = Array.from({ length: rows.length + 1 }, () => new Float64Array(truth.length + 1));
  const at = (i: number, j: number): number => best[i]?.[j] ?? 0;
  const pair = (i: number, j: number): number => {
    const [row, own] = [rows[i], truth[j]];
    return row && own ? agreement(row, own) + 0.01 : 0;
  };
  for (let i = rows.length - 1; i >= 0; i--) for (let j = truth.length - 1; j >= 0; j--) (best[i] as Float64Array)[j] = Math.max(at(i + 1, j), at(i, j + 1), at(i + 1, j + 1) + pair(i, j));
  const pairs: [Row | null, Record<string, string> | null][] = [];
  let [i, j] = [0, 0];
  while (i < rows.length || j < truth.length) {
    if (i < rows.length && j < truth.length && at(i, j) === at(i + 1, j + 1) + pair(i, j)) pairs.push([rows[i++] ?? null, truth[j++] ?? null]);
    else if (i < rows.length && (j >= truth.length || at(i, j) === at(i + 1, j))) pairs.push([rows[i++] ?? null, null]);
    else pairs.push([null, truth[j++] ?? null]);
  }
  return pairs;
}
