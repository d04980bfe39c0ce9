import type { Gray, PageImage, PixelBox } from './raster.js';

/** How much redder than green and blue a pixel must be to count as red ink: JPEG leaves black text on white paper within 30 of grey. */
const RED_EXCESS = 45;
/** A block of a tenth of an inch holds a part of a stamp when this share of it is red. */
const RED_SHARE = 0.06;
/** Official seals measure 20 to 60 mm across, and are about as wide as high; lines of red text are not. */
const SEAL_MIN_INCH = 0.6;
const SEAL_MAX_INCH = 2.6;
const SEAL_ASPECT = 1.7;

/** The blocks of red ink that have the size and shape of a seal, in pixels. */
function findSeals(red: Uint8Array, width: number, height: number, dpi: number): PixelBox[] {
  const block = Math.max(4, Math.round(dpi / 10));
  const columns = Math.ceil(width / block);
  const rows = Math.ceil(height / block);
  const count = new Uint32Array(columns * rows);
  for (let y = 0; y < height; y += 1) {
    const row = Math.floor(y / block) * columns;
    for (let x = 0; x < width; x += 1) if (red[y * width + x] === 1) count[row + Math.floor(x / block)] = (count[row + Math.floor(x / block)] ?? 0) + 1;
  }
  const seen = new Uint8Array(columns * rows);
  const isRed = (index: number): boolean => (count[index] ?? 0) >= RED_SHARE * block * block;
  const seals: PixelBox[] = [];
  for (let start = 0; start < count.length; start += 1) {
    if (seen[start] === 1 || !isRed(start)) continue;
    let [x0, y0, x1, y1] = [columns, rows, 0, 0];
    const stack = [start];
    seen[start] = 1;
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      const [cx, cy] = [at % columns, Math.floor(at / columns)];
      [x0, y0, x1, y1] = [Math.min(x0, cx), Math.min(y0, cy), Math.max(x1, cx + 1), Math.max(y1, cy + 1)];
      // The ring of a seal and the star inside it do not touch: look two blocks around.
      for (let dy = -2; dy <= 2; dy += 1) {
        for (let dx = -2; dx <= 2; dx += 1) {
          const next = (cy + dy) * columns + cx + dx;
          if (cx + dx < 0 || cx + dx >= columns || cy + dy < 0 || cy + dy >= rows || seen[next] === 1 || !isRed(next)) continue;
          seen[next] = 1;
          stack.push(next);
        }
      }
    }
    const [wide, high] = [((x1 - x0) * block) / dpi, ((y1 - y0) * block) / dpi];
    const sized = Math.min(wide, high) >= SEAL_MIN_INCH && Math.max(wide, high) <= SEAL_MAX_INCH;
    if (sized && Math.max(wide, high) <= SEAL_ASPECT * Math.min(wide, high)) {
      seals.push([x0 * block, y0 * block, Math.min(width, x1 * block), Math.min(height, y1 * block)]);
    }
  }
  return seals;
}

/** Makes paper of a seal: red light passes its ink, and what the ink still takes away is given back in the measure in which a pixel is red. */
function liftSeal(gray: Uint8Array, red: Uint8Array, { width, data }: PageImage, [x0, y0, x1, y1]: PixelBox): void {
  const excess = (at: number): number => (data[at * 4] ?? 0) - Math.max(data[at * 4 + 1] ?? 0, data[at * 4 + 2] ?? 0);
  const levels: number[] = [];
  const excesses: number[] = [];
  for (let y = y0; y < y1; y += 1) {
    for (let x = x0; x < x1; x += 1) {
      const at = y * width + x;
      if (red[at] !== 1) continue;
      levels.push(data[at * 4] ?? 0);
      excesses.push(excess(at));
    }
  }
  const middle = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 255;
  const lift = 255 / Math.max(1, middle(levels)) - 1;
  const full = Math.max(1, middle(excesses));
  for (let y = y0; y < y1; y += 1) {
    for (let x = x0; x < x1; x += 1) {
      const at = y * width + x;
      const redness = Math.min(1, Math.max(0, excess(at) / full));
      gray[at] = Math.max(gray[at] ?? 0, Math.min(255, (data[at * 4] ?? 0) * (1 + lift * redness)));
    }
  }
}

/**
 * The page in grey. Red seals are seen through their own colour (in the red channel red ink is paper, and black ink under it stays black) and their
 * places are given, in pixels; other coloured ink is kept. Transparent pixels are paper.
 */
export function toGray(image: PageImage): { gray: Gray; seals: readonly PixelBox[] } {
  const { width, height, data } = image;
  const pixels = width * height;
  if (data.length === pixels) return { gray: { width, height, data: new Uint8Array(data) }, seals: [] };
  if (data.length !== pixels * 4) throw new RangeError(`an image of ${width} × ${height} has ${pixels} or ${pixels * 4} bytes, not ${data.length}`);
  const gray = new Uint8Array(pixels);
  const red = new Uint8Array(pixels);
  let reds = 0;
  for (let i = 0, at = 0; i < pixels; i += 1, at += 4) {
    const [r = 0, g = 0, b = 0, a = 255] = [data[at], data[at + 1], data[at + 2], data[at + 3]];
    const luminance = (r * 299 + g * 587 + b * 114) / 1000;
    gray[i] = a === 255 ? luminance : 255 - ((255 - luminance) * a) / 255;
    if (r - g > RED_EXCESS && r - b > RED_EXCESS) {
      red[i] = 1;
      reds += 1;
    }
  }
  const seals = reds < (image.dpi * SEAL_MIN_INCH) ** 2 * RED_SHARE ? [] : findSeals(red, width, height, image.dpi);
  for (const seal of seals) liftSeal(gray, red, image, seal);
  return { gray: { width, height, data: gray }, seals };
}
