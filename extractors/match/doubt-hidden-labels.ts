import type { ExtractedRow } from '../../schemas/extraction.js';
import type { CellKind } from '../../schemas/form-definition.js';
import type { Doubt } from '../../schemas/page.js';
import type { PlacedToken, PrintedColumn } from './decode-rows.js';
import type { Line } from './line.js';
import { DOUBTFUL_MARGIN } from './make-cell.js';
import type { RawRow } from './rows-to-table.js';
import type { Token } from './token.js';

/** A label is no longer than this, in characters. */
const LONGEST_LABEL = 12;
/** A line that leaves room for this much, in columns of the screen, was not broken for want of it. */
const ROOM = 6;
/** What is shorter is no name, but the end of one. */
const SHORTEST_NAME = 3;
/** No name begins with a word that joins it to what stands before. */
const JOINED = /^[的和及与或等]/u;
/** The last word of a label. */
const ENDING = 2;

/** True for a text that could be a label that no definition knows: a word without digits and punctuation, its weight in brackets aside. */
function isLabelLike({ label, shape, text }: Token): boolean {
  return label.text.length >= 2 && label.text.length <= LONGEST_LABEL && /^\p{Script=Han}+$/u.test(label.text) && !shape.notApplicable && (label.bracket === null || /^\d+(\.\d+)?分?$/u.test(label.bracket)) && !/[，。；、]/u.test(text);
}

/**
 * Labels that no definition knows stand in flowing lines between two rows, and are read as the end of the explanation above or as the beginning of the name
 * below. What stands there and could be one is doubted, and so are the labels of the rows below it, as far as they print none of their own.
 */
