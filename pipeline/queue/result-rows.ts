import type { DocumentResult, Finding } from '../../schemas/record.js';
import { reviewTable } from '../write/dataset-tables.js';
import { formToReviewItems } from '../write/review-items.js';
import { formToRows } from '../write/form-to-rows.js';
import { tableRow, type CellContent } from '../write/table.js';

/** One row of the dataset as the database keeps it. */
export interface ResultRow {
  readonly table: string;
  /** Its number in the document, over all tables, from 1. */
  readonly number: number;
  /** By the name of the column; empty cells are left out. */
  readonly cells: Readonly<Record<string, CellContent>>;
}

const context = { message: (finding: Finding): string => finding.message };
/** What the database can't hold in a text: U+0000, and halves of a character. */
const UNSTORABLE = /\0|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/gu;
const storable = (text: string): string => text.replace(UNSTORABLE, '\uFFFD');

/** The rows that a document adds to the tables of the dataset, with the cells that its files have; messages are as the result carries them, ranks are left to the view. */
export function resultToRows(result: DocumentResult): ResultRow[] {
  const rows: ResultRow[] = [];
  const add = (table: string, names: readonly { readonly name: string }[], contents: readonly CellContent[]): void => {
    const cells = contents.flatMap((content, i): [string, CellContent][] => (content === null ? [] : [[names[i]?.name ?? '', toStorable(content)]]));
    rows.push({ table, number: rows.length + 1, cells: Object.fromEntries(cells) });
  };
  for (const form of result.forms) {
    for (const { table, item } of formToRows(result.document, form)) add(table.name, table.columns, tableRow(table, item, context));
    for (const item of formToReviewItems(result.document, form)) add(reviewTable.name, reviewTable.columns, tableRow(reviewTable, { rank: 0, item }, context));
  }
  return rows;
}

const toStorable = (content: CellContent): CellContent => {
  if (typeof content === 'string') return storable(content);
  return Array.isArray(content) ? content.map(storable) : content;
};
