import type { Ink, PixelBox } from './raster.js';

/** A blank strip as high as this many ems may still lie inside a character (二) as long as the whole is no higher than a character. */
const CHARACTER_HEIGHT = 1.08;
/** A blank as wide as this many ems parts two pieces of a line, which may belong to two columns. */
const PIECE_GAP = 1.4;
/** Outside ruled cells columns stand closer than that; the widest blank inside a text is that beside a comma or a bracket of full width. */
const LOOSE_PIECE_GAP = 1;
/** Where the lines of neighbouring columns interleave, no blank row parts them, but a blank column does, as high as the band: cells are padded by so much. */
const GUTTER = 0.45;
/** Lines that merely touch are cut through hardly any ink; a cut through more than this share of the mean goes through characters. */
const DIRTY_CUT = 0.3;
/** Bands higher than this many ems hold lines of text that touch. */
const TOUCHING_HEIGHT = 1.6;
/** Touching lines are cut into lines of these heights, in ems. */
const LINE_MIN = 0.85;
const LINE_MAX = 1.6;
/** A cut goes through rows with less ink than this share of the mean; a band without such rows, no higher than a heading, is one line of large type. */
const VALLEY = 0.5;
const HEADING_HEIGHT = 3;
/** Ink of less area than this, in inches squared, is a speck: the smallest printed point measures 0.012 inch across. */
const SPECK_SQUARE_INCH = 0.00006;

interface Band {
  readonly from: number;
  readonly to: number;
}

/** Stretches of a profile that hold ink. */
function bandsOf(profile: Uint32Array, offset: number): Band[] {
  const bands: Band[] = [];
  let from = -1;
  for (let i = 0; i <= profile.length; i += 1) {
    const filled = i < profile.length && (profile[i] ?? 0) > 0;
    if (filled && from < 0) from = i;
    if (!filled && from >= 0) {
      bands.push({ from: from + offset, to: i + offset });
      from = -1;
    }
  }
  return bands;
}

function rowProfile(ink: Ink, [x0, y0, x1, y1]: PixelBox): Uint32Array {
  const profile = new Uint32Array(Math.max(0, y1 - y0));
  for (let y = y0; y < y1; y += 1) {
    let count = 0;
    for (let at = y * ink.width + x0, end = y * ink.width + x1; at < end; at += 1) count += ink.data[at] ?? 0;
    profile[y - y0] = count;
  }
  return profile;
}

function columnProfile(ink: Ink, [x0, y0, x1, y1]: PixelBox): Uint32Array {
  const profile = new Uint32Array(Math.max(0, x1 - x0));
  for (let y = y0; y < y1; y += 1) {
    for (let x = x0; x < x1; x += 1) if (ink.data[y * ink.width + x] === 1) profile[x - x0] = (profile[x - x0] ?? 0) + 1;
  }
  return profile;
}

/** Joins bands that together are no higher than a character, and bands whose blank between is thinner than `gap`. */
function joinBands(bands: readonly Band[], height: number, gap: number): Band[] {
  const joined: Band[] = [];
  for (const band of bands) {
    const last = joined.at(-1);
    if (last !== undefined && (band.to - last.from <= height || band.from - last.to < gap)) joined[joined.length - 1] = { from: last.from, to: band.to };
    else joined.push(band);
  }
  return joined;
}

