import type { ReadCharacter } from './line-recogniser.js';
import type { Gray, Ink, PixelBox } from './raster.js';

/** Where the sign begins and ends is looked for within this share of the line's height from the middle between it and its neighbour. */
const NEAR = 0.3;
/** ‰ is at least so wide, in shares of the height of its line; a narrow % with thin strokes may look unbalanced in a faint copy. */
const LEAST_WIDTH = 0.92;
/** Paler than this is no ink. */
const PALE = 40;
/** Lower half against upper half, measured on 100 signs in seven faces at 200 dpi, noisy ones too: % 0.8 to 1.23, ‰ 1.6 to 1.7, in bold 1.34. */
const BALANCED = 1.28;

/**
 * Whether the percent sign at `index` of a line has so much more ink in its lower half than in its upper one that it is a ‰, whose third ring stands
 * below: % turned on its head is itself. Recognisers read both as %. `box` is the ink of the line, and the characters have their places on the page.
 */
export function isPermille(gray: Gray, ink: Ink, box: PixelBox, characters: readonly ReadCharacter[], index: number): boolean {
  const [sign, before, after] = [characters[index], characters[index - 1], characters[index + 1]];
  if (sign === undefined) return false;
  const high = box[3] - box[1];
  const columnInk = (x: number): number => {
    let count = 0;
    for (let y = box[1]; y < box[3]; y += 1) count += ink.data[y * ink.width + x] ?? 0;
    return count;
  };
  const gapNear = (x: number): number => {
    let [best, least] = [Math.round(x), Infinity];
    for (let at = Math.max(box[0], Math.round(x - NEAR * high)); at <= Math.min(box[2] - 1, x + NEAR * high); at += 1) {
      const cost = columnInk(at) + Math.abs(at - x) / high;
      if (cost < least) [best, least] = [at, cost];
    }
    return best;
  };
  const x0 = before === undefined ? box[0] : gapNear((before.x + sign.x) / 2);
  const x1 = after === undefined ? box[2] : gapNear((after.x + sign.x) / 2);
  if (x1 - x0 < LEAST_WIDTH * high) return false;
  let [y0, y1] = [box[3], box[1]];
  for (let y = box[1]; y < box[3]; y += 1) {
    for (let x = x0; x < x1; x += 1) if (ink.data[y * ink.width + x] === 1) [y0, y1] = [Math.min(y0, y), Math.max(y1, y + 1)];
  }
  const middle = (y0 + y1 - 1) / 2;
  let [upper, lower] = [0, 0];
  for (let y = Math.max(0, y0 - 1); y < Math.min(gray.height, y1 + 1); y += 1) {
    for (let x = x0; x < x1; x += 1) {
      const dark = 255 - (gray.data[y * gray.width + x] ?? 255);
      if (dark < PALE) continue;
      if (y < middle) upper += dark;
      else if (y > middle) lower += dark;
    }
  }
  return lower > BALANCED * upper;
}
