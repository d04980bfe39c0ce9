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
    const context = { kind: column.kind, unit: column.kind === 'money' ? unit : null };
    cells[column.name] = normaliseCell(cell, isMoneyRow(row, column) ? { ...context, moneyHint: true } : context);
  }
  return { cells };
}

/** True where the definition's words say that a row of this column speaks of costs. */
function isMoneyRow(row: ExtractedRow, { moneyRows }: ColumnDefinition): boolean {
  if (moneyRows === undefined) return false;
  return moneyRows.columns.some((name) => moneyRows.words.some((word) => row.cells[name]?.text.includes(word)));
}
