import { areTwoValues } from './are-two-values.js';
import type { PrintedLabel } from './centred-labels.js';
import type { PlacedToken, PrintedColumn } from './decode-rows.js';
import { foldLabel } from './fold-label.js';
import type { Line } from './line.js';
import type { Token } from './token.js';
import type { ReadingOn } from './reading-on.js';
import type { RawRow } from './rows-to-table.js';
import { gapBetween, inCharacters, isLaidOut, onScreen, type Place } from './token-places.js';
import { textWidth } from './text-width.js';
import { costOfKind, IMPOSSIBLE, shapeOf } from './token-evidence.js';

/**
 * Rows of a table that a tool laid out with blanks, as it stands on the page: columns follow from the places of the header's labels and of what stands
 * below them; a row is the lines around the one that prints its weight or score, which is never wrapped. The readings that compete are the columns of
 * each line's tokens, and the lines at which one row ends and the next begins.
 */

/** Where a column stands, in the units of `place`. */
interface Range {
  /** Index in the printed columns. */
  readonly column: number;
  readonly from: number;
  readonly to: number;
}

interface Ranges {
  readonly place: Place;
  readonly ranges: readonly Range[];
}

/** Where the middle of a column stands, and where what it holds ends on the right. */
interface Middle {
  readonly column: number;
  readonly centre: number;
  readonly end: number;
}

/** Lines that print all columns tell where these stand when there are this many of them. */
const LEAST_WHOLE = 2;
/** Lines whose texts suit the columns worse than this, each, are not whole. */
const WHOLE_COST = 2;

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

/** The middles of the columns by the lines that print one token for each; null where too few do. */
function wholeLinesToMiddles(lines: readonly Line[], columns: readonly PrintedColumn[], place: Place): Middle[] | null {
  const data = columns.flatMap(({ column, isBracket }, c) => (isBracket || column.definition.kind === 'level' || column.definition.kind === 'prose' ? [] : [c]));
  const cost = (token: Token | undefined, c: number): number => (token ? costOfKind(columns[c]?.column.definition.kind ?? 'text', token.shape) : Infinity);
  const whole = lines.filter(({ tokens }) => (tokens.length === data.length || tokens.length === data.length + 1) && data.every((c, i) => cost(tokens[i], c) <= WHOLE_COST));
  if (whole.length < LEAST_WHOLE) return null;
  return data.map((column, i) => {
    const spans = whole.map(({ tokens }) => place(tokens[i] as Token)); // whole lines have a token for each
    return { column, centre: median(spans.map(([start, end]) => (start + end) / 2)), end: Math.max(...spans.map(([, end]) => end)) };
  });
}

/** The middles of the columns by the labels of the header; null when it names fewer than two or names them out of order. */
function headerToMiddles(header: Line, columns: readonly PrintedColumn[], place: Place): Middle[] | null {
  const labels = columns.flatMap(({ column }, index) => {
    const token = header.tokens.find(({ text }) => column.labels.has(foldLabel(text).text));
    if (!token || column.definition.kind === 'level') return [];
    const [start, end] = place(token);
    return [{ column: index, centre: (start + end) / 2, end }];
  });
  return labels.length < 2 ? null : labels;
}

