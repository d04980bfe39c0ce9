import type { Line } from './words-to-lines.js';
import { againstModes, isBetween, lineText, type Mode, MODES, off } from './lines-to-keyed-rows.js';

/** A label and the rows it stands beside, both ends included. */
export interface LabelSpan {
  readonly from: number;
  readonly to: number;
  readonly lines: readonly Line[];
}

export interface LabelSpans {
  readonly spans: LabelSpan[];
  /** Rows for which another label is nearly as likely. */
  readonly doubted: ReadonlySet<number>;
}

export interface LabelColumn extends LabelSpans {
  /** What it costs to read the labels in the middle, at the top and at the bottom of their rows, and beside the first of them. */
  readonly modeCosts: Readonly<Record<LabelMode, number>>;
}

interface Extent {
  readonly top: number;
  readonly bottom: number;
}

/** Cost per em by which a label misses the place beside its rows, and by which its lines are further apart or nearer than lines are set. */
const MISPLACED = 4;
const UNEVEN = 5;
/** What each line of a text costs that is no label that is known, and what one gains that is. */
const UNKNOWN = 2;
const KNOWN = -2;
/** Of two readings that cost the same, lines that are labels of their own are taken. */
const TIE = 0.01;
/** Cost of a label beside a row that it never stands beside. */
const UNSUITED = 3;
/** Cost of a row without a label; the first rows of a page may go on below the label of the page before. */
const UNLABELLED = 5;
const GOES_ON = 0.4;
/** A border between two labels where none is between those of the finer column beside it. */
const ACROSS = 8;
const MOST_LINES = 8;
/** Cost of a label on both sides of a rule. */
const HOPELESS = 30;
/** Where cells are not merged, a label stands in the first of its rows alone. */
export type LabelMode = Mode | 'first';
export const LABEL_MODES: readonly LabelMode[] = [...MODES, 'first'];
/** Labels mostly stand as the other cells do; where these don't tell, in the middle sooner than at the top, and in the first row or at the bottom least. */
const UNUSUAL: Readonly<Record<LabelMode, number>> = { middle: 0, top: 0.3, bottom: 0.9, first: 0.6 };
/** A reading that is this much cheaper than all others is certain. */
const CERTAIN = 1.2;

const middleOf = ({ top, bottom }: Extent): number => (top + bottom) / 2;

/** A table's rows as a column of labels beside them sees them. */
export interface LabelledRows {
  readonly rows: readonly Extent[];
  /** The rows at which a label may begin. */
  readonly borders: ReadonlySet<number>;
  readonly isLabel: (text: string) => boolean;
  /** Whether a label can stand beside a row, as far as the form fixes that; absent where it fixes nothing. */
  readonly suits?: (text: string, row: number) => boolean;
  /** Whether a row is one of those that the form puts beside a label: then it is hardly of another. */
  readonly calls?: (text: string, row: number) => boolean;
  /** The label on the page before that the first rows may be of; null where none is. */
  readonly goesOn: string | null;
  /** True where the last rows may be of a label on the next page. */
  readonly comesYet: boolean;
  /** The heights at which rules part the column's cells. */
  readonly rules: readonly number[];
  /** What the other columns say of where cells stand. */
  readonly modeCosts: Readonly<Record<LabelMode, number>>;
  readonly leading: number;
  readonly em: number;
}

/**
 * Gives the lines of a column of labels to runs of rows: a label stands in the middle of its rows, at their top, at their bottom or beside the first of
 * them, the same for the column. `only` leaves no choice of these.
 */
