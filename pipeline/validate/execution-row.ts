import type { NormalisedTable } from '../normalise/normalised-form.js';
import { cellNumber } from './cell-number.js';

/** The funding row whose weight or score counts in the total: the first that prints a number, since the others print a dash or repeat it. */
export function executionRow(table: NormalisedTable | undefined, column: string): number | null {
  const row = table?.rows.findIndex(({ cells }) => cellNumber(cells[column]) !== null) ?? -1;
  return row < 0 ? null : row;
}
