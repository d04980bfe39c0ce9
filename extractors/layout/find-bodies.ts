import type { Ruling } from '../../schemas/page.js';
import { isCaption } from './caption.js';
import type { PhraseLine } from './phrases.js';

/** A stretch of lines whose phrases stand in common columns: the body of a table without drawn columns. */
export interface Body {
  /** Index of the first and the last line. */
  readonly first: number;
  readonly last: number;
  /** Index of the first line of the headings that another stretch right above it turned out to be; `first` when there is none. */
  readonly headings: number;
  /** The extents of the columns' text, from left to right. */
  readonly columns: readonly { readonly x0: number; readonly x1: number }[];
  /** Lines inside the body that run across columns (section headings). */
  readonly crossing: readonly number[];
  readonly score: number;
  /** The score of the best other reading of most of these lines, with another number of columns; 0, that of no table, at least. */
  readonly rival: number;
}

/** Evidence is counted in aligned cells: a table must explain this many cells beyond its first column to be one. */
const TABLE_COST = 3;
/** A line inside a table that runs across its columns counts against it like this many cells. */
const CROSSING_COST = 1.2;
/** A line inside a table with one phrase only. */
const SINGLE_COST = 0.25;
/** A vertical gap beyond this many ems between lines of a table counts against it, and beyond the second ends it. */
const WIDE_GAP = 1.8;
const BREAKING_GAP = 4;
/** A stretch has at most so many lines: more than a page prints; a dump without pages is cut there, so that time stays in bounds. */
const MOST_LINES = 250;
/** From so many lines on, a stretch is only ended where the next line differs. */
const LONG_STRETCH = 8;
/** Left, right or middle edges of a column agree within this many ems. */
const SAME_EDGE = 0.4;
/** The white between two columns is at least this many ems wide; between columns of few lines, where chance leaves white too, the second. */
const GUTTER = 0.3;
const GUTTER_OF_FEW = 0.9;
const FEW_LINES = 4;
/** So many of a body's first lines may be its headings. */
const HEADING_LINES = 2;

