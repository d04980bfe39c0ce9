import type { Word } from '../../schemas/page.js';

/** White between two columns is at least this many ems wide. */
const GUTTER = 0.12;

/** The whites between two x that no extent reaches into, from left to right. */
export function whitesBetween(extents: readonly (readonly [number, number])[], from: number, to: number, em: number): { from: number; to: number }[] {
  const whites: { from: number; to: number }[] = [];
  let reached = from;
  for (const [x0, x1] of extents.filter((extent) => extent[1] > from).sort((a, b) => a[0] - b[0])) {
    const end = Math.min(x0, to);
    if (end - reached > GUTTER * em) whites.push({ from: reached, to: end });
    reached = Math.max(reached, x1);
    if (x0 >= to) break;
  }
  return whites;
}

/** Between two x the middle of the widest stretch that the fewest extents reach over: where a column ends when the texts of a few cells touch those beside them. */
export function leastCrossed(extents: readonly (readonly [number, number])[], from: number, to: number): number {
  const edges = [from, ...extents.flat().filter((x) => x > from && x < to).sort((a, b) => a - b), to];
  let best = { at: (from + to) / 2, crossed: Infinity, width: 0 };
  for (let i = 1; i < edges.length; i++) {
    const [x0, x1] = [edges[i - 1] ?? from, edges[i] ?? to];
    const at = (x0 + x1) / 2;
    const crossed = x1 > x0 ? extents.filter(([a, b]) => a < at && b > at).length : Infinity;
    if (crossed < best.crossed || (crossed === best.crossed && x1 - x0 > best.width)) best = { at, crossed, width: x1 - x0 };
  }
  return best.at;
}

/** Runs of x that words cover, those nearer than `gutter` joined, from left to right. */
export function coveredRuns(words: readonly Word[], gutter: number): [number, number][] {
  const runs: [number, number][] = [];
  for (const { box } of [...words].sort((a, b) => a.box[0] - b.box[0])) {
    const last = runs.at(-1);
    if (last !== undefined && box[0] - last[1] < gutter) last[1] = Math.max(last[1], box[2]);
    else runs.push([box[0], box[2]]);
  }
  return runs;
}
