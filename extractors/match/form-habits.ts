import type { ExtractedForm, ExtractedRow } from '../../schemas/extraction.js';
import type { ColumnDefinition } from '../../schemas/form-definition.js';
import { columnRoles } from './column-roles.js';
import { foldLabel } from './fold-label.js';

/** How many other forms it takes to know what their kind prints, and the share of them that must print it. */
export const MIN_FORMS = 3;
export const OTHERS_PRINT = 0.8;

/** A table with fewer rows doesn't tell what its rows print. */
export const MIN_ROWS = 4;

/** The names under one label end alike (…数量, …合格率): two characters tell. */
const NAME_ENDING = 2;

/** The text that stands in the first column of a table of known items, as labels are compared. */
export const itemOf = (row: ExtractedRow, item: string): string => foldLabel(row.cells[item]?.text ?? '').text;

/** The end of a row's name, by which rows of one kind are alike. */
export const nameEnding = (row: ExtractedRow, name: string): string => (row.cells[name]?.text ?? '').slice(-NAME_ENDING);

/** What is printed under a label of the lowest level. */
interface LabelCounts {
  /** Forms that print the label, and among them those that print another label right before it. */
  forms: number;
  readonly befores: Map<string, number>;
  /** Rows by the end of their name. */
  readonly endings: Map<string, number>;
}

interface ItemCounts {
  /** Forms and rows that print the item. */
  forms: number;
  rows: number;
  /** For each column how many of the rows print it. */
  readonly cells: number[];
}

interface TableCounts {
  forms: number;
  readonly labels: Map<string, LabelCounts>;
  readonly items: Map<string, ItemCounts>;
}

/** What the forms of one definition print. */
interface FormCounts {
  forms: number;
  readonly fields: Map<string, number>;
  readonly tables: Map<string, TableCounts>;
}

/** What the forms of one document print, counted once, so that each form can be held against all others in one look. */
export class FormHabits {
  readonly #counts = new Map<string, FormCounts>();

