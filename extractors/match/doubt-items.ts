import type { ExtractedForm, ExtractedRow } from '../../schemas/extraction.js';
import type { ColumnDefinition, TableDefinition } from '../../schemas/form-definition.js';
import type { Doubt } from '../../schemas/page.js';
import { doubtRow } from './doubt-cell.js';
import { foldLabel } from './fold-label.js';
import { itemColumn, itemOf, MIN_FORMS, MIN_ROWS, type Others, OTHERS_PRINT } from './form-habits.js';
import { standsOverLines } from './stands-over-lines.js';

/** A row of a table of items that prints no item, or nothing beside it, is a piece of something else, in drawn cells too. */
export function doubtBareItems(rows: readonly ExtractedRow[], columns: readonly ColumnDefinition[]): ExtractedRow[] {
  const item = itemColumn(columns);
  if (item === undefined) return [...rows];
  return rows.map((row) => {
    if (row.cells[item]?.text === '') return doubtRow(row, item, { code: 'cell-missing', note: 'the row prints no item: it may be lost' });
    const isBare = !columns.some(({ name }) => name !== item && row.cells[name]?.text !== '');
    return isBare ? doubtRow(row, item, { code: 'cell-missing', note: 'nothing is printed beside this item' }) : row;
  });
}

/** A shorter label may stand in an item. */
const LEAST_LABEL = 4;

/** An item that is none that is known may hold pieces of what stands beside it, where it was put together from several lines, or holds a label; or lack one. */
export function doubtPiecedItems(rows: readonly ExtractedRow[], { columns, items = [] }: TableDefinition, { definition }: ExtractedForm, isFlowing: boolean): ExtractedRow[] {
  const item = itemColumn(columns);
  if (item === undefined || items.length === 0) return [...rows];
  const known = items.map((label) => foldLabel(label).text);
  const labels = definition.fields.flatMap((field) => field.labels.filter((label) => label.length >= LEAST_LABEL));
  return rows.map((row) => {
    const cell = row.cells[item];
    const text = foldLabel(cell?.text ?? '').text;
    if (!cell || text === '' || cell.doubts.length > 0 || known.includes(text)) return row;
    if ((isFlowing && standsOverLines(cell)) || labels.some((label) => text.includes(label))) {
      return doubtRow(row, item, { code: 'fused-cells', note: `"${cell.text}" is no item that is known, and holds several lines or a label: text of another cell may be in it` });
    }
    const whole = known.find((label) => label.startsWith(text));
    return whole === undefined ? row : doubtRow(row, item, { code: 'cut-off', note: `"${cell.text}" is the beginning of ${whole}: the rest of it may be lost` });
  });
}

/** What a total is made of. */
const PART = /^其中/u;

/** A part of a total without the total above it: the line of that is lost, or stands elsewhere, and the row below may have its numbers. */
export function doubtHeadlessItems(rows: readonly ExtractedRow[], columns: readonly ColumnDefinition[]): ExtractedRow[] {
  const item = itemColumn(columns);
  const first = item === undefined ? '' : (rows[0]?.cells[item]?.text ?? '');
  if (item === undefined || !PART.test(first)) return [...rows];
  const doubt: Doubt = { code: 'after-loss', note: `"${first}" is a part of a total that is not printed above it: lines may be lost or displaced` };
  return rows.map((row, i) => (i <= 1 ? doubtRow(row, item, doubt) : row));
}

/**
 * In a table of known items the same row of the other forms tells what it prints. One blank in a column may be a loss; where several rows are blank
 * the form was filled in so.
 */
export function doubtLostItemCells(rows: readonly ExtractedRow[], columns: readonly ColumnDefinition[], table: string, others: Others): ExtractedRow[] {
  const item = itemColumn(columns);
  if (item === undefined) return [...rows];
  let result = [...rows];
  // An item that no other form prints, where those agree among themselves, may be a part of one.
  const tables = others('table', table);
  if (tables >= MIN_FORMS && rows.some((row) => others('item', table, itemOf(row, item)) >= tables * OTHERS_PRINT)) {
    const note = 'no other form prints this item: a part of it may be lost or stand elsewhere';
    result = result.map((row) => (others('item', table, itemOf(row, item)) > 0 || itemOf(row, item) === '' ? row : doubtRow(row, item, { code: 'cut-off', note })));
  }
  for (const { name, labels } of columns.slice(1)) {
    const blank = result.filter((row) => row.cells[name]?.text === '');
    const [only] = blank;
    if (blank.length !== 1 || !only || only.cells[name]?.doubts.length !== 0) continue;
    const same = others('item row', table, itemOf(only, item));
    const printed = others('item cell', table, itemOf(only, item), name);
    const alone = same < MIN_FORMS && result.length >= MIN_ROWS;
    if (!alone && (same < MIN_FORMS || printed < same * OTHERS_PRINT)) continue;
    const doubt: Doubt = { code: 'cell-missing', note: `nothing is printed for ${labels[0] ?? name}, though the other rows and forms print it: it may be lost` };
    result = result.map((row) => (row === only ? doubtRow(row, name, doubt) : row));
  }
  return result;
}