export function linesToLabelSpans(lines: readonly Line[], table: LabelledRows, only?: LabelMode): LabelColumn {
  const { rows, modeCosts } = table;
  const against = againstModes(modeCosts, LABEL_MODES);
  const costs = { middle: 0, top: 0, bottom: 0, first: 0 };
  const readings = (only === undefined ? LABEL_MODES : [only]).map((mode) => {
    const reading = search(lines, table, mode);
    costs[mode] = reading.cost;
    return { ...reading, mode, cost: reading.cost + against[mode] + UNUSUAL[mode] };
  });
  const best = readings.reduce((a, b) => (b.cost < a.cost ? b : a));
  // Where another alignment is nearly as likely, the rows that it reads otherwise are doubted.
  const doubted = new Set(best.doubted);
  // Rows without a label are of the one above, unless labels stand at the bottom of their rows: then of one on the next page.
  if (readings.some(({ mode, cost }) => mode === 'bottom' && cost - best.cost < CERTAIN)) rows.forEach((_, row) => void (best.spans.some(({ from, to }) => from <= row && to >= row) || doubted.add(row)));
  for (const other of readings) {
    if (other === best || other.cost - best.cost >= CERTAIN) continue;
    rows.forEach((_, row) => {
      const labelOf = ({ spans }: LabelSpans): Line | undefined => spans.find(({ from, to }) => from <= row && to >= row)?.lines[0];
      if (labelOf(other) !== labelOf(best)) doubted.add(row);
    });
  }
  return { spans: best.spans, doubted, modeCosts: costs };
}

