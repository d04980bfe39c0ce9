import type { Ruling } from '../../schemas/page.js';

/** Ends that stop this many ems short of a crossing line still meet it. */
const MEETS = 0.3;

/** Upright lines of one table that nothing connects: at least so tall and at most so far apart, in ems. */
const TALL = 6;
const WIDEST = 12;

/** Groups merged rulings that meet or cross: each group is the drawing of one table, box or chart. Lone lines come as groups of one. */
export function rulingsToNetworks(rulings: readonly Ruling[], em: number): Ruling[][] {
  const parent = rulings.map((_, index) => index);
  const root = (index: number): number => {
    let at = index;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at] ?? at] ?? at;
      at = parent[at] ?? at;
    }
    return at;
  };
  const reach = MEETS * em;
  const vertical = rulings.map((ruling, index) => ({ ruling, index })).filter(({ ruling }) => ruling.axis === 'v');
  rulings.forEach((h, index) => {
    if (h.axis !== 'h') return;
    for (const { ruling: v, index: other } of vertical) {
      if (v.at > h.to + reach) break; // sorted by `at`
      if (v.at >= h.from - reach && h.at >= v.from - reach && h.at <= v.to + reach) parent[root(index)] = root(other);
    }
  });
  // Where no row border reaches the first columns on this page, their lines stand alone; they begin and end with those of the table.
  const lone = new Set(vertical.filter(({ index }) => rulings.every((_, other) => other === index || root(other) !== root(index))).map(({ index }) => index));
  for (const { ruling: a, index } of vertical) {
    for (const { ruling: b, index: other } of vertical) {
      if (index !== other && lone.has(index) && Math.abs(a.from - b.from) <= reach && Math.abs(a.to - b.to) <= reach && Math.abs(b.at - a.at) <= WIDEST * em && a.to - a.from > TALL * em) parent[root(index)] = root(other);
    }
  }
  const groups = new Map<number, Ruling[]>();
  rulings.forEach((ruling, index) => {
    const key = root(index);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [ruling]);
    else group.push(ruling);
  });
  return [...groups.values()];
}
