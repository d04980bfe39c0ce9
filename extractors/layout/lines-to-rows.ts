import type { Ruling } from '../../schemas/page.js';
import { labelsToSpans } from './labels-to-spans.js';
import type { Span } from './partition.js';
import type { Phrase, PhraseLine } from './phrases.js';
import { NO_WRAP, wrapCost } from './wrap-cost.js';

/** A line's height is taken this much smaller at both ends when bands are told apart: boxes of tightly set lines overlap. */
const TRIM = 0.2;
/** Most bands that one row can hold. */
const MOST_BANDS = 14;
/** Cost of a row that lacks a cell in a column which all other rows fill, when it has no more than one cell; nothing when it has this share of them. */
const MISSING = 1;
const WHOLE = 0.5;
/** Cost of a row that has nothing but its first cell: the heading of a section. */
const HEADING = 1.5;
/** Cost per em by which a cell's block misses the place in its row that the table's alignment gives it. */
const MISPLACED = 1.5;
/** Lines of one cell are seldom set this many ems apart. */
const WIDE_LEADING = 0.45;
/** Cost per em of white between two bands of one row beyond the leading inside cells. */
const WHITE = 5;
/** Where the cells of a line that have text below are this long, in ems, and fill their columns but for this many, the text goes on below; cost of a row border there. */
const RUNNING = 10;
const ROOM = 2;
const CUT_TEXT = 3;
/** Cost of a row border without a rule, in a table whose rows are ruled. */
const UNRULED_BORDER = 6;
const RULED_ROWS = 0.4;
/** A label stands between two rows when its middle is this many ems off both. */
const STRADDLES = 0.3;
/** A column of labels beside several rows has at most this many lines a row. */
const SPARSE = 1;
/** One beside another such column at most this many. */
const FEW = 0.6;
/** Labels of that kind stand in the first columns only. */
const MOST_LABEL_COLUMNS = 3;

interface Placed {
  readonly phrase: Phrase;
  readonly column: number;
  readonly crossing: boolean;
}

interface Band {
  top: number;
  bottom: number;
  readonly cells: Map<number, Phrase[]>;
  crossing: boolean;
}

type Column = { readonly x0: number; readonly x1: number };

function placePhrases(lines: readonly PhraseLine[], columns: readonly Column[], em: number): Placed[] {
  return lines.flatMap((line) =>
    line.phrases.map((phrase) => {
      let column = 0;
      let most = -Infinity;
      let touched = 0;
      columns.forEach((candidate, index) => {
        const shared = Math.min(candidate.x1, phrase.x1) - Math.max(candidate.x0, phrase.x0);
        if (shared > 0.3 * em) touched += 1;
        if (shared > most) {
          most = shared;
          column = index;
        }
      });
      return { phrase, column, crossing: touched > 1 && line.phrases.length === 1 };
    }),
  );
}

function isText(phrase: Phrase): boolean {
  return phrase.words.some((word) => /\p{L}{2}/u.test(word.text));
}

/** Joins phrases whose heights overlap into bands from top to bottom. */
function toBands(placed: readonly Placed[]): Band[] {
  const sorted = [...placed].sort((a, b) => a.phrase.top + a.phrase.bottom - b.phrase.top - b.phrase.bottom);
  const bands: Band[] = [];
  let reach = -Infinity;
  for (const { phrase, column, crossing } of sorted) {
    const height = phrase.bottom - phrase.top;
    const last = bands.at(-1);
    if (last !== undefined && phrase.top + TRIM * height < reach && !crossing && !last.crossing) {
      last.top = Math.min(last.top, phrase.top);
      last.bottom = Math.max(last.bottom, phrase.bottom);
      const cell = last.cells.get(column);
      if (cell === undefined) last.cells.set(column, [phrase]);
      else cell.push(phrase);
    } else {
      bands.push({ top: phrase.top, bottom: phrase.bottom, cells: new Map([[column, [phrase]]]), crossing });
      reach = -Infinity;
    }
    reach = Math.max(reach, phrase.bottom - TRIM * height);
  }
  return bands;
}

