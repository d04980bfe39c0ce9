import type { Curve } from '../extractors/read/ocr/calibrate-confidence.js';

/** Fewer cells than this say little about a share: neighbouring groups are joined. */
const LEAST_CELLS = 25;

/**
 * The curve from what was said to what was right: cells sorted by confidence in groups, groups whose share falls joined with the one before (isotonic
 * regression by pooling adjacent violators, Ayer et al. 1955), each at its mean confidence, with one right and one wrong cell added, for none is certain.
 */
export function fitCurve(cells: readonly { readonly confidence: number; readonly right: boolean }[]): Curve {
  const sorted = [...cells].sort((a, b) => a.confidence - b.confidence);
  const groups: { said: number; right: number; count: number }[] = [];
  const size = Math.max(LEAST_CELLS, Math.ceil(sorted.length / 12));
  for (let start = 0; start < sorted.length; start += size) {
    const own = sorted.slice(start, start + size);
    groups.push({ said: own.reduce((sum, { confidence }) => sum + confidence, 0), right: own.filter(({ right }) => right).length, count: own.length });
  }
  const share = (group: { right: number; count: number }): number => (group.right + 1) / (group.count + 2);
  const pooled: typeof groups = [];
  for (const group of groups) {
    let joined = group;
    for (let last = pooled.at(-1); last !== undefined && (share(last) >= share(joined) || joined.count < LEAST_CELLS); last = pooled.at(-1)) {
      pooled.pop();
      joined = { said: last.said + joined.said, right: last.right + joined.right, count: last.count + joined.count };
    }
    pooled.push(joined);
  }
  return pooled.map((group) => [Math.round((1000 * group.said) / group.count) / 1000, Math.round(1000 * share(group)) / 1000]);
}