/** The ranges of columns by their middles, parted where the fewest tokens stand. */
function middlesToRanges(middles: readonly Middle[], lines: readonly Line[], columns: readonly PrintedColumn[], place: Place): { ranges: Range[]; crossed: number } | null {
  if (middles.some(({ centre }, i) => i > 0 && centre <= (middles[i - 1]?.centre ?? Infinity))) return null;
  const spans = lines.flatMap(({ tokens }) => tokens.map(place));
  let crossed = 0;
  const bounds = middles.slice(1).map(({ centre }, i) => {
    const before = middles[i]?.centre ?? 0;
    const middle = (before + centre) / 2;
    let best = { at: middle, crossing: Infinity };
    for (let at = Math.ceil(before); at <= centre; at += 0.5) {
      const crossing = spans.filter(([start, end]) => start < at && end > at).length;
      if (crossing < best.crossing || (crossing === best.crossing && Math.abs(at - middle) < Math.abs(best.at - middle))) best = { at, crossing };
    }
    crossed += best.crossing;
    return best.at;
  });
  const ranges = middles.map(({ column }, i): Range => ({ column, from: bounds[i - 1] ?? -Infinity, to: bounds[i] ?? Infinity }));
  // A last column of prose, which not every row fills, stands behind the others.
  const prose = columns.findLastIndex(({ column }) => column.definition.kind === 'prose');
  const [last, lastRange] = [middles.at(-1), ranges.at(-1)];
  if (last && lastRange && prose > last.column) ranges.splice(-1, 1, { ...lastRange, to: last.end + 0.5 }, { column: prose, from: last.end + 0.5, to: Infinity });
  return { ranges, crossed };
}

/** Where the columns stand on a page; null where nothing tells. */
function findRanges(header: Line | null, lines: readonly Line[], columns: readonly PrintedColumn[]): Ranges | null {
  const candidates = [inCharacters, onScreen].flatMap((place) => {
    const middles = wholeLinesToMiddles(lines, columns, place) ?? (header ? headerToMiddles(header, columns, place) : null);
    const found = middles && middlesToRanges(middles, lines, columns, place);
    return found ? [{ place, ...found }] : [];
  });
  return candidates.toSorted((a, b) => a.crossed - b.crossed)[0] ?? null;
}

/** A token this far outside a column, in characters, isn't in it; cost of each. */
const FARTHEST_OUT = 6;
const OUT = 1;
/** What the look of a text weighs beside its place. */
const LOOK = 0.6;
/** Two tokens of one line in one cell, parted by one blank or by more. */
const GOES_ON = 0.6;
const GOES_ON_BEHIND_GAP = 4;
const TWO_VALUES = 8;
const MOST_LOOK = 6;

/** The column of each token of a line, with the margin over the next best one. */
function placeTokens(line: Line, { place, ranges }: Ranges, columns: readonly PrintedColumn[]): { range: number; margin: number; rival: number }[] {
  const { tokens } = line;
  const costs = tokens.map((token, t) => {
    const [start, end] = place(token);
    // Tools that run cells together part them by one blank, wherever the column of the second begins.
    const isGlued = t > 0 && gapBetween(tokens[t - 1] as Token, token) <= 1; // t is the index of a token
    const centre = (start + end) / 2;
    const shape = token.shape;
    return ranges.map(({ column, from, to }, i) => {
      const out = Math.max(0, isGlued ? 0 : from - centre, centre - to, i === 0 ? from - 1 - start : 0);
      if (out > FARTHEST_OUT) return Infinity;
      const kind = columns[column]?.column.definition.kind ?? 'text';
      return out * OUT + LOOK * (kind === 'level' ? 0 : Math.min(MOST_LOOK, costOfKind(kind, shape)));
    });
  });
  const step = (i: number, from: number, to: number): number => {
    if (to < from) return Infinity;
    if (to > from) return 0;
    const [before, token] = [tokens[i - 1] as Token, tokens[i] as Token]; // both are tokens of the line
    const kind = columns[ranges[to]?.column ?? -1]?.column.definition.kind;
    const isWordy = kind === 'text' || kind === 'prose' || (kind === 'value' && !token.shape.measure && !token.shape.number);
    return !isWordy ? TWO_VALUES : place(token)[0] - place(before)[1] >= 2 ? GOES_ON_BEHIND_GAP : GOES_ON;
  };
  const width = ranges.length;
  const forward = tokens.map(() => new Array<number>(width).fill(Infinity));
  const backward = tokens.map(() => new Array<number>(width).fill(Infinity));
  const at = (rows: readonly (readonly number[])[], i: number, c: number): number => rows[i]?.[c] ?? Infinity;
  for (let i = 0; i < tokens.length; i++) {
    for (let c = 0; c < width; c++) {
      let before = i === 0 ? 0 : Infinity;
      if (i > 0) for (let b = 0; b <= c; b++) before = Math.min(before, at(forward, i - 1, b) + step(i, b, c));
      (forward[i] as number[])[c] = before + at(costs, i, c); // forward has an entry a token
    }
  }
  for (let i = tokens.length - 1; i >= 0; i--) {
    for (let c = 0; c < width; c++) {
      let after = i + 1 === tokens.length ? 0 : Infinity;
      if (i + 1 < tokens.length) for (let a = c; a < width; a++) after = Math.min(after, step(i + 1, c, a) + at(costs, i + 1, a) + at(backward, i + 1, a));
      (backward[i] as number[])[c] = after; // so has backward
    }
  }
  return tokens.map((_, i) => {
    const totals = ranges.map((__, c) => at(forward, i, c) + at(backward, i, c));
    const range = totals.reduce((best, total, c) => (total < (totals[best] ?? Infinity) ? c : best), 0);
    const rival = totals.reduce((best, total, c) => (c !== range && total < (totals[best] ?? Infinity) ? c : best), -1);
    return (totals[range] ?? Infinity) === Infinity ? { range: -1, margin: 0, rival: -1 } : { range, margin: (totals[rival] ?? Infinity) - (totals[range] ?? 0), rival };
  });
}

