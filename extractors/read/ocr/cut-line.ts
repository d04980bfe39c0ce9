import type { Gray, PixelBox } from './raster.js';

/** White around the ink, in shares of the line's height: engines are trained on boxes that stand a little off. */
export interface Margin {
  readonly above: number;
  readonly beside: number;
}

/** Signs lower than this (dashes, points, lone small letters) are shown in a line of the page's own height, or they would look like something else. */
const LEAST_HEIGHT = 0.8;

/**
 * The picture of one line, white around its ink. Nothing outside the box comes along: neighbouring lines and cells would be read with it.
 * `left` and `top` tell where its corner lies on the page.
 */
export function cutLine(gray: Gray, box: PixelBox, em: number, margin: Margin): Gray & { readonly left: number; readonly top: number } {
  const [x0, y0, x1, y1] = box;
  const high = Math.max(y1 - y0, Math.round(LEAST_HEIGHT * em));
  const above = Math.round((high - (y1 - y0)) / 2 + margin.above * high);
  const beside = Math.max(2, Math.round(margin.beside * high));
  const width = x1 - x0 + 2 * beside;
  const height = y1 - y0 + 2 * above;
  const data = new Uint8Array(width * height).fill(255);
  // One pixel of the blur around the ink belongs to it.
  for (let y = Math.max(0, y0 - 1); y < Math.min(gray.height, y1 + 1); y += 1) {
    const from = y * gray.width + Math.max(0, x0 - 1);
    const to = y * gray.width + Math.min(gray.width, x1 + 1);
    const row = y - y0 + above;
    if (row < 0 || row >= height) continue;
    data.set(gray.data.subarray(from, to), row * width + beside - (x0 - Math.max(0, x0 - 1)));
  }
  return { width, height, data, left: x0 - beside, top: y0 - above };
}
