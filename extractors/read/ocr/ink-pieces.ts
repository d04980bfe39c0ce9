import type { Ink, PixelBox } from './raster.js';

/** A stretch of a line's ink between two blank columns: a character, a part of one, or several that touch. */
export interface InkPiece {
  readonly box: PixelBox;
  /** Pixels of ink. */
  readonly ink: number;
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