/** How far a cell stands off the middle (or the top) of its row, in lines, and the cost of it. */
const SPREAD = 0.6;
/** A row that a page break cuts has its cells anywhere. */
const MOST_OFF = 4;
/** What stands between two lines is printed on either. */
const HALF = 0.5;
/** A row that ends in the middle of a sentence which goes on on the next line. */
const CUT_TEXT = 2;
const MOST_LINES = 2000;

interface PlacedLine {
  readonly line: Line;
  readonly cells: readonly { readonly token: Token; readonly column: number; readonly margin: number; readonly rival: number }[];
}

/** Reads the rows of laid-out lines (labels of levels taken out), which may stand `slack` lines off their places. Null when the header gives no places or no line prints a weight or score. */
export function layOutRows(headers: readonly Line[], lines: readonly Line[], labels: readonly PrintedLabel[], columns: readonly PrintedColumn[], reading: ReadingOn, slack: number): { rows: RawRow[]; junk: PlacedToken[] } | null {
  if (headers[0]?.kind !== 'flowing' || lines.length === 0 || lines.length > MOST_LINES || !isLaidOut(lines)) return null;
  // Each page is laid out anew.
  const byPage = new Map<number, Ranges>();
  for (const page of new Set(lines.map((line) => line.page))) {
    const ranges = findRanges(headers.find((header) => header.page === page) ?? null, lines.filter((line) => line.page === page), columns);
    if (!ranges) return null;
    // What stands left of the end of the labels is in none of the columns beside them.
    const edge = Math.max(-Infinity, ...labels.filter((label) => label.page === page).flatMap(({ tokens }) => tokens.map((token) => ranges.place(token)[1])));
    byPage.set(page, { ...ranges, ranges: ranges.ranges.map((range, i) => (i === 0 ? { ...range, from: Math.min(edge, range.to) } : range)) });
  }
  const junk: PlacedToken[] = [];
  const placed = lines.map((line): PlacedLine => {
    const ranges = byPage.get(line.page) as Ranges; // each page of the lines has them
    const cells = placeTokens(line, ranges, columns).flatMap(({ range, margin, rival }, i) => {
      const column = ranges.ranges[range]?.column ?? -1;
      const token = line.tokens[i] as Token; // placeTokens gives one entry a token
      if (column >= 0) return [{ token, column, margin, rival: ranges.ranges[rival]?.column ?? -1 }];
      junk.push({ token, column: -1, role: 'junk', margin: 0, rival: null });
      return [];
    });
    return { line, cells };
  });
  const points = new Set(columns.flatMap(({ column, isBracket }, c) => (column.definition.kind === 'points' && !isBracket ? [c] : [])));
  const anchors = placed.flatMap(({ cells }, i) => (cells.some(({ column, token }) => points.has(column) && costOfKind('points', token.shape) < IMPOSSIBLE) ? [i] : []));
  if (anchors.length === 0) return null;
  const isProse = (column: number): boolean => columns[column]?.column.definition.kind === 'prose';
  const readings = slack > 0 ? [cutRows(placed, anchors, 'middle', isProse, reading, slack) ?? []].flat() : (['middle', 'top'] as const).flatMap((mode) => cutRows(placed, anchors, mode, isProse, reading, slack) ?? []);
  const [best, other] = readings.toSorted((a, b) => a.cost - b.cost);
  if (!best) return null;
  const rows = best.cuts.map(({ from, to }, r): RawRow => {
    const cells = new Array<PlacedToken[] | undefined>(columns.length);
    for (let i = from; i < to; i++) {
      for (const { token, column, margin, rival } of placed[i]?.cells ?? []) {
        const isFirst = cells.every((own) => own === undefined);
        const torn = best.unsure.get(i);
        const shaky = torn !== undefined && torn.margin < margin;
        (cells[column] ??= []).push({
          token,
          column,
          role: isFirst ? 'new' : 'same',
          margin: shaky ? torn.margin : margin,
          rival: shaky ? { column, role: torn.row > r ? 'new' : 'tail' } : rival < 0 ? null : { column: rival, role: 'same' },
        });
      }
    }
    const contested = [...best.unsure].flatMap(([i, { row }]) => (row === r ? (placed[i]?.cells ?? []).map(({ token, column }) => ({ column, text: token.text })) : []));
    return { cells, firstLine: placed[from]?.line.index ?? 0, stray: strayIn(junk, placed, from, to), contested };
  });
  // A row that is printed twice may have been copied by the tool.
  const textOf = ({ cells }: RawRow): string => cells.flatMap((tokens) => (tokens ?? []).map(({ token }) => token.text)).join(' ');
  rows.forEach((row, r) => {
    const above = rows[r - 1];
    if (!above || textOf(above) !== textOf(row)) return;
    for (const twin of [above, row]) for (const { token, column } of row.cells.flatMap((tokens) => tokens ?? [])) twin.contested.push({ column, text: token.text });
  });
  doubtMissingNames(rows, columns);
  doubtLonePoints(rows, columns);
  doubtTwoRows(rows, columns);
  doubtLoneNames(rows, columns);
  doubtHeaderRest(rows[0], placed[anchors[0] ?? 0]?.line.index ?? 0, columns);
  // Two ways to set cells in their rows that cost the same and cut differently: neither is certain.
  if (other && other.cost - best.cost < SURE && other.cuts.some(({ from }, i) => from !== best.cuts[i]?.from)) {
    best.cuts.forEach(({ from }, r) => {
      const otherFrom = other.cuts[r]?.from ?? from;
      for (let i = Math.min(from, otherFrom); i < Math.max(from, otherFrom); i++) {
        for (const { token, column } of placed[i]?.cells ?? []) for (const row of [rows[r - 1], rows[r]]) row?.contested.push({ column, text: token.text });
      }
    });
  }
  return { rows, junk };
}

