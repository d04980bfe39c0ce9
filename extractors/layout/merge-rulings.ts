import type { Ruling } from '../../schemas/page.js';

/** Strokes nearer than this are one line: producers draw a border once for each cell, or as two thin strokes. In ems; a row of text is 1 at least. */
const SAME_LINE = 0.25;
/** Dashes and cell-by-cell strokes leave gaps up to this many ems in what is one line to the eye. */
const BRIDGED_GAP = 0.4;

/**
 * Joins strokes of one axis that lie on one line and touch, overlap or all but touch. Gives lines sorted by `at`, then `from`, in page units.
 * Strokes that run beside each other within a quarter of an em without touching ends (double rules) become one line too.
 */
export function mergeRulings(rulings: readonly Ruling[], em: number): Ruling[] {
  const merged: Ruling[] = [];
  for (const axis of ['h', 'v'] as const) {
    const sorted = rulings.filter((ruling) => ruling.axis === axis).sort((a, b) => a.at - b.at || a.from - b.from || a.to - b.to);
    let start = 0;
    while (start < sorted.length) {
      const first = sorted[start];
      if (first === undefined) break;
      let end = start + 1;
      // A band is as wide as the tolerance, not a chain of near neighbours: hatching must not melt into one line.
      while (end < sorted.length && (sorted[end]?.at ?? Infinity) - first.at <= SAME_LINE * em) end += 1;
      const band = sorted.slice(start, end).sort((a, b) => a.from - b.from || a.to - b.to);
      let current: { from: number; to: number; weighted: number; length: number; thickness: number } | null = null;
      const flush = (): void => {
        if (current === null) return;
        const { from, to, weighted, length, thickness } = current;
        merged.push({ axis, at: weighted / length, from, to, thickness });
      };
      for (const stroke of band) {
        const length = Math.max(stroke.to - stroke.from, 1e-6);
        if (current !== null && stroke.from <= current.to + BRIDGED_GAP * em) {
          current.to = Math.max(current.to, stroke.to);
          current.weighted += stroke.at * length;
          current.length += length;
          current.thickness = Math.max(current.thickness, stroke.thickness);
        } else {
          flush();
          current = { from: stroke.from, to: stroke.to, weighted: stroke.at * length, length, thickness: stroke.thickness };
        }
      }
      flush();
      start = end;
    }
  }
  return merged.sort((a, b) => (a.axis < b.axis ? -1 : a.axis > b.axis ? 1 : a.at - b.at || a.from - b.from));
}
