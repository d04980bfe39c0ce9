import type { CellKind } from '../../schemas/form-definition.js';
import type { CompiledColumn, CompiledTable } from './compile-definition.js';
import type { PlacedToken, PrintedColumn, Role } from './decode-rows.js';
import { foldLabel } from './fold-label.js';
import type { Line } from './line.js';
import type { ReadingOn } from './reading-on.js';
import { cellToColumn, columnsOf, LABEL_AS_CONTENT, LABEL_BONUS } from './row-looks.js';
import { BEAM, CONTINUE, EARLY, JUNK, NEW, NONE, ROLES, SAME, SearchStates, TAIL } from './search-states.js';
import type { Token } from './token.js';
import { IMPOSSIBLE } from './token-evidence.js';

const JUNK_COST = 7;
const REPEATED = 1.5;
const EARLY_COST = 4.5;
const TAIL_COST = 1.8;
/** A tool that prints each cell on a line of its own ends one before it begins the next. */
const TAIL_OF_CELLS = 4;
/** Prose behind points of which the later are less than the first, and behind such that are not. */
const EXPLAINED = -1;
const UNCALLED_FOR = 0.8;
/** Sums of the same costs in another order differ by less. */
const ROUNDING = 1e-9;
/** The most that a value gains when the row waits for the rest of one, and what it costs when it isn't that. */
const REST_BONUS = -3;
const NO_REST = 4;
/** A column this much less likely than the best one by the look of the text is not tried. */
const UNLIKELY = 10;
const SKIP_ANCHOR = 3;
/** Weights and scores are what a row is printed for: a row without one is rarer than one without a target. */
const SKIP_POINTS = 4.2;
const SKIP_OTHER = 0.6;
/** Where cells are known an empty one is seen to be empty: less is missing than where a text was not found. */
const skipsEmpty = (kind: Line['kind']): number => (kind === 'flowing' ? 1 : kind === 'separated' ? 0.7 : 0.5);
/** How dear it is when a cell stands one place off: flattened merged cells shift rows, drawn cells never move. */
const SHIFT = 2;
const FIRST_SHIFT = 0.6;
const OTHER_COLUMN = 6;
const JUNK_IN_GRID = 12;
/** A row that a page break cuts goes on at the top of the next page. */
const PAGE_TAIL_COST = 0.8;
/** A row that ends with a value still waiting for its name. */
const WAITS_IN_VAIN = 6;

/** What a first reading of a table teaches the second: how wide its columns are where they wrap, and which texts stand in which column. */
export interface Habits {
  /** The widest piece, in columns of the dump, that is followed by another piece of the same cell; by column index. */
  readonly wrapWidth: readonly (number | null)[];
  /** Column index by text, for texts that were read there without doubt. */
  readonly textColumn: ReadonlyMap<string, number>;
}

/** What the token at hand costs in each column, whatever stands before it. */
class ColumnCosts {
  /** The columns that it may stand in. */
  readonly likely: Int32Array;
  /** By its look, to begin a cell there, to begin a row there, to be too wide for it. */
  readonly own: Float64Array;
  readonly begins: Float64Array;
  readonly shifts: Float64Array;
  readonly wide: Float64Array;
  /** To go on in the cell of the column; NaN until it is asked for. */
  readonly goesOn: Float64Array;

  constructor(count: number) {
    this.likely = new Int32Array(count);
    this.own = new Float64Array(count);
    this.begins = new Float64Array(count);
    this.shifts = new Float64Array(count);
    this.wide = new Float64Array(count);
    this.goesOn = new Float64Array(count);
  }
}

/** One of each for all searches, which never run at the same time: their arrays are made once. */
const states = new SearchStates();
let inColumns = new ColumnCosts(0);

/**
 * The cheapest reading of the tokens of a table as rows, see decode-rows.ts, with the margin by which each token won its place. `looks` holds what each
 * token costs in each column by itself.
 */
export function searchRows(lines: readonly Line[], table: CompiledTable, columns: readonly PrintedColumn[], reading: ReadingOn, looks: Float64Array, habits: Habits): PlacedToken[] {
  return new RowSearch(lines, table, columns, reading, looks, habits).run();
}

