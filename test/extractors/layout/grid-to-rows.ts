import type { Grid } from '../../../extractors/layout/grid.js';

/** The grid as rows of texts; where a cell goes on from the left stands `<`, where it goes on from above `^`. */
export function gridToRows(grid: Grid | undefined): string[][] {
  if (grid === undefined) return [];
  const rows = Array.from({ length: grid.rowCount }, () => Array.from({ length: grid.columnCount }, () => '?'));
  for (const cell of grid.cells) {
    for (let r = cell.row; r < cell.row + cell.rowSpan; r += 1) {
      for (let c = cell.column; c < cell.column + cell.columnSpan; c += 1) {
        const row = rows[r];
        if (row !== undefined) row[c] = c > cell.column ? '<' : r > cell.row ? '^' : cell.text;
      }
    }
  }
  return rows;
}
