import type { Box } from '../../../schemas/page.js';

/** An affine map as PDF writes it: x' = a·x + c·y + e, y' = b·x + d·y + f. */
export type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

export const IDENTITY: Matrix = [1, 0, 0, 1, 0, 0];

/** The map that applies `first`, then `second`. */
export function concatMatrices(first: Matrix, second: Matrix): Matrix {
  const [a, b, c, d, e, f] = first;
  const [A, B, C, D, E, F] = second;
  return [a * A + b * C, a * B + b * D, c * A + d * C, c * B + d * D, e * A + f * C + E, e * B + f * D + F];
}

/**
 * The map from PDF user space (y up) to the page as shown (origin top left, y down, points), and the shown size.
 * `visible` is the crop box cut to the media box, in user space; `rotate` the page's clockwise /Rotate; `userUnit` the points a unit has.
 */
export function userSpaceToShownPage(visible: Box, rotate: number, userUnit: number): { toPage: Matrix; width: number; height: number } {
  const [x0, y0, x1, y1] = visible;
  const u = userUnit;
  const wide = (x1 - x0) * u;
  const high = (y1 - y0) * u;
  switch (((Math.round(rotate / 90) % 4) + 4) % 4) {
    case 1:
      return { toPage: [0, u, u, 0, -y0 * u, -x0 * u], width: high, height: wide };
    case 2:
      return { toPage: [-u, 0, 0, u, x1 * u, -y0 * u], width: wide, height: high };
    case 3:
      return { toPage: [0, -u, -u, 0, y1 * u, x1 * u], width: high, height: wide };
    default:
      return { toPage: [u, 0, 0, -u, -x0 * u, y1 * u], width: wide, height: high };
  }
}

/** The smallest box around the image of `box` under `m`. */
export function transformBox(box: Box, m: Matrix): Box {
  const [x0, y0, x1, y1] = box;
  const [a, b, c, d, e, f] = m;
  const xs = [a * x0 + c * y0, a * x1 + c * y0, a * x0 + c * y1, a * x1 + c * y1];
  const ys = [b * x0 + d * y0, b * x1 + d * y0, b * x0 + d * y1, b * x1 + d * y1];
  return [Math.min(...xs) + e, Math.min(...ys) + f, Math.max(...xs) + e, Math.max(...ys) + f];
}

/** The common part of two boxes; a degenerate box (x1 = x0 or y1 = y0) where they do not meet. */
export function intersectBoxes(a: Box, b: Box): Box {
  const x0 = Math.max(a[0], b[0]);
  const y0 = Math.max(a[1], b[1]);
  return [x0, y0, Math.max(x0, Math.min(a[2], b[2])), Math.max(y0, Math.min(a[3], b[3]))];
}