/** A search, and what holds for the token at hand. */
class RowSearch {
  readonly #table: CompiledTable;
  readonly #columns: readonly PrintedColumn[];
  readonly #reading: ReadingOn;
  readonly #looks: Float64Array;
  readonly #habits: Habits;
  readonly #tokens: Token[] = [];
  readonly #lineOf: Line[] = [];
  readonly #kinds: readonly CellKind[];
  readonly #nameColumn: number;
  readonly #lastAnchor: number;
  /** What it costs to leave out all columns before each; and the costs of those in front of the first one used, as a flowing line counts them. */
  readonly #skipBefore: number[] = [0];
  /** Where most lines hold a whole row a line break inside one means much; in a dump of one cell a line, or of one line for all, it means nothing. */
  readonly #breakWeight: number;
  readonly #cellALine: boolean;
  readonly #joinedLines: boolean;

  #at = 0;
  #token: Token;
  #before: Token | undefined = undefined;
  #kind: Line['kind'] = 'flowing';
  #flowing = true;
  #sameLine = false;
  #pageBreak = false;
  /** The columns that the token may stand in where its place says; null where it doesn't. */
  #mayStand: ((c: number) => boolean) | null = null;
  /** The column that the drawn cell of the token stands in. */
  #drawnIn: number | null = null;
  #skipWeight = 1;
  #likelyCount = 0;
  /** The least that a row costs that begins with the token, beside the way there. */
  #leastNew = Infinity;
  #tailCost = 0;
  #mayEndName = false;
  /** The name that was asked last how the token reads on behind it: most states have the same. */
  #asked: number = NONE;
  #readsOn = 0;

  constructor(lines: readonly Line[], table: CompiledTable, columns: readonly PrintedColumn[], reading: ReadingOn, looks: Float64Array, habits: Habits) {
    this.#table = table;
    this.#columns = columns;
    this.#reading = reading;
    this.#looks = looks;
    this.#habits = habits;
    for (const line of lines) {
      for (const token of line.tokens) {
        this.#tokens.push(token);
        this.#lineOf.push(line);
      }
    }
    this.#token = this.#tokens[0] as Token; // set before it is read
    this.#kinds = columns.map(({ column }) => column.definition.kind);
    this.#nameColumn = this.#kinds.indexOf('text');
    this.#lastAnchor = columns.findLastIndex(({ column }) => table.definition.anchors.includes(column.definition.name));
    for (const { column, isBracket } of columns) this.#skipBefore.push((this.#skipBefore.at(-1) ?? 0) + skipCost(column, table, isBracket));
    const perLine = this.#tokens.length / Math.max(1, lines.length);
    this.#cellALine = perLine < 1.6;
    this.#breakWeight = this.#cellALine ? 0.1 : 1;
    this.#joinedLines = perLine > columns.length * 1.6;
  }

