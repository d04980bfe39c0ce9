import type { Gray, Ink } from './raster.js';

/** Where ink begins on a flattened page lies between these, whatever the histogram says: outside them noise or thin strokes would decide. */
const DARKEST_THRESHOLD = 110;
const LIGHTEST_THRESHOLD = 190;
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

/** The grey level up to which a pixel of a flattened image is ink. */
export const inkThreshold = (gray: Gray): number => Math.min(LIGHTEST_THRESHOLD, Math.max(DARKEST_THRESHOLD, otsu(gray)));

/** The ink of a flattened image. Pixels that stand all alone are noise and left out: no printed sign is one pixel. */
export function binarise(gray: Gray): Ink {
  const { width, height, data } = gray;
  const threshold = inkThreshold(gray);
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
  return { width, height, data: ink };
}
