import { binarise } from './binarise.js';
import { findSkew } from './find-skew.js';
import type { Gray, Ink, PixelBox } from './raster.js';
import { straightenImage } from './straighten-image.js';
import { type QuarterTurns, turnImage } from './turn-image.js';

/** Lines that rise or fall by less than this are straight enough: a tenth of a line over the width of a page. */
const STRAIGHT_DEGREES = 0.04;

/** A page turned upright and straight, as layout sees it. */
export interface StraightPage {
  readonly gray: Gray;
  readonly ink: Ink;
  /** How the image was turned, clockwise, to stand upright. */
  readonly turns: QuarterTurns;
  /** Degrees by which its lines fell to the right after that. */
  readonly skew: number;
  /** Leads a box of the straight page back to the image it was made from: the smallest upright box around it. */
  toImage(box: PixelBox): PixelBox;
}

/** Turns a flattened image by quarter turns, and then straight by its measured skew. Pixels throughout. */
export function straightenPage(flat: Gray, dpi: number, turns: QuarterTurns): StraightPage {
  const upright = turnImage(flat, turns);
  let ink = binarise(upright);
  const measured = findSkew(ink, dpi);
  const skew = Math.abs(measured) < STRAIGHT_DEGREES ? 0 : measured;
  const gray = straightenImage(upright, skew);
  if (skew !== 0) ink = binarise(gray);
  const [sin, cos] = [Math.sin((skew * Math.PI) / 180), Math.cos((skew * Math.PI) / 180)];
  const [cx, cy] = [upright.width / 2, upright.height / 2];
  const pointToImage = (x: number, y: number): [number, number] => {
    const [ux, uy] = [cx + (x - cx) * cos - (y - cy) * sin, cy + (x - cx) * sin + (y - cy) * cos];
    if (turns === 1) return [uy, flat.height - ux];
    if (turns === 2) return [flat.width - ux, flat.height - uy];
    return turns === 3 ? [flat.width - uy, ux] : [ux, uy];
  };
  return {
    gray: gray === flat ? { ...gray, data: gray.data.slice() } : gray,
    ink,
    turns,
    skew,
    toImage([x0, y0, x1, y1]) {
      const corners = [pointToImage(x0, y0), pointToImage(x1, y0), pointToImage(x0, y1), pointToImage(x1, y1)];
      const xs = corners.map(([x]) => x);
      const ys = corners.map(([, y]) => y);
      return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
    },
  };
}
