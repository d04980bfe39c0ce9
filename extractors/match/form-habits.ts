import type { ExtractedForm, ExtractedRow } from '../../schemas/extraction.js';
import type { ColumnDefinition } from '../../schemas/form-definition.js';
import { foldLabel } from './fold-label.js';

/** How many other forms it takes to know what their kind prints, and the share of them that must print it. */
export const MIN_FORMS = 3;
export const OTHERS_PRINT = 0.8;

/** A table with fewer rows doesn't tell what its rows print. */
export const MIN_ROWS = 4;

/** How many of the other forms have something, see FormHabits. */
export type Others = (...key: readonly string[]) => number;

/** The names under one label end alike (…数量, …合格率): two characters tell. */
const NAME_ENDING = 2;

const KEY = '\n';

/** The text that stands in the first column of a table of known items, as labels are compared. */
export const itemOf = (row: ExtractedRow, item: string): string => foldLabel(row.cells[item]?.text ?? '').text;

/** The end of a row's name, by which rows of one kind are alike. */
export const nameEnding = (row: ExtractedRow, name: string): string => (row.cells[name]?.text ?? '').slice(-NAME_ENDING);

export const lowestLevel = (columns: readonly ColumnDefinition[]): string | undefined => columns.findLast((column) => column.kind === 'level')?.name;
export const nameColumn = (columns: readonly ColumnDefinition[]): string | undefined => columns.find((column) => column.kind === 'text' && column.labels.length > 0)?.name;
export const itemColumn = (columns: readonly ColumnDefinition[]): string | undefined => (columns[0]?.kind === 'text' && columns[0].labels.length === 0 ? columns[0].name : undefined);

/** How often something is printed in all forms. */
interface Count {
  all: number;
}

/** What the forms of one document print, counted once, so that each form can be held against all others in one look. */
export class FormHabits {
  readonly #counts = new Map<string, Count>();
  readonly #own = new Map<ExtractedForm, ReadonlyMap<Count, number>>();
  /** Labels of the lowest level by table, with the labels printed before them. */
  readonly #labels = new Map<string, Map<string, Set<string>>>();

  constructor(forms: readonly ExtractedForm[]) {
    for (const form of forms) this.#own.set(form, countForm(form, this.#counts, this.#labels));
  }

  /** The counts of all forms but this one, which is one of them. */
  others(form: ExtractedForm): (...key: readonly string[]) => number {
    const own = this.#own.get(form);
    return (...key) => {
      const joined = form.definition.id + KEY + key.join(KEY);
      const count = this.#counts.get(joined);
      return count === undefined ? 0 : count.all - (own?.get(count) ?? 0);
    };
  }

  /** Every label of a table's lowest level, with the labels that were seen before it. */
  labels(form: ExtractedForm, table: string): ReadonlyMap<string, ReadonlySet<string>> {
    return this.#labels.get(`${form.definition.id}${KEY}${table}`) ?? new Map();
  }
}

/** Counts one more in all forms and in a form's own. */
function add(key: string, counts: Map<string, Count>, own: Map<Count, number>): void {
  let count = counts.get(key);
  if (count === undefined) counts.set(key, (count = { all: 0 }));
  count.all++;
  own.set(count, (own.get(count) ?? 0) + 1);
}

/** Labels of a table's lowest level, each once, in printed order. */
export function rowsToLabels(rows: readonly ExtractedRow[], level: string): string[] {
  const labels = new Set<string>();
  for (const { cells } of rows) labels.add(cells[level]?.text ?? '');
  labels.delete('');
  return [...labels];
}

/** Counts what a form prints, and gives how much of each is its own. */
function countForm(form: ExtractedForm, counts: Map<string, Count>, labelsByTable: Map<string, Map<string, Set<string>>>): Map<Count, number> {
  const own = new Map<Count, number>();
  const { id } = form.definition;
  add(`${id}${KEY}form`, counts, own);
  for (const { name } of form.definition.fields) if ((form.fields[name]?.text ?? '') !== '') add(`${id}${KEY}field${KEY}${name}`, counts, own);
  for (const { name: table, columns } of form.definition.tables) {
    const rows = form.tables[table]?.rows ?? [];
    add(`${id}${KEY}table${KEY}${table}`, counts, own);
    const level = lowestLevel(columns);
    const name = nameColumn(columns);
    const item = itemColumn(columns);
    if (level !== undefined) {
      const key = `${id}${KEY}${table}`;
      const known = labelsByTable.get(key) ?? new Map<string, Set<string>>();
      labelsByTable.set(key, known);
      let before = '';
      const [labels, afters, endings] = [`${id}${KEY}label${KEY}${table}${KEY}`, `${id}${KEY}after${KEY}${table}${KEY}`, `${id}${KEY}ending${KEY}${table}${KEY}`];
      for (const label of rowsToLabels(rows, level)) {
        add(labels + label, counts, own);
        add(`${afters}${label}${KEY}${before}`, counts, own);
        known.set(label, (known.get(label) ?? new Set()).add(before));
        before = label;
      }
      if (name !== undefined) for (const row of rows) add(`${endings}${nameEnding(row, name)}${KEY}${row.cells[level]?.text ?? ''}`, counts, own);
    }
    if (item === undefined) continue;
    for (const label of new Set(rows.map((row) => itemOf(row, item)))) add(`${id}${KEY}item${KEY}${table}${KEY}${label}`, counts, own);
    for (const row of rows) {
      const label = itemOf(row, item);
      add(`${id}${KEY}item row${KEY}${table}${KEY}${label}`, counts, own);
      for (const column of columns) if ((row.cells[column.name]?.text ?? '') !== '') add(`${id}${KEY}item cell${KEY}${table}${KEY}${label}${KEY}${column.name}`, counts, own);
    }
  }
  return own;
}
