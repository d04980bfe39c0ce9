import { inkThreshold } from './binarise.js';
import type { Gray, Ink, PixelBox } from './raster.js';

/** A thin stroke goes on where it is at least this dark, as a share of what ink must be … */
const GOES_ON = 0.5;
/** … and paper to both sides of it, so far off in inches, is lighter: it has no more than this share of its darkness. */
const BESIDE_INCH = 0.012;
const MOST_BESIDE = 0.6;
const WHITE = 255;

/**
 * Takes thin strokes further along their paler parts, in the ink picture: pixels less dark than ink that join it and are darker than what lies to both
 * their sides (a threshold with hysteresis, Canny, PAMI 8, 1986, along ridges). Print of thin strokes would else fall to pieces in a faint copy, while
 * a threshold as pale as that would make neighbouring strokes one. What is left of a seal (`isSealed`) is followed nowhere.
 */
export function followStrokes({ width, height, data }: Gray, ink: Ink, dpi: number, isSealed: (box: PixelBox) => boolean = () => false): void {
  const off = Math.max(2, Math.round(BESIDE_INCH * dpi));
  const slanted = Math.max(1, Math.round(off / Math.SQRT2));
  const across = [off, off * width, slanted * (width + 1), slanted * (width - 1)];
  const around = [-width - 1, -width, -width + 1, -1, 1, width - 1, width, width + 1];
  const darknessAt = (at: number): number => WHITE - (data[at] ?? WHITE);
  const least = GOES_ON * (WHITE - inkThreshold({ width, height, data }));
  const isRidge = (at: number): boolean => {
    const own = darknessAt(at);
    return own >= least && across.some((step) => Math.max(darknessAt(at - step), darknessAt(at + step)) <= MOST_BESIDE * own);
  };
  const ends: number[] = [];
  for (let at = 0; at < ink.data.length; at += 1) if (ink.data[at] === 1) ends.push(at);
  for (let at = ends.pop(); at !== undefined; at = ends.pop()) {
    const [x, y] = [at % width, Math.floor(at / width)];
    if (x <= off || y <= off || x >= width - 1 - off || y >= height - 1 - off) continue;
    for (const step of around) {
      if (ink.data[at + step] === 1 || !isRidge(at + step) || isSealed([x, y, x + 1, y + 1])) continue;
      ink.data[at + step] = 1;
      ends.push(at + step);
    }
  }
}
