import type { Ruling } from '../../schemas/page.js';
import type { Partition, Span } from './partition.js';

/** Lines nearer than this many ems bound no cell between them: no text fits. */
const SAME_BOUNDARY = 0.4;
/** An edge between two unit cells is drawn when this share of it is covered: rounded corners and crossings leave gaps. */
const DRAWN = 0.5;
/** Inner boundaries are drawn over this share of the region, in the mean: the bars of a chart draw far less, the sections of a form far more. */
const TABLE_SHARE = 0.2;
/** Columns narrower than this many ems are the white between two drawn edges; this share of the row borders goes through it in a grid of rules. */
const NARROW = 0.95;
const THROUGH = 0.3;
/** A drawing with more unit cells than this is no table that a page could hold. */
const MOST_UNITS = 100_000;
/** Lines that run on this many ems past the last crossing line leave an open cell there: a page break or a clip took its border. */
const OPEN_END = 0.6;

interface Extent {
  readonly at: number;
  readonly from: number;
  readonly to: number;
}

function clusterPositions(positions: readonly number[], tolerance: number): number[] {
  const sorted = [...positions].sort((a, b) => a - b);
  const clusters: number[][] = [];
  for (const position of sorted) {
    const last = clusters.at(-1);
    if (last !== undefined && position - (last[0] ?? position) <= tolerance) last.push(position);
    else clusters.push([position]);
  }
  return clusters.map((cluster) => cluster.reduce((sum, position) => sum + position, 0) / cluster.length);
}

/** The ends at which most of the lines across an outer edge stop, when they stop beyond the last drawn boundary: the border that is missing there. */
function missingBorder(ends: readonly number[], boundary: number, direction: 1 | -1, em: number): number | null {
  const beyond = ends.filter((end) => (end - boundary) * direction > OPEN_END * em);
  if (beyond.length < 2 || beyond.length * 2 < ends.length) return null;
  return direction === 1 ? Math.max(...beyond) : Math.min(...beyond);
}

function withClosures(positions: number[], crossing: readonly Extent[], em: number): number[] {
  const first = positions[0];
  const last = positions.at(-1);
  if (first === undefined || last === undefined) {
    if (crossing.length < 2) return positions;
    return [Math.min(...crossing.map((line) => line.from)), Math.max(...crossing.map((line) => line.to))];
  }
  // Only lines that reach the outer boundary can leave a cell open behind it.
  const atStart = crossing.filter((line) => line.from <= first + SAME_BOUNDARY * em).map((line) => line.from);
  const atEnd = crossing.filter((line) => line.to >= last - SAME_BOUNDARY * em).map((line) => line.to);
  const before = missingBorder(atStart, first, -1, em);
  const behind = missingBorder(atEnd, last, 1, em);
  return [...(before === null ? [] : [before]), ...positions, ...(behind === null ? [] : [behind])];
}

/** For each boundary position, which unit edges along it are drawn. */
function drawnEdges(lines: readonly Extent[], positions: readonly number[], along: readonly number[], em: number): boolean[][] {
  return positions.map((position) => {
    const near = lines.filter((line) => Math.abs(line.at - position) <= SAME_BOUNDARY * em);
    const edges: boolean[] = [];
    for (let i = 0; i + 1 < along.length; i += 1) {
      const from = along[i] ?? 0;
      const to = along[i + 1] ?? 0;
      let covered = 0;
      for (const line of near) covered += Math.max(0, Math.min(line.to, to) - Math.max(line.from, from));
      edges.push(covered >= DRAWN * (to - from));
    }
    return edges;
  });
}

/**
 * Erases the row edges of cell backgrounds drawn line by line: they stop short of the column rules, at edges of their own, where the row borders of
 * the same drawing go through. A drawing whose borders all stop so has a box for each cell, and keeps them.
 */
function eraseInnerEdges(across: boolean[][], xs: readonly number[], em: number): void {
  const narrow: number[] = [];
  for (let c = 0; c + 1 < xs.length; c += 1) if ((xs[c + 1] ?? 0) - (xs[c] ?? 0) < NARROW * em) narrow.push(c);
  if (narrow.length === 0 || narrow.length === xs.length - 1) return;
  const inner = across.slice(1, -1);
  const through = inner.filter((edges) => narrow.filter((c) => edges[c] === true).length * 2 >= narrow.length);
  if (through.length < THROUGH * inner.length) return;
  for (const edges of inner) {
    const drawn = [...edges];
    for (let c = 0; c < edges.length; c += 1) {
      if (narrow.includes(c)) continue;
      const beside = [c - 1, c + 1].filter((k) => narrow.includes(k));
      if (beside.length > 0 && beside.every((k) => drawn[k] !== true)) edges[c] = false;
    }
  }
}

