import type { PixelRuling } from './find-rulings-in-pixels.js';
import type { Gray, Ink } from './raster.js';

/** Scanning blurs a line this far beyond its ink, in inches. */
const HALO_INCH = 0.008;

/** Makes paper of the ruling lines, in the grey image and in its ink alike, in place: what is left is text, stamps and drawings. */
export function eraseRulings(gray: Gray, ink: Ink, rulings: readonly PixelRuling[], dpi: number): void {
  const halo = Math.max(1, Math.round(HALO_INCH * dpi));
  for (const ruling of rulings) {
    for (const run of ruling.runs) {
      const [a0, a1] = [Math.max(0, run.row - halo), run.row + halo];
      const [b0, b1] = [Math.max(0, run.from - halo), run.to + halo];
      const [x0, y0, x1, y1] = ruling.axis === 'h' ? [b0, a0, b1, a1] : [a0, b0, a1, b1];
      for (let y = y0; y <= Math.min(ink.height - 1, y1); y += 1) {
        const row = y * ink.width;
        gray.data.fill(255, row + x0, row + Math.min(ink.width, x1 + 1));
        ink.data.fill(0, row + x0, row + Math.min(ink.width, x1 + 1));
      }
    }
  }
}
