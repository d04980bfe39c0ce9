import type { Gray, Ink, PixelBox } from './raster.js';

/**
 * The share of its ink that a sign has no counterpart for in its mirror image top to bottom. Measured on some 900 signs in seven faces at 150 to 300 dpi,
 * noisy and faint ones too: > and < 0.02 to 0.24, mostly below 0.2; ≥ and ≤ 0.23 to 0.52, mostly above 0.26, also where the bar is slanted (⩾).
 */
const MIRRORED = 0.2;
const NOT_MIRRORED = 0.25;
/** The middle line may lie this share of the height away from the middle of the box, whose edges noise moves. */
const MIDDLE_OFF = 0.15;
/** Paler than this is no ink; it would only blur the picture. */
const PALE = 50;
/** A sign that is wider than high by more than this touches its neighbour. */
const WIDEST = 1.35;

/** 0 for a picture that is its own mirror image top to bottom about some line near its middle, 1 for one that shares nothing with it. */
function asymmetry(gray: Gray, [x0, y0, x1, y1]: PixelBox): number {
  const [top, bottom] = [Math.max(0, y0 - 2), Math.min(gray.height, y1 + 2)];
  const inkAt = (x: number, y: number): number => {
    const ink = y < top || y >= bottom ? 0 : 255 - (gray.data[y * gray.width + x] ?? 255);
    return ink < PALE ? 0 : ink;
  };
  let all = 0;
  for (let y = top; y < bottom; y += 1) for (let x = x0; x < x1; x += 1) all += inkAt(x, y);
  const reach = 2 * Math.max(1, Math.round((y1 - y0) * MIDDLE_OFF));
  let most = 0;
  for (let shift = -reach; shift <= reach; shift += 1) {
    let shared = 0;
    for (let y = top; y < bottom; y += 1) for (let x = x0; x < x1; x += 1) shared += Math.min(inkAt(x, y), inkAt(x, y0 + y1 - 1 - y + shift));
    most = Math.max(most, shared);
  }
  return all === 0 ? 1 : 1 - most / all;
}

/** The arm of the sign begins within this share of the width from one side, in this highest share of its rows … */
const ARM_BEGINS = 0.42;
const HIGHEST = 0.16;
/** … and its point, on the other side, lies between these shares of the height. */
const POINT_FROM = 0.2;
const POINT_TO = 0.72;
/** The point takes this share of the width, and nothing else reaches into it above the bar. */
const POINT_WIDTH = 0.16;
const LOW_ROWS = 0.72;

/** Which way the sign points: its highest ink lies on the side away from the point, and the point alone reaches the other side. Null: no such sign. */
function pointsTo(ink: Ink, [x0, y0, x1, y1]: PixelBox): 'left' | 'right' | null {
  const [width, height] = [x1 - x0, y1 - y0];
  let [highest, count] = [0, 0];
  for (let y = y0; y < y0 + Math.max(1, Math.round(height * HIGHEST)); y += 1) {
    for (let x = x0; x < x1; x += 1) {
      if (ink.data[y * ink.width + x] !== 1) continue;
      highest += x + 0.5 - x0;
      count += 1;
    }
  }
  if (count === 0) return null;
  const begins = highest / count / width;
  const side = begins <= ARM_BEGINS ? 'right' : begins >= 1 - ARM_BEGINS ? 'left' : null;
  if (side === null) return null;
  const strip = Math.max(1, Math.round(width * POINT_WIDTH));
  const from = side === 'right' ? x1 - strip : x0;
  let [first, last]: (number | undefined)[] = [];
  for (let y = y0; y < y0 + height * LOW_ROWS; y += 1) {
    const inked = ink.data.subarray(y * ink.width + from, y * ink.width + from + strip).includes(1);
    // Below the point a blank ends it: a slanted bar may begin as far out, right below.
    if (!inked && first !== undefined) break;
    if (inked) [first, last] = [first ?? (y + 0.5 - y0) / height, (y + 0.5 - y0) / height];
  }
  return first !== undefined && last !== undefined && first >= POINT_FROM && last <= POINT_TO ? side : null;
}

/** Strokes are counted across this stretch of the sign's open side, in shares of its width; between two of them darkness falls to this share. */
const OPEN_FROM = 0.06;
const OPEN_TO = 0.26;
const BETWEEN_STROKES = 0.72;
const FAINTEST_STROKE = 0.4;

/** How many strokes lie one below the other at the open side: two arms, and the bar when there is one. */
function strokesAtOpenSide(gray: Gray, [x0, y0, x1, y1]: PixelBox, point: 'left' | 'right'): number {
  const width = x1 - x0;
  const [a, b] = point === 'right' ? [x0 + OPEN_FROM * width, x0 + OPEN_TO * width] : [x1 - OPEN_TO * width, x1 - OPEN_FROM * width];
  const rows: number[] = [];
  for (let y = Math.max(0, y0 - 1); y < Math.min(gray.height, y1 + 1); y += 1) {
    let dark = 0;
    for (let x = Math.round(a); x < Math.max(b, Math.round(a) + 1); x += 1) dark += 255 - (gray.data[y * gray.width + x] ?? 255);
    rows.push(dark);
  }
  const most = Math.max(...rows);
  let [count, peak, dip] = [0, 0, 0];
  for (const dark of rows) {
    if (count > 0 && dark < dip) dip = dark;
    const rises = count === 0 || dip < BETWEEN_STROKES * Math.min(peak, dark);
    if (rises && dark >= FAINTEST_STROKE * most) [count, peak, dip] = [count + 1, dark, dark];
    else if (dark > peak && count > 0) [peak, dip] = [dark, dark];
  }
  return count;
}

/** A comparator by its shape. `open`: its bar, if it has one, is drawn into the arm (≥ in 楷体, small). */
export type ComparatorShape = '>' | '<' | '≥' | '≤' | 'open';

/**
 * Reads a comparator (> < ≥ ≤) by its shape alone: engines take ≥ for > and for 2 in small print. Two strokes that meet in a point on one side; the bare
 * signs are their own mirror image top to bottom, those with a bar are not.
 * `open` where it may have a bar or none; null where the ink is no comparator plainly.
 */
export function readComparator(gray: Gray, ink: Ink, box: PixelBox): ComparatorShape | null {
  const [x0, y0, x1, y1] = box;
  if (x1 - x0 > WIDEST * (y1 - y0) || y1 - y0 > 2 * (x1 - x0)) return null;
  const point = pointsTo(ink, box);
  if (point === null) return null;
  const share = asymmetry(gray, box);
  if (share <= MIRRORED) return point === 'right' ? '>' : '<';
  // Between the two a slanted bar as long as the arms leaves a doubt, which counting the strokes settles.
  if (share < NOT_MIRRORED && strokesAtOpenSide(gray, box, point) !== 3) return 'open';
  return point === 'right' ? '≥' : '≤';
}

/** Whether a comparator shows its bar beyond doubt: beside what readComparator looks at, its strokes are three. */
export function showsBar(gray: Gray, box: PixelBox, sign: ComparatorShape | null): boolean {
  return (sign === '≥' || sign === '≤') && strokesAtOpenSide(gray, box, sign === '≥' ? 'right' : 'left') === 3;
}
