import { cutCells } from './cut-cells.js';
import { eraseRulings } from './erase-rulings.js';
import { extendLines } from './extend-lines.js';
import { findRulingsInPixels, type PixelRuling } from './find-rulings-in-pixels.js';
import type { Streak } from './find-streaks.js';
import { measureEm } from './measure-em.js';
import { followStrokes } from './follow-strokes.js';
import { markFaintInk } from './mark-faint-ink.js';
import { markPaleDashes } from './mark-pale-dashes.js';
import type { Gray, Ink, PixelBox } from './raster.js';
import { splitLines } from './split-lines.js';

/** The lines of text of one ruled cell, or of all that stands outside the cells, in pixels of the straightened page. */
export interface Region {
  readonly ruled: boolean;
  /** What belongs to the region: the cell without its borders, or the page. */
  readonly box: PixelBox;
  readonly lines: readonly PixelBox[];
  /** Whether its ink is so pale that it was found only by looking for it in a cell that seemed blank. */
  readonly faint: boolean;
}

export interface PageLines {
  /** The size of the characters in pixels. */
  readonly em: number;
  readonly rulings: readonly PixelRuling[];
  /** What the scanner drew over the sheet; erased like the rulings. */
  readonly streaks: readonly Streak[];
  readonly regions: readonly Region[];
}

/** Ink nearer to a cell's border than this is what the erased rule left, in inches. */
const BORDER_INCH = 0.012;

/** What shows in a blank cell only when looked for is a stroke at least this long and at most this high, in ems, or the rest of a border, or noise. */
const FAINT_LENGTH = 0.5;
const FAINT_HEIGHT = 0.35;
/** What an erased rule left lies within this many ems of it. */
const OFF_RULE = 0.25;

function regionsOf(ink: Ink, cells: readonly PixelBox[], em: number, dpi: number): Region[] {
  const inset = Math.max(1, Math.round(BORDER_INCH * dpi));
  const regions: Region[] = [];
  const outside: Ink = { width: ink.width, height: ink.height, data: ink.data.slice() };
  for (const box of cells) {
    const inner: PixelBox = [box[0] + inset, box[1] + inset, box[2] - inset, box[3] - inset];
    if (inner[2] > inner[0] && inner[3] > inner[1]) regions.push({ ruled: true, box: inner, lines: splitLines(ink, inner, em, dpi), faint: false });
    for (let y = Math.max(0, box[1] - inset); y < Math.min(ink.height, box[3] + inset); y += 1) {
      outside.data.fill(0, y * ink.width + Math.max(0, box[0] - inset), y * ink.width + Math.min(ink.width, box[2] + inset));
    }
  }
  const page: PixelBox = [0, 0, ink.width, ink.height];
  regions.push({ ruled: false, box: page, lines: splitLines(outside, page, em, dpi, true), faint: false });
  return regions;
}

/**
 * Finds the ruling lines of a straightened page, takes them out of the image and its ink (both are changed), and finds the lines of text in every
 * cell they draw and outside. `isSealed` tells where a seal was, whose remains are as pale as a hairline.
 */
export function findLines(gray: Gray, ink: Ink, dpi: number, isSealed: (box: PixelBox) => boolean = () => false): PageLines {
  followStrokes(gray, ink, dpi, isSealed);
  const { rulings, streaks } = findRulingsInPixels(ink, dpi, gray);
  eraseRulings(gray, ink, [...rulings, ...streaks.map(({ ruling }) => ruling)], dpi);
  const roughEm = measureEm([], dpi);
  const rough = regionsOf(ink, cutCells(rulings, roughEm), roughEm, dpi);
  const em = measureEm(
    rough.flatMap((region) => region.lines),
    dpi,
  );
  const cells = cutCells(rulings, em);
  const isInside = (box: PixelBox): boolean => cells.some((cell) => box[0] < cell[2] && box[2] > cell[0] && box[1] < cell[3] && box[3] > cell[1]);
  const isOfRule = (box: PixelBox): boolean => rulings.some(({ axis, at, from, to }) => axis === 'h' && from < box[2] && to > box[0] && Math.abs(at - (box[1] + box[3]) / 2) < OFF_RULE * em);
  markPaleDashes(gray, ink, em, (box) => isInside(box) || isOfRule(box) || isSealed(box));
  const regions = regionsOf(ink, cells, em, dpi).map((region) =>
    region.ruled && region.lines.length === 0 && markFaintInk(gray, ink, region.box, em) 
      ? { ...region, faint: true, lines: splitLines(ink, region.box, em, dpi).filter(([x0, y0, x1, y1]) => x1 - x0 >= FAINT_LENGTH * em && y1 - y0 <= FAINT_HEIGHT * em) }
      : { ...region, lines: extendLines(gray, ink, region.box, region.lines, em) },
  );
  return { em, rulings, streaks, regions };
}
