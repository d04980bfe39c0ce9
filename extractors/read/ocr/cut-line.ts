import type { Gray, PixelBox } from './raster.js';

/** White around the ink, in shares of the line's height: engines are trained on boxes that stand a little off. */
export interface Margin {
  readonly above: number;
  readonly beside: number;
}

/** Signs lower than this (dashes, points, lone small letters) are shown in a line of the page's own height, or they would look like something else. */
const LEAST_HEIGHT = 0.8;

/**
 * The picture of one line: `box`, its ink, in a white margin. To its left and right the page itself shows as far as `within` (its cell), so that signs
 * too faint to count as ink come along; above and below it does not: the neighbouring lines would be read with it.
 * `left` tells where the picture begins on the page.
 */
export function cutLine(gray: Gray, box: PixelBox, within: PixelBox, em: number, margin: Margin): Gray & { readonly left: number } {
  const [x0, y0, x1, y1] = box;
  const high = Math.max(y1 - y0, Math.round(LEAST_HEIGHT * em));
  const above = Math.round((high - (y1 - y0)) / 2 + margin.above * high);
  const beside = Math.max(2, Math.round(margin.beside * high));
  const width = x1 - x0 + 2 * beside;
  const height = y1 - y0 + 2 * above;
  const data = new Uint8Array(width * height).fill(255);
  const left = x0 - beside;
  const from = Math.max(left, within[0], 0);
  const to = Math.min(x1 + beside, within[2], gray.width);
  // One pixel of the blur around the ink belongs to it.
  const blur = above > 0 ? 1 : 0;
  for (let y = Math.max(0, y0 - blur); y < Math.min(gray.height, y1 + blur); y += 1) {
    data.set(gray.data.subarray(y * gray.width + from, y * gray.width + to), (y - y0 + above) * width + from - left);
  }
  return { width, height, data, left };
}
