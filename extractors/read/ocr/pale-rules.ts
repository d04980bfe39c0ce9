import type { Gray, Ink } from './raster.js';

/** A hairline is printed thinner than a pixel and scanned in grey: what is darker than paper by this along such a stretch, in inches, is no noise. */
const STRETCH_INCH = 0.15;
const LEAST_DARKNESS = 16;
/** This far off on both sides, in inches, a rule leaves paper: no more than this share of its own darkness. */
const BESIDE_INCH = 0.02;
const MOST_BESIDE = 0.4;
/** Darker ink counts no more than this: rules and text that cross a stretch must not outweigh what is pale. */
const MOST_DARKNESS = 64;
const WHITE = 255;

/**
 * Where level strokes may run that are thin and pale but long: a picture of 1 for each pixel of a row that is evenly darker than the paper above and
 * below. Text is no such stroke, since its strokes stand near others. The page is straight, its paper white.
 */
export function paleRules({ width, height, data }: Gray, dpi: number): Ink {
  const darknessAt = (i: number): number => Math.min(MOST_DARKNESS, WHITE - (data[i] ?? WHITE));
  const half = Math.max(2, Math.round((STRETCH_INCH * dpi) / 2));
  const beside = Math.max(2, Math.round(BESIDE_INCH * dpi));
  // The mean darkness of the stretch around each pixel.
  const means = new Uint8Array(width * height);
  for (let y = 0; y < height; y += 1) {
    const row = y * width;
    let sum = 0;
    for (let x = -half; x < width; x += 1) {
      if (x + half < width) sum += darknessAt(row + x + half);
      if (x - half - 1 >= 0) sum -= darknessAt(row + x - half - 1);
      if (x >= 0) means[row + x] = sum / (2 * half + 1);
    }
  }
  const found = new Uint8Array(width * height);
  for (let y = beside; y < height - beside; y += 1) {
    for (let i = y * width, end = i + width; i < end; i += 1) {
      const own = means[i] ?? 0;
      if (own < LEAST_DARKNESS) continue;
      const most = MOST_BESIDE * own;
      // The mean reaches beyond the end of a stroke; the pixel itself, or one it steps to, does not.
      const isInked = WHITE - Math.min(data[i - width] ?? WHITE, data[i] ?? WHITE, data[i + width] ?? WHITE) >= LEAST_DARKNESS;
      if (isInked && (means[i - beside * width] ?? 0) <= most && (means[i + beside * width] ?? 0) <= most) found[i] = 1;
    }
  }
  return { width, height, data: found };
}
