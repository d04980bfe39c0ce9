import type { Box } from '../../../schemas/page.js';
import { type GlyphStyle, IMAGE_COLOR, type PageMarks, type PaintedArea } from './page-marks.js';

/** Why a glyph is not plain printed text; `shown` and `scan-layer` glyphs become words, the others are listed as suppressed. */
export const GLYPH_FATES = [
  'shown',
  'scan-layer',
  'aside',
  'invisible',
  'off-page',
  'clipped',
  'tiny',
  'doubled',
  'background-colour',
  'covered',
  'slanted',
] as const;
export type GlyphFate = (typeof GLYPH_FATES)[number];

/** What is listed with the suppressed text; for a person. */
export const FATE_REASONS: Readonly<Record<GlyphFate, string>> = {
  'shown': '',
  'scan-layer': 'invisible text over the image of a page',
  'aside': 'on a layer that is not shown',
  'invisible': 'invisible text',
  'off-page': 'outside the page',
  'clipped': 'clipped away',
  'tiny': 'too small to be read',
  'doubled': 'printed twice at one place',
  'background-colour': 'in the colour of its background',
  'covered': 'covered by what is painted over it',
  'slanted': 'runs slantwise over the page, as a watermark does',
};

/** Text smaller than this (points as shown) is not meant to be read: even a footnote of a scaled-down page is larger. */
const TINY_SIZE = 1;
/** Two glyphs nearer than this (ems) are one printed glyph: overprinting to look bold moves by a hair. */
const SAME_PLACE = 0.1;
/** An image that takes this share of the page is the page itself, scanned. */
const SCAN_SHARE = 0.6;
/** Colours that differ by no more than this in each channel can't be told apart on paper. */
const SAME_CHANNEL = 10;
/** An area thinner than this (points) is a ruling bar. */
const BAR_THICKNESS = 3;
const WHITE = 0xffffff;

/** True where an image makes up most of the page. */
export function isScannedPage(marks: PageMarks): boolean {
  const pageArea = marks.width * marks.height;
  let imageArea = 0;
  // A scan may be cut into strips: their areas add up.
  for (const area of marks.areas) if (area.color === IMAGE_COLOR) imageArea += (area.box[2] - area.box[0]) * (area.box[3] - area.box[1]);
  return imageArea >= SCAN_SHARE * pageArea;
}

/** The fate of each glyph, as an index into GLYPH_FATES. */
export function findHiddenGlyphs(marks: PageMarks): Uint8Array {
  const fates = new Uint8Array(marks.glyphCount);
  const scanned = isScannedPage(marks);
  // Ruling bars can't hide a glyph, and there are many of them.
  const areas = marks.areas.filter((area) => area.box[2] - area.box[0] > BAR_THICKNESS && area.box[3] - area.box[1] > BAR_THICKNESS);
  const tints = new Set(areas.map((area) => area.color));
  const lastCover = areas.reduce((last, area) => (area.opaque ? Math.max(last, area.order) : last), -1);
  const { x, y, advance, style, styles, width, height } = marks;
  const straight = isMostlyStraight(marks);
  let current = -1;
  let styleFate = 0;
  let own = styles[0];
  let dx = 1;
  let dy = 0;
  let rise = 0;
  let looksBehind = false;
  let looksBefore = false;
  for (let i = 0; i < marks.glyphCount; i++) {
    const s = style[i] ?? 0;
    if (s !== current) {
      current = s;
      own = styles[s];
      if (own === undefined) continue;
      styleFate = GLYPH_FATES.indexOf(straight && isSlanted(own) ? 'slanted' : fateOfStyle(own, scanned));
      dx = own.direction[0];
      dy = own.direction[1];
      rise = own.size * MIDDLE_HEIGHT;
      // Only text that may be hidden by it pays for looking at what is painted behind and before it.
      looksBehind = tints.has(own.color) || isNear(own.color, WHITE);
      looksBefore = own.order < lastCover;
    }
    if (own === undefined) continue;
    let fate = styleFate;
    if (fate === SHOWN) {
      const reach = (advance[i] ?? 0) / 2;
      // The middle of the glyph: half its advance along the line, a third of an em above the baseline.
      const cx = (x[i] ?? 0) + dx * reach + dy * rise;
      const cy = (y[i] ?? 0) + dy * reach - dx * rise;
      if (cx < 0 || cy < 0 || cx > width || cy > height) fate = OFF_PAGE;
      else if (own.clip !== null && !contains(own.clip, cx, cy)) fate = CLIPPED;
      else if (looksBehind && isNear(backgroundAt(areas, cx, cy, own.order), own.color)) fate = BACKGROUND_COLOUR;
      else if (looksBefore) {
        const cover = coverAt(areas, cx, cy, own.order);
        // An image over text may be a seal that lets it through; only the scan of the page itself surely hides it.
        if (cover !== null && cover !== IMAGE_COLOR) fate = COVERED;
        else if (cover !== null && scanned) fate = SCAN_LAYER;
      }
    }
    fates[i] = fate;
  }
  markDoubled(marks, fates);
  return fates;
}

