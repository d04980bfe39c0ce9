import type { DocumentResult, Finding } from '../../schemas/record.js';
import { reviewTable } from '../write/dataset-tables.js';
import { formToReviewItems } from '../write/review-items.js';
import { formToRows } from '../write/form-to-rows.js';
import { tableRow, type CellContent } from '../write/table.js';

/** A row of the dataset as the database keeps it: its cells by the names of their columns; empty ones are left out. */
export type ResultRow = Readonly<Record<string, CellContent>>;

const context = { message: (finding: Finding): string => finding.message };
/** What the database can't hold in a text: U+0000, and halves of a character. */
const UNSTORABLE = /\0|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/gu;
const storable = (text: string): string => text.replace(UNSTORABLE, '\uFFFD');

/**
 * The rows that a document adds to the tables of the dataset, by the name of the table, with the cells that its files have. Messages are as the result carries
 * them, ranks are left to the view.
 */
export function resultToRows(result: DocumentResult): ReadonlyMap<string, readonly ResultRow[]> {
  const rows = new Map<string, ResultRow[]>();
  const add = (table: string, names: readonly { readonly name: string }[], contents: readonly CellContent[]): void => {
    const cells = contents.flatMap((content, i): [string, CellContent][] => (content === null ? [] : [[names[i]?.name ?? '', toStorable(content)]]));
    const before = rows.get(table);
    if (before === undefined) rows.set(table, [Object.fromEntries(cells)]);
    else before.push(Object.fromEntries(cells));
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
