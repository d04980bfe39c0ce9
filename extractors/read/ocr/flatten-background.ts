import { denoise, noiseOf } from './denoise.js';
import type { Gray } from './raster.js';

/** Blocks of a sixth of an inch hold paper beside any text, and still follow a shadow or the fill of a cell. */
const BLOCK_INCH = 1 / 6;
/** The paper of a block is brighter than this share of its pixels: text of ten points covers less than a fifth. */
const PAPER_PERCENTILE = 0.8;
/** A block whose median is darker than this is dark paper with light letters. */
const DARK_PAPER = 96;
/** What the middle of the ink is stretched to when a copy is faint, and by how much at most: more would make ink of the noise. */
const INK_TARGET = 70;
const MAX_STRETCH = 3;
/** Grain below this, in grey levels of the stretched image, does no harm: scans of laser prints have 1 to 2 when measured so, a bad JPEG copy 5. */
const HARMFUL_NOISE = 2.8;
/** Lighter than this after flattening is paper, and says nothing about the ink. */
const PAPER_LEVEL = 205;

function percentiles(gray: Gray, x0: number, y0: number, x1: number, y1: number): { paper: number; median: number; inkOfDark: number } {
  const histogram = new Uint32Array(256);
  let total = 0;
  for (let y = y0; y < y1; y += 1) {
    for (let x = x0; x < x1; x += 1) {
      const value = gray.data[y * gray.width + x] ?? 0;
      histogram[value] = (histogram[value] ?? 0) + 1;
      total += 1;
    }
  }
  const at = (share: number): number => {
    let sum = 0;
    for (let value = 0; value < 256; value += 1) {
      sum += histogram[value] ?? 0;
      if (sum >= share * total) return value;
    }
    return 255;
  };
  return { paper: at(PAPER_PERCENTILE), median: at(0.5), inkOfDark: at(1 - PAPER_PERCENTILE) };
}

/** The image with its paper made white (grey paper, shadows, filled cells), light letters on dark made dark on light, grain evened out, and faint ink made darker. */
export function flattenBackground(gray: Gray, dpi: number): Gray {
  const { width, height, data } = gray;
  const block = Math.max(8, Math.round(dpi * BLOCK_INCH));
  const columns = Math.ceil(width / block);
  const rows = Math.ceil(height / block);
  const paper = new Float32Array(columns * rows);
  const dark = new Uint8Array(columns * rows);
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const [x0, y0] = [column * block, row * block];
      const level = percentiles(gray, x0, y0, Math.min(width, x0 + block), Math.min(height, y0 + block));
      const isDark = level.median < DARK_PAPER;
      dark[row * columns + column] = isDark ? 1 : 0;
      paper[row * columns + column] = Math.max(64, isDark ? 255 - level.inkOfDark : level.paper);
    }
  }
  const flat = new Uint8Array(width * height);
  const histogram = new Uint32Array(256);
  for (let y = 0; y < height; y += 1) {
    const fy = Math.min(rows - 1, Math.max(0, (y + 0.5) / block - 0.5));
    const r0 = Math.floor(fy);
    const r1 = Math.min(rows - 1, r0 + 1);
    const ty = fy - r0;
    const own = Math.floor(y / block) * columns;
    for (let x = 0; x < width; x += 1) {
      const fx = Math.min(columns - 1, Math.max(0, (x + 0.5) / block - 0.5));
      const c0 = Math.floor(fx);
      const c1 = Math.min(columns - 1, c0 + 1);
      const tx = fx - c0;
      const top = (paper[r0 * columns + c0] ?? 255) * (1 - tx) + (paper[r0 * columns + c1] ?? 255) * tx;
      const bottom = (paper[r1 * columns + c0] ?? 255) * (1 - tx) + (paper[r1 * columns + c1] ?? 255) * tx;
      const raw = data[y * width + x] ?? 0;
      const value = dark[own + Math.floor(x / block)] === 1 ? 255 - raw : raw;
      const lit = Math.min(255, (value * 255) / (top * (1 - ty) + bottom * ty));
      flat[y * width + x] = lit;
      histogram[Math.floor(lit)] = (histogram[Math.floor(lit)] ?? 0) + 1;
    }
  }
  let ink = 0;
  for (let value = 0; value < PAPER_LEVEL; value += 1) ink += histogram[value] ?? 0;
  let [sum, middle] = [0, 0];
  while (middle < PAPER_LEVEL && sum + (histogram[middle] ?? 0) < ink / 2) {
    sum += histogram[middle] ?? 0;
    middle += 1;
  }
  const stretch = Math.min(MAX_STRETCH, (255 - INK_TARGET) / Math.max(1, 255 - middle));
  const noise = noiseOf(gray);
  const even = noise * Math.max(1, stretch) < HARMFUL_NOISE ? flat : denoise({ width, height, data: flat }, noise).data;
  if (stretch > 1) for (let i = 0; i < even.length; i += 1) even[i] = Math.max(0, 255 - (255 - (even[i] ?? 255)) * stretch);
  return { width, height, data: even };
}
