import type { Gray, Ink, PixelBox } from './raster.js';

/** Ink too pale for the page's threshold shows when this many ems of a row are averaged: a hairline dash of a faint copy is as long as that. */
const WINDOW = 0.4;
/** It must be darker than the paper of its cell by so many grey levels, and by so many times what the noise of such a mean is. */
const DARKER = 18;
const TIMES_NOISE = 6;
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
  let [sum, squares] = [0, 0];
  for (let y = y0; y < y1; y += 1) {
    for (let x = x0; x < x1; x += 1) {
      const value = gray.data[y * gray.width + x] ?? 255;
      sum += value;
      squares += value * value;
    }
  }
  const count = (x1 - x0) * (y1 - y0);
  const paper = sum / count;
  const noise = Math.sqrt(Math.max(0, squares / count - paper * paper) / window);
  const limit = paper - Math.max(DARKER, TIMES_NOISE * noise);
  let found = false;
  for (let y = y0; y < y1; y += 1) {
    let running = 0;
    for (let x = x0; x < x1; x += 1) {
      running += gray.data[y * gray.width + x] ?? 255;
      if (x - x0 >= window) running -= gray.data[y * gray.width + x - window] ?? 255;
      if (x - x0 + 1 < window || running / window >= limit) continue;
      ink.data.fill(1, y * ink.width + x + 1 - window, y * ink.width + x + 1);
      found = true;
    }
  }
  return found;
}
