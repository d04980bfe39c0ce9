import type { Ink } from './raster.js';

/** Sheets in a feeder lie askew by less than this. */
const MAX_DEGREES = 4;
const COARSE_STEP = 0.2;
const FINE_STEP = 0.02;
/** Skew is measured on a picture of this resolution: an A4 page is 1 170 dots high, and 0.02° moves its edge by 0.3 dots. */
const MEASURED_AT_DPI = 100;

/**
 * The angle of the lines of a page, in degrees: positive when they fall to the right. Found where the projections of the ink across and along the
 * lines are the most uneven, so that rules, lines of text and columns all have a say, and pages lying on their side are measured as well.
 */
export function findSkew(ink: Ink, dpi: number): number {
  const step = Math.max(1, Math.round(dpi / MEASURED_AT_DPI));
  const xs: number[] = [];
  const ys: number[] = [];
  for (let y = 0; y < ink.height; y += step) {
    for (let x = 0; x < ink.width; x += 1) {
      // Every pixel of a row, so that no upright stroke falls between the dots; rows are thinned.
      if (ink.data[y * ink.width + x] === 1) {
        xs.push(x / step);
        ys.push(y / step);
      }
    }
  }
  if (xs.length === 0) return 0;
  const side = Math.ceil(Math.hypot(ink.width, ink.height) / step);
  const across = new Float64Array(side * 2 + 2);
  const along = new Float64Array(side * 2 + 2);
  // Sixty thousand points settle the angle; more only cost time.
  const every = Math.max(1, Math.floor(xs.length / 60_000));
  const unevenness = (degrees: number): number => {
    across.fill(0);
    along.fill(0);
    const [sin, cos] = [Math.sin((degrees * Math.PI) / 180), Math.cos((degrees * Math.PI) / 180)];
    for (let i = 0; i < xs.length; i += every) {
      const [x = 0, y = 0] = [xs[i], ys[i]];
      const v = Math.round(y * cos - x * sin) + side;
      const u = Math.round(x * cos + y * sin) + side;
      across[v] = (across[v] ?? 0) + 1;
      along[u] = (along[u] ?? 0) + 1;
    }
    let sum = 0;
    for (let i = 0; i < across.length; i += 1) sum += (across[i] ?? 0) ** 2 + (along[i] ?? 0) ** 2;
    return sum;
  };
  const best = (from: number, to: number, by: number): number => {
    let [angle, most] = [0, -1];
    for (let degrees = from; degrees <= to + by / 2; degrees += by) {
      const score = unevenness(degrees);
      if (score > most) [angle, most] = [degrees, score];
    }
    return angle;
  };
  const coarse = best(-MAX_DEGREES, MAX_DEGREES, COARSE_STEP);
  // A hundredth of a degree, and exactly none for a page that lies straight: it is then not resampled.
  return Math.round(best(coarse - COARSE_STEP, coarse + COARSE_STEP, FINE_STEP) * 100) / 100;
}
