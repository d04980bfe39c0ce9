import type { Word } from '../../schemas/page.js';
import { cutWord } from './cut-word.js';
import type { Grid, GridCell } from './grid.js';
import type { Partition } from './partition.js';
import { wordsToText } from './words-to-text.js';

/** The index of the interval of ascending boundaries that holds the value; -1 before the first and `boundaries.length - 1` behind the last. */
function intervalOf(boundaries: readonly number[], value: number): number {
  let low = 0;
  let high = boundaries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((boundaries[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/**
 * Lays words into the cells of a partition by the middles of their characters; a word that a cell boundary runs through is cut there. Words whose
 * middle lies outside the partition are left out.
 */
export function fillGrid(
  partition: Partition,
  words: readonly Word[],
  found: { page: number; strategy: Grid['strategy']; confidence: number; continues: boolean },
): Grid {
  const { xs, ys, spans } = partition;
  const columns = xs.length - 1;
  const rows = ys.length - 1;
  const owner = new Int32Array(rows * columns).fill(-1);
  spans.forEach((span, index) => {
    for (let row = span.row; row < span.row + span.rowSpan; row += 1) {
      for (let column = span.column; column < span.column + span.columnSpan; column += 1) owner[row * columns + column] = index;
    }
  });
  const contents: Word[][] = spans.map(() => []);
  const inColumns = (x: number): number => Math.min(Math.max(intervalOf(xs, x), 0), columns - 1);
  for (const word of words) {
    const [x0, y0, x1, y1] = word.box;
    const row = intervalOf(ys, (y0 + y1) / 2);
    if (row < 0 || row >= rows) continue;
    const middle = (x0 + x1) / 2;
    if (middle < (xs[0] ?? 0) || middle > (xs[columns] ?? 0)) continue;
    const cellAt = (x: number): number => owner[row * columns + inColumns(x)] ?? -1;
    const count = word.edges.length - 1;
    if (word.rotation !== 0 || count < 2 || cellAt(x0) === cellAt(x1)) {
      contents[cellAt(middle)]?.push(word);
      continue;
    }
    let from = 0;
    let cell = -1;
    for (let i = 0; i <= count; i += 1) {
      const next = i === count ? -2 : cellAt(((word.edges[i] ?? x0) + (word.edges[i + 1] ?? x1)) / 2);
      if (i > 0 && next !== cell) {
        contents[cell]?.push(cutWord(word, from, i));
        from = i;
      }
      cell = next;
    }
  }
  const cells: GridCell[] = spans.map((span, index) => ({
    ...span,
    // Numbers in a cell beside several rows may be theirs, one each.
    ...wordsToText(contents[index] ?? [], span.rowSpan > 1 ? Infinity : (xs[span.column + span.columnSpan] ?? 0) - (xs[span.column] ?? 0)),
    box: [xs[span.column] ?? 0, ys[span.row] ?? 0, xs[span.column + span.columnSpan] ?? 0, ys[span.row + span.rowSpan] ?? 0],
  }));
  return {
    page: found.page,
    strategy: found.strategy,
    confidence: found.confidence,
    continues: found.continues,
    box: [xs[0] ?? 0, ys[0] ?? 0, xs[columns] ?? 0, ys[rows] ?? 0],
    rowCount: rows,
    columnCount: columns,
    cells,
  };
}