export function doubtHiddenLabels(rows: readonly ExtractedRow[], raw: readonly RawRow[], columns: readonly PrintedColumn[], lines: readonly Line[], isCentred: boolean): ExtractedRow[] {
  const [levels, points, texts, proses] = [columnsOfKind(columns, 'level'), columnsOfKind(columns, 'points'), columnsOfKind(columns, 'text'), columnsOfKind(columns, 'prose')];
  const [name, prose] = [texts[0] ?? -1, proses.at(-1) ?? -1];
  const result = [...rows];
  const doubt = (i: number, c: number, note: Doubt): void => {
    const row = result[i];
    const column = columns[c]?.column.definition.name ?? '';
    const cell = row?.cells[column];
    if (row && cell && !cell.doubts.some(({ note: known }) => known === note.note)) result[i] = { cells: { ...row.cells, [column]: { ...cell, confidence: Math.min(cell.confidence, 0.5), doubts: [...cell.doubts, note] } } };
  };
  /** Doubts the labels of the rows from `from` on that print none of their own, or one that may be of another level, or stands in the middle of more rows. */
  const doubtFrom = (from: number, text: string): void => {
    for (const c of levels) {
      for (let i = from; i < raw.length && (raw[i]?.cells[c] === undefined || (i === from && (isCentred || isShared(raw[i]?.cells[c])))); i++) {
        doubt(i, c, { code: 'uncertain-span', note: `"${text}" stands above the row and may be a label that is not known: the row may stand under it` });
      }
    }
  };
  const isShared = (label: readonly PlacedToken[] | undefined): boolean =>
    levels.filter((c) => columns[c]?.column.vocabulary.has(label?.map(({ token }) => token.label.text).join('') ?? '')).length > 1;
  const prints = (row: RawRow | undefined, c: number): boolean => row?.cells[c] !== undefined;
  const isFlowing = ({ token }: PlacedToken): boolean => lines[token.line]?.kind === 'flowing';
  /** Where a line of this column breaks for want of room: as wide as its widest. */
  const widthOf = once((c: number): number => {
    let widest = 0;
    for (const { cells } of raw) for (const { token } of cells[c] ?? []) widest = Math.max(widest, token.width);
    return widest;
  });
  /** A form prints a label once. */
  const lastTexts = once((c: number): ReadonlyMap<string, number> => {
    const counts = new Map<string, number>();
    for (const { cells } of raw) {
      const text = cells[c]?.at(-1)?.token.text;
      if (text !== undefined) counts.set(text, (counts.get(text) ?? 0) + 1);
    }
    return counts;
  });
  const isRepeated = (c: number, text: string): boolean => (lastTexts(c).get(text) ?? 0) > 1;
  const wrappingColumns = [name, prose, ...levels];
  /** Whether the tool breaks several cells. */
  const wraps = once((): boolean => {
    let wrapping = 0;
    for (const { cells } of raw) for (const c of wrappingColumns) if (standsOverLines(cells[c])) wrapping++;
    return wrapping > 1;
  });
  /** True where a text goes on behind a token though nothing broke it there: it had room, or the tool breaks no other cell. */
  const isUncalledFor = (c: number, above: Token, below: Token): boolean => above.line === below.line || !wraps(0) || above.width + ROOM <= widthOf(c);
  const labelEndings = once((): ReadonlySet<string> => {
    const endings = new Set<string>();
    for (const { cells } of raw) for (const c of levels) if (cells[c] !== undefined) endings.add(cells[c].map(({ token }) => token.label.text).join('').slice(-ENDING));
    return endings;
  });
  /** Labels of one form end alike (…指标, …效益). */
  const endsAsLabel = ({ label }: Token): boolean => labelEndings(0).has(label.text.slice(-ENDING));
  for (const [i, row] of raw.entries()) {
    const below = raw[i + 1];
    const explanation = row.cells[prose] ?? [];
    const last = explanation.at(-1);
    if (below && last && isFlowing(last) && isLabelLike(last.token) && !isRepeated(prose, last.token.text) && levels.some((c) => !prints(below, c))) {
      const before = explanation.at(-2)?.token;
      const isSuspect = before ? isUncalledFor(prose, before, last.token) : isLess(row, points) === false;
      if (isSuspect || endsAsLabel(last.token)) {
        doubt(i, prose, { code: 'fused-cells', note: `"${last.token.text}" may be a label of the rows below that is not known` });
        doubtFrom(i + 1, last.token.text);
      }
    }
    const [first, second, ...more] = row.cells[name] ?? [];
    const behind = [second, ...more].map((token) => token?.token.text ?? '').join('');
    // The end of a name behind the values of its row, if it is that.
    const tail = row.cells[name]?.at(-1);
    if (tail?.role === 'tail' && tail.margin < DOUBTFUL_MARGIN && isLabelLike(tail.token)) doubtFrom(i + 1, tail.token.text);
    if (first && second && behind.length >= SHORTEST_NAME && !JOINED.test(behind) && isFlowing(first) && isLabelLike(first.token) && levels.some((c) => !prints(row, c) || isShared(row.cells[c])) && isUncalledFor(name, first.token, second.token)) {
      doubt(i, name, { code: 'fused-cells', note: `"${first.token.text}" may be a label that is not known, in front of the name` });
      doubtFrom(i, first.token.text);
    }
    const stray = row.stray.find((text) => /^\p{Script=Han}{2,12}$/u.test(text));
    if (stray !== undefined) doubtFrom(i, stray);
  }
  return result;
}

function columnsOfKind(columns: readonly PrintedColumn[], kind: CellKind): number[] {
  const found: number[] = [];
  for (const [c, { column, isBracket }] of columns.entries()) if (column.definition.kind === kind && !isBracket) found.push(c);
  return found;
}

function standsOverLines(tokens: readonly PlacedToken[] = []): boolean {
  for (const { token } of tokens) if (token.line !== tokens[0]?.token.line) return true;
  return false;
}

/** What is asked of a column, found when it is asked for and once. */
function once<T>(find: (column: number) => T): (column: number) => T {
  const known = new Map<number, T>();
  return (column) => {
    const found = known.get(column) ?? find(column);
    known.set(column, found);
    return found;
  };
}

/** Whether later points of a row are less than its first: then it owes an explanation. Null where it prints no two of them. */
function isLess({ cells }: RawRow, points: readonly number[]): boolean | null {
  const [first, ...later] = points.map((c) => Number((cells[c] ?? []).map(({ token }) => token.text).join('') || NaN)).filter((number) => !Number.isNaN(number));
  return first === undefined || later.length === 0 ? null : later.some((number) => number < first);
}
