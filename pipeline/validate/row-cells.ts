import type { CellRef } from './rule.js';

/** Cells of one row, in the order of the columns. */
export function rowCells(table: string, row: number, columns: readonly string[]): CellRef[] {
  const cells: CellRef[] = [];
  for (const column of columns) cells.push({ table, row, column });
  return cells;
}
