import type { Gray } from './raster.js';

export type QuarterTurns = 0 | 1 | 2 | 3;

/** The image turned clockwise by quarter turns; no pixel is resampled. */
export function turnImage(image: Gray, turns: QuarterTurns): Gray {
  const { width, height, data } = image;
  if (turns === 0) return image;
  const turned = new Uint8Array(data.length);
  if (turns === 2) {
    for (let i = 0; i < data.length; i += 1) turned[data.length - 1 - i] = data[i] ?? 0;
    return { width, height, data: turned };
  }
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const [tx, ty] = turns === 1 ? [height - 1 - y, x] : [y, width - 1 - x];
      turned[ty * height + tx] = data[y * width + x] ?? 0;
    }
  }
  return { width: height, height: width, data: turned };
}