  run(): PlacedToken[] {
    const tokens = this.#tokens;
    if (tokens.length === 0) return [];
    const count = this.#columns.length;
    if (inColumns.begins.length < count) inColumns = new ColumnCosts(count);
    states.begin(this.#kinds);
    for (let at = 0; at < tokens.length; at++) {
      this.#beginToken(at, tokens[at] as Token); // within bounds
      const sources = states.liveCount;
      states.reserve(at === 0 ? 1 : sources, this.#likelyCount);
      if (at === 0) this.#extend(NONE);
      else for (let i = 0; i < sources; i++) this.#extend(states.live[i] ?? NONE);
      states.endToken();
    }
    const skipWeight = skipsEmpty(this.#lineOf.at(-1)?.kind ?? 'flowing');
    const ends: { readonly state: number; readonly cost: number }[] = [];
    for (let i = 0; i < states.liveCount; i++) {
      const state = states.live[i] ?? NONE;
      ends.push({ state, cost: (states.cost[state] ?? 0) + skipped(this.#skipBefore, (states.reached[state] ?? 0) + 1, count) * skipWeight + (states.early[state] === 1 ? WAITS_IN_VAIN : 0) });
    }
    ends.sort((a, b) => a.cost - b.cost);
    const [best, ...others] = ends;
    if (!best) return [];
    return tracePath(best.state, others.map(({ state, cost }) => ({ state, delta: cost - best.cost })), tokens);
  }

  /** Finds what a token costs in each column, whatever stands before it. */
  #beginToken(at: number, token: Token): void {
    const columns = this.#columns;
    const kinds = this.#kinds;
    const looks = this.#looks;
    const { shape } = token;
    const before = at > 0 ? this.#tokens[at - 1] : undefined;
    const line = this.#lineOf[at] as Line; // one for each token
    const { kind } = line;
    const flowing = kind === 'flowing';
    const sameLine = before !== undefined && before.line === token.line;
    const skipWeight = skipsEmpty(kind);
    const width = flowing ? token.width : 0;
    states.beginToken(at, width, shape.number, shape.number ? Number(token.text) : NaN);
    if (!sameLine) {
      const above = at > 0 ? this.#lineOf[at - 1] : undefined;
      this.#pageBreak = kind === 'grid' && above?.kind === 'grid' && above.page !== line.page;
    }
    this.#at = at;
    this.#token = token;
    this.#before = before;
    this.#kind = kind;
    this.#flowing = flowing;
    this.#sameLine = sameLine;
    this.#skipWeight = skipWeight;
    this.#mayStand = line.drawn === true ? columnsOf(line, token, columns) : null;
    const drawnIn = kind === 'grid' && token.cell !== null ? cellToColumn(columns, token.cell) : null;
    this.#drawnIn = drawnIn;
    const { likely, own, begins, shifts, wide, goesOn } = inColumns;
    const count = columns.length;
    const looksAt = at * count;
    let likeliest = Infinity;
    for (let c = 0; c < count; c++) {
      const look = looks[looksAt + c] ?? IMPOSSIBLE;
      own[c] = look;
      if (look < likeliest) likeliest = look;
    }
    let likelyCount = 0;
    for (let c = 0; c < count; c++) {
      const look = own[c] ?? IMPOSSIBLE;
      if (kinds[c] === 'prose' || (look < IMPOSSIBLE && look <= likeliest + UNLIKELY)) likely[likelyCount++] = c;
    }
    this.#likelyCount = likelyCount;
    const isWords = !shape.measure && !shape.number && !shape.mark;
    const known = flowing && isWords ? this.#habits.textColumn.get(token.text) : undefined;
    const wordy = !sameLine && isWords && !shape.beginsInside && !shape.notApplicable;
    /** How odd it is for a text to begin like the token; NaN until it is asked for. */
    let beginCost = flowing ? NaN : 0;
    let leastNew = Infinity;
    for (let k = 0; k < likelyCount; k++) {
      const c = likely[k] ?? 0;
      const columnKind = kinds[c];
      const shift = firstShift(columns[c], c, token, kind, drawnIn);
      shifts[c] = shift;
      goesOn[c] = NaN;
      let cost = own[c] ?? IMPOSSIBLE;
      if (flowing) {
        const tooMuch = tooWide(this.#habits.wrapWidth[c] ?? null, width);
        wide[c] = tooMuch;
        cost += tooMuch + (known === undefined ? 0 : known === c ? -0.8 : 0.4);
      }
      const beginsText = (columnKind === 'text' || columnKind === 'prose') && (c === this.#nameColumn || !sameLine);
      if (beginsText || (columnKind === 'value' && wordy)) {
        if (Number.isNaN(beginCost)) beginCost = this.#reading.beginCost(token.text);
        cost += beginsText ? beginCost : beginCost * 0.5;
      }
      begins[c] = cost;
      const asNew = (this.#skipBefore[c] ?? 0) * skipWeight + shift + cost;
      if (asNew < leastNew) leastNew = asNew;
    }
    this.#leastNew = leastNew;
    this.#tailCost = TAIL_COST + (this.#cellALine && isAlone(this.#tokens, at - 1) ? TAIL_OF_CELLS : 0);
    this.#mayEndName = flowing && !sameLine && isWords && !shape.notApplicable && !shape.itemised;
    this.#asked = NONE;
  }

  /** Adds every state of the token at hand that a state of the one before it, NONE for the first, leads to. */
  #extend(state: number): void {
    const at = this.#at;
    const count = this.#columns.length;
    const kinds = this.#kinds;
    const skipBefore = this.#skipBefore;
    const { shape } = this.#token;
    const flowing = this.#flowing;
    const sameLine = this.#sameLine;
    const pageBreak = this.#pageBreak;
    const skipWeight = this.#skipWeight;
    const mayStand = this.#mayStand;
    const nameColumn = this.#nameColumn;
    const { likely, begins, shifts, wide, goesOn } = inColumns;
    const { cost: costs } = states;
    const isFirst = state === NONE;
    const base = isFirst ? 0 : (costs[state] ?? 0);
    const reached = isFirst ? -1 : (states.reached[state] ?? -1);
    const early = isFirst ? 0 : (states.early[state] ?? 0);
    const role = isFirst ? NONE : (states.role[state] ?? NONE);
    const column = isFirst ? NONE : (states.column[state] ?? NONE);
    const name = isFirst ? NONE : (states.name[state] ?? NONE);
    const less = isFirst ? NONE : (states.isLess[state] ?? NONE);
    const explained = less === NONE ? 0 : less === 1 ? EXPLAINED : UNCALLED_FOR;
    const toNewRow =
      base +
      (reached < 0 ? 0 : skipped(skipBefore, reached + 1, count) * skipWeight) +
      (isFirst || !sameLine || (pageBreak && role === TAIL && kinds[column] === 'level') ? 0 : this.#joinedLines ? 0.3 : reached >= this.#lastAnchor ? 4 : 7);
    const waiting = early === 1 ? REST_BONUS : 0;
    const mayBeginRow = toNewRow + this.#leastNew + waiting <= states.least + BEAM + ROUNDING;
    // The rest of a value whose beginning was printed early begins inside it (≥90 … %).
    const rest = early === 1 ? (shape.beginsInside ? REST_BONUS : NO_REST) : 0;
    const way = early === 1 && reached >= this.#lastAnchor ? EARLY_COST : 0;
    const mayEndName = this.#mayEndName && reached >= this.#lastAnchor && role !== TAIL && name !== NONE && this.#tokens[name]?.text !== '';
    const mayBeEarly = flowing && !sameLine && reached >= this.#lastAnchor && early === 0 && shape.measure;
    for (let k = 0; k < this.#likelyCount; k++) {
      const c = likely[k] ?? 0;
      const kind = kinds[c];
      // Nearly every column that the row has passed takes nothing more of it.
      if (c <= reached && c !== column && !mayBeginRow && !pageBreak && !mayEndName && !mayBeEarly) continue;
      const isValue = kind === 'value';
      const ownRest = isValue ? rest : 0;
      // A value that waits for the name of its row is no longer early once another comes.
      const stillEarly = isValue ? 0 : early;
      // A new row.
      if (mayBeginRow) {
        const asNew = toNewRow + (skipBefore[c] ?? 0) * skipWeight + (shifts[c] ?? 0) + (begins[c] ?? IMPOSSIBLE) + ownRest;
        if (asNew <= states.least + BEAM) {
          costs[states.count] = asNew;
          states.put(state, c, NEW, c, c === nameColumn ? at : NONE, stillEarly);
        }
      }
      if (reached < 0) continue;
      // A later column of the row, unless it is too dear before the way there is counted.
      if (c > reached) {
        const ownBegin = begins[c] ?? IMPOSSIBLE;
        if (base + ownBegin + waiting <= states.least + BEAM + ROUNDING) {
          const asSame = base + way + skipped(skipBefore, reached + 1, c) * skipWeight + this.#moveCost(state, c) + ownBegin + ownRest + (kind === 'prose' ? explained : 0);
          if (asSame <= states.least + BEAM) {
            costs[states.count] = asSame;
            states.put(state, c, SAME, c, c === nameColumn ? at : name, stillEarly);
          }
        }
      }
      // More of the same cell.
      if (c === column && role !== EARLY && (mayStand === null || mayStand(c))) {
        if (Number.isNaN(goesOn[c])) goesOn[c] = this.#continueCost(c);
        const lastWidth = states.width[state] ?? 0;
        const wrapped = flowing && !sameLine ? wrapCost(this.#habits.wrapWidth[c] ?? null, lastWidth) + (wide[c] ?? 0) + shortLine(states.widest[state] ?? 0, lastWidth) : 0;
        const cost = (goesOn[c] ?? IMPOSSIBLE) + wrapped;
        if (cost < IMPOSSIBLE) {
          costs[states.count] = base + cost;
          states.put(state, c, role === TAIL ? TAIL : CONTINUE, reached, c === nameColumn ? at : name, early);
        }
      }
      // A row that a page break cut: any of its cells may go on.
      if (pageBreak && c <= reached && c !== column && kind !== 'points' && (mayStand === null || mayStand(c))) this.#putRest(state, c);
      // The end of a name that was wrapped around its values.
      if (mayEndName && c === nameColumn) {
        if (this.#asked !== name) this.#ask(name);
        const cost = this.#readsOn + wrapCost(this.#habits.wrapWidth[c] ?? null, this.#tokens[name]?.width ?? 0) + (wide[c] ?? 0) + (column === reached && column > this.#lastAnchor ? 1.5 : 0);
        costs[states.count] = base + cost;
        states.put(state, c, TAIL, reached, at, early);
      }
      // A value that was printed before the name of its row.
      if (mayBeEarly && isValue) {
        costs[states.count] = base + EARLY_COST;
        states.put(state, c, EARLY, reached, name, 1);
      }
    }
    const asJunk = base + (this.#kind === 'grid' ? JUNK_IN_GRID : JUNK_COST);
    if (asJunk <= states.least + BEAM) {
      costs[states.count] = asJunk;
      states.put(state, NONE, JUNK, reached, name, early);
    }
  }

  /** The token at hand as the rest of a cell that the page break before it cut. */
  #putRest(state: number, c: number): void {
    const token = this.#token;
    const isLabel = this.#kinds[c] === 'level';
    const whole = isLabel ? foldLabel(lastTextIn(state, c, this.#tokens) + token.text).text : '';
    // The rest of a label that the page break cut: together they are a label. What is one by itself is the rest of none.
    const vocabulary = isLabel ? this.#columns[c]?.column.vocabulary : undefined;
    const isRest = vocabulary?.has(whole) === true;
    if (!isRest && vocabulary?.has(token.label.text) === true) return;
    const cost = isRest ? LABEL_BONUS * 2 : PAGE_TAIL_COST + (inColumns.own[c] ?? IMPOSSIBLE) + (isLabel ? 4 : 0);
    states.cost[states.count] = (states.cost[state] ?? 0) + cost + otherColumn(c, this.#drawnIn);
    states.put(state, c, TAIL, states.reached[state] ?? -1, states.name[state] ?? NONE, states.early[state] ?? 0);
  }

  /** Finds what it costs that the token at hand ends a name, but for the widths. */
  #ask(name: number): void {
    const text = this.#tokens[name]?.text ?? '';
    this.#asked = name;
    const readsOn = Math.max(-1.2, this.#reading.joinCost(text, this.#token.text) * 1.3);
    this.#readsOn = this.#tailCost + (inColumns.own[this.#nameColumn] ?? IMPOSSIBLE) + readsOn + this.#reading.completeCost(text);
  }

  /** What it costs that the row goes on from the cell of a state to another column. */
  #moveCost(state: number, c: number): number {
    const kind = this.#kind;
    if (kind === 'flowing' && this.#sameLine) return 0;
    const fromColumn = states.column[state] ?? NONE;
    const from = fromColumn === NONE ? undefined : this.#columns[fromColumn];
    const to = this.#columns[c];
    if (!to) return IMPOSSIBLE;
    const fromKind = from?.column.definition.kind;
    if (kind !== 'flowing') {
      const token = this.#token;
      if (!this.#sameLine || !isOnLine(state, token, this.#tokens)) return fromKind === 'level' ? 2 : 8;
      if (kind === 'grid') return otherColumn(c, this.#drawnIn);
      const before = this.#before;
      if (from && from.cell !== null && to.cell !== null && before?.cell != null && token.cell !== null) {
        return SHIFT * Math.min(3, Math.abs(token.cell - before.cell - (to.cell - from.cell)));
      }
      return 0;
    }
    if (fromKind === 'level' || from?.isBracket || states.role[state] === JUNK) return 0.1;
    switch (this.#kinds[c]) {
      case 'prose':
        return 1;
      case 'text':
      case 'level':
        return 0.3;
      default:
        return (fromKind === 'text' ? 0.6 : 4) * this.#breakWeight;
    }
  }

  /** What it costs that the token at hand goes on in the cell of the one before it. */
  #continueCost(c: number): number {
    const token = this.#token;
    const before = this.#before;
    const sameLine = this.#sameLine;
    const { column } = this.#columns[c] as PrintedColumn; // within bounds
    const { kind } = column.definition;
    const { shape } = token;
    if (!this.#flowing) {
      // One name printed in two cells is one name; else a cell border ends a cell.
      if (sameLine) return before?.text === token.text && kind === 'text' ? 0.4 : 8;
      if (this.#pageBreak) return PAGE_TAIL_COST;
      return kind === 'prose' ? 4 : 7;
    }
    const previous = before?.text ?? '';
    const touching = shape.beginsInside || before?.shape.endsOpen === true;
    if (kind !== 'level' && this.#table.levels.has(token.label.text)) return LABEL_AS_CONTENT + 3;
    switch (kind) {
      case 'level':
        // A line printed twice repeats its label.
        if (!sameLine && previous === token.text) return REPEATED;
        return !column.vocabulary.has(before?.label.text ?? '') && hasLabel(column, before, token) ? LABEL_BONUS : IMPOSSIBLE;
      case 'text':
        if (shape.number || shape.measure || shape.signed || shape.itemised) return 5;
        if (sameLine) return touching ? 0.3 : 2.2;
        return 0.5 + this.#reading.joinCost(previous, token.text) + Math.min(3, shape.clauses);
      case 'prose': {
        // Bare numbers between blanks are cells of a row, not words of a sentence; so are numbered names.
        const cellLike = shape.itemised ? 6 : shape.number || shape.signed ? 3.5 : shape.measure || shape.mark ? 2 : shape.notApplicable ? 1 : 0;
        if (sameLine) return cellLike + (touching ? 0.1 : 0.6);
        return cellLike + 0.2 + this.#reading.joinCost(previous, token.text) * 0.4;
      }
      case 'value':
        if (sameLine) return touching ? 0.4 : shape.measure || shape.number ? 5 : 2.5;
        if ((REST_OF_DATE.test(token.text) && BROKEN_DATE.test(previous)) || this.#reading.completesUnit(previous, token.text)) return 0.1;
        return (shape.beginsInside ? 0.5 : 2.5 + this.#reading.joinCost(previous, token.text) * 0.5) + (shape.number || (shape.measure && !shape.beginsInside) ? 4 : 0);
      default:
        return IMPOSSIBLE;
    }
  }
}

/** What it costs to leave out the columns from `from` to `to`, exclusive, where an empty cell is not seen. */
function skipped(skipBefore: readonly number[], from: number, to: number): number {
  return to > from ? (skipBefore[to] ?? 0) - (skipBefore[from] ?? 0) : 0;
}

function isAlone(tokens: readonly Token[], i: number): boolean {
  if (i < 0) return false;
  const line = tokens[i]?.line;
  return (i === 0 || tokens[i - 1]?.line !== line) && tokens[i + 1]?.line !== line;
}

/** True when the row of a state goes on in the line of a token: behind text that is no part of the table it may have ended above. */
function isOnLine(from: number, { line }: Token, tokens: readonly Token[]): boolean {
  for (let state = from; state !== NONE; state = states.previous[state] ?? NONE) if (states.role[state] !== JUNK) return tokens[states.at[state] ?? 0]?.line === line;
  return false;
}

function lastTextIn(from: number, c: number, tokens: readonly Token[]): string {
  for (let state = from; state !== NONE; state = states.previous[state] ?? NONE) if (states.column[state] === c) return tokens[states.at[state] ?? 0]?.text ?? '';
  return '';
}

/** A line that leaves room in its column does not wrap; known once the column's width is. */
function wrapCost(full: number | null, own: number): number {
  if (full === null) return 0;
  const missing = (full - own) / 2;
  return missing > 1.5 ? Math.min(3, missing * 0.4) : missing > -1.5 ? -0.6 : 0;
}

/** Inside a cell only the last line is short. */
function shortLine(widest: number, own: number): number {
  const missing = (widest - own) / 2;
  return missing > 2 ? Math.min(3, missing * 0.5) : 0;
}

/** A column that wraps holds no line wider than it wraps at. */
function tooWide(full: number | null, own: number): number {
  return full === null ? 0 : Math.min(3, Math.max(0, (own - full) / 2 - 1.5));
}

function firstShift(place: PrintedColumn | undefined, c: number, token: Token, kind: Line['kind'], drawnIn: number | null): number {
  if (kind === 'flowing') return 0;
  if (kind === 'grid') return otherColumn(c, drawnIn);
  return place?.cell == null || token.cell === null ? 0 : FIRST_SHIFT * Math.min(4, Math.abs(token.cell - place.cell));
}

/** How many columns off a drawn cell stands, as a cost. */
function otherColumn(c: number, drawnIn: number | null): number {
  return drawnIn === null || drawnIn === c ? 0 : OTHER_COLUMN * Math.min(3, Math.abs(drawnIn - c));
}

function skipCost(column: CompiledColumn, table: CompiledTable, isBracket: boolean): number {
  if (isBracket || column.definition.kind === 'level' || column.definition.kind === 'prose') return 0;
  if (!table.definition.anchors.includes(column.definition.name)) return SKIP_OTHER;
  return column.definition.kind === 'points' ? SKIP_POINTS : SKIP_ANCHOR;
}

/** A date that a narrow cell broke: 2022年10月 and 底前, or 25日. */
const BROKEN_DATE = /\d\s*[年月]$/;
const REST_OF_DATE = /^(\d{1,2}月)?(\d{1,2}日)?(底|末|初|上旬|中旬|下旬)?(之?前|以前)?$/;

/** True when two tokens together are a label of the column. */
const hasLabel = ({ vocabulary }: CompiledColumn, before: Token | undefined, token: Token): boolean => vocabulary.has(foldLabel((before?.text ?? '') + token.text).text);

/** Walks the best path back, and each rival's path to where the two part: the tokens between won by that difference. */
function tracePath(best: number, ends: readonly { state: number; delta: number }[], tokens: readonly Token[]): PlacedToken[] {
  states.beginPath(tokens.length);
  const { path, margins, rivals } = states;
  for (let state = best; state !== NONE; state = states.previous[state] ?? NONE) path[states.at[state] ?? 0] = state;
  for (const { state, delta } of ends) compare(state, delta, path, margins, rivals);
  for (let at = 0; at < tokens.length; at++) {
    const own = path[at] ?? NONE;
    // Those that were found first are asked first.
    states.reverseRivals(own);
    for (let rival = states.lastRival[own] ?? NONE; rival !== NONE; rival = states.rivalBefore[rival] ?? NONE) compare(rival, (states.cost[rival] ?? 0) - (states.cost[own] ?? 0), path, margins, rivals);
  }
  return tokens.map((token, at): PlacedToken => {
    const own = path[at] ?? NONE;
    const rival = rivals[at] ?? NONE;
    return { token, column: states.column[own] ?? NONE, role: roleOf(own), margin: margins[at] ?? Infinity, rival: rival === NONE ? null : { column: states.column[rival] ?? NONE, role: roleOf(rival) } };
  });
}

const roleOf = (state: number): Role => ROLES[states.role[state] ?? JUNK] ?? 'junk';

/** Notes a rival, dearer by `delta`, for the tokens that it places elsewhere, unless a cheaper one is known. */
function compare(rival: number, delta: number, path: Int32Array, margins: Float64Array, rivals: Int32Array): void {
  for (let state = rival; state !== NONE; state = states.previous[state] ?? NONE) {
    const at = states.at[state] ?? 0;
    const own = path[at] ?? NONE;
    if (own === state) return;
    if ((states.column[own] !== states.column[state] || states.role[own] !== states.role[state]) && delta < (margins[at] ?? Infinity)) {
      margins[at] = delta;
      rivals[at] = state;
    }
  }
}