const contest = (row: RawRow | undefined, column: number, text: string): void => void row?.contested.push({ column, text });

/** A row without a name: a name that a tool put on the line of another row has shifted the names between the two. */
function doubtMissingNames(rows: readonly RawRow[], columns: readonly PrintedColumn[]): void {
  const name = columns.findIndex(({ column }) => column.definition.kind === 'text');
  const lines = rows.map(({ cells }) => new Set((cells[name] ?? []).map(({ token }) => token.line)).size);
  lines.forEach((count, r) => {
    if (count > 0) return;
    for (const step of [-1, 1]) {
      let end = r + step;
      while (lines[end] === 1) end += step;
      // Without a name of several lines nearby only the next row is in doubt.
      if ((lines[end] ?? 0) < 2) end = r + step;
      // The name of each may be the one that stands a row further on, or its own may be the lost one.
      for (let i = r + step; i !== end + step; i += step) {
        const [row, near] = [rows[i], rows[i + step]];
        if (row) contest(row, name, (near ? nameOf(near, name) : '') || nameOf(row, name));
      }
    }
  });
}

const tokensOf = ({ cells }: RawRow, columns: readonly PrintedColumn[], kind: string): PlacedToken[][] =>
  columns.flatMap(({ column, isBracket }, c) => (column.definition.kind === kind && !isBracket ? [cells[c] ?? []] : []));