/** Cuts a band of touching lines where the least ink is cut, into lines of believable height. `dirty` when a cut goes through characters all the same. */
function cutTouching(profile: Uint32Array, offset: number, em: number): { bands: Band[]; dirty: boolean } {
  const length = profile.length;
  let sum = 0;
  for (const count of profile) sum += count;
  const mean = sum / Math.max(1, length);
  const cost = new Float64Array(length + 1).fill(Infinity);
  const from = new Int32Array(length + 1).fill(-1);
  cost[0] = 0;
  for (let end = 1; end <= length; end += 1) {
    for (let start = Math.max(0, end - Math.ceil(LINE_MAX * em)); start <= end - Math.floor(LINE_MIN * em); start += 1) {
      const own = (cost[start] ?? Infinity) + (end === length ? 0 : (profile[end] ?? 0) / mean);
      if (own < (cost[end] ?? Infinity)) [cost[end], from[end]] = [own, start];
    }
  }
  if (cost[length] === Infinity) return { bands: [{ from: offset, to: offset + length }], dirty: true };
  const bands: Band[] = [];
  for (let end = length; end > 0; end = from[end] ?? 0) bands.unshift({ from: offset + (from[end] ?? 0), to: offset + end });
  const large = length <= HEADING_HEIGHT * em && bands.slice(1).some((band) => (profile[band.from - offset] ?? 0) > VALLEY * mean);
  const dirty = bands.slice(1).some((band) => (profile[band.from - offset] ?? 0) > DIRTY_CUT * mean);
  return { bands: large ? [{ from: offset, to: offset + length }] : bands, dirty };
}

/** Whether a cut before one of these rows goes through the characters of a column: beside long lines a label of two characters has little ink. */
function cutsThrough(profile: Uint32Array, rows: readonly number[]): boolean {
  const inked = profile.subarray(profile.findIndex((count) => count > 0), profile.findLastIndex((count) => count > 0) + 1);
  const mean = inked.reduce((sum, count) => sum + count, 0) / Math.max(1, inked.length);
  return rows.some((row) => (profile[row] ?? 0) > DIRTY_CUT * mean);
}

/**
 * The lines of text in a region, as boxes around their ink, top to bottom and left to right, by recursive cuts through blank rows and wide blank
 * columns (the X-Y cut of Nagy and Seth, ICPR 1984); lines that touch are cut where the least ink is cut. `em` is the height of a character. A `loose`
 * region is no ruled cell: it may hold columns.
 */
export function splitLines(ink: Ink, region: PixelBox, em: number, dpi: number, loose = false): PixelBox[] {
  const lines: PixelBox[] = [];
  const isSpeck = (count: number): boolean => count < Math.max(3, SPECK_SQUARE_INCH * dpi * dpi);
  const cut = (box: PixelBox, fresh: boolean): void => {
    const [x0, y0, x1] = box;
    const rows = rowProfile(ink, box);
    const bands = joinBands(bandsOf(rows, y0), CHARACTER_HEIGHT * em, 1);
    for (const band of bands) {
      const columns = columnProfile(ink, [x0, band.from, x1, band.to]);
      const pieces = joinBands(bandsOf(columns, x0), 0, (loose ? LOOSE_PIECE_GAP : PIECE_GAP) * em);
      const whole = pieces.length === 1 && bands.length === 1;
      for (const piece of pieces) {
        const inside: PixelBox = [piece.from, band.from, piece.to, band.to];
        if (!whole || fresh) cut(inside, false);
        else {
          const profile = rowProfile(ink, inside);
          if (isSpeck(profile.reduce((sum, count) => sum + count, 0))) continue;
          if (band.to - band.from <= TOUCHING_HEIGHT * em) lines.push(inside);
          else {
            const touching = cutTouching(profile, band.from, em);
            const columnsOfBand = joinBands(bandsOf(columnProfile(ink, inside), piece.from), 0, GUTTER * em);
            const isDirty = columnsOfBand.length > 1 && (touching.dirty || columnsOfBand.some(({ from, to }) => cutsThrough(rowProfile(ink, [from, band.from, to, band.to]), touching.bands.slice(1).map((part) => part.from - band.from))));
            if (isDirty) for (const { from, to } of columnsOfBand) cut([from, band.from, to, band.to], false);
            else for (const part of touching.bands) lines.push([piece.from, part.from, piece.to, part.to]);
          }
        }
      }
    }
  };
  cut(region, true);
  return lines;
}