interface Row {
  readonly top: number;
  readonly bottom: number;
  readonly bands: readonly Band[];
}

/** The rows that the columns from `labels` on read as. */
function cutRows(placed: readonly Placed[], labels: number, columns: readonly Column[], rules: readonly Ruling[], em: number): Row[] {
  const bands = toBands(placed.filter(({ column, crossing }) => crossing || column >= labels));
  const x0 = columns[0]?.x0 ?? 0;
  const x1 = columns.at(-1)?.x1 ?? 0;
  const ruled = bands.map((band, index) => {
    const above = bands[index - 1];
    if (above === undefined) return false;
    const from = (above.top + above.bottom) / 2;
    const to = (band.top + band.bottom) / 2;
    return rules.some((rule) => rule.axis === 'h' && rule.at > from && rule.at < to && Math.min(rule.to, x1) - Math.max(rule.from, x0) > 0.6 * (x1 - x0));
  });
  const filled = columns.map((_, column) => bands.filter((band) => band.cells.has(column)).length);
  const usual = filled.slice(labels).sort((a, b) => a - b)[Math.floor((columns.length - labels) / 2)] ?? 1;
  const density = filled.map((number) => Math.min(1, number / Math.max(usual, 1)));
  const usualCells = density.slice(labels).reduce((sum, share) => sum + share, 0);
  const widths = columns.map((_, column) => Math.max(0, ...bands.flatMap((band) => (band.cells.get(column) ?? []).map((phrase) => phrase.x1 - phrase.x0))));
  const ruledCount = ruled.filter(Boolean).length;
  const rowsAreRuled = ruledCount >= RULED_ROWS * (bands.length - 1) && ruledCount >= 0.7 * (usual - 1) && bands.length > 2;

  const running = bands.map((band, index) => {
    const below = bands[index + 1];
    let long = false;
    for (const [column, phrases] of band.cells) {
      if (below === undefined || !below.cells.has(column)) continue;
      const width = Math.max(...phrases.map((phrase) => phrase.x1)) - Math.min(...phrases.map((phrase) => phrase.x0));
      const whole = widths[column] ?? 0;
      if (width < whole - Math.min(ROOM * em, 0.35 * whole) || !phrases.every(isText)) return false;
      long = long || width >= RUNNING * em;
    }
    return long;
  });
  const gaps = bands.slice(1).map((band, index) => band.top - (bands[index]?.bottom ?? 0));
  const leading = Math.max([...gaps].sort((a, b) => a - b)[Math.floor(gaps.length * 0.1)] ?? 0, 0);

  // What a column costs when the rows of two of its lines are one: the line of a band, and the next below it in that column.
  const inner = bands.map((band) => columns.map((_, column) => {
    const phrases = band.cells.get(column);
    let cost = 0;
    if (phrases !== undefined) for (let i = 1; i < phrases.length; i += 1) cost += wrapCost(phrases[i - 1] as Phrase, phrases[i] as Phrase, widths[column] ?? 0, em);
    return cost;
  }));
  const below: (Phrase | undefined)[] = columns.map(() => undefined);
  const joined: number[][] = bands.map(() => []);
  for (let b = bands.length - 1; b >= 0; b -= 1) {
    columns.forEach((_, column) => {
      const phrases = bands[b]?.cells.get(column);
      const last = phrases?.at(-1);
      if (last === undefined) return;
      const next = below[column];
      (joined[b] as number[])[column] = next === undefined ? 0 : wrapCost(last, next, widths[column] ?? 0, em);
      below[column] = phrases?.[0];
    });
  }

  const best = { top: [0], middle: [0], bottom: [0] };
  const from = { top: [0], middle: [0], bottom: [0] };
  const modes = ['top', 'middle', 'bottom'] as const;
  for (let end = 1; end <= bands.length; end += 1) {
    for (const mode of modes) {
      best[mode].push(Infinity);
      from[mode].push(end - 1);
    }
    const last = bands[end - 1] as Band;
    const tops: number[] = columns.map(() => Infinity);
    const bottoms: number[] = columns.map(() => -Infinity);
    const wraps: number[] = columns.map(() => 0);
    let white = rowsAreRuled && end < bands.length && ruled[end] !== true ? UNRULED_BORDER : 0;
    let hopeless = 0;
    for (let start = end - 1; start >= Math.max(0, end - MOST_BANDS); start -= 1) {
      const first = bands[start] as Band;
      if (start < end - 1 && (ruled[start + 1] === true || first.crossing || last.crossing)) break;
      if (start < end - 1) {
        const gap = (gaps[start] ?? 0) - Math.min(leading, WIDE_LEADING * em);
        if (gap > 0.1 * em) white += (gap / em) * WHITE;
      }
      let cost = white + (start > 0 && running[start - 1] === true ? CUT_TEXT : 0);
      const miss = { top: 0, middle: 0, bottom: 0 };
      if (!first.crossing) {
        for (const [column, phrases] of first.cells) {
          if (column < labels) continue;
          if (bottoms[column] === -Infinity) bottoms[column] = Math.max(...phrases.map((phrase) => phrase.bottom));
          else wraps[column] = (wraps[column] ?? 0) + (joined[start]?.[column] ?? 0);
          wraps[column] = (wraps[column] ?? 0) + (inner[start]?.[column] ?? 0);
          tops[column] = Math.min(tops[column] ?? Infinity, ...phrases.map((phrase) => phrase.top));
        }
        const rowMiddle = (first.top + last.bottom) / 2;
        let missing = 0;
        hopeless = 0;
        for (let column = labels; column < columns.length; column += 1) {
          const top = tops[column] ?? Infinity;
          const bottom = bottoms[column] ?? -Infinity;
          if (bottom === -Infinity) {
            missing += density[column] ?? 0;
            continue;
          }
          const wrap = wraps[column] ?? 0;
          hopeless += wrap;
          cost += rowsAreRuled ? Math.min(wrap, 1) : wrap;
          miss.top += top - first.top;
          miss.bottom += last.bottom - bottom;
          miss.middle += Math.abs((top + bottom) / 2 - rowMiddle);
        }
        const heading = missing >= usualCells - (density[labels] ?? 0) - 1e-9 && bottoms[labels] !== -Infinity;
        cost += heading ? Math.min(HEADING, missing) : missing * MISSING * Math.max(0, 1 - (usualCells - missing) / (WHOLE * usualCells));
      }
      for (const mode of modes) {
        const total = (best[mode][start] ?? Infinity) + cost + (miss[mode] / em) * MISPLACED;
        if (total < (best[mode][end] ?? Infinity)) {
          best[mode][end] = total;
          from[mode][end] = start;
        }
      }
      if (!rowsAreRuled && hopeless > 2 * NO_WRAP) break; // taller rows only hold more that can't be one cell
    }
  }
  const count = bands.length;
  const mode = modes.reduce((a, b) => ((best[b][count] ?? 0) < (best[a][count] ?? 0) - 1e-9 ? b : a));
  const ends: number[] = [];
  for (let end = count; end > 0; end = from[mode][end] ?? end - 1) ends.unshift(end);

  return ends.map((end, index) => {
    const own = bands.slice(index === 0 ? 0 : ends[index - 1], end);
    return { top: Math.min(...own.map((band) => band.top)), bottom: Math.max(...own.map((band) => band.bottom)), bands: own };
  });
}

