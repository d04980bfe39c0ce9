import type { Ruling } from '../../../schemas/page.js';
import { type DrawnLine, IMAGE_COLOR, type PageMarks, type PaintedArea } from './page-marks.js';

/** A filled rectangle no thicker than this (ems) and at least `BAR_RATIO` times as long is a line drawn as a bar. */
const BAR_THICKNESS = 0.35;
const BAR_RATIO = 3;
/** Cell backgrounds meet when the gap between them is at most this (ems). */
const ABUTTING = 0.3;
/** Sides of two backgrounds are in line when they differ by at most this (ems). */
const ALIGNED = 0.1;
/** A background smaller than this (ems) in one direction holds no text: a tick, a bar of a chart, a bullet. */
const MIN_CELL = 0.8;
/** Pieces of one line whose ends leave a gap of at most this (ems) are one line: producers draw a rule piece by piece, cell by cell. */
const JOINT = 0.12;
/** Dashes and dots: pieces shorter than `DASH` ems with gaps of at most `DASH_GAP` ems are one line where at least `DASH_COUNT` follow each other. */
const DASH = 1;
const DASH_GAP = 0.6;
const DASH_COUNT = 4;
/** A line shorter than this (ems) rules nothing: a tick, an underlined letter. */
const MIN_LENGTH = 0.25;
/** More backgrounds than this on a page are a picture made of rectangles. */
const MAX_BACKGROUNDS = 4000;
const WHITE = 0xffffff;

/** The ruling lines of a page: strokes, bars, and the sides of cell backgrounds that stand side by side; duplicates and pieces merged. */
export function marksToRulings(marks: PageMarks, em: number): Ruling[] {
  const backgrounds: PaintedArea[] = [];
  const lines: DrawnLine[] = [];
  for (const line of marks.lines) lines.push(line);
  for (const area of marks.areas) {
    if (area.color === IMAGE_COLOR) continue;
    const bars = areaToBars(area, em);
    if (bars.length > 0) lines.push(...bars);
    else if (isCellSized(area, em, marks)) backgrounds.push(area);
  }
  const tinted = backgrounds.filter((area) => area.color !== WHITE);
  const visible = lines.filter((line) => line.color !== WHITE || tinted.some((area) => area.order < line.order && touches(line, area)));
  if (backgrounds.length > 1 && backgrounds.length <= MAX_BACKGROUNDS) visible.push(...backgroundSides(backgrounds, em));
  const rulings: Ruling[] = [];
  mergeLines(
    visible.filter((line) => line.axis === 'h'),
    'h',
    marks.height,
    marks.width,
    em,
    rulings,
  );
  mergeLines(
    visible.filter((line) => line.axis === 'v'),
    'v',
    marks.width,
    marks.height,
    em,
    rulings,
  );
  return rulings;
}

/** A thin area as a line; a dot as a piece of a line either way, since only the dots beside it tell which. */
function areaToBars(area: PaintedArea, em: number): DrawnLine[] {
  const [x0, y0, x1, y1] = area.box;
  const wide = x1 - x0;
  const high = y1 - y0;
  const thin = BAR_THICKNESS * em;
  const { color, order } = area;
  const bars: DrawnLine[] = [];
  const dot = wide <= thin && high <= thin;
  if (high <= thin && (wide >= BAR_RATIO * high || dot)) bars.push({ axis: 'h', at: (y0 + y1) / 2, from: x0, to: x1, thickness: high, color, order });
  if (wide <= thin && (high >= BAR_RATIO * wide || dot)) bars.push({ axis: 'v', at: (x0 + x1) / 2, from: y0, to: y1, thickness: wide, color, order });
  return bars;
}

function isCellSized(area: PaintedArea, em: number, marks: PageMarks): boolean {
  const [x0, y0, x1, y1] = area.box;
  return x1 - x0 >= MIN_CELL * em && y1 - y0 >= MIN_CELL * em && (x1 - x0) * (y1 - y0) < 0.9 * marks.width * marks.height;
}

function touches(line: DrawnLine, area: PaintedArea): boolean {
  const [x0, y0, x1, y1] = area.box;
  return line.axis === 'h'
    ? line.at >= y0 - 1 && line.at <= y1 + 1 && line.from < x1 && line.to > x0
    : line.at >= x0 - 1 && line.at <= x1 + 1 && line.from < y1 && line.to > y0;
}

/**
 * The sides of tinted backgrounds that have a neighbour: they abut one of another tint or lie in line with others of the same width or height (the
 * stripes of a table). A single tinted box is a box, not a grid. White ones count only where they lie on a tint (cells spared out of a dark ground).
 */
