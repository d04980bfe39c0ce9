import { findStreaks, type Streak } from './find-streaks.js';
import { paleRules } from './pale-rules.js';
import type { Gray, Ink } from './raster.js';

/** A ruling line in pixels, with the stretches of ink it was found as: rows (of the axis) and their extents. */
export interface PixelRuling {
  readonly axis: 'h' | 'v';
  readonly at: number;
  readonly from: number;
  readonly to: number;
  readonly thickness: number;
  readonly runs: readonly Run[];
}

interface Run {
  readonly row: number;
  readonly from: number;
  readonly to: number;
}

/** Shortest stretch of ink that can be a part of a line, in inches: strokes of characters up to 14 points are shorter. */
const MIN_RUN_INCH = 0.2;
/** Scanning and dashes leave holes up to this long in a line, in inches, and the rest of a run must be ink to this share. */
const MAX_HOLE_INCH = 0.02;
const MIN_FILL = 0.8;
/** Thicker bars are drawings, not rules. */
const MAX_THICKNESS_INCH = 0.06;
/** A rule stands free: along it, ink lies beside it (this far off, in inches) on no more than this share of its length. Strokes of stacked text don't. */
const BESIDE_INCH = 0.016;
const MAX_BESIDE = 0.3;
/** Text set close to a rule lies beside it, too: a line that is solid over this share of its length, and long, is no stroke of text. */
const SOLID = 0.97;
/** A line as long as this needs no crossing line to be believed; a shorter one must end on crossing lines at both ends. */
const SURE_INCH = 1.2;
const TOUCH_INCH = 0.05;
/** A pale line of which this share is dark enough to be a line of its own is that line. */
const MOSTLY_DARK = 0.8;

function runsOfRow(ink: Ink, row: number, minRun: number, maxHole: number): Run[] {
  const runs: Run[] = [];
  const offset = row * ink.width;
  let [from, last, filled] = [-1, -1, 0];
  const flush = (): void => {
    if (from >= 0 && last + 1 - from >= minRun && filled >= MIN_FILL * (last + 1 - from)) runs.push({ row, from, to: last + 1 });
  };
  for (let x = 0; x < ink.width; x += 1) {
    if (ink.data[offset + x] !== 1) continue;
    if (from < 0 || x - last - 1 > maxHole) {
      flush();
      [from, filled] = [x, 0];
    }
    last = x;
    filled += 1;
  }
  flush();
  return runs;
}

/** The share of a line's length that has ink close by on one side or the other. */
function shareBeside(ink: Ink, runs: readonly Run[], thickness: number, dpi: number): number {
  const off = Math.round(thickness + Math.max(2, BESIDE_INCH * dpi));
  let [beside, length] = [0, 0];
  for (const { row, from, to } of runs) {
    length += to - from;
    for (let x = from; x < to; x += 1) {
      const up = row >= off ? ink.data[(row - off) * ink.width + x] : 0;
      const down = row + off < ink.height ? ink.data[(row + off) * ink.width + x] : 0;
      if (up === 1 || down === 1) beside += 1;
    }
  }
  return beside / Math.max(1, length);
}

/** The share of a line's length where there is ink in one of its runs. */
function shareSolid(ink: Ink, runs: readonly Run[], from: number, to: number): number {
  const inked = new Uint8Array(to - from);
  for (const run of runs) for (let x = run.from; x < run.to; x += 1) if (ink.data[run.row * ink.width + x] === 1) inked[x - from] = 1;
  return inked.reduce((sum, value) => sum + value, 0) / (to - from);
}

/**
 * Long runs of neighbouring rows that overlap are one line: skew that is left makes a line step from row to row. Those that stand free, and those that text
 * crowds, which are lines if both their ends are.
 */
