import type { Grid } from './grid.js';

/** A drawing is a table when this share of its rows holds text: bars, maps and axes leave most of theirs empty. */
const ROWS_WITH_TEXT = 0.4;
/** A table of aligned words fills this share of its cells. */
const ALIGNED_FILL = 0.4;

/** Whether a grid is a table at all: two columns and two rows of text, and enough of its cells filled. */
export function isTable(grid: Grid): boolean {
  const rows = new Set<number>();
  const columns = new Map<number, number>();
  let filled = 0;
  let rowsOfSeveral = 0;
  const perRow = new Map<number, number>();
  for (const cell of grid.cells) {
    if (cell.words.length === 0) continue;
    filled += 1;
    rows.add(cell.row);
    columns.set(cell.column, (columns.get(cell.column) ?? 0) + 1);
    perRow.set(cell.row, (perRow.get(cell.row) ?? 0) + 1);
  }
  for (const count of perRow.values()) if (count >= 2) rowsOfSeveral += 1;
  if (columns.size < 2 || filled < 3) return false;
  if (grid.strategy === 'ruled') return rows.size >= ROWS_WITH_TEXT * grid.rowCount && (rows.size >= 2 || columns.size >= 4) && rowsOfSeveral >= 1;
  return rowsOfSeveral >= 2 && filled >= ALIGNED_FILL * grid.cells.length;
}
