import type { Gray } from './raster.js';

/** Turns the image back by its skew (degrees, positive when lines fall to the right) about its centre; size kept, bilinear, white beyond the edge. */
export function straightenImage(image: Gray, degrees: number): Gray {
  const { width, height, data } = image;
  if (degrees === 0) return image;
  const straight = new Uint8Array(data.length);
  const [sin, cos] = [Math.sin((degrees * Math.PI) / 180), Math.cos((degrees * Math.PI) / 180)];
  const [cx, cy] = [(width - 1) / 2, (height - 1) / 2];
  for (let y = 0; y < height; y += 1) {
    let sx = cx - cx * cos - (y - cy) * sin;
    let sy = cy - cx * sin + (y - cy) * cos;
    for (let x = 0; x < width; x += 1, sx += cos, sy += sin) {
      const x0 = Math.floor(sx);
      const y0 = Math.floor(sy);
      if (x0 < 0 || y0 < 0 || x0 + 1 >= width || y0 + 1 >= height) {
        straight[y * width + x] = 255;
        continue;
      }
      const at = y0 * width + x0;
      const [tx, ty] = [sx - x0, sy - y0];
      const top = (data[at] ?? 0) * (1 - tx) + (data[at + 1] ?? 0) * tx;
      const bottom = (data[at + width] ?? 0) * (1 - tx) + (data[at + width + 1] ?? 0) * tx;
      straight[y * width + x] = top * (1 - ty) + bottom * ty + 0.5;
    }
  }
  return { width, height, data: straight };
}