function linesOfRows(ink: Ink, axis: 'h' | 'v', dpi: number): { free: PixelRuling[]; crowded: PixelRuling[] } {
  const minRun = Math.round(MIN_RUN_INCH * dpi);
  const maxHole = Math.max(2, Math.round(MAX_HOLE_INCH * dpi));
  const maxThickness = Math.max(3, MAX_THICKNESS_INCH * dpi);
  interface Group {
    runs: Run[];
    merged: Group | null;
  }
  const all: Group[] = [];
  const settle = (group: Group): Group => {
    let at = group;
    while (at.merged !== null) at = at.merged;
    return at;
  };
  let previous: { run: Run; group: Group }[] = [];
  for (let row = 0; row < ink.height; row += 1) {
    const current: { run: Run; group: Group }[] = [];
    for (const run of runsOfRow(ink, row, minRun, maxHole)) {
      let own: Group | null = null;
      for (const { run: above, group } of previous) {
        if (above.to + maxHole < run.from || above.from > run.to + maxHole) continue;
        const root = settle(group);
        if (own === null) own = root;
        else if (root !== own) {
          own.runs.push(...root.runs);
          root.merged = own;
        }
      }
      if (own === null) {
        own = { runs: [], merged: null };
        all.push(own);
      }
      own.runs.push(run);
      current.push({ run, group: own });
    }
    previous = current;
  }
  const free: PixelRuling[] = [];
  const crowded: PixelRuling[] = [];
  for (const group of all) {
    if (group.merged !== null) continue;
    let [from, to, weighted, length] = [Infinity, -Infinity, 0, 0];
    for (const run of group.runs) {
      from = Math.min(from, run.from);
      to = Math.max(to, run.to);
      weighted += (run.row + 0.5) * (run.to - run.from);
      length += run.to - run.from;
    }
    const thickness = length / (to - from);
    if (thickness > maxThickness) continue;
    const line = { axis, at: weighted / length, from, to, thickness, runs: group.runs };
    if (shareBeside(ink, group.runs, thickness, dpi) <= MAX_BESIDE) free.push(line);
    else if (to - from >= SURE_INCH * dpi && shareSolid(ink, group.runs, from, to) >= SOLID) crowded.push(line);
  }
  return { free, crowded };
}

function transpose({ width, height, data }: Gray | Ink): Ink {
  const turned = new Uint8Array(data.length);
  const tile = 64;
  for (let ty = 0; ty < height; ty += tile) {
    for (let tx = 0; tx < width; tx += tile) {
      for (let y = ty; y < Math.min(height, ty + tile); y += 1) {
        for (let x = tx; x < Math.min(width, tx + tile); x += 1) turned[x * height + y] = data[y * width + x] ?? 0;
      }
    }
  }
  return { width: height, height: width, data: turned };
}

function meets(line: PixelRuling, end: number, crossing: readonly PixelRuling[], reach: number): boolean {
  return crossing.some((other) => Math.abs(other.at - end) <= reach && other.from - reach <= line.at && line.at <= other.to + reach);
}

/** Those of the pale lines that are not found as dark ones. */
function notDark(pale: readonly PixelRuling[], dark: readonly PixelRuling[]): PixelRuling[] {
  return pale.filter((line) => {
    const same = dark.filter(({ axis, at, thickness }) => axis === line.axis && Math.abs(at - line.at) <= Math.max(thickness, line.thickness) + 1);
    const shared = same.reduce((sum, { from, to }) => sum + Math.max(0, Math.min(to, line.to) - Math.max(from, line.from)), 0);
    return shared < MOSTLY_DARK * (line.to - line.from);
  });
}

/**
 * The ruling lines of a straightened page, by run lengths: long ones, and short ones that end on other lines. Lines too thin and pale to be ink are found
 * in `gray`, where both their ends meet lines. What runs over the whole sheet is the streak of a scanner. Pixels; sorted by axis, `at`, `from`.
 */
export function findRulingsInPixels(ink: Ink, dpi: number, gray: Gray): { rulings: PixelRuling[]; streaks: Streak[] } {
  const upright = { ink: transpose(ink), gray: transpose(gray) };
  const [level, plumb] = [linesOfRows(ink, 'h', dpi), linesOfRows(upright.ink, 'v', dpi)];
  const crowded = [...level.crowded, ...plumb.crowded];
  const pale = [...linesOfRows(paleRules(gray, dpi), 'h', dpi).free, ...linesOfRows(paleRules(upright.gray, dpi), 'v', dpi).free];
  const dark = [...level.free, ...plumb.free, ...crowded];
  const held = new Set([...crowded, ...notDark(pale, dark)]);
  const found = [...level.free, ...plumb.free, ...held];
  const streaks = findStreaks(found, ink, dpi);
  const lines = found.filter((line) => !streaks.some((streak) => streak.holds(line)));
  let horizontal = lines.filter(({ axis }) => axis === 'h');
  let vertical = lines.filter(({ axis }) => axis === 'v');
  const sure = (line: PixelRuling): boolean => !held.has(line) && line.to - line.from >= SURE_INCH * dpi;
  const reach = TOUCH_INCH * dpi;
  // Dropping one stroke can leave another without its end: go on until all that is left holds together.
  for (let dropped = true; dropped; ) {
    const before = horizontal.length + vertical.length;
    horizontal = horizontal.filter((line) => sure(line) || (meets(line, line.from, vertical, reach) && meets(line, line.to, vertical, reach)));
    vertical = vertical.filter((line) => sure(line) || (meets(line, line.from, horizontal, reach) && meets(line, line.to, horizontal, reach)));
    dropped = horizontal.length + vertical.length < before;
  }
  const rulings = [...horizontal, ...vertical].sort((a, b) => (a.axis < b.axis ? -1 : a.axis > b.axis ? 1 : a.at - b.at || a.from - b.from));
  return { rulings, streaks };
}
