import { encodeImage, openImage } from '../extractors/read/image-codec.js';
import type { PageImage } from '../extractors/read/ocr/raster.js';

/** What happened to a sheet between the printer and the file. All of it is drawn from the seed: the same setting makes the same bytes. */
export interface ScanSetting {
  readonly name: string;
  readonly dpi: number;
  /** Clockwise degrees. */
  readonly skew: number;
  /** Standard deviation of the noise, in grey levels. */
  readonly noise: number;
  /** Radius of the blur in inches; lenses and paper blur a little always. */
  readonly blur: number;
  readonly jpeg: number;
  /** Paper: 255 is white; a shadow takes up to 30 more away towards one corner. */
  readonly paper: number;
  readonly shadow: boolean;
  /** Ink: 0 is black, 150 a faint copy. */
  readonly ink: number;
  readonly stamp: boolean;
  /** How the sheet lay in the scanner, in clockwise degrees. */
  readonly turned: 0 | 90 | 180 | 270;
  readonly colour: boolean;
  readonly seed: number;
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** How red the ink of a seal is at a place, 0 to 1: a ring, a star, and strokes around it as characters would be. Millimetres from its centre. */
function sealAt(x: number, y: number): number {
  const radius = Math.hypot(x, y);
  if (radius > 20.5) return 0;
  if (radius > 19.3) return 1;
  const angle = Math.atan2(y, x) + Math.PI;
  if (radius < 6) {
    const fifth = ((angle + Math.PI / 10) % ((2 * Math.PI) / 5)) - Math.PI / 5;
    return radius < 5.5 * (0.45 + 0.55 * Math.max(0, 1 - Math.abs(fifth) * 2.4)) ? 1 : 0;
  }
  if (radius > 12.5 && radius < 17.5) {
    const turn = (angle * 15) / (2 * Math.PI);
    const inside = turn % 1;
    if (inside > 0.75) return 0;
    return Math.sin(radius * 3.1 + Math.floor(turn)) > 0.45 || Math.sin(inside * 21 + Math.floor(turn) * 2) > 0.6 ? 1 : 0;
  }
  return 0;
}

/**
 * Makes a scan of a rendered page (rgba on white). Gives the image as its reader will see it, and the function that leads from a point of the scan
 * back to the page, both in pixels.
 */
export async function makeScan(page: PageImage, setting: ScanSetting): Promise<{ image: PageImage; toPage: (x: number, y: number) => [number, number] }> {
  const sideways = setting.turned === 90 || setting.turned === 270;
  const [width, height] = sideways ? [page.height, page.width] : [page.width, page.height];
  const random = randomFrom(setting.seed);
  const gaussian = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const [sin, cos] = [Math.sin((setting.skew * Math.PI) / 180), Math.cos((setting.skew * Math.PI) / 180)];
  const toPage = (x: number, y: number): [number, number] => {
    const [ox, oy] = [x - width / 2, y - height / 2];
    const [dx, dy] = setting.turned === 90 ? [oy, -ox] : setting.turned === 180 ? [-ox, -oy] : setting.turned === 270 ? [-oy, ox] : [ox, oy];
    return [dx * cos + dy * sin + page.width / 2, -dx * sin + dy * cos + page.height / 2];
  };
  const [sealX, sealY] = [page.width * (0.35 + 0.4 * random()), page.height * (0.3 + 0.4 * random())];
  const perMillimetre = setting.dpi / 25.4;
  let planes: [Float32Array, Float32Array, Float32Array] = [0, 1, 2].map(() => new Float32Array(width * height)) as [Float32Array, Float32Array, Float32Array];
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const [px, py] = toPage(x + 0.5, y + 0.5);
      const [fx, fy] = [px - 0.5, py - 0.5];
      const [x0, y0] = [Math.floor(fx), Math.floor(fy)];
      const [tx, ty] = [fx - x0, fy - y0];
      const seal = setting.stamp ? sealAt((px - sealX) / perMillimetre, (py - sealY) / perMillimetre) : 0;
      const paper = setting.paper - (setting.shadow ? (30 * (x + y)) / (width + height) : 0);
      for (let c = 0; c < 3; c += 1) {
        const at = (cx: number, cy: number): number => (cx < 0 || cy < 0 || cx >= page.width || cy >= page.height ? 255 : (page.data[(cy * page.width + cx) * 4 + c] ?? 255));
        const value = (at(x0, y0) * (1 - tx) + at(x0 + 1, y0) * tx) * (1 - ty) + (at(x0, y0 + 1) * (1 - tx) + at(x0 + 1, y0 + 1) * tx) * ty;
        const inked = setting.ink + ((paper - setting.ink) * value) / 255;
        const tint = [0.86, 0.25, 0.27][c] ?? 1;
        const plane = planes[c];
        if (plane !== undefined) plane[y * width + x] = inked * (1 - seal * (1 - tint));
      }
    }
  }
  const sigma = setting.blur * setting.dpi;
  const reach = Math.ceil(sigma * 2.5);
  if (reach > 0) {
    const kernel = Array.from({ length: 2 * reach + 1 }, (_, i) => Math.exp(-((i - reach) ** 2) / (2 * sigma * sigma)));
    const total = kernel.reduce((sum, value) => sum + value, 0);
    const blurRows = (plane: Float32Array, step: number, limit: number): Float32Array => {
      const result = new Float32Array(plane.length);
      for (let i = 0; i < plane.length; i += 1) {
        const position = Math.floor(i / step) % limit;
        let sum = 0;
        for (let k = -reach; k <= reach; k += 1) sum += (kernel[k + reach] ?? 0) * (plane[i + Math.max(-position, Math.min(limit - 1 - position, k)) * step] ?? 0);
        result[i] = sum / total;
      }
      return result;
    };
    planes = planes.map((plane) => blurRows(blurRows(plane, 1, width), width, height)) as typeof planes;
  }
  const data = new Uint8Array(width * height * 4);
  for (let i = 0; i < width * height; i += 1) {
    const noise = setting.noise === 0 ? 0 : gaussian() * setting.noise;
    const [r = 0, g = 0, b = 0] = planes.map((plane) => Math.min(255, Math.max(0, (plane[i] ?? 0) + noise)));
    const luminance = (r * 299 + g * 587 + b * 114) / 1000;
    data.set(setting.colour ? [r, g, b, 255] : [luminance, luminance, luminance, 255], i * 4);
  }
  const file = await encodeImage({ width, height, data, dpi: setting.dpi }, 'jpeg', setting.jpeg);
  return { image: await (await openImage(file)).readPage(1), toPage };
}
