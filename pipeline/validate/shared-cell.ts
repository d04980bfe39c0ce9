import type { NormalisedCell, NormalisedTable } from '../normalise/normalised-form.js';

/** The cell that speaks for a row in a column: its own, or the one of the row that it shares a merged cell with. */
export function sharedCell(table: NormalisedTable, row: number, column: string): NormalisedCell | undefined {
  const cell = table.rows[row]?.cells[column];
  return cell?.sharedFromRow === undefined ? cell : table.rows[cell.sharedFromRow]?.cells[column];
}
