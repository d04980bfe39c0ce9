import type { ExtractedRow } from '../../schemas/extraction.js';
import type { ColumnDefinition, TableDefinition } from '../../schemas/form-definition.js';
import { normaliseCell } from './normalise-cell.js';
import type { NormalisedCell, NormalisedRow } from './normalised-form.js';

/** A row whose cells have their values. `unit` is what the table's heading prints for money columns, or null. */
export function normaliseRow(row: ExtractedRow, table: Pick<TableDefinition, 'columns'>, unit: string | null): NormalisedRow {
  const cells: Record<string, NormalisedCell> = {};
  for (const column of table.columns) {
    const cell = row.cells[column.name];
    if (cell === undefined) continue;
    const { kind } = column;
    cells[column.name] = normaliseCell(cell, { kind, unit: kind === 'money' ? unit : null, moneyHint: isMoneyRow(row, column) });
  }
  return { cells };
}

/** True where the definition's words say that a row of this column speaks of costs. */
function isMoneyRow({ cells }: ExtractedRow, { moneyRows }: ColumnDefinition): boolean {
  if (moneyRows === undefined) return false;
  for (const name of moneyRows.columns) {
    const text = cells[name]?.text ?? '';
    for (const word of moneyRows.words) if (text.includes(word)) return true;
  }
  return false;
}
