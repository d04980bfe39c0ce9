import type { Gray } from './raster.js';

/** The image `factor` times as large (a whole number), bilinear: coarse scans are found and read better so, as noise is smoothed and strokes get a width. */
export function enlargeImage(image: Gray, factor: number): Gray {
  if (factor === 1) return image;
  const [width, height] = [image.width * factor, image.height * factor];
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y += 1) {
    const fy = Math.min(image.height - 1, Math.max(0, (y + 0.5) / factor - 0.5));
    const [y0, ty] = [Math.floor(fy), fy - Math.floor(fy)];
    const [top, bottom] = [y0 * image.width, Math.min(image.height - 1, y0 + 1) * image.width];
    for (let x = 0; x < width; x += 1) {
      const fx = Math.min(image.width - 1, Math.max(0, (x + 0.5) / factor - 0.5));
      const [x0, tx] = [Math.floor(fx), fx - Math.floor(fx)];
      const x1 = Math.min(image.width - 1, x0 + 1);
      const above = (image.data[top + x0] ?? 0) * (1 - tx) + (image.data[top + x1] ?? 0) * tx;
      const below = (image.data[bottom + x0] ?? 0) * (1 - tx) + (image.data[bottom + x1] ?? 0) * tx;
      data[y * width + x] = above * (1 - ty) + below * ty + 0.5;
    }
  }
  return { width, height, data };
}
