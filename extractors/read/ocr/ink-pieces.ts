import type { Ink, PixelBox } from './raster.js';

/** A stretch of a line's ink between two blank columns: a character, a part of one, or several that touch. */
export interface InkPiece {
  readonly box: PixelBox;
  /** Pixels of ink. */
  readonly ink: number;
}

/** A piece with less than this share of the ink of its line is noise beside it, when the line is to be judged by its shape. */
const NOISE_SHARE = 0.05;

/** The pieces that make the shape of a line, noise left out. */
export function mainPieces(pieces: readonly InkPiece[]): InkPiece[] {
  const all = pieces.reduce((sum, { ink }) => sum + ink, 0);
  return pieces.filter(({ ink }) => ink >= NOISE_SHARE * all);
}

/** The pieces of ink of a line, from left to right, in pixels of the page. */
export function inkPieces(ink: Ink, [x0, y0, x1, y1]: PixelBox): InkPiece[] {
  const pieces: InkPiece[] = [];
  let [from, top, bottom, sum] = [-1, y1, y0, 0];
  for (let x = x0; x <= x1; x += 1) {
    let count = 0;
    if (x < x1) {
      for (let y = y0; y < y1; y += 1) {
        if (ink.data[y * ink.width + x] !== 1) continue;
        count += 1;
        top = Math.min(top, y);
        bottom = Math.max(bottom, y + 1);
      }
    }
    if (count > 0) {
      if (from < 0) from = x;
      sum += count;
    } else if (from >= 0) {
      pieces.push({ box: [from, top, x, bottom], ink: sum });
      [from, top, bottom, sum] = [-1, y1, y0, 0];
    }
  }
  return pieces;
}
