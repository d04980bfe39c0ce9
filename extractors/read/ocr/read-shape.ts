import type { InkPiece } from './ink-pieces.js';
import type { Gray, Ink, PixelBox } from './raster.js';

/** A sign that its shape alone gives away, or null. `sure` is false where another sign is drawn much like it. */
export interface ShapeReading {
  readonly text: string;
  readonly sure: boolean;
  readonly others: readonly string[];
}

/** A dash is no thicker than this share of its length, nor than this share of an em. */
const DASH_THICKNESS_OF_LENGTH = 0.28;
const DASH_THICKNESS_OF_EM = 0.24;
/** Its rows are inked over this share of the length, and what noise adds above and below is no more than this share of the ink. */
const DASH_ROW_FILL = 0.5;
const DASH_STRAY = 0.2;
const DASH_COLUMNS = 0.9;
/** A stroke no higher than this, in ems (or three pixels), is a hairline: noise breaks it, and may leave no more than this share of its columns. */
const HAIRLINE = 0.13;
const HAIRLINE_COLUMNS = 0.4;
/** At its right end it is no thicker than elsewhere by more than this; the character 一 swells there in most faces. */
const DASH_END = 1.35;
/** From these lengths on, in ems: a hyphen, something between, an em dash, two of them. */
const HYPHEN_LENGTH = 0.18;
const SHORT_DASH_LENGTH = 0.42;
const EM_DASH_LENGTH = 0.56;
const TWO_DASHES_LENGTH = 1.35;
/** A stroke that leans by more than this (width over height) is a slash, one that leans less may be a 1. */
const SLASH_LEAN = 0.22;
const SLASH_HEIGHT = 0.6;
/** The ink of a straight stroke lies within this share of its height from the line through it. */
const STRAIGHTNESS = 0.07;

/** A stroke paler than the threshold goes on as far as it keeps this share of its darkness, looked for this far away, in means over this window (ems). */
const GOES_ON = 0.45;
const REACH = 1.2;
const WINDOW = 0.15;
/** A hyphen is no hairline: it is at least this thick, in ems. A thinner one is what noise left of a dash. */
const HYPHEN_THICKNESS = 0.06;

/** How far a stroke really goes, by its grey levels: noise and a threshold make a hairline shorter or longer than it is printed. */
function strokeExtent(gray: Gray, [x0, y0, x1, y1]: PixelBox, within: PixelBox, em: number): { from: number; to: number } {
  const left = Math.max(0, within[0], Math.floor(x0 - REACH * em));
  const right = Math.min(gray.width, within[2], Math.ceil(x1 + REACH * em));
  const darkness = new Float64Array(Math.max(0, right - left));
  for (let y = y0; y < y1; y += 1) for (let x = left; x < right; x += 1) darkness[x - left] = (darkness[x - left] ?? 0) + 255 - (gray.data[y * gray.width + x] ?? 255);
  const half = Math.max(1, Math.round((WINDOW * em) / 2));
  const smooth = darkness.map((_, i) => {
    const [a, b] = [Math.max(0, i - half), Math.min(darkness.length, i + half + 1)];
    let sum = 0;
    for (let k = a; k < b; k += 1) sum += darkness[k] ?? 0;
    return sum / (b - a);
  });
  let [from, to] = [Math.floor((x0 + x1) / 2) - left, Math.floor((x0 + x1) / 2) - left];
  const inside = [...smooth.subarray(Math.max(0, x0 - left), Math.max(1, x1 - left))].sort((a, b) => b - a);
  const limit = GOES_ON * (inside[Math.floor(inside.length / 4)] ?? 0);
  while (from > 0 && (smooth[from - 1] ?? 0) > limit) from -= 1;
  while (to < smooth.length && (smooth[to] ?? 0) > limit) to += 1;
  return to > from ? { from: from + left, to: to + left } : { from: x0, to: x1 };
}

