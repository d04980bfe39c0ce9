import type { Gray, Ink, PixelBox } from './raster.js';

/** Ink too pale for the page's threshold shows when this many ems of a row are averaged: a hairline dash of a faint copy is as long as that. */
const WINDOW = 0.4;
/** Such a mean must be darker than the middle of all means of the cell by so many grey levels, and by so many times what they usually differ. */
const DARKER = 18;
const TIMES_SPREAD = 8;
/** What erased borders left lies within this many ems of them. */
const OFF_BORDER = 0.25;

/**
 * Looks for pale ink in a cell that seems blank, and marks it in the ink picture. True when there was some. A cell whose print was lost would
 * otherwise pass for an empty one.
 */
export function markFaintInk(gray: Gray, ink: Ink, [left, top, right, bottom]: PixelBox, em: number): boolean {
  const off = Math.round(OFF_BORDER * em);
  const [x0, y0, x1, y1] = [left + off, top + off, right - off, bottom - off];
  const window = Math.max(4, Math.round(WINDOW * em));
  if (x1 - x0 < window || y1 <= y0) return false;
  const eachMean = (visit: (mean: number, x: number, y: number) => void): void => {
    for (let y = y0; y < y1; y += 1) {
      let running = 0;
      for (let x = x0; x < x1; x += 1) {
        running += gray.data[y * gray.width + x] ?? 255;
        if (x - x0 >= window) running -= gray.data[y * gray.width + x - window] ?? 255;
        if (x - x0 + 1 >= window) visit(running / window, x, y);
      }
    }
  };
  const means: number[] = [];
  eachMean((mean) => means.push(mean));
  const middleOf = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 255;
  const paper = middleOf(means);
  const spread = middleOf(means.map((mean) => Math.abs(mean - paper)));
  const limit = paper - Math.max(DARKER, TIMES_SPREAD * spread);
  let found = false;
  eachMean((mean, x, y) => {
    if (mean >= limit) return;
    ink.data.fill(1, y * ink.width + x + 1 - window, y * ink.width + x + 1);
    found = true;
  });
  return found;
}
