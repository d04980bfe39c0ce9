import { itemKeyToText } from '../pipeline/write/item-key.js';
import { numberedRows } from '../pipeline/write/numbered-rows.js';
import type { DocumentLine } from '../pipeline/write/result-to-line.js';
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

/** What claims places of a page, or with `line` of a line of a text file; `known` says which forms reach there, and `document` is the number of the document. */
export function marksAt(decided: DecidedDocument, known: DocumentLine, document: number, place: { readonly page: number } | { readonly line: number }): readonly Mark[] {
  const wanted = 'line' in place ? place.line : place.page;
  const marks: Mark[] = [];
  known.forms.forEach(({ places: [first, last] }, index) => {
    const form = first <= wanted && wanted <= last ? decided.forms.at(index) : undefined;
    if (form !== undefined) collect(form, document, index, wanted, marks);
  });
  for (const { source, why } of decided.residue) if (placeOf(source) === wanted) marks.push({ source, item: null, column: null, why });
  return marks;
}

const placeOf = (source: Source): number => ('line' in source ? source.line : source.page);

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