/** True for a row whose weight and score stand on another line than a target or result of one line. */
function isStaggered(row: RawRow, columns: readonly PrintedColumn[]): boolean {
  const points = tokensOf(row, columns, 'points').flat();
  const lines = new Set(points.map(({ token }) => token.line));
  return points.length > 0 && tokensOf(row, columns, 'value').some(([first, ...more]) => first !== undefined && more.every(({ token }) => token.line === first.token.line) && !lines.has(first.token.line));
}

/** True where cells of one line stand on different lines of their row: then lines of the dump lie nearer than lines of the page. */
export const isAnyStaggered = (rows: readonly RawRow[], columns: readonly PrintedColumn[]): boolean => rows.some((row) => isStaggered(row, columns));

/** A weight and a score on another line than a target or result of one line may be those of a row above that prints nothing else. */
function doubtLonePoints(rows: readonly RawRow[], columns: readonly PrintedColumn[]): void {
  for (const row of rows) {
    if (!isStaggered(row, columns)) continue;
    columns.forEach(({ column, isBracket }, c) => {
      if (column.definition.kind === 'points' && !isBracket) row.cells[c] = row.cells[c]?.map((token) => ({ ...token, margin: 0, rival: { column: c, role: 'new' } }));
    });
  }
}

/** A name of one line that stands on another line than all else in its row may be the end of the name above it or the beginning of the one below. */
function doubtLoneNames(rows: readonly RawRow[], columns: readonly PrintedColumn[]): void {
  const name = columns.findIndex(({ column }) => column.definition.kind === 'text');
  rows.forEach((row, r) => {
    const own = new Set((row.cells[name] ?? []).map(({ token }) => token.line));
    const others = row.cells.flatMap((tokens, c) => (c === name || columns[c]?.column.definition.kind === 'level' ? [] : (tokens ?? []).map(({ token }) => token.line)));
    if (own.size !== 1 || others.length === 0 || others.some((line) => own.has(line))) return;
    const text = nameOf(row, name);
    for (const near of rows.slice(Math.max(0, r - 1), r + 2)) contest(near, name, text);
  });
}

const nameOf = (row: RawRow, name: number): string => (row.cells[name] ?? []).map(({ token }) => token.text).join('');

/** What stands wholly above the line of the first row may be the rest of a header that is not known. */
function doubtHeaderRest(row: RawRow | undefined, anchor: number, columns: readonly PrintedColumn[]): void {
  row?.cells.forEach((tokens, c) => {
    const [first] = tokens ?? [];
    if (first && columns[c]?.column.definition.kind !== 'level' && tokens?.every(({ token }) => token.line < anchor)) contest(row, c, first.token.text);
  });
}

