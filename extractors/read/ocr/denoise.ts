import type { Gray } from './raster.js';

/** Grain up to this many times its deviation is evened out; strokes differ from paper by more. */
const TIMES_NOISE = 5;
const MOST_EVENED = 55;
/** Neighbours count less the farther they are: squared distances of the nine, then of the ring around them. */
const REACH = 2;
const SPREAD = 1.3;

/** The grain of an image in grey levels: the usual difference between neighbouring pixels, as the deviation that makes it. */
export function noiseOf({ width, height, data }: Gray): number {
  const histogram = new Uint32Array(256);
  let count = 0;
  for (let y = 0; y < height; y += 3) {
    for (let x = 1; x < width; x += 2) {
      const at = y * width + x;
      const [a, b] = [data[at] ?? 255, data[at - 1] ?? 255];
      // What the scanner cut off at white tells nothing.
      if (a === 255 || b === 255) continue;
      histogram[Math.abs(a - b)] = (histogram[Math.abs(a - b)] ?? 0) + 1;
      count += 1;
    }
  }
  let [sum, middle] = [0, 0];
  while (middle < 255 && sum + (histogram[middle] ?? 0) < count / 2) {
    sum += histogram[middle] ?? 0;
    middle += 1;
  }
  const within = histogram[middle] === 0 ? 0 : (count / 2 - sum) / (histogram[middle] ?? 1);
  return ((middle - 0.5 + within) * 1.4826) / Math.SQRT2;
}

/**
 * The image with grain of this deviation (grey levels) evened out, edges kept: each pixel becomes the mean of those around it that differ from it by no
 * more than the grain explains (a bilateral filter, Tomasi and Manduchi, ICCV 1998, with a sharp limit).
 */
export function denoise(image: Gray, noise: number): Gray {
  const limit = Math.min(MOST_EVENED, Math.round(TIMES_NOISE * noise));
  const { width, height, data } = image;
  const even = data.slice();
  const offsets: number[] = [];
  const weights: number[] = [];
  for (let dy = -REACH; dy <= REACH; dy += 1) {
    for (let dx = -REACH; dx <= REACH; dx += 1) {
      offsets.push(dy * width + dx);
      weights.push(Math.exp(-(dx * dx + dy * dy) / (2 * SPREAD * SPREAD)));
    }
  }
  for (let y = REACH; y < height - REACH; y += 1) {
    for (let x = REACH; x < width - REACH; x += 1) {
      const at = y * width + x;
      const own = data[at] ?? 255;
      let [sum, total] = [0, 0];
      for (let k = 0; k < offsets.length; k += 1) {
        const value = data[at + (offsets[k] ?? 0)] ?? 255;
        const off = value - own;
        if (off > limit || off < -limit) continue;
        const weight = weights[k] ?? 0;
        sum += weight * value;
        total += weight;
      }
      even[at] = sum / total + 0.5;
    }
  }
  return { width, height, data: even };
}