/** The share of the inner boundaries' length that is drawn, in the mean. */
function drawnShare(edges: readonly (readonly boolean[])[], along: readonly number[]): number {
  const length = (along.at(-1) ?? 0) - (along[0] ?? 0);
  const shares = edges.map((line) => line.reduce((sum, drawn, index) => sum + (drawn ? (along[index + 1] ?? 0) - (along[index] ?? 0) : 0), 0) / length);
  return shares.reduce((sum, share) => sum + share, 0) / Math.max(shares.length, 1);
}

/** Cuts a set of unit cells that is no rectangle into rectangles: runs of equal rows. */
function rectangles(units: readonly number[], columns: number): Span[] {
  const rows = new Map<number, number[]>();
  for (const unit of units) {
    const row = Math.floor(unit / columns);
    const list = rows.get(row);
    if (list === undefined) rows.set(row, [unit % columns]);
    else list.push(unit % columns);
  }
  const done: Span[] = [];
  let open: Span[] = [];
  for (const [row, list] of [...rows].sort((a, b) => a[0] - b[0])) {
    list.sort((a, b) => a - b);
    const runs: Span[] = [];
    for (const column of list) {
      const last = runs.at(-1);
      if (last !== undefined && last.column + last.columnSpan === column) runs[runs.length - 1] = { ...last, columnSpan: last.columnSpan + 1 };
      else runs.push({ row, column, rowSpan: 1, columnSpan: 1 });
    }
    const next: Span[] = [];
    for (const run of runs) {
      const above = open.find((span) => span.column === run.column && span.columnSpan === run.columnSpan && span.row + span.rowSpan === row);
      next.push(above === undefined ? run : { ...above, rowSpan: above.rowSpan + 1 });
    }
    for (const span of open) if (!next.some((run) => run.row === span.row && run.column === span.column)) done.push(span);
    open = next;
  }
  return [...done, ...open];
}

/**
 * The cells that a group of crossing rulings draws: the unit grid of their positions, units joined across edges that are not drawn. The border that
 * a producer leaves out at a page break, or that the page clips away, is closed at the end of the lines that run there. Null when fewer than two
 * boundaries remain in a direction, and when most boundaries are drawn for a small part only (bars, maps).
 */
export function networkToPartition(network: readonly Ruling[], em: number): Partition | null {
  const horizontal = network.filter((ruling) => ruling.axis === 'h');
  const vertical = network.filter((ruling) => ruling.axis === 'v');
  const xs = withClosures(clusterPositions(vertical.map((ruling) => ruling.at), SAME_BOUNDARY * em), horizontal, em);
  const ys = withClosures(clusterPositions(horizontal.map((ruling) => ruling.at), SAME_BOUNDARY * em), vertical, em);
  const columns = xs.length - 1;
  const rows = ys.length - 1;
  if (columns < 1 || rows < 1 || columns * rows > MOST_UNITS) return null;
  const across = drawnEdges(horizontal, ys, xs, em);
  const down = drawnEdges(vertical, xs, ys, em);
  eraseInnerEdges(across, xs, em);
  if (columns > 2 && rows > 2 && drawnShare(down.slice(1, -1), ys) + drawnShare(across.slice(1, -1), xs) < 2 * TABLE_SHARE) return null;

  const parent = Array.from({ length: rows * columns }, (_, index) => index);
  const root = (unit: number): number => {
    let at = unit;
    while (parent[at] !== at) at = parent[at] ?? at;
    return at;
  };
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const unit = row * columns + column;
      if (column + 1 < columns && down[column + 1]?.[row] !== true) parent[root(unit + 1)] = root(unit);
      if (row + 1 < rows && across[row + 1]?.[column] !== true) parent[root(unit + columns)] = root(unit);
    }
  }
  const groups = new Map<number, number[]>();
  for (let unit = 0; unit < rows * columns; unit += 1) {
    const key = root(unit);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [unit]);
    else group.push(unit);
  }
  const spans = [...groups.values()].flatMap((units) => rectangles(units, columns));
  spans.sort((a, b) => a.row - b.row || a.column - b.column);
  return { xs, ys, spans };
}