function backgroundSides(backgrounds: readonly PaintedArea[], em: number): DrawnLine[] {
  const cells = backgrounds.filter(
    (area) => area.color !== WHITE || backgrounds.some((under) => under.color !== WHITE && under.order < area.order && overlaps(under, area)),
  );
  const sides: DrawnLine[] = [];
  const byTop = cells.toSorted((a, b) => a.box[1] - b.box[1]);
  byTop.forEach((area, i) => {
    const [x0, y0, x1, y1] = area.box;
    let neighbour = false;
    for (let k = i + 1; k < byTop.length && !neighbour; k++) neighbour = areNeighbours(area, byTop[k], em);
    for (let k = i - 1; k >= 0 && !neighbour; k--) neighbour = areNeighbours(area, byTop[k], em);
    if (!neighbour) return;
    const { color, order } = area;
    sides.push(
      { axis: 'h', at: y0, from: x0, to: x1, thickness: 0, color, order },
      { axis: 'h', at: y1, from: x0, to: x1, thickness: 0, color, order },
      { axis: 'v', at: x0, from: y0, to: y1, thickness: 0, color, order },
      { axis: 'v', at: x1, from: y0, to: y1, thickness: 0, color, order },
    );
  });
  return sides;
}

const overlaps = (a: PaintedArea, b: PaintedArea): boolean =>
  a.box[0] < b.box[2] && b.box[0] < a.box[2] && a.box[1] < b.box[3] && b.box[1] < a.box[3];

function areNeighbours(a: PaintedArea, b: PaintedArea | undefined, em: number): boolean {
  if (b === undefined) return false;
  const [ax0, ay0, ax1, ay1] = a.box;
  const [bx0, by0, bx1, by1] = b.box;
  const near = ALIGNED * em;
  const sameColumn = Math.abs(ax0 - bx0) <= near && Math.abs(ax1 - bx1) <= near;
  const sameRow = Math.abs(ay0 - by0) <= near && Math.abs(ay1 - by1) <= near;
  // The same rectangle painted twice is no neighbour.
  if (sameColumn && sameRow) return false;
  if (sameColumn || sameRow) return true;
  const gap = ABUTTING * em;
  const besideEachOther = (Math.abs(ax1 - bx0) <= gap || Math.abs(bx1 - ax0) <= gap) && Math.min(ay1, by1) - Math.max(ay0, by0) > gap;
  const onEachOther = (Math.abs(ay1 - by0) <= gap || Math.abs(by1 - ay0) <= gap) && Math.min(ax1, bx1) - Math.max(ax0, bx0) > gap;
  return besideEachOther || onEachOther;
}

/** Merges lines of one axis whose bodies touch, then their pieces; what lies off the page is cut away. */
function mergeLines(lines: readonly DrawnLine[], axis: 'h' | 'v', maxAt: number, maxAlong: number, em: number, into: Ruling[]): void {
  const sorted = lines.toSorted((a, b) => a.at - b.at || a.from - b.from || a.to - b.to);
  const slack = 0.02 * em;
  let group: DrawnLine[] = [];
  let low = 0;
  let high = 0;
  const finish = (): void => {
    if (group.length > 0) mergePieces(group, axis, maxAt, maxAlong, em, into);
    group = [];
  };
  for (const line of sorted) {
    const half = line.thickness / 2;
    if (group.length > 0 && line.at - half <= high + slack && line.at - low <= BAR_THICKNESS * em) {
      high = Math.max(high, line.at + half);
    } else {
      finish();
      low = line.at;
      high = line.at + half;
    }
    group.push(line);
  }
  finish();
}

function mergePieces(group: readonly DrawnLine[], axis: 'h' | 'v', maxAt: number, maxAlong: number, em: number, into: Ruling[]): void {
  const pieces = group.length === 1 ? group : group.toSorted((a, b) => a.from - b.from || a.to - b.to);
  const joined: { from: number; to: number; weight: number; sum: number; thickness: number; pieces: number; longest: number }[] = [];
  for (const piece of pieces) {
    const last = joined[joined.length - 1];
    const length = piece.to - piece.from;
    const dashed = last !== undefined && length <= DASH * em && last.longest <= DASH * em;
    if (last !== undefined && piece.from - last.to <= (dashed ? DASH_GAP : JOINT) * em) {
      last.to = Math.max(last.to, piece.to);
      last.sum += piece.at * length;
      last.weight += length;
      last.thickness = Math.max(last.thickness, piece.thickness);
      last.pieces++;
      last.longest = Math.max(last.longest, length);
    } else {
      joined.push({ from: piece.from, to: piece.to, weight: length, sum: piece.at * length, thickness: piece.thickness, pieces: 1, longest: length });
    }
  }
  for (const line of joined) {
    const at = line.weight > 0 ? line.sum / line.weight : (group[0]?.at ?? 0);
    const from = Math.max(0, line.from);
    const to = Math.min(maxAlong, line.to);
    const dots = line.longest < MIN_LENGTH * em && line.pieces < DASH_COUNT;
    if (dots || to - from < MIN_LENGTH * em || at < -line.thickness || at > maxAt + line.thickness) continue;
    into.push({ axis, at: round(at), from: round(from), to: round(to), thickness: round(line.thickness) });
  }
}

const round = (value: number): number => Math.round(value * 100) / 100;
