import type { Gray, Ink } from '../../../../extractors/read/ocr/raster.js';

/** A drawing made of characters, one a pixel times `scale`: `#` is ink. */
export function inkOf(rows: readonly string[], scale = 1): Ink {
  const [height, width] = [rows.length * scale, (rows[0]?.length ?? 0) * scale];
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y += 1) for (let x = 0; x < width; x += 1) data[y * width + x] = rows[Math.floor(y / scale)]?.[Math.floor(x / scale)] === '#' ? 1 : 0;
  return { width, height, data };
}

export const grayOf = (ink: Ink): Gray => ({ width: ink.width, height: ink.height, data: ink.data.map((value) => (value === 1 ? 0 : 255)) });

export const blankInk = (width: number, height: number): Ink => ({ width, height, data: new Uint8Array(width * height) });

/** Fills a rectangle with ink. */
export function fill(ink: Ink, x0: number, y0: number, x1: number, y1: number): void {
  for (let y = Math.round(y0); y < Math.round(y1); y += 1) ink.data.fill(1, y * ink.width + Math.round(x0), y * ink.width + Math.round(x1));
}

/** A straight stroke `thick` pixels high or wide. */
export function stroke(ink: Ink, x0: number, y0: number, x1: number, y1: number, thick: number): void {
  const steps = Math.ceil(Math.hypot(x1 - x0, y1 - y0)) * 2;
  for (let i = 0; i <= steps; i += 1) {
    const [x, y] = [x0 + ((x1 - x0) * i) / steps, y0 + ((y1 - y0) * i) / steps];
    fill(ink, x - thick / 2, y - thick / 2, x + thick / 2, y + thick / 2);
  }
}
