import { itemKeyToText } from '../pipeline/write/item-key.js';
import { numberedRows } from '../pipeline/write/numbered-rows.js';
import type { Cell, Form, Source } from '../schemas/record.js';
import type { DecidedDocument } from './decided-document.js';

/** A place of a document and what claims it. */
export interface Mark {
  readonly source: Source;
  /** The item, and the column or field of it; null for residue. */
  readonly item: string | null;
  readonly column: string | null;
  /** Why it is residue. */
  readonly why: string | null;
}

/** Where the cells of a form stand: pages, or lines of a text file. A decision changes one form of a document; what is known of the others stays. */
const known = new WeakMap<Form, ReadonlySet<number>>();

/** What claims places of a page, or with `line` of a line of a text file. */
export function marksAt(decided: DecidedDocument, document: number, place: { readonly page: number } | { readonly line: number }): readonly Mark[] {
  const wanted = 'line' in place ? place.line : place.page;
  const marks: Mark[] = [];
  decided.forms.forEach((form, index) => {
    if (formPlaces(form).has(wanted)) collect(form, document, index, wanted, marks);
  });
  for (const { source, why } of decided.residue) if (placeOf(source) === wanted) marks.push({ source, item: null, column: null, why });
  return marks;
}

const placeOf = (source: Source): number => ('line' in source ? source.line : source.page);

function formPlaces(form: Form): ReadonlySet<number> {
  const there = known.get(form);
  if (there !== undefined) return there;
  const places = new Set<number>();
  const add = (cell: Cell): void => {
    for (const source of cell.source) places.add(placeOf(source));
  };
  add(form.title);
  for (const cell of Object.values(form.fields)) add(cell);
  for (const rows of Object.values(form.tables)) for (const row of rows) for (const cell of Object.values(row.cells)) add(cell);
  known.set(form, places);
  return places;
}

function collect(form: Form, document: number, index: number, wanted: number, marks: Mark[]): void {
  const add = (item: string, column: string, cell: Cell): void => {
    for (const source of cell.source) if (placeOf(source) === wanted) marks.push({ source, item, column, why: null });
  };
  const own = itemKeyToText({ document, form: index, table: null, row: null });
  add(own, 'title', form.title);
  for (const [field, cell] of Object.entries(form.fields)) add(own, field, cell);
  for (const table of Object.keys(form.tables)) {
    for (const { row, number, removed } of numberedRows(form, table)) {
      if (removed) continue;
      const item = itemKeyToText({ document, form: index, table, row: number });
      for (const [column, cell] of Object.entries(row.cells)) add(item, column, cell);
    }
  }
}
