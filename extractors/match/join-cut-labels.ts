import type { Page } from '../../schemas/page.js';
import type { PageTables } from '../layout/find-tables.js';
import type { Grid, GridCell } from '../layout/grid.js';
import { mergeRulings } from '../layout/merge-rulings.js';
import type { CompiledDefinition } from './compile-definition.js';
import { doubtWord } from './doubt-word.js';
import { foldLabel } from './fold-label.js';

/** Edges of the parts of one cell lie within this many ems of each other on their pages. */
const SAME_EDGE = 0.5;
/** A cell is closed by rules along at least this share of its edge. */
const CLOSED = 0.5;

const NOTE = 'its label may stand behind the page break';

/**
 * A merged cell that a page break cuts prints its label once, in the middle or at the foot of all its rows: then the part on the page before is empty,
 * and its rows would pass for those of the label above. Such a cell is open at its foot, where rules close the others: gives the drawn tables of each page
 * with its label where its rows begin. Where the empty cell may be one of its own, but cells of labels are merged, or no label is found behind the break, its rows are doubted.
 */
export function joinCutLabels(found: readonly PageTables[], definitions: readonly CompiledDefinition[]): PageTables[] {
  const result = [...found];
  const isLabel = ({ text }: GridCell): boolean => definitions.some(({ tables }) => tables.some(({ levels }) => levels.has(foldLabel(text).text)));
  found.forEach(({ page }, i) => {
    const here = result[i];
    const next = result[i + 1];
    const lower = here && lowest(here.grids);
    if (here === undefined || lower?.strategy !== 'ruled') return;
    const first = next?.grids[0];
    const upper = first?.continues === true && first.strategy === 'ruled' ? first : undefined;
    let [above, below] = [lower, upper];
    const last = lower.cells.filter(({ row, rowSpan }) => row > 0 && row + rowSpan === lower.rowCount);
    const closed = new Set(last.filter((cell) => isClosed(cell, page)));
    for (const cell of last.filter(({ words }) => words.length === 0)) {
      const labels = [lower, upper].flatMap((grid) => grid?.cells.filter((other) => isBelow(other, cell, page.em) && isLabel(other)) ?? []);
      if (labels.length === 0) continue;
      const isOpen = !closed.has(cell) && closed.size > 0;
      const label = below && firstBelow(cell, below, page.em, definitions);
      if (isOpen && below !== undefined && label !== undefined && label.words.length > 0) {
        above = withCell(above, cell, { ...cell, words: label.words, text: label.text });
        below = withCell(below, label, { ...label, words: [], text: '' });
      } else if (isOpen || (label !== undefined && label.words.length > 0 && [cell, ...labels].some(({ rowSpan }) => rowSpan > 1))) above = doubtRows(above, cell);
    }
    result[i] = { ...here, grids: here.grids.map((grid) => (grid === lower ? above : grid)) };
    if (next !== undefined && below !== undefined) result[i + 1] = { ...next, grids: next.grids.map((grid) => (grid === upper ? (below ?? grid) : grid)) };
  });
  return result;
}

const lowest = (grids: readonly Grid[]): Grid | undefined => grids.toSorted((a, b) => b.box[3] - a.box[3])[0];

const isBelow = (a: GridCell, b: GridCell, em: number): boolean => Math.abs(a.box[0] - b.box[0]) <= SAME_EDGE * em && Math.abs(a.box[2] - b.box[2]) <= SAME_EDGE * em;

/** The first cell of a column on the next page, behind a header that is printed again. */
function firstBelow(cell: GridCell, upper: Grid, em: number, definitions: readonly CompiledDefinition[]): GridCell | undefined {
  const isHeader = ({ text }: GridCell): boolean => definitions.some(({ tables }) => tables.some(({ header }) => header.has(foldLabel(text).text)));
  return upper.cells.find((other) => isBelow(other, cell, em) && !isHeader(other));
}

/** Whether a rule runs along the foot of a cell. */
function isClosed({ box: [x0, , x1, y1] }: GridCell, { rulings, em }: Page): boolean {
  const along = mergeRulings(rulings, em).filter(({ axis, at }) => axis === 'h' && Math.abs(at - y1) <= SAME_EDGE * em);
  return along.reduce((sum, { from, to }) => sum + Math.max(0, Math.min(to, x1) - Math.max(from, x0)), 0) >= CLOSED * (x1 - x0);
}

const withCell = (grid: Grid, from: GridCell, to: GridCell): Grid => ({ ...grid, cells: grid.cells.map((cell) => (cell.row === from.row && cell.column === from.column ? to : cell)) });

const doubtRows = (grid: Grid, { row, rowSpan }: GridCell): Grid => ({
  ...grid,
  cells: grid.cells.map((cell) => (cell.row >= row && cell.row < row + rowSpan ? { ...cell, words: cell.words.map((word) => doubtWord(word, NOTE)) } : cell)),
});
