import { CAPTION } from './caption.js';
import type { Grid } from './grid.js';

const NOTE = /^((sources?|notes?|n\.b\.|注|资料来源|填报说明)\s*[:：.]|[*†‡§]+\s*\p{L})/iu;

/** The first and last row (end excluded) of a ruled grid that belong to the table: a caption or a note framed with it, in a cell as wide as the grid, stays outside. */
export function tableRows(grid: Grid): { first: number; end: number } {
  let first = 0;
  let end = grid.rowCount;
  const wide = (row: number): string | null => {
    const cell = grid.cells.find((candidate) => candidate.row === row && candidate.columnSpan === grid.columnCount);
    return cell === undefined || grid.columnCount < 2 ? null : cell.text;
  };
  while (end - first > 2) {
    const text = wide(first);
    if (text === null || !(CAPTION.test(text) || text === '')) break;
    first += 1;
  }
  // A note may stand in the first of the last row's cells, the others empty.
  const alone = (row: number): string | null => {
    const filled = grid.cells.filter((cell) => cell.row === row && cell.words.length > 0);
    return filled.length === 1 && filled[0]?.column === 0 ? filled[0].text : null;
  };
  while (end - first > 2) {
    const text = wide(end - 1) ?? alone(end - 1);
    if (text === null || !(NOTE.test(text) || text === '')) break;
    end -= 1;
  }
  return { first, end };
}
