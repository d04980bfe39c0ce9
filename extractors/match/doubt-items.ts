import type { ExtractedRow } from '../../schemas/extraction.js';
import type { ColumnDefinition, FormDefinition } from '../../schemas/form-definition.js';
import type { Doubt } from '../../schemas/page.js';
import { columnRoles } from './column-roles.js';
import type { CompiledTable } from './compile-definition.js';
import { doubtRow } from './doubt-cell.js';
import { foldLabel } from './fold-label.js';
import { itemOf, MIN_FORMS, MIN_ROWS, OTHERS_PRINT, type OtherTables } from './form-habits.js';
import { standsOverLines } from './stands-over-lines.js';

/** A row of a table of items that prints no item, or nothing beside it, is a piece of something else, in drawn cells too. */
export function doubtBareItems(rows: ExtractedRow[], columns: readonly ColumnDefinition[]): void {
  const { item } = columnRoles(columns);
  if (item === undefined) return;
  for (const [i, { cells }] of rows.entries()) {
    if (cells[item]?.text === '') doubtRow(rows, i, item, { code: 'cell-missing', note: 'the row prints no item: it may be lost' });
    else if (columns.every(({ name }) => name === item || cells[name]?.text === '')) doubtRow(rows, i, item, { code: 'cell-missing', note: 'nothing is printed beside this item' });
  }
}

/** A shorter label may stand in an item. */
const LEAST_LABEL = 4;

/** An item that is none that is known may hold pieces of what stands beside it, where it was put together from several lines, or holds a label; or lack one. */
export function doubtPiecedItems(rows: ExtractedRow[], { definition: { columns }, items }: CompiledTable, { fields }: FormDefinition, isFlowing: boolean): void {
  const { item } = columnRoles(columns);
  if (item === undefined || items.size === 0) return;
  for (const [i, { cells }] of rows.entries()) {
    const cell = cells[item];
    const text = foldLabel(cell?.text ?? '').text;
    if (!cell || text === '' || cell.doubts.length > 0 || items.has(text)) continue;
    if ((isFlowing && standsOverLines(cell)) || fields.some(({ labels }) => labels.some((label) => label.length >= LEAST_LABEL && text.includes(label)))) {
      doubtRow(rows, i, item, { code: 'fused-cells', note: `"${cell.text}" is no item that is known, and holds several lines or a label: text of another cell may be in it` });
      continue;
    }
    const whole = [...items].find((label) => label.startsWith(text));
    if (whole !== undefined) doubtRow(rows, i, item, { code: 'cut-off', note: `"${cell.text}" is the beginning of ${whole}: the rest of it may be lost` });
  }
}

/** What a total is made of. */
const PART = /^其中/u;

/** A part of a total without the total above it: the line of that is lost, or stands elsewhere, and the row below may have its numbers. */
export function doubtHeadlessItems(rows: ExtractedRow[], columns: readonly ColumnDefinition[]): void {
  const { item } = columnRoles(columns);
  if (item === undefined) return;
  const first = rows[0]?.cells[item]?.text ?? '';
  if (!PART.test(first)) return;
  const doubt: Doubt = { code: 'after-loss', note: `"${first}" is a part of a total that is not printed above it: lines may be lost or displaced` };
  for (let i = 0; i <= 1; i++) doubtRow(rows, i, item, doubt);
}

/**
 * In a table of known items the same row of the other forms tells what it prints. One blank in a column may be a loss; where several rows are blank
 * the form was filled in so.
 */
export function doubtLostItemCells(rows: ExtractedRow[], columns: readonly ColumnDefinition[], others: OtherTables): void {
  const { item } = columnRoles(columns);
  if (item === undefined) return;
  // An item that no other form prints, where those agree among themselves, may be a part of one.
  if (others.count >= MIN_FORMS && rows.some((row) => others.formsWith(itemOf(row, item)) >= others.count * OTHERS_PRINT)) {
    const note = 'no other form prints this item: a part of it may be lost or stand elsewhere';
    for (const [i, row] of rows.entries()) if (itemOf(row, item) !== '' && others.formsWith(itemOf(row, item)) <= 0) doubtRow(rows, i, item, { code: 'cut-off', note });
  }
  for (const { name, labels } of columns.slice(1)) {
    const at = onlyBlank(rows, name);
    const only = rows[at];
    if (only?.cells[name]?.doubts.length !== 0) continue;
    const same = others.rowsWith(itemOf(only, item));
    const alone = same < MIN_FORMS && rows.length >= MIN_ROWS;
    if (!alone && (same < MIN_FORMS || others.cellsWith(itemOf(only, item), name) < same * OTHERS_PRINT)) continue;
    doubtRow(rows, at, name, { code: 'cell-missing', note: `nothing is printed for ${labels[0] ?? name}, though the other rows and forms print it: it may be lost` });
  }
}

/** The row that alone prints nothing in a column; -1 where all print something or several print nothing. */
function onlyBlank(rows: readonly ExtractedRow[], column: string): number {
  let only = -1;
  for (let i = 0; i < rows.length; i++) {
    if (rows[i]?.cells[column]?.text !== '') continue;
    if (only >= 0) return -1;
    only = i;
  }
  return only;
}
