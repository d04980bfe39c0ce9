import type { Word } from '../../schemas/page.js';
import type { Partition } from './partition.js';

/** A column narrower than this many ems that holds no word is the padding between two drawn edges, not a column; a row likewise. */
const NARROW_COLUMN = 0.95;
const NARROW_ROW = 0.6;

function keptBoundaries(boundaries: readonly number[], narrow: number, occupied: (from: number, to: number) => boolean): { kept: boolean[]; merged: number[] } {
  const count = boundaries.length - 1;
  const kept: boolean[] = [];
  for (let i = 0; i < count; i += 1) {
    const from = boundaries[i] ?? 0;
    const to = boundaries[i + 1] ?? 0;
    kept.push(to - from >= narrow || occupied(from, to));
  }
  if (!kept.includes(true)) return { kept: kept.map(() => true), merged: [...boundaries] };
  const merged: number[] = [boundaries[0] ?? 0];
  let previous = kept.indexOf(true);
  for (let i = previous + 1; i < count; i += 1) {
    if (kept[i] !== true) continue;
    // One boundary in the middle of the slivers between two columns.
    merged.push(((boundaries[previous + 1] ?? 0) + (boundaries[i] ?? 0)) / 2);
    previous = i;
  }
  merged.push(boundaries[count] ?? 0);
  return { kept, merged };
}

/** The partition without boundaries at which no cell begins: drawn strokes that end no cell. */
function dropUnused({ xs, ys, spans }: Partition): Partition {
  const columns = new Set(spans.map((span) => span.column));
  const rows = new Set(spans.map((span) => span.row));
  if (columns.size === xs.length - 1 && rows.size === ys.length - 1) return { xs, ys, spans };
  const rank = (used: ReadonlySet<number>, count: number): number[] => {
    const ranks = [0];
    for (let i = 0; i < count; i += 1) ranks.push((ranks[i] ?? 0) + (used.has(i) ? 1 : 0));
    return ranks;
  };
  const column = rank(columns, xs.length - 1);
  const row = rank(rows, ys.length - 1);
  return {
    xs: xs.filter((_, index) => columns.has(index) || index === xs.length - 1),
    ys: ys.filter((_, index) => rows.has(index) || index === ys.length - 1),
    spans: spans.map((span) => ({
      row: row[span.row] ?? 0,
      column: column[span.column] ?? 0,
      rowSpan: (row[span.row + span.rowSpan] ?? 0) - (row[span.row] ?? 0),
      columnSpan: (column[span.column + span.columnSpan] ?? 0) - (column[span.column] ?? 0),
    })),
  };
}

/** The partition without the empty slivers that double rules and the edges of cell backgrounds leave between its columns and rows, and without boundaries that bound no cell. */
export function collapseSlivers(partition: Partition, words: readonly Word[], em: number): Partition {
  const { xs, ys } = partition;
  const columns = keptBoundaries(xs, NARROW_COLUMN * em, (from, to) =>
    words.some(({ box }) => {
      const middle = (box[0] + box[2]) / 2;
      return middle > from && middle < to && box[0] > from - 0.25 * em && box[2] < to + 0.25 * em && box[1] < (ys.at(-1) ?? 0) && box[3] > (ys[0] ?? 0);
    }),
  );
  const rows = keptBoundaries(ys, NARROW_ROW * em, (from, to) =>
    words.some(({ box }) => {
      const middle = (box[1] + box[3]) / 2;
      return middle > from && middle < to && box[0] > (xs[0] ?? 0) && box[2] < (xs.at(-1) ?? 0);
    }),
  );
  if (columns.kept.every(Boolean) && rows.kept.every(Boolean)) return dropUnused(partition);
  const before = (kept: readonly boolean[], index: number): number => kept.slice(0, index).filter(Boolean).length;
  const spans = partition.spans
    .map((span) => {
      const row = before(rows.kept, span.row);
      const column = before(columns.kept, span.column);
      return {
        row,
        column,
        rowSpan: before(rows.kept, span.row + span.rowSpan) - row,
        columnSpan: before(columns.kept, span.column + span.columnSpan) - column,
      };
    })
    .filter((span) => span.rowSpan > 0 && span.columnSpan > 0);
  return dropUnused({ xs: columns.merged, ys: rows.merged, spans });
}