  constructor(forms: readonly ExtractedForm[]) {
    for (const form of forms) countForm(form, entry(this.#counts, form.definition.id, noForms));
  }

  /** The forms of the same definition but this one, which is one of them. */
  others(form: ExtractedForm): OtherForms {
    return new OtherForms(form, entry(this.#counts, form.definition.id, noForms));
  }
}

/** What all forms of a definition but one print. */
export class OtherForms {
  readonly #form: ExtractedForm;
  readonly #counts: FormCounts;

  constructor(form: ExtractedForm, counts: FormCounts) {
    this.#form = form;
    this.#counts = counts;
  }

  /** How many they are. */
  get count(): number {
    return this.#counts.forms - 1;
  }

  /** How many of them print a field. */
  printing(field: string): number {
    return (this.#counts.fields.get(field) ?? 0) - (this.#form.fields[field]?.text ? 1 : 0);
  }

  table(name: string, columns: readonly ColumnDefinition[]): OtherTables {
    return new OtherTables(this.#form.tables[name]?.rows ?? [], columns, entry(this.#counts.tables, name, noTables));
  }
}

/** What one table prints in all forms but one. */
export class OtherTables {
  readonly #rows: readonly ExtractedRow[];
  readonly #columns: readonly ColumnDefinition[];
  readonly #counts: TableCounts;
  #counted: TableCounts | null = null;

  /** `rows` are those of the one form, which are among the counted. */
  constructor(rows: readonly ExtractedRow[], columns: readonly ColumnDefinition[], counts: TableCounts) {
    this.#rows = rows;
    this.#columns = columns;
    this.#counts = counts;
  }

  /** How many they are. */
  get count(): number {
    return this.#counts.forms - 1;
  }

  /** The labels of the lowest level that none of these prints and so many of the others do, each with the label that most of them print right before it. */
  labelsBeside(own: ReadonlySet<string>, least: number): { label: string; before: string }[] {
    const missing: { label: string; before: string }[] = [];
    for (const [label, { forms, befores }] of this.#counts.labels) {
      if (forms < least || own.has(label)) continue;
      let before = '';
      let most = 0;
      for (const [candidate, count] of befores) if (count > most) [before, most] = [candidate, count];
      missing.push({ label, before });
    }
    return missing;
  }

  /** How many of their rows under a label have a name that ends so. */
  rowsEnding(ending: string, label: string): number {
    const all = this.#counts.labels.get(label)?.endings.get(ending) ?? 0;
    return all === 0 ? 0 : all - (this.#own.labels.get(label)?.endings.get(ending) ?? 0);
  }

  /** How many of them print an item. */
  formsWith(item: string): number {
    return (this.#counts.items.get(item)?.forms ?? 0) - (this.#own.items.get(item)?.forms ?? 0);
  }

  /** How many of their rows print an item. */
  rowsWith(item: string): number {
    return (this.#counts.items.get(item)?.rows ?? 0) - (this.#own.items.get(item)?.rows ?? 0);
  }

  /** How many of their rows print an item and something in a column. */
  cellsWith(item: string, column: string): number {
    const c = this.#columns.findIndex(({ name }) => name === column);
    return (this.#counts.items.get(item)?.cells[c] ?? 0) - (this.#own.items.get(item)?.cells[c] ?? 0);
  }

  /** What the one form prints itself. */
  get #own(): TableCounts {
    if (this.#counted === null) countRows(this.#rows, this.#columns, (this.#counted = noTables()));
    return this.#counted;
  }
}

const noForms = (): FormCounts => ({ forms: 0, fields: new Map(), tables: new Map() });
const noTables = (): TableCounts => ({ forms: 0, labels: new Map(), items: new Map() });
const noLabels = (): LabelCounts => ({ forms: 0, befores: new Map(), endings: new Map() });
const noItems = (): ItemCounts => ({ forms: 0, rows: 0, cells: [] });

/** What is counted under a key, begun where nothing is. */
function entry<T>(counts: Map<string, T>, key: string, begin: () => T): T {
  let own = counts.get(key);
  if (own === undefined) counts.set(key, (own = begin()));
  return own;
}

function add(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** Labels of a table's lowest level, each once, in printed order. */
export function rowsToLabels(rows: readonly ExtractedRow[], level: string): Set<string> {
  const labels = new Set<string>();
  for (const { cells } of rows) labels.add(cells[level]?.text ?? '');
  labels.delete('');
  return labels;
}

/** Counts what a form prints. */
function countForm(form: ExtractedForm, counts: FormCounts): void {
  counts.forms++;
  for (const { name } of form.definition.fields) if ((form.fields[name]?.text ?? '') !== '') add(counts.fields, name);
  for (const { name: table, columns } of form.definition.tables) {
    const rows = form.tables[table]?.rows ?? [];
    const own = entry(counts.tables, table, noTables);
    own.forms++;
    countRows(rows, columns, own);
  }
}

function countRows(rows: readonly ExtractedRow[], columns: readonly ColumnDefinition[], counts: TableCounts): void {
  const { lowestLevel, name, item } = columnRoles(columns);
  if (lowestLevel !== undefined) countLabels(rows, lowestLevel, name, counts.labels);
  if (item !== undefined) countItems(rows, columns, item, counts.items);
}

function countLabels(rows: readonly ExtractedRow[], level: string, name: string | undefined, labels: Map<string, LabelCounts>): void {
  let before = '';
  for (const label of rowsToLabels(rows, level)) {
    const counts = entry(labels, label, noLabels);
    counts.forms++;
    add(counts.befores, before);
    before = label;
  }
  if (name !== undefined) for (const row of rows) add(entry(labels, row.cells[level]?.text ?? '', noLabels).endings, nameEnding(row, name));
}

function countItems(rows: readonly ExtractedRow[], columns: readonly ColumnDefinition[], item: string, items: Map<string, ItemCounts>): void {
  const seen = new Set<string>();
  for (const row of rows) {
    const label = itemOf(row, item);
    const counts = entry(items, label, noItems);
    counts.rows++;
    if (!seen.has(label)) counts.forms++;
    seen.add(label);
    for (let c = 0; c < columns.length; c++) {
      const text = row.cells[columns[c]?.name ?? '']?.text ?? '';
      counts.cells[c] = (counts.cells[c] ?? 0) + (text === '' ? 0 : 1);
    }
  }
}
