import type { PixelBox } from './raster.js';

/** Type from 5 to 24 points: anything else is no line of body text. */
const SMALLEST_POINTS = 5;
const LARGEST_POINTS = 24;
/** Heights within this ratio of each other are one size of type. */
const SAME_SIZE = 1.12;
/** CJK characters fill this share of their square. */
const INK_OF_EM = 0.93;
/** What to reckon with before anything is measured. */
const USUAL_POINTS = 10.5;

/** The size of the characters in pixels: the height that the most line length has. The usual size of such documents where nothing can be measured. */
export function measureEm(lines: readonly PixelBox[], dpi: number): number {
  const heights = lines
    .map(([x0, y0, x1, y1]) => ({ height: y1 - y0, width: x1 - x0 }))
    .filter(({ height, width }) => height >= (SMALLEST_POINTS / 72) * dpi && height <= (LARGEST_POINTS / 72) * dpi && width >= height * 0.8);
  let [best, most] = [(USUAL_POINTS / 72) * dpi * INK_OF_EM, 0];
  for (const { height } of heights) {
    let [sum, weight] = [0, 0];
    for (const other of heights) {
      if (other.height > height * SAME_SIZE || other.height * SAME_SIZE < height) continue;
      sum += other.height * other.width;
      weight += other.width;
    }
    if (weight > most) [best, most] = [sum / weight, weight];
  }
  return best / INK_OF_EM;
}