function readDash(gray: Gray, ink: Ink, [x0, y0, x1, y1]: PixelBox, within: PixelBox, em: number): ShapeReading | null {
  const length = x1 - x0;
  if (length < HYPHEN_LENGTH * em || y1 - y0 > 2 * DASH_THICKNESS_OF_EM * em) return null;
  const columns = new Uint32Array(length);
  let [core, coreInk, all] = [0, 0, 0];
  for (let y = y0; y < y1; y += 1) {
    let count = 0;
    for (let x = x0; x < x1; x += 1) {
      if (ink.data[y * ink.width + x] !== 1) continue;
      count += 1;
      columns[x - x0] = (columns[x - x0] ?? 0) + 1;
    }
    all += count;
    if (count < DASH_ROW_FILL * length) continue;
    core += 1;
    coreInk += count;
  }
  const inked = columns.filter((count) => count > 0).length / length;
  const hairline = y1 - y0 <= Math.max(3, HAIRLINE * em) && inked >= HAIRLINE_COLUMNS;
  const bar = core > 0 && core <= Math.min(DASH_THICKNESS_OF_LENGTH * length, DASH_THICKNESS_OF_EM * em) && all - coreInk <= DASH_STRAY * all && inked >= DASH_COLUMNS;
  if (!hairline && !bar) return null;
  const { from, to } = strokeExtent(gray, [x0, y0, x1, y1], within, em);
  const printed = to - from;
  if (printed < SHORT_DASH_LENGTH * em) return { text: '-', sure: inked >= DASH_COLUMNS && core >= Math.max(2, HYPHEN_THICKNESS * em), others: ['—'] };
  if (printed > TWO_DASHES_LENGTH * em) return { text: '——', sure: false, others: ['—', '一'] };
  if (printed < EM_DASH_LENGTH * em) return { text: '—', sure: false, others: ['-', '–'] };
  const quarter = Math.max(1, Math.floor(length / 4));
  const thickness = (from: number): number => columns.subarray(from, from + quarter).reduce((sum, count) => sum + count, 0) / quarter;
  return { text: '—', sure: hairline || thickness(length - quarter) <= DASH_END * thickness(Math.floor((length - quarter) / 2)), others: ['一'] };
}

function readSlash(ink: Ink, box: PixelBox, em: number): ShapeReading | null {
  const [x0, y0, x1, y1] = box;
  const [width, height] = [x1 - x0, y1 - y0];
  if (height < SLASH_HEIGHT * em || width < SLASH_LEAN * height || width > height) return null;
  // Least squares of x on y over the ink.
  let [n, sx, sy, sxy, syy] = [0, 0, 0, 0, 0];
  for (let y = y0; y < y1; y += 1) {
    for (let x = x0; x < x1; x += 1) {
      if (ink.data[y * ink.width + x] !== 1) continue;
      [n, sx, sy, sxy, syy] = [n + 1, sx + x, sy + y, sxy + x * y, syy + y * y];
    }
  }
  const slope = (n * sxy - sx * sy) / (n * syy - sy * sy);
  const start = (sx - slope * sy) / n;
  if (-slope < SLASH_LEAN) return null;
  let worst = 0;
  for (let y = y0; y < y1; y += 1) {
    for (let x = x0; x < x1; x += 1) if (ink.data[y * ink.width + x] === 1) worst = Math.max(worst, Math.abs(x - start - slope * y));
  }
  return worst <= Math.max(1.5, STRAIGHTNESS * height + n / height / 2) ? { text: '/', sure: true, others: [] } : null;
}

/** A zero is higher than wide by at least this, and fills at least so much of an em: o is lower, O and ○ are as wide as high. */
const ZERO_ASPECT = 0.8;
const ZERO_HEIGHT = 0.6;
/** The middle of a ring is blank over this share of its width and height. */
const RING_HOLE = 0.25;
/** A ring mirrors itself: of its pixels this share may differ. */
const RING_DIFFERENCE = 0.25;

