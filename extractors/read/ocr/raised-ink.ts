import type { Ink, PixelBox } from './raster.js';

/** The columns that end a line hold a raised figure when their ink begins this near to the top of the line, in shares of its height: m is lower. */
const RAISED = 0.2;
/** The width of those columns, in shares of the line's height; the figure of ㎡ takes about so much. */
const WIDTH = 0.3;

/** Whether the line ends high up, as m² and ㎡ do and m does not: recognisers leave the small figure out. `box` is the ink of the line. */
export function endsRaised(ink: Ink, [x0, y0, x1, y1]: PixelBox): boolean {
  const limit = y0 + RAISED * (y1 - y0);
  for (let y = y0; y <= limit; y += 1) {
    for (let x = Math.max(x0, Math.floor(x1 - WIDTH * (y1 - y0))); x < x1; x += 1) if (ink.data[y * ink.width + x] === 1) return true;
  }
  return false;
}
