import type { PixelRuling } from './find-rulings-in-pixels.js';
import type { PixelBox } from './raster.js';

/** A line that dirt on the glass of a scanner or copier draws over the whole sheet, from edge to edge, in pixels of the straightened page. */
export interface Streak {
  /** As it is erased: a stretch of one pixel for each row it passes. */
  readonly ruling: PixelRuling;
  /** Whether it runs through a box. */
  meets(box: PixelBox): boolean;
  /** Whether a line is a part of it. */
  holds(line: PixelRuling): boolean;
}

/** Within this of the edge of the sheet, in inches, it begins and ends; printers leave more white, and rules end on the rules that cross them. */
const EDGE_INCH = 0.12;
/** No rule crosses its ends within this many inches: the frame of a picture that is cut at its table does. */
const FREE_INCH = 0.2;
/** Its ends lie on one straight line along the sheet, which may lean by this much (2° askew, and a little for the lens). */
const LEAN = 0.045;

/** So much of it is seen as lines; text and rules that it crosses hide the rest, or it is too pale there. */
const SEEN = 0.4;

/** The streaks among what looks like rulings, dark and pale ones. `size` is that of the page. */
export function findStreaks(lines: readonly PixelRuling[], size: { readonly width: number; readonly height: number }, dpi: number): Streak[] {
  const [edge, free] = [EDGE_INCH * dpi, FREE_INCH * dpi];
  return (['h', 'v'] as const).flatMap((axis) => {
    const length = axis === 'h' ? size.width : size.height;
    const [own, crossing] = [lines.filter((line) => line.axis === axis), lines.filter((line) => line.axis !== axis)];
    const isFree = (end: number, at: number): boolean => !crossing.some((line) => Math.abs(line.at - end) <= free && line.from <= at && at <= line.to);
    const begins = own.filter((line) => line.from <= edge && isFree(line.from, line.at));
    const ends = own.filter((line) => line.to >= length - edge && isFree(line.to, line.at));
    const streaks = begins.flatMap((first) => ends.filter((last) => Math.abs(last.at - first.at) <= LEAN * length).map((last) => streakOf(first, last, length)));
    return streaks.filter((streak) => own.filter((line) => streak.holds(line)).reduce((sum, { from, to }) => sum + to - from, 0) >= SEEN * length);
  });
}

/** Where a line begins and ends: along it and across. `at` is where it lies in its middle. */
function endsOf({ runs }: PixelRuling): { from: readonly [number, number]; to: readonly [number, number] } {
  const first = runs.reduce((least, run) => (run.from < least.from ? run : least));
  const last = runs.reduce((most, run) => (run.to > most.to ? run : most));
  return { from: [first.from, first.row], to: [last.to, last.row] };
}

function streakOf(first: PixelRuling, last: PixelRuling, length: number): Streak {
  const { axis } = first;
  const [[y0, x0], [y1, x1]] = [endsOf(first).from, endsOf(last).to];
  const at = (y: number): number => x0 + ((x1 - x0) * (y - y0)) / Math.max(1, y1 - y0);
  // A streak is uneven, and the line through its ends may miss its middle by a pixel.
  const half = Math.ceil(Math.max(first.thickness, last.thickness) / 2) + 1;
  const isNear = ([y, x]: readonly [number, number]): boolean => Math.abs(at(y) - x) <= half + 1;
  const runs = Array.from({ length }, (_, y) => Array.from({ length: 2 * half + 1 }, (__, k) => ({ row: Math.round(at(y)) + k - half, from: y, to: y + 1 }))).flat();
  return {
    ruling: { axis, at: at(length / 2), from: 0, to: length, thickness: 2 * half + 1, runs },
    meets([left, top, right, bottom]) {
      const [from, to, low, high] = axis === 'v' ? [top, bottom, left, right] : [left, right, top, bottom];
      const middle = at((from + to) / 2);
      return middle + half >= low && middle - half <= high;
    },
    holds(line) {
      const { from, to } = endsOf(line);
      return line.axis === axis && isNear(from) && isNear(to);
    },
  };
}
