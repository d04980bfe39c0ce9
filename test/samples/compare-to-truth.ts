import type { DocumentResult, Form } from '../../schemas/record.js';
import type { TrueForm } from '../truth/load-truth.js';

export interface Difference {
  readonly place: string;
  readonly want: string;
  readonly got: string;
  /** True when nothing tells a reader that the cell may be wrong: neither it nor its row is up for review. */
  readonly silent: boolean;
}

/** White space is no content beside CJK: texts are compared without it. */
const squeeze = (text: string): string => text.replace(/\s+/g, '');

/** Every cell of every form against what a person read: the title, the fields, each funding line and each indicator row. */
export function compareToTruth(result: DocumentResult, truth: readonly TrueForm[]): { cells: number; differences: Difference[] } {
  const differences: Difference[] = [];
  let cells = 0;
  const compare = (place: string, want: string, cell: { text: string; status: string } | undefined, rowStatus: string | undefined): void => {
    cells++;
    const got = cell?.text ?? '';
    if (squeeze(want) === squeeze(got)) return;
    differences.push({ place, want, got, silent: cell?.status !== 'review' && rowStatus !== 'review' });
  };
  const compareRows = (form: number, table: string, want: readonly Record<string, string>[], found: Form | undefined): void => {
    const rows = found?.tables[table] ?? [];
    if (rows.length !== want.length) differences.push({ place: `form ${form} ${table}`, want: `${want.length} rows`, got: `${rows.length} rows`, silent: true });
    want.forEach((row, i) => {
      for (const [column, text] of Object.entries(row)) compare(`form ${form} ${table} ${i + 1} ${column}`, text, rows[i]?.cells[column], rows[i]?.status);
    });
  };
  if (result.forms.length !== truth.length) differences.push({ place: 'document', want: `${truth.length} forms`, got: `${result.forms.length} forms`, silent: true });
  truth.forEach((form, i) => {
    const found = result.forms[i];
    compare(`form ${i + 1} title`, form.title, found?.title, undefined);
    if (found?.year !== form.year) differences.push({ place: `form ${i + 1} year`, want: String(form.year), got: String(found?.year), silent: true });
    for (const [field, text] of Object.entries(form.fields)) compare(`form ${i + 1} ${field}`, text, found?.fields[field], undefined);
    compareRows(i + 1, 'funding', form.funding, found);
    compareRows(i + 1, 'indicators', form.indicators, found);
  });
  return { cells, differences };
}
