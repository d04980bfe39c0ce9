import type { ExtractedRow } from '../../schemas/extraction.js';
import type { Doubt } from '../../schemas/page.js';
import type { PlacedToken, PrintedColumn } from './decode-rows.js';
import { doubtRow } from './doubt-cell.js';
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
  const search = new HiddenLabels(rows, raw, columns, lines, isCentred);
  for (let i = 0; i < raw.length; i++) {
    const row = raw[i] as RawRow; // within bounds
    search.doubtExplanation(row, i);
    search.doubtName(row, i);
    search.doubtStray(row, i);
  }
  return search.rows;
}

class HiddenLabels {
  readonly rows: ExtractedRow[];
  readonly #raw: readonly RawRow[];
  readonly #columns: readonly PrintedColumn[];
  readonly #lines: readonly Line[];
  readonly #isCentred: boolean;
  readonly #levels: number[] = [];
  readonly #points: number[] = [];
  /** The column of names and that of explanations; -1 where there is none. */
  readonly #name: number = -1;
  readonly #prose: number = -1;
  /** Found when they are asked for. */
  #wraps: boolean | null = null;
  #endings: ReadonlySet<string> | null = null;
  #explanations: ReadonlyMap<string, number> | null = null;

  constructor(rows: readonly ExtractedRow[], raw: readonly RawRow[], columns: readonly PrintedColumn[], lines: readonly Line[], isCentred: boolean) {
    this.rows = [...rows];
    this.#raw = raw;
    this.#columns = columns;
    this.#lines = lines;
    this.#isCentred = isCentred;
    for (let c = 0; c < columns.length; c++) {
      const { column, isBracket } = columns[c] as PrintedColumn; // within bounds
      const { kind } = column.definition;
      if (isBracket) continue;
      if (kind === 'level') this.#levels.push(c);
      else if (kind === 'points') this.#points.push(c);
      else if (kind === 'text' && this.#name < 0) this.#name = c;
      else if (kind === 'prose') this.#prose = c;
    }
  }

  /** The end of an explanation may be a label of the rows below it. */
  doubtExplanation(row: RawRow, i: number): void {
    const below = this.#raw[i + 1];
    const explanation = row.cells[this.#prose];
    const last = explanation?.at(-1);
    if (!below || !explanation || !last || !this.#isFlowing(last) || !isLabelLike(last.token) || this.#isRepeated(last.token.text) || this.#levels.every((c) => below.cells[c] !== undefined)) return;
    const before = explanation.at(-2)?.token;
    const isSuspect = before ? this.#isUncalledFor(this.#prose, before, last.token) : isLess(row, this.#points) === false;
    if (!isSuspect && !this.#endsAsLabel(last.token)) return;
    this.#doubt(i, this.#prose, { code: 'fused-cells', note: `"${last.token.text}" may be a label of the rows below that is not known` });
    this.#doubtFrom(i + 1, last.token.text);
  }

  /** The beginning of a name may be a label of its row, and its end one of the rows below. */
  doubtName(row: RawRow, i: number): void {
    const tokens = row.cells[this.#name];
    if (tokens === undefined) return;
    // The end of a name behind the values of its row, if it is that.
    const tail = tokens.at(-1);
    if (tail?.role === 'tail' && tail.margin < DOUBTFUL_MARGIN && isLabelLike(tail.token)) this.#doubtFrom(i + 1, tail.token.text);
    const [first, second] = tokens;
    if (!first || !second || !this.#isFlowing(first) || !isLabelLike(first.token) || !this.#isUncalledFor(this.#name, first.token, second.token)) return;
    const behind = tokens.slice(1).map(({ token }) => token.text).join('');
    if (behind.length < SHORTEST_NAME || JOINED.test(behind) || this.#levels.every((c) => row.cells[c] !== undefined && !this.#isShared(row.cells[c]))) return;
    this.#doubt(i, this.#name, { code: 'fused-cells', note: `"${first.token.text}" may be a label that is not known, in front of the name` });
    this.#doubtFrom(i, first.token.text);
  }

  /** Text that fits no cell of a row may be a label. */
  doubtStray({ stray }: RawRow, i: number): void {
    const label = stray.length === 0 ? undefined : stray.find((text) => /^\p{Script=Han}{2,12}$/u.test(text));
    if (label !== undefined) this.#doubtFrom(i, label);
  }

  #doubt(i: number, c: number, note: Doubt): void {
    const column = this.#columns[c]?.column.definition.name ?? '';
    if (!this.rows[i]?.cells[column]?.doubts.some(({ note: known }) => known === note.note)) doubtRow(this.rows, i, column, note);
  }

  /** Doubts the labels of the rows from `from` on that print none of their own, or one that may be of another level, or stands in the middle of more rows. */
  #doubtFrom(from: number, text: string): void {
    const raw = this.#raw;
    for (const c of this.#levels) {
      for (let i = from; i < raw.length && (raw[i]?.cells[c] === undefined || (i === from && (this.#isCentred || this.#isShared(raw[i]?.cells[c])))); i++) {
        this.#doubt(i, c, { code: 'uncertain-span', note: `"${text}" stands above the row and may be a label that is not known: the row may stand under it` });
      }
    }
  }

  #isShared(label: readonly PlacedToken[] | undefined): boolean {
    const text = labelOf(label);
    return this.#levels.filter((c) => this.#columns[c]?.column.vocabulary.has(text)).length > 1;
  }

  #isFlowing({ token }: PlacedToken): boolean {
    return this.#lines[token.line]?.kind === 'flowing';
  }

  /** Whether an explanation ends so in other rows, too: a form prints a label once. */
  #isRepeated(text: string): boolean {
    this.#explanations ??= countLast(this.#raw, this.#prose);
    return (this.#explanations.get(text) ?? 0) > 1;
  }

  /** True where a text goes on behind a token though nothing broke it there: it had room, or the tool breaks no other cell. */
  #isUncalledFor(c: number, above: Token, below: Token): boolean {
    if (above.line === below.line) return true;
    this.#wraps ??= wrapsSeveral(this.#raw, [this.#name, this.#prose, ...this.#levels]);
    return !this.#wraps || above.width + ROOM <= widthOf(this.#raw, c);
  }

  /** Labels of one form end alike (…指标, …效益). */
  #endsAsLabel({ label }: Token): boolean {
    this.#endings ??= labelEndings(this.#raw, this.#levels);
    return this.#endings.has(label.text.slice(-ENDING));
  }
}

function labelOf(tokens: readonly PlacedToken[] = []): string {
  let label = '';
  for (const { token } of tokens) label += token.label.text;
  return label;
}

function labelEndings(raw: readonly RawRow[], levels: readonly number[]): Set<string> {
  const endings = new Set<string>();
  for (const { cells } of raw) for (const c of levels) if (cells[c] !== undefined) endings.add(labelOf(cells[c]).slice(-ENDING));
  return endings;
}

/** Where a line of a column breaks for want of room: as wide as its widest. */
function widthOf(raw: readonly RawRow[], c: number): number {
  let widest = 0;
  for (const { cells } of raw) for (const { token } of cells[c] ?? []) widest = Math.max(widest, token.width);
  return widest;
}

/** How often each text is the last of a column's cells. */
function countLast(raw: readonly RawRow[], c: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { cells } of raw) {
    const text = cells[c]?.at(-1)?.token.text;
    if (text !== undefined) counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return counts;
}

/** Whether the tool breaks several cells. */
function wrapsSeveral(raw: readonly RawRow[], columns: readonly number[]): boolean {
  let wrapping = 0;
  for (const { cells } of raw) for (const c of columns) if (standsOverLines(cells[c])) wrapping++;
  return wrapping > 1;
}

function standsOverLines(tokens: readonly PlacedToken[] = []): boolean {
  for (const { token } of tokens) if (token.line !== tokens[0]?.token.line) return true;
  return false;
}

/** Whether later points of a row are less than its first: then it owes an explanation. Null where it prints no two of them. */
function isLess({ cells }: RawRow, points: readonly number[]): boolean | null {
  const [first, ...later] = points.map((c) => Number((cells[c] ?? []).map(({ token }) => token.text).join('') || NaN)).filter((number) => !Number.isNaN(number));
  return first === undefined || later.length === 0 ? null : later.some((number) => number < first);
}
