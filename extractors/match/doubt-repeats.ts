import type { ExtractedForm, ExtractedRow } from '../../schemas/extraction.js';
import type { ColumnDefinition, TableDefinition } from '../../schemas/form-definition.js';
import { columnRoles } from './column-roles.js';
import { doubtRow } from './doubt-cell.js';
import { shapeOf } from './token-evidence.js';

/** Printed totals are rounded. */
const ROUNDING = 0.05;

const numberOf = (text: string | undefined): number => (text !== undefined && shapeOf(text).number ? Number(text.replaceAll(',', '')) : NaN);

/**
 * Doubts a row that is printed word for word like the one above it: in a dump a line may stand twice, and then there is one row. Where the points of all
 * rows make the printed total, and without it don't, the author wrote it twice. What applies to nothing may be printed again and again, and a page that is drawn shows its rows
 * as they are.
 */
export function doubtRepeats(rows: ExtractedRow[], table: TableDefinition, form: ExtractedForm): void {
  const { name: text, item } = columnRoles(table.columns);
  const name = text ?? item;
  if (name === undefined) return;
  const repeats = new Set<ExtractedRow>();
  for (let i = 1; i < rows.length; i++) {
    const [above, row] = [rows[i - 1], rows[i]];
    if (above && row && isTwice(row, above, name, table.columns)) repeats.add(row);
  }
  if (repeats.size === 0 || (makesTotal(rows, table, form) && !makesTotal(rows.filter((row) => !repeats.has(row)), table, form))) return;
  for (const [i, row] of rows.entries()) {
    if (repeats.has(row)) doubtRow(rows, i, name, { code: 'repeated-row', note: `"${row.cells[name]?.text ?? ''}" is the row above once more, word for word: a line may be printed twice` });
  }
}

/** True for a row that holds what the one above it does, and more than labels and a name. */
function isTwice(row: ExtractedRow, above: ExtractedRow, name: string, columns: readonly ColumnDefinition[]): boolean {
  const cell = row.cells[name];
  // Only the last line of a wrapped name may stand twice.
  if (cell === undefined || cell.text === '' || above.cells[name]?.text.endsWith(cell.text) !== true) return false;
  let holdsMore = false;
  for (const { name: other, kind } of columns) {
    if (other === name) continue;
    const text = row.cells[other]?.text;
    if (text !== above.cells[other]?.text) return false;
    if (kind !== 'level' && /[\p{L}\p{N}]/u.test(text ?? '')) holdsMore = true;
  }
  return holdsMore && !shapeOf(cell.text).notApplicable && cell.source.some((source) => 'line' in source);
}

/** True when the points of all rows, or with those of a row of another table, are the total that is printed. */
function makesTotal(rows: readonly ExtractedRow[], { name, columns, total }: TableDefinition, form: ExtractedForm): boolean {
  for (const { name: column } of columnRoles(columns).points) {
    const printed = numberOf(form.fields[total?.cells[column] ?? '']?.text);
    if (Number.isNaN(printed)) continue;
    let sum = 0;
    for (const row of rows) sum += pointsOf(row, column);
    if (Math.abs(sum - printed) <= ROUNDING) return true;
    for (const other of form.definition.tables) {
      if (other.name === name) continue;
      for (const row of form.tables[other.name]?.rows ?? []) if (Math.abs(sum + pointsOf(row, column) - printed) <= ROUNDING) return true;
    }
  }
  return false;
}

const pointsOf = ({ cells }: ExtractedRow, column: string): number => numberOf(cells[column]?.text) || 0;
