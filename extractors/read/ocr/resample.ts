import type { Gray } from './raster.js';

/** Catmull-Rom: sharp enough for strokes of two pixels, without ringing that would join them. */
function cubic(t: number): number {
  const x = Math.abs(t);
  if (x < 1) return 1.5 * x ** 3 - 2.5 * x ** 2 + 1;
  return x < 2 ? -0.5 * x ** 3 + 2.5 * x ** 2 - 4 * x + 2 : 0;
}

function resampleRows(data: Float32Array, width: number, height: number, target: number): Float32Array {
  const result = new Float32Array(width * target);
  const scale = height / target;
  const support = Math.max(1, scale);
  for (let y = 0; y < target; y += 1) {
    const centre = (y + 0.5) * scale - 0.5;
    const first = Math.ceil(centre - 2 * support);
    const last = Math.floor(centre + 2 * support);
    let total = 0;
    for (let source = first; source <= last; source += 1) {
      const weight = cubic((source - centre) / support);
      if (weight === 0) continue;
      total += weight;
      const row = Math.min(height - 1, Math.max(0, source)) * width;
      for (let x = 0; x < width; x += 1) result[y * width + x] = (result[y * width + x] ?? 0) + weight * (data[row + x] ?? 0);
    }
    for (let x = 0; x < width; x += 1) result[y * width + x] = (result[y * width + x] ?? 0) / total;
  }
  return result;
}

function transposed(data: Float32Array, width: number, height: number): Float32Array {
  const result = new Float32Array(data.length);
  for (let y = 0; y < height; y += 1) for (let x = 0; x < width; x += 1) result[x * height + y] = data[y * width + x] ?? 0;
  return result;
}

/** The image in another size, by cubic interpolation, widened when it shrinks so that no stroke falls between the samples. */
export function resample(image: Gray, width: number, height: number): Gray {
  if (image.width === width && image.height === height) return image;
  const rows = resampleRows(Float32Array.from(image.data), image.width, image.height, height);
  const columns = resampleRows(transposed(rows, image.width, height), height, image.width, width);
  const data = transposed(columns, height, width);
  const bytes = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i += 1) bytes[i] = Math.min(255, Math.max(0, Math.round(data[i] ?? 255)));
  return { width, height, data: bytes };
}