/** A row with two targets or results: one that prints no weight or score of its own has run into it, and its pieces may be in the rows beside it. */
function doubtTwoRows(rows: readonly RawRow[], columns: readonly PrintedColumn[]): void {
  const strays = rows.map(({ cells }) =>
    columns.flatMap(({ column }, c) => (column.definition.kind === 'value' ? (cells[c] ?? []) : []).flatMap(({ token }, i, own) => {
      const above = own[i - 1]?.token;
      return above !== undefined && above.line !== token.line && areTwoValues(above.text, token.text) ? [token.text] : [];
    })),
  );
  strays.forEach((texts, r) => {
    for (const row of rows.slice(Math.max(0, r - 1), r + 2)) row.stray.push(...texts);
  });
}

/** Prose that fills its last line and ends no sentence may go on in the row below. */
export function doubtRunningProse(rows: readonly RawRow[], columns: readonly PrintedColumn[]): void {
  const prose = columns.findIndex(({ column }) => column.definition.kind === 'prose');
  const textsOf = (row: RawRow): string[] => (row.cells[prose] ?? []).map(({ token }) => token.text);
  const widest = Math.max(0, ...rows.flatMap((row) => textsOf(row).map(textWidth)));
  rows.forEach((row, r) => {
    const below = rows[r + 1];
    const last = textsOf(row).at(-1);
    const next = below && textsOf(below)[0];
    if (last === undefined || next === undefined || shapeOf(last).endsSentence || textWidth(last) < widest - ROOM) return;
    contest(row, prose, next);
    contest(below, prose, last);
  });
}

/** A line this much shorter than the widest, in columns of the screen, had room for more. */
const ROOM = 4;

/** A boundary that won by less is not certain. */
const SURE = 1.6;

const strayIn = (junk: readonly PlacedToken[], placed: readonly PlacedLine[], from: number, to: number): string[] => {
  const own = new Set(placed.slice(Math.max(0, from - 1), to + 1).map(({ line }) => line.index));
  return junk.flatMap(({ token }) => (own.has(token.line) ? [token.text] : []));
};

/** How wide what a line prints in each column is, in columns of the screen. */
function toWidths(cells: PlacedLine['cells']): Map<number, number> {
  const widths = new Map<number, number>();
  for (const { token, column } of cells) widths.set(column, (widths.has(column) ? (widths.get(column) ?? 0) + 1 : 0) + token.width);
  return widths;
}

/** A line that is broken though what follows has room on it. */
const BROKEN = 2.5;
/** A sign that can't begin a line takes the character before it along, and widths of print differ a little. */
const KEPT_TOGETHER = 2;

/** True where the first of a text, a character or a number or word that is never broken, would have stood on the line above. */
function hasRoom(widest: number, width: number, below: string): boolean {
  const first = /^(?:[\p{Script=Latin}\d.,%/]+|.)/u.exec(below)?.[0] ?? '';
  return widest - width >= textWidth(first) + KEPT_TOGETHER;
}

interface Cuts {
  readonly cost: number;
  /** First line of each row, and the line behind its last. */
  readonly cuts: readonly { readonly from: number; readonly to: number }[];
  /** Lines that nearly went to another row, and which. */
  readonly unsure: ReadonlyMap<number, { readonly margin: number; readonly row: number }>;
}

