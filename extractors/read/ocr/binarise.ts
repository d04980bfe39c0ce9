import type { Gray, Ink } from './raster.js';

/** Where ink begins on a flattened page lies between these, whatever the histogram says: outside them noise or thin strokes would decide. */
const DARKEST_THRESHOLD = 110;
const LIGHTEST_THRESHOLD = 190;
/** A thin stroke goes on where it is at least this dark, as a share of what ink must be … */
const GOES_ON = 0.5;
/** … and paper to both sides of it, so far off in inches, is lighter: it has no more than this share of its darkness. */
const BESIDE_INCH = 0.012;
const MOST_BESIDE = 0.6;
const WHITE = 255;

/** Otsu's threshold (IEEE SMC 9, 1979): the grey level that parts ink and paper with the largest variance between the two. */
function otsu(gray: Gray): number {
  const histogram = new Float64Array(256);
  for (const value of gray.data) histogram[value] = (histogram[value] ?? 0) + 1;
  let all = 0;
  for (let value = 0; value < 256; value += 1) all += value * (histogram[value] ?? 0);
  let [best, threshold, count, sum] = [-1, 150, 0, 0];
  for (let value = 0; value < 256; value += 1) {
    count += histogram[value] ?? 0;
    sum += value * (histogram[value] ?? 0);
    const rest = gray.data.length - count;
    if (count === 0 || rest === 0) continue;
    const between = count * rest * (sum / count - (all - sum) / rest) ** 2;
    if (between > best) [best, threshold] = [between, value];
  }
  return threshold;
}

/**
 * Takes thin strokes further along their paler parts, in place: pixels less dark than ink that join it and are darker than what lies to both their sides
 * (a threshold with hysteresis, Canny, PAMI 8, 1986, along ridges). Print of thin strokes would else fall to pieces in a faint copy, while a
 * threshold as pale as that would make neighbouring strokes one.
 */
function followStrokes({ width, height, data }: Gray, ink: Uint8Array, threshold: number, dpi: number): void {
  const off = Math.max(2, Math.round(BESIDE_INCH * dpi));
  const slanted = Math.max(1, Math.round(off / Math.SQRT2));
  const across = [off, off * width, slanted * (width + 1), slanted * (width - 1)];
  const around = [-width - 1, -width, -width + 1, -1, 1, width - 1, width, width + 1];
  const darknessAt = (at: number): number => WHITE - (data[at] ?? WHITE);
  const least = GOES_ON * (WHITE - threshold);
  const isRidge = (at: number): boolean => {
    const own = darknessAt(at);
    return own >= least && across.some((step) => Math.max(darknessAt(at - step), darknessAt(at + step)) <= MOST_BESIDE * own);
  };
  const ends: number[] = [];
  for (let at = 0; at < ink.length; at += 1) if (ink[at] === 1) ends.push(at);
  for (let at = ends.pop(); at !== undefined; at = ends.pop()) {
    const [x, y] = [at % width, Math.floor(at / width)];
    if (x <= off || y <= off || x >= width - 1 - off || y >= height - 1 - off) continue;
    for (const step of around) {
      if (ink[at + step] === 1 || !isRidge(at + step)) continue;
      ink[at + step] = 1;
      ends.push(at + step);
    }
  }
}

/** The ink of a flattened image, in pixels of 0 and 1. Pixels that stand all alone are noise and left out: no printed sign is one pixel. */
export function binarise(gray: Gray, dpi: number): Ink {
  const { width, height, data } = gray;
  const threshold = Math.min(LIGHTEST_THRESHOLD, Math.max(DARKEST_THRESHOLD, otsu(gray)));
  const raw = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i += 1) raw[i] = (data[i] ?? 255) <= threshold ? 1 : 0;
  const ink = raw.slice();
  for (let y = 1; y + 1 < height; y += 1) {
    for (let x = 1; x + 1 < width; x += 1) {
      const at = y * width + x;
      if (raw[at] === 0) continue;
      const up = (raw[at - width - 1] ?? 0) + (raw[at - width] ?? 0) + (raw[at - width + 1] ?? 0);
      const beside = (raw[at - 1] ?? 0) + (raw[at + 1] ?? 0);
      const down = (raw[at + width - 1] ?? 0) + (raw[at + width] ?? 0) + (raw[at + width + 1] ?? 0);
      if (up + beside + down === 0) ink[at] = 0;
    }
  }
  followStrokes(gray, ink, threshold, dpi);
  return { width, height, data: ink };
}