function search(lines: readonly Line[], { rows, borders, isLabel, suits = () => true, calls = () => false, goesOn, comesYet, rules, leading, em }: LabelledRows, mode: LabelMode): LabelSpans & { cost: number } {
  const n = lines.length;
  const m = rows.length;
  const borderAbove = (row: number): number => {
    const [above, below] = [rows[row - 1], rows[row]];
    if (above === undefined) return (below?.top ?? 0) - 0.2 * em;
    if (below === undefined) return above.bottom + 0.2 * em;
    return (above.bottom + below.top) / 2;
  };
  const textOf = (a: number, b: number): string => lines.slice(a, b).map(lineText).join('');
  const lastLabel = lines.map((_, i) => textOf(n - 1 - i, n)).find(isLabel) ?? goesOn ?? '';
  // What a row without a label costs, behind `i` labels: those at the top of a page go on below the label of the page before. Where labels stand at the
  // bottom of their rows, those at the end of a page may be of the next label.
  const gap = (row: number, i: number): number => {
    if (goesOn !== null && (row === 0 || i === 0)) return GOES_ON + (suits(goesOn, row) ? 0 : UNSUITED);
    // The next label is another one.
    return mode === 'bottom' && comesYet && i === n ? GOES_ON + (calls(lastLabel, row) ? UNSUITED : 0) : UNLABELLED;
  };
  const own = new Map<number, number>();
  // How many rows above each row a label can't stand beside.
  const unsuited = new Map<number, number[]>();
  const unsuitedIn = (a: number, b: number, from: number, to: number): number => {
    const key = a * (n + 1) + b;
    let sums = unsuited.get(key);
    if (sums === undefined) {
      const text = textOf(a, b);
      unsuited.set(key, (sums = rows.reduce<number[]>((all, _, row) => [...all, (all.at(-1) ?? 0) + (suits(text, row) ? 0 : 1)], [0])));
    }
    return (sums[to] ?? 0) - (sums[from] ?? 0);
  };
  // The cost of lines `a` to `b` (excluded) as the label of rows `from` to `to` (excluded).
  const labelCost = (a: number, b: number): number => {
    const key = a * (n + 1) + b;
    const known = own.get(key);
    if (known !== undefined) return known;
    let cost = isLabel(textOf(a, b)) ? KNOWN : UNKNOWN * (b - a) + (b - a > 1 ? TIE : 0);
    for (let i = a + 1; i < b; i++) {
      cost += off(middleOf(lines[i] as Line) - middleOf(lines[i - 1] as Line), leading, em) * UNEVEN; // within bounds
    }
    own.set(key, cost);
    return cost;
  };
  const misfit = (a: number, b: number, from: number, to: number): number => {
    const [first, last, row, end] = [lines[a], lines[b - 1], rows[from], rows[to - 1]];
    if (first === undefined || last === undefined || row === undefined || end === undefined) return Infinity;
    if (mode === 'top') return off(first.top, row.top, em);
    if (mode === 'bottom') return off(last.bottom, end.bottom, em);
    // Beside the first row a label stands as the cells of that row do, in its middle or at its bottom.
    const atBottom = mode === 'first' ? off(last.bottom, row.bottom, em) : Infinity;
    const place = mode === 'first' || to - from === 1 ? middleOf(row) : (borderAbove(from) + borderAbove(to)) / 2;
    return Math.min(off((first.top + last.bottom) / 2, place, em), atBottom);
  };
  // How many rules of the column run between rows above this one.
  const parted = rows.map((row, r) => (r > 0 && isBetween(rules, rows[r - 1], row) ? 1 : 0));
  const ruled = parted.reduce<number[]>((sums, own) => [...sums, (sums.at(-1) ?? 0) + own], []);
  const crosses = (from: number, to: number): boolean => (ruled[to - 1] ?? 0) > (ruled[from] ?? 0);
  const spanCost = (a: number, b: number, from: number, to: number): number =>
    (crosses(from, to) ? HOPELESS : 0) +
    labelCost(a, b) + UNSUITED * unsuitedIn(a, b, from, to) + misfit(a, b, from, to) * MISPLACED + (borders.has(from) ? 0 : ACROSS) + (to === m || borders.has(to) ? 0 : ACROSS);
  const table = (): number[][] => Array.from({ length: m + 1 }, () => new Array<number>(n + 1).fill(Infinity));
  const forward = table();
  const backward = table();
  (forward[0] as number[])[0] = 0;
  (backward[m] as number[])[n] = 0;
  for (let j = 1; j <= m; j++) {
    for (let i = 0; i <= n; i++) {
      let best = (forward[j - 1]?.[i] ?? Infinity) + gap(j - 1, i);
      for (let a = Math.max(0, i - MOST_LINES); a < i; a++) {
        for (let from = 0; from < j; from++) {
          const before = forward[from]?.[a] ?? Infinity;
          if (before + KNOWN < best) best = Math.min(best, before + spanCost(a, i, from, j));
        }
      }
      (forward[j] as number[])[i] = best;
    }
  }
  const cost = forward[m]?.[n] ?? Infinity;
  for (let j = m - 1; j >= 0; j--) {
    for (let i = n; i >= 0; i--) {
      let best = (backward[j + 1]?.[i] ?? Infinity) + gap(j, i);
      for (let b = i + 1; b <= Math.min(n, i + MOST_LINES); b++) {
        for (let to = j + 1; to <= m; to++) {
          const after = backward[to]?.[b] ?? Infinity;
          if (after + KNOWN < best) best = Math.min(best, after + spanCost(i, b, j, to));
        }
      }
      (backward[j] as number[])[i] = best;
    }
  }
  // For each row the cheapest whole reading for each of its possible labels (by their lines).
  const byRow: Map<number, number>[] = rows.map(() => new Map());
  const note = (row: number, label: number, total: number): void => {
    const known = byRow[row];
    if (known !== undefined && total < (known.get(label) ?? Infinity)) known.set(label, total);
  };
  let spans: LabelSpan[] = [];
  for (let j = 0; j < m; j++) {
    for (let i = 0; i <= n; i++) {
      const before = forward[j]?.[i] ?? Infinity;
      if (before + (backward[j]?.[i] ?? Infinity) > cost + 3 * UNLABELLED) continue;
      note(j, -1, before + gap(j, i) + (backward[j + 1]?.[i] ?? Infinity));
      for (let b = i + 1; b <= Math.min(n, i + MOST_LINES); b++) {
        for (let to = j + 1; to <= m; to++) {
          const total = before + spanCost(i, b, j, to) + (backward[to]?.[b] ?? Infinity);
          for (let row = j; row < to; row++) note(row, i * (n + 1) + b, total);
        }
      }
    }
  }
  const doubted = new Set<number>();
  byRow.forEach((labels, row) => {
    const [best, rival] = [...labels].sort((a, b) => a[1] - b[1]);
    if (best === undefined) return;
    if (rival !== undefined && rival[1] - best[1] < CERTAIN) doubted.add(row);
    const [key] = best;
    if (key < 0) return;
    const [a, b] = [Math.floor(key / (n + 1)), key % (n + 1)];
    const last = spans.at(-1);
    if (last !== undefined && last.lines[0] === lines[a]) spans = [...spans.slice(0, -1), { ...last, to: row }];
    else spans.push({ from: row, to: row, lines: lines.slice(a, b) });
  });
  // What no reading explains is doubted as a whole.
  if (spans.reduce((sum, span) => sum + span.lines.length, 0) !== n) rows.forEach((_, row) => doubted.add(row));
  return { cost, spans, doubted };
}
