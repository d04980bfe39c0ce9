import type { Source } from '../schemas/record.js';
import { numberedRows, type DecidedDocument } from './decided-document.js';
import { itemKeyToText } from './item-key.js';

/** A place of a document and what claims it. */
export interface Mark {
  readonly source: Source;
  /** The item, and the column or field of it; null for residue. */
  readonly item: string | null;
  readonly column: string | null;
  /** Why it is residue. */
  readonly why: string | null;
}

const known = new WeakMap<DecidedDocument, Map<string, Mark[]>>();

/** What claims places of a page, or with `line` of a line of a text file. */
export function marksAt(decided: DecidedDocument, document: number, place: { readonly page: number } | { readonly line: number }): readonly Mark[] {
  let marks = known.get(decided);
  if (marks === undefined) known.set(decided, (marks = collect(decided, document)));
  return marks.get('line' in place ? `line ${place.line}` : `page ${place.page}`) ?? [];
}

function collect(decided: DecidedDocument, document: number): Map<string, Mark[]> {
  const marks = new Map<string, Mark[]>();
  const add = (mark: Mark): void => {
    const key = 'line' in mark.source ? `line ${mark.source.line}` : `page ${mark.source.page}`;
    const there = marks.get(key);
    if (there === undefined) marks.set(key, [mark]);
    else there.push(mark);
  };
  decided.forms.forEach((form, index) => {
    const own = itemKeyToText({ document, form: index, table: null, row: null });
    for (const [column, cell] of Object.entries({ title: form.title, ...form.fields })) for (const source of cell.source) add({ source, item: own, column, why: null });
    for (const table of Object.keys(form.tables)) {
      for (const { row, number, removed } of numberedRows(form, table)) {
        if (removed) continue;
        const item = itemKeyToText({ document, form: index, table, row: number });
        for (const [column, cell] of Object.entries(row.cells)) for (const source of cell.source) add({ source, item, column, why: null });
      }
    }
  });
  for (const { source, why } of decided.residue) add({ source, item: null, column: null, why });
  return marks;
}