/** Whether a piece of ink is an upright ring as wide and high as the figure zero. */
export function isZeroRing(ink: Ink, [x0, y0, x1, y1]: PixelBox, em: number): boolean {
  const [width, height] = [x1 - x0, y1 - y0];
  if (height < ZERO_HEIGHT * em || width > ZERO_ASPECT * height || width < 0.35 * height) return false;
  const at = (x: number, y: number): number => ink.data[y * ink.width + x] ?? 0;
  const [mx, my] = [(x0 + x1) / 2, (y0 + y1) / 2];
  for (let y = Math.ceil(my - (height * RING_HOLE) / 2); y < my + (height * RING_HOLE) / 2; y += 1) {
    for (let x = Math.ceil(mx - (width * RING_HOLE) / 2); x < mx + (width * RING_HOLE) / 2; x += 1) if (at(x, y) === 1) return false;
  }
  let [different, total] = [0, 0];
  for (let y = y0; y < y1; y += 1) {
    for (let x = x0; x < x1; x += 1) {
      if (at(x, y) === 0) continue;
      total += 2;
      if (at(x0 + x1 - 1 - x, y) === 0) different += 1;
      if (at(x, y0 + y1 - 1 - y) === 0) different += 1;
    }
  }
  return different <= RING_DIFFERENCE * total;
}

/** The strokes of = end within this share of their length of each other, unlike those of 二; each is thinner than this share of it, and the white between too. */
const EQUAL_ENDS = 0.12;
const EQUAL_THICKNESS = 0.3;
const EQUAL_GAP = 0.75;
const EQUAL_LENGTH = [0.38, 1.1] as const;

/** Two level strokes of one length, one below the other, with white between. */
function readEquals(ink: Ink, [x0, y0, x1, y1]: PixelBox, em: number): ShapeReading | null {
  const length = x1 - x0;
  if (length < EQUAL_LENGTH[0] * em || length > EQUAL_LENGTH[1] * em || y1 - y0 > length * (2 * EQUAL_THICKNESS + EQUAL_GAP)) return null;
  const strokes: { from: number; to: number; left: number; right: number }[] = [];
  for (let y = y0; y < y1; y += 1) {
    const row = ink.data.subarray(y * ink.width + x0, y * ink.width + x1);
    const [left, right] = [row.indexOf(1), row.lastIndexOf(1)];
    if (left < 0 || right + 1 - left < length / 2) {
      if (left >= 0 && (right + 1 - left) * 4 > length) return null;
      continue;
    }
    const last = strokes.at(-1);
    if (last !== undefined && last.to === y) Object.assign(last, { to: y + 1, left: Math.min(last.left, left), right: Math.max(last.right, right) });
    else strokes.push({ from: y, to: y + 1, left, right });
  }
  const [upper, lower] = strokes;
  if (upper === undefined || lower === undefined || strokes.length > 2) return null;
  const isThin = strokes.every(({ from, to }) => to - from <= Math.max(3, EQUAL_THICKNESS * length));
  const isLevel = Math.abs(upper.left - lower.left) <= EQUAL_ENDS * length + 1 && Math.abs(upper.right - lower.right) <= EQUAL_ENDS * length + 1;
  return isThin && isLevel ? { text: '=', sure: true, others: [] } : null;
}

/** Reads a line that holds nothing but a dash, a slash or a sign of equality, which recognisers take for 1, 一, 7 or n for want of anything beside it. `within` is its cell; pixels. */
export function readShape(gray: Gray, ink: Ink, pieces: readonly InkPiece[], within: PixelBox, em: number): ShapeReading | null {
  const [first, last] = [pieces[0], pieces.at(-1)];
  if (first === undefined || last === undefined) return null;
  const whole: PixelBox = [first.box[0], Math.min(...pieces.map(({ box }) => box[1])), last.box[2], Math.max(...pieces.map(({ box }) => box[3]))];
  // Noise can break a dash; a slash is one stroke.
  return readEquals(ink, whole, em) ?? readDash(gray, ink, whole, within, em) ?? (pieces.length === 1 ? readSlash(ink, first.box, em) : null);
}