/** Cuts lines into rows, one around each anchor line. */
function cutRows(placed: readonly PlacedLine[], anchors: readonly number[], mode: 'middle' | 'top', isProse: (column: number) => boolean, reading: ReadingOn, slack: number): Cuts | null {
  const n = placed.length;
  const k = anchors.length;
  const widest = new Map<number, number>();
  for (const { cells } of placed) for (const [column, width] of toWidths(cells)) widest.set(column, Math.max(widest.get(column) ?? 0, width));
  const rowCost = (from: number, to: number): number => {
    const columns = new Map<number, { first: number; last: number; text: string; width: number; cost: number }>();
    for (let i = from; i < to; i++) {
      const widths = toWidths(placed[i]?.cells ?? []);
      for (const { token, column } of placed[i]?.cells ?? []) {
        const own = columns.get(column);
        const width = widths.get(column) ?? 0;
        if (!own) columns.set(column, { first: i, last: i, text: token.text, width, cost: reading.beginCost(token.text) });
        else {
          if (own.last !== i) own.cost += reading.joinCost(own.text, token.text) + (hasRoom(widest.get(column) ?? 0, own.width, token.text) ? BROKEN : 0);
          own.last = i;
          own.text = token.text;
          own.width = width;
        }
      }
    }
    const middle = (from + to - 1) / 2;
    // Where a page break cuts a row, some producers set its cells at the top.
    const isCut = placed[from]?.line.page !== placed[to - 1]?.line.page;
    let cost = 0;
    for (const { first, last, cost: own } of columns.values()) {
      const offMiddle = Math.abs((first + last) / 2 - middle);
      const off = Math.max(0, (isCut ? Math.min(offMiddle, first - from) : mode === 'middle' ? offMiddle : first - from) - (mode === 'middle' ? HALF : 0) - slack);
      cost += own + Math.min(MOST_OFF, (off / SPREAD) ** 2 / 2);
    }
    return cost;
  };
  // The row of anchor i begins behind the anchor before it and at its own at the latest.
  const earliest = (i: number): number => (i === 0 ? 0 : (anchors[i - 1] ?? 0) + 1);
  const latest = (i: number): number => (i === 0 ? 0 : (anchors[i] ?? 0));
  const costs = new Map<number, number>();
  const costOf = (from: number, to: number): number => {
    const key = from * (n + 1) + to;
    let cost = costs.get(key);
    if (cost === undefined) costs.set(key, (cost = rowCost(from, to)));
    return cost;
  };
  /** True where prose of one cell stands on both sides of a cut, and the upper line ends no sentence. */
  const cutsText = (at: number): boolean => {
    const above = placed[at - 1]?.cells.findLast(({ column }) => isProse(column));
    const below = placed[at]?.cells.find(({ column }) => column === above?.column);
    return above !== undefined && below !== undefined && !above.token.shape.endsSentence;
  };
  const forward: Map<number, number>[] = [new Map([[0, 0]])];
  for (let i = 1; i <= k; i++) {
    const [low, high] = i === k ? [n, n] : [earliest(i), latest(i)];
    const own = new Map<number, number>();
    for (let to = low; to <= high; to++) {
      let least = Infinity;
      for (const [from, cost] of forward[i - 1] ?? []) least = Math.min(least, cost + costOf(from, to));
      own.set(to, least + (cutsText(to) ? CUT_TEXT : 0));
    }
    forward.push(own);
  }
  const best = forward[k]?.get(n) ?? Infinity;
  if (best === Infinity) return null;
  const backward: Map<number, number>[] = [];
  backward[k] = new Map([[n, 0]]);
  for (let i = k - 1; i >= 0; i--) {
    const own = new Map<number, number>();
    for (const from of forward[i]?.keys() ?? []) {
      let least = Infinity;
      for (const [to, cost] of backward[i + 1] ?? []) least = Math.min(least, cost + costOf(from, to) + (cutsText(to) ? CUT_TEXT : 0));
      own.set(from, least);
    }
    backward[i] = own;
  }
  const unsure = new Map<number, { margin: number; row: number }>();
  const begins = forward.slice(0, k).map((own, i) => {
    const totals = [...own].map(([from, cost]) => ({ from, total: cost + (backward[i]?.get(from) ?? Infinity) })).toSorted((a, b) => a.total - b.total);
    const [first, ...others] = totals;
    const from = first?.from ?? 0;
    for (const other of others) {
      const margin = other.total - best;
      if (margin >= SURE) break;
      for (let line = Math.min(from, other.from); line < Math.max(from, other.from); line++) {
        const row = other.from > from ? i - 1 : i;
        if ((unsure.get(line)?.margin ?? Infinity) > margin) unsure.set(line, { margin, row });
      }
    }
    return from;
  });
  return { cost: best, cuts: begins.map((from, i) => ({ from, to: begins[i + 1] ?? n })), unsure };
}