const NUMERIC = /^[\p{Sc}(<>≤≥~*†‡#+\-–—−.\s]*(\d[\d.,:\s/–-]*|[-–—.†‡#*]+|n\/?a|\(?x\)?)[%‰)*†‡\s\p{L}]{0,3}$/iu;

interface Line {
  readonly index: number;
  readonly top: number;
  readonly bottom: number;
  readonly x0: readonly number[];
  readonly x1: readonly number[];
  readonly numeric: readonly boolean[];
  readonly caption: boolean;
}

interface Cluster {
  x0: number;
  x1: number;
}

/** Whether an upright ruling stands between two extents. */
function isWalled(left: Cluster, right: Cluster, walls: readonly number[]): boolean {
  return walls.some((x) => x > (left.x0 + left.x1) / 2 && x < (right.x0 + right.x1) / 2 && x > left.x1 - 0.2 * (left.x1 - left.x0) && x < right.x0 + 0.2 * (right.x1 - right.x0));
}

/** Adds a line's phrases to ascending clusters, joining those that overlap or come nearer than `gutter`. */
function unite(clusters: readonly Cluster[], line: Line, gutter: number, walls: readonly number[]): Cluster[] {
  const merged: Cluster[] = [];
  let i = 0;
  let j = 0;
  while (i < clusters.length || j < line.x0.length) {
    const cluster = clusters[i];
    const x0 = line.x0[j];
    let next: Cluster;
    if (cluster !== undefined && (x0 === undefined || cluster.x0 <= x0)) {
      next = { x0: cluster.x0, x1: cluster.x1 };
      i += 1;
    } else {
      next = { x0: x0 ?? 0, x1: line.x1[j] ?? 0 };
      j += 1;
    }
    const last = merged.at(-1);
    if (last !== undefined && next.x0 - last.x1 < gutter && !isWalled(last, next, walls)) last.x1 = Math.max(last.x1, next.x1);
    else merged.push(next);
  }
  return merged;
}

/** Joins a column that holds text in the first lines only with its neighbour that holds none there: a heading set at the other edge of its column. */
function joinHeadings(columns: Cluster[], lines: readonly Line[], crossing: ReadonlySet<number>): void {
  if (lines.length < 2) return;
  const filled = columns.map(() => ({ head: 0, body: 0 }));
  lines.forEach((line, index) => {
    if (crossing.has(line.index)) return;
    let column = 0;
    line.x0.forEach((x0) => {
      while (column + 1 < columns.length && (columns[column]?.x1 ?? 0) < x0) column += 1;
      const count = filled[column];
      if (count === undefined) return;
      if (index < HEADING_LINES && index < lines.length - 1) count.head += 1;
      else count.body += 1;
    });
  });
  for (let k = columns.length - 1; k > 0; k -= 1) {
    const a = filled[k - 1];
    const b = filled[k];
    const left = columns[k - 1];
    const right = columns[k];
    if (a === undefined || b === undefined || left === undefined || right === undefined) continue;
    if ((a.body === 0 && b.head === 0) || (a.head === 0 && b.body === 0)) {
      left.x1 = right.x1;
      columns.splice(k, 1);
      filled.splice(k - 1, 2, { head: a.head + b.head, body: a.body + b.body });
    }
  }
}

function edgeShare(values: number[], tolerance: number): number {
  if (values.length < 2) return 0;
  values.sort((a, b) => a - b);
  let best = 1;
  let start = 0;
  for (let end = 0; end < values.length; end += 1) {
    while ((values[end] ?? 0) - (values[start] ?? 0) > tolerance) start += 1;
    best = Math.max(best, end - start + 1);
  }
  return (best - 1) / (values.length - 1);
}

function scoreOf(lines: readonly Line[], clusters: readonly Cluster[], crossing: ReadonlySet<number>, em: number, bonus: number, tableCost: number): number {
  const cells: { left: number[]; right: number[]; middle: number[]; numeric: number; count: number }[] = clusters.map(() => ({
    left: [],
    right: [],
    middle: [],
    numeric: 0,
    count: 0,
  }));
  let score = bonus - tableCost;
  let rows = 0;
  let previous: Line | undefined;
  for (const line of lines) {
    if (previous !== undefined) {
      const gap = line.top - previous.bottom;
      if (gap > WIDE_GAP * em) score -= gap / em - WIDE_GAP;
    }
    previous = line;
    if (crossing.has(line.index)) {
      score -= CROSSING_COST;
      continue;
    }
    let column = 0;
    let filled = 0;
    for (let k = 0; k < line.x0.length; ) {
      const x0 = line.x0[k] ?? 0;
      while (column < clusters.length && (clusters[column]?.x1 ?? 0) < x0) column += 1;
      const cluster = clusters[column];
      const cell = cells[column];
      if (cluster === undefined || cell === undefined) break;
      let x1 = line.x1[k] ?? 0;
      let numeric = line.numeric[k] === true;
      k += 1;
      while (k < line.x0.length && (line.x0[k] ?? 0) <= cluster.x1) {
        x1 = line.x1[k] ?? 0;
        numeric = numeric && line.numeric[k] === true;
        k += 1;
      }
      cell.left.push(x0);
      cell.right.push(x1);
      cell.middle.push((x0 + x1) / 2);
      cell.count += 1;
      if (numeric) cell.numeric += 1;
      filled += 1;
    }
    if (filled < 2) score -= SINGLE_COST;
    else rows += 1;
  }
  if (rows < 2) return -Infinity;
  cells.forEach((cell, index) => {
    if (cell.count === 0) return;
    const aligned = Math.max(edgeShare(cell.left, SAME_EDGE * em), edgeShare(cell.right, SAME_EDGE * em), edgeShare(cell.middle, SAME_EDGE * em));
    const numeric = cell.numeric / cell.count;
    if (index > 0) score += cell.count * (0.3 + 0.7 * Math.max(aligned, numeric * 0.9)) * (0.55 + 0.65 * numeric);
  });
  return score;
}

/**
 * Chooses the stretches of lines that read best as bodies of tables. Every stretch between two possible ends competes: its score is the evidence of
 * aligned and like cells beyond the first column, less the lines that cross its columns, wide gaps and the cost of being a table at all. The best
 * set of stretches that don't overlap is found by dynamic programming. `walls` are the x of upright rulings that part columns however near they stand.
 */
export function findBodies(phraseLines: readonly PhraseLine[], rules: readonly Ruling[], em: number, walls: readonly number[] = [], tableCost = TABLE_COST): Body[] {
  const lines: Line[] = phraseLines.map((line, index) => ({
    index,
    top: line.top,
    bottom: line.bottom,
    x0: line.phrases.map((phrase) => phrase.x0),
    x1: line.phrases.map((phrase) => phrase.x1),
    numeric: line.phrases.map((phrase) => NUMERIC.test(phrase.words.map((word) => word.text).join(' '))),
    caption: isCaption(line),
  }));
  const count = lines.length;
  // A stretch may begin or end only where something changes; inside a run of like lines all cuts are worse than none.
  const like = (a: Line, b: Line): boolean => {
    if (a.x0.length < 2 || a.x0.length !== b.x0.length || b.top - a.bottom > WIDE_GAP * em) return false;
    return unite(unite([], a, GUTTER * em, walls), b, GUTTER * em, walls).length === a.x0.length;
  };
  const joined = lines.map((line, index) => {
    const above = lines[index - 1];
    return above !== undefined && like(above, line);
  });

  const best: { score: number; body: Body | null; from: number }[] = [{ score: 0, body: null, from: 0 }];
  const ending: Body[][] = Array.from({ length: count + 1 }, () => []);
  for (let i = 0; i < count; i += 1) {
    const first = lines[i];
    if (first === undefined || first.x0.length < 2 || joined[i] === true || first.caption) continue;
    let clusters: Cluster[] = [];
    const crossing = new Set<number>();
    let rows = 0;
    for (let j = i; j < Math.min(count, i + MOST_LINES); j += 1) {
      const line = lines[j];
      const above = lines[j - 1];
      if (line === undefined || line.caption) break;
      if (j > i && above !== undefined && line.top - above.bottom > BREAKING_GAP * em) break;
      const gutter = (rows < FEW_LINES ? GUTTER_OF_FEW : GUTTER) * em;
      if (line.x0.length >= 2 || j === i) {
        const united = unite(clusters, line, GUTTER * em, walls);
        // A line that would melt columns which several rows keep apart runs across them instead.
        const melted = clusters.length > 0 && united.length < clusters.length;
        if (melted && rows >= 2) crossing.add(j);
        else {
          clusters = united;
          rows += 1;
        }
      } else {
        const x0 = line.x0[0] ?? 0;
        const x1 = line.x1[0] ?? 0;
        const touched = clusters.filter((cluster) => cluster.x0 < x1 && cluster.x1 > x0).length;
        if (touched > 1) crossing.add(j);
        else if (touched === 1 || clusters.length > 0) clusters = unite(clusters, line, GUTTER * em, walls);
      }
      if (clusters.length < 2) break;
      if (line.x0.length < 2 || crossing.has(j) || joined[j + 1] === true) continue;
      // A stretch doesn't end above a line that fits its columns as well: it would only be better with it.
      const next = lines[j + 1];
      if (j - i >= LONG_STRETCH && next !== undefined && next.x0.length > 1 && !next.caption && next.top - line.bottom <= WIDE_GAP * em) {
        if (unite(clusters, next, GUTTER * em, walls).length >= clusters.length) continue;
      }
      const columns: Cluster[] = [];
      for (const cluster of clusters) {
        const last = columns.at(-1);
        if (last !== undefined && cluster.x0 - last.x1 < gutter && !isWalled(last, cluster, walls)) last.x1 = cluster.x1;
        else columns.push({ ...cluster });
      }
      joinHeadings(columns, lines.slice(i, j + 1), crossing);
      if (columns.length < 2) continue;
      const x0 = columns[0]?.x0 ?? 0;
      const x1 = columns.at(-1)?.x1 ?? 0;
      const ruleNear = (from: number, to: number): boolean =>
        rules.some((rule) => rule.axis === 'h' && rule.at >= from && rule.at <= to && Math.min(rule.to, x1) - Math.max(rule.from, x0) >= 0.6 * (x1 - x0));
      const bonus = (ruleNear(first.top - 1.5 * em, first.top + 0.3 * em) ? 1.5 : 0) + (ruleNear(line.bottom - 0.3 * em, line.bottom + 1.5 * em) ? 1.5 : 0);
      const score = scoreOf(lines.slice(i, j + 1), columns, crossing, em, bonus, tableCost);
      if (score > 0) ending[j + 1]?.push({ first: i, last: j, headings: i, columns: columns.map((column) => ({ ...column })), crossing: [...crossing], score, rival: 0 });
    }
  }
  for (let end = 1; end <= count; end += 1) {
    let choice: { score: number; body: Body | null; from: number } = { score: best[end - 1]?.score ?? 0, body: null, from: end - 1 };
    for (const body of ending[end] ?? []) {
      const score = (best[body.first]?.score ?? 0) + body.score;
      if (score > choice.score) choice = { score, body, from: body.first };
    }
    best.push(choice);
  }
  const bodies: Body[] = [];
  for (let end = count; end > 0; ) {
    const choice = best[end];
    if (choice !== undefined && choice.body !== null) bodies.push(choice.body);
    end = choice?.from ?? end - 1;
  }
  const candidates = ending.flat();
  return bodies.reverse().map((body) => {
    let rival = 0;
    for (const other of candidates) {
      const shared = Math.min(body.last, other.last) - Math.max(body.first, other.first) + 1;
      if (other.columns.length !== body.columns.length && shared * 2 > body.last - body.first + 1) rival = Math.max(rival, other.score);
    }
    return { ...body, rival: Math.min(rival, body.score) };
  });
}