/**
 * The rows of a table's body whose columns are known: y boundaries between rows (one fewer than rows) and the cells. Every way to cut the lines into
 * rows competes: a row should fill the columns that rows fill, hold lines in one cell only where the first had no room for the next, and have its
 * cells at one height (top, middle or bottom, the same for the whole table). Drawn rules are row borders. Labels beside several rows span them.
 */
export function linesToRows(lines: readonly PhraseLine[], columns: readonly Column[], rules: readonly Ruling[], em: number): { boundaries: number[]; spans: Span[] } {
  const placed = placePhrases(lines, columns, em);
  let labels = 0;
  let rows = cutRows(placed, 0, columns, rules, em);
  for (let k = Math.min(MOST_LABEL_COLUMNS, columns.length - 2); k > 0; k -= 1) {
    const phrases = placed.filter(({ column, crossing }) => column === k - 1 && !crossing).map(({ phrase }) => phrase);
    const others = placed.filter(({ column, crossing }) => column >= k && !crossing).map(({ phrase }) => (phrase.top + phrase.bottom) / 2);
    const offLine = (phrase: Phrase): boolean => others.every((y) => Math.abs(y - (phrase.top + phrase.bottom) / 2) > STRADDLES * em);
    if (!phrases.some(offLine)) continue;
    const without = cutRows(placed, k, columns, rules, em);
    const middleOf = ({ top, bottom }: { readonly top: number; readonly bottom: number }): number => (top + bottom) / 2;
    const isLabelled = (row: Row): boolean => phrases.some((phrase) => Math.abs(middleOf(phrase) - middleOf(row)) <= STRADDLES * em);
    const straddles = (phrase: Phrase): boolean => {
      const centre = middleOf(phrase);
      return without.some((row, index) => {
        const next = without[index + 1];
        if (next === undefined || centre <= middleOf(row) + STRADDLES * em || centre >= middleOf(next) - STRADDLES * em) return false;
        // It reaches into the next row, or stands halfway between two rows that have no label of their own.
        if (Math.min(row.bottom, next.bottom) > phrase.top - 0.5 * em && phrase.bottom > next.top) return true;
        return Math.abs(centre - (middleOf(row) + middleOf(next)) / 2) <= STRADDLES * em && !isLabelled(row) && !isLabelled(next);
      });
    };
    if (phrases.length > SPARSE * without.length || !phrases.some(straddles)) continue;
    labels = k;
    rows = without;
    break;
  }
  // Beside a column of spanning labels stands a finer one, which may happen to be in line with its rows.
  while (labels > 0 && labels < Math.min(MOST_LABEL_COLUMNS, columns.length - 2)) {
    const lines = placed.filter(({ column, crossing }) => column === labels && !crossing).length;
    const without = cutRows(placed, labels + 1, columns, rules, em);
    if (lines > FEW * without.length) break;
    labels += 1;
    rows = without;
  }
  const boundaries = rows.slice(1).map((row, index) => ((rows[index]?.bottom ?? 0) + row.top) / 2);
  const owner: Span[][] = rows.map((_, row) => columns.map((__, column) => ({ row, column, rowSpan: 1, columnSpan: 1 })));
  rows.forEach((row, index) => {
    if (row.bands[0]?.crossing !== true) return;
    const phrase = [...(row.bands[0]?.cells.values() ?? [])][0]?.[0];
    if (phrase === undefined) return;
    let from = columns.findIndex((column) => Math.min(column.x1, phrase.x1) - Math.max(column.x0, phrase.x0) > 0.3 * em);
    let to = columns.findLastIndex((column) => Math.min(column.x1, phrase.x1) - Math.max(column.x0, phrase.x0) > 0.3 * em);
    if (from > 0) {
      from = 1; // centred over the columns beside the first
      to = columns.length - 1;
    }
    const span = { row: index, column: from, rowSpan: 1, columnSpan: to - from + 1 };
    for (let column = from; column <= to; column += 1) (owner[index] as Span[])[column] = span;
  });
  let borders: ReadonlySet<number> = new Set(rows.map((_, index) => index));
  for (let column = labels - 1; column >= 0; column -= 1) {
    const phrases = placed.filter((candidate) => candidate.column === column && !candidate.crossing).map(({ phrase }) => phrase);
    const spans = labelsToSpans(phrases, rows, borders, em);
    for (const { from, to } of spans) {
      const span = { row: from, column, rowSpan: to - from + 1, columnSpan: 1 };
      for (let row = from; row <= to; row += 1) if (owner[row]?.[column]?.columnSpan === 1) (owner[row] as Span[])[column] = span;
    }
    borders = new Set(spans.flatMap(({ from, to }) => [from, to + 1]));
  }
  return { boundaries, spans: [...new Set(owner.flat())] };
}
