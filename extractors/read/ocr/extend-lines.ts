import type { Gray, Ink, PixelBox } from './raster.js';

/** Paler than the ink of the page, darker than its paper: the small signs that end a line (。、.) are drawn so thin that they drown in a faint copy. */
const WEAK = 212;
/** Such a sign begins within this many ems of the line's ink, and has at least this much area, in ems squared: a printed point has 0.01. */
const GAP = 0.75;
const AREA = 0.009;
/** It stands at least this far from the ink that follows. */
const CLEAR = 0.2;
/** It is no wider than this; what is wider is another text, or a shadow. */
const WIDEST = 0.6;

/** The column before which a weak sign beside a line ends, going from `edge` in steps of `step`; null when there is none. Marks it in the ink picture. */
function weakSign(gray: Gray, ink: Ink, [, y0, , y1]: PixelBox, edge: number, limit: number, step: 1 | -1, em: number): number | null {
  let [from, to, area, blank] = [-1, -1, 0, 0];
  for (let x = edge; step === 1 ? x < limit : x >= limit; x += step) {
    let count = 0;
    for (let y = y0; y < y1; y += 1) if ((gray.data[y * gray.width + x] ?? 255) < WEAK) count += 1;
    if (count > 0) {
      if (from < 0) from = x;
      to = x;
      area += count;
      blank = 0;
    } else {
      blank += 1;
      if (from < 0 ? Math.abs(x - edge) > GAP * em : blank > 2) {
        if (from < 0) return null;
        if (area >= AREA * em * em) break;
        [from, area] = [-1, 0];
      }
    }
  }
  if (from < 0 || area < AREA * em * em || Math.abs(to - from) > WIDEST * em) return null;
  for (let x = Math.min(from, to); x <= Math.max(from, to); x += 1) {
    for (let y = y0; y < y1; y += 1) if ((gray.data[y * gray.width + x] ?? 255) < WEAK) ink.data[y * ink.width + x] = 1;
  }
  return to;
}

/** The lines of a region, longer by a sign too pale to count as ink where one stands at their end; it is marked in the ink picture. */
export function extendLines(gray: Gray, ink: Ink, region: PixelBox, lines: readonly PixelBox[], em: number): PixelBox[] {
  return lines.map((line) => {
    const [x0, y0, x1, y1] = line;
    // Only lines as high as text: beside a dash or a point anything pale is grain.
    if (y1 - y0 < 0.6 * em) return line;
    const beside = lines.filter((other) => other !== line && other[1] < y1 && other[3] > y0);
    // The blur around the next piece of the line is no sign.
    const right = Math.min(region[2], gray.width, ...beside.map((other) => other[0] - Math.ceil(CLEAR * em)).filter((x) => x >= x1));
    const end = weakSign(gray, ink, line, x1, right, 1, em);
    return end === null ? line : [x0, y0, end + 1, y1];
  });
}