const SHOWN = GLYPH_FATES.indexOf('shown');
const SCAN_LAYER = GLYPH_FATES.indexOf('scan-layer');
const OFF_PAGE = GLYPH_FATES.indexOf('off-page');
const CLIPPED = GLYPH_FATES.indexOf('clipped');
const BACKGROUND_COLOUR = GLYPH_FATES.indexOf('background-colour');
const COVERED = GLYPH_FATES.indexOf('covered');
const DOUBLED = GLYPH_FATES.indexOf('doubled');

const MIDDLE_HEIGHT = 0.33;

/** No page is scanned or set so far aslant (the sine of its angle) that its own text runs like this. */
const SLANTED = 0.17;

const isSlanted = ({ direction }: GlyphStyle): boolean => Math.min(Math.abs(direction[0]), Math.abs(direction[1])) > SLANTED;

/** True where most glyphs run along the page: then those that run across it at an angle are no part of its lines. */
function isMostlyStraight({ styles, style, glyphCount }: PageMarks): boolean {
  if (!styles.some(isSlanted)) return false;
  let aslant = 0;
  for (let i = 0; i < glyphCount; i++) {
    const own = styles[style[i] ?? 0];
    if (own !== undefined && isSlanted(own)) aslant++;
  }
  return aslant * 2 < glyphCount;
}

function fateOfStyle(style: GlyphStyle, scanned: boolean): GlyphFate {
  if (style.aside !== null) return 'aside';
  if (style.invisible) return scanned ? 'scan-layer' : 'invisible';
  return style.size < TINY_SIZE ? 'tiny' : 'shown';
}

const contains = (box: Box, x: number, y: number): boolean => x >= box[0] && x <= box[2] && y >= box[1] && y <= box[3];

function isNear(a: number, b: number): boolean {
  if (a < 0 || b < 0) return false;
  return (
    Math.abs((a >> 16) - (b >> 16)) <= SAME_CHANNEL &&
    Math.abs(((a >> 8) & 255) - ((b >> 8) & 255)) <= SAME_CHANNEL &&
    Math.abs((a & 255) - (b & 255)) <= SAME_CHANNEL
  );
}

/** The colour of what was painted last below a place, white paper where nothing was. */
function backgroundAt(areas: readonly PaintedArea[], x: number, y: number, order: number): number {
  let color = WHITE;
  for (const area of areas) {
    if (area.order >= order) break;
    if (contains(area.box, x, y)) color = area.opaque ? area.color : IMAGE_COLOR;
  }
  return color;
}

/** The colour of an opaque area painted over a place later on, or null. */
function coverAt(areas: readonly PaintedArea[], x: number, y: number, order: number): number | null {
  for (let k = areas.length - 1; k >= 0; k--) {
    const area = areas[k];
    if (area === undefined || area.order <= order) break;
    if (area.opaque && contains(area.box, x, y)) return area.color;
  }
  return null;
}

/** Marks each glyph that prints the same character at the same place as an earlier one. */
function markDoubled(marks: PageMarks, fates: Uint8Array): void {
  // A hash table of cells and characters: the first glyph of each place, and after each glyph the one before it there.
  const bits = 33 - Math.clz32(marks.glyphCount);
  const first = new Int32Array(1 << bits).fill(-1);
  const next = new Int32Array(marks.glyphCount);
  const placeOf = (cx: number, cy: number, character: number): number => (Math.imul(cy * CELLS_WIDE + cx, 0x9e3779b1) ^ Math.imul(character, 0x85ebca6b)) >>> (32 - bits);
  const { x, y, code, style, styles } = marks;
  for (let i = 0; i < marks.glyphCount; i++) {
    const character = code[i] ?? 0;
    if ((fates[i] ?? 0) > 1 || character <= 0x20 || character === 0xa0 || character === 0x3000) continue;
    const gx = x[i] ?? 0;
    const gy = y[i] ?? 0;
    const near = SAME_PLACE * (styles[style[i] ?? 0]?.size ?? 0);
    let twin = false;
    const lastY = Math.floor((gy + near) / CELL);
    const lastX = Math.floor((gx + near) / CELL);
    for (let cy = Math.floor((gy - near) / CELL); cy <= lastY && !twin; cy++) {
      for (let cx = Math.floor((gx - near) / CELL); cx <= lastX && !twin; cx++) {
        for (let j = first[placeOf(cx, cy, character)] ?? -1; j >= 0; j = next[j] ?? -1) {
          if (code[j] === character && Math.abs((x[j] ?? 0) - gx) <= near && Math.abs((y[j] ?? 0) - gy) <= near) {
            twin = true;
            break;
          }
        }
      }
    }
    if (twin) fates[i] = DOUBLED;
    else {
      const place = placeOf(Math.floor(gx / CELL), Math.floor(gy / CELL), character);
      next[i] = first[place] ?? -1;
      first[place] = i;
    }
  }
}

/** Side of the cells glyphs are looked up in, and how many stand in a row: a matter of speed, not of the result. */
const CELL = 4;
const CELLS_WIDE = 1 << 16;
