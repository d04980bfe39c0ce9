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
const SKIP_EMPTY = { flowing: 1, separated: 0.7, grid: 0.5 } as const;
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
  /** To begin a cell there, to begin a row there, to be too wide for it. */
  readonly begins: Float64Array;
  readonly shifts: Float64Array;
  readonly wide: Float64Array;
  /** To go on in the cell of the column; NaN until it is asked for. */
  readonly goesOn: Float64Array;

  constructor(count: number) {
    this.likely = new Int32Array(count);
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
  const tokens: Token[] = [];
  const lineOf: Line[] = [];
  for (const line of lines) {
    for (const token of line.tokens) {
      tokens.push(token);
      lineOf.push(line);
    }
  }
  if (tokens.length === 0) return [];
  const count = columns.length;
  const kinds = columns.map(({ column }) => column.definition.kind);
  const nameColumn = kinds.indexOf('text');
  const lastAnchor = columns.findLastIndex(({ column }) => table.definition.anchors.includes(column.definition.name));
  /** What it costs to leave out all columns before each; and the costs of those in front of the first one used, as a flowing line counts them. */
  const skipBefore = [0];
  for (const { column, isBracket } of columns) skipBefore.push((skipBefore.at(-1) ?? 0) + skipCost(column, table, isBracket));
  // Where most lines hold a whole row a line break inside one means much; in a dump of one cell a line, or of one line for all, it means nothing.
  const perLine = tokens.length / Math.max(1, lines.length);
  const cellALine = perLine < 1.6;
  const breakWeight = cellALine ? 0.1 : 1;
  const joinedLines = perLine > count * 1.6;

  if (inColumns.begins.length < count) inColumns = new ColumnCosts(count);
  const { likely, begins, shifts, wide, goesOn } = inColumns;
  let pageBreak = false;
  let skipWeight = 1;
  states.begin(kinds);

  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at] as Token; // within bounds
    const { shape } = token;
    const before = at > 0 ? tokens[at - 1] : undefined;
    const line = lineOf[at] as Line; // one for each token
    const { kind } = line;
    const flowing = kind === 'flowing';
    const sameLine = before !== undefined && before.line === token.line;
    skipWeight = SKIP_EMPTY[kind];
    const width = flowing ? token.width : 0;
    states.beginToken(at, width, shape.number, shape.number ? Number(token.text) : NaN);
    if (!sameLine) {
      const above = lineOf[at - 1];
      pageBreak = kind === 'grid' && above?.kind === 'grid' && above.page !== line.page;
    }
    const looksAt = at * count;
    const mayStand = line.drawn === true ? columnsOf(line, token, columns) : null;
    /** The column that the drawn cell of the token stands in. */
    const drawnIn = kind === 'grid' && token.cell !== null ? cellToColumn(columns, token.cell) : null;
    let likeliest = Infinity;
    for (let c = 0; c < count; c++) likeliest = Math.min(likeliest, looks[looksAt + c] ?? IMPOSSIBLE);
    let likelyCount = 0;
    for (let c = 0; c < count; c++) {
      const own = looks[looksAt + c] ?? IMPOSSIBLE;
      if (kinds[c] === 'prose' || (own < IMPOSSIBLE && own <= likeliest + UNLIKELY)) likely[likelyCount++] = c;
    }
    const join = flowing && before ? reading.joinCost(before.text, token.text) : 0;
    const beginCost = flowing ? reading.beginCost(token.text) : 0;
    const isWords = !shape.measure && !shape.number && !shape.mark;
    const known = flowing && isWords ? habits.textColumn.get(token.text) : undefined;
    const wordy = !sameLine && isWords && !shape.beginsInside && !shape.notApplicable;
    /** The least that a row costs that begins with the token, beside the way there. */
    let leastNew = Infinity;
    for (let k = 0; k < likelyCount; k++) {
      const c = likely[k] ?? 0;
      shifts[c] = firstShift(columns[c], c, token, kind, drawnIn);
      wide[c] = tooWide(habits.wrapWidth[c] ?? null, width);
      goesOn[c] = NaN;
      let cost = looks[looksAt + c] ?? IMPOSSIBLE;
      if (flowing) cost += (wide[c] ?? 0) + (known === undefined ? 0 : known === c ? -0.8 : 0.4);
      if (kinds[c] === 'value' && wordy) cost += beginCost * 0.5;
      if ((kinds[c] === 'text' || kinds[c] === 'prose') && (c === nameColumn || !sameLine)) cost += beginCost;
      begins[c] = cost;
      leastNew = Math.min(leastNew, (skipBefore[c] ?? 0) * skipWeight + (shifts[c] ?? 0) + cost);
    }
    const rest = shape.beginsInside ? REST_BONUS : NO_REST;
    const tailCost = TAIL_COST + (cellALine && isAlone(tokens, at - 1) ? TAIL_OF_CELLS : 0);
    const mayEndName = flowing && !sameLine && isWords && !shape.notApplicable && !shape.itemised;
    /** The name that was asked last how the token reads on behind it: most states have the same. */
    let asked = NONE;
    let readsOn = 0;
    let isComplete = 0;
    const sources = at === 0 ? 1 : states.liveCount;
    for (let i = 0; i < sources; i++) {
      const state = at === 0 ? NONE : (states.live[i] ?? NONE);
      const isFirst = state === NONE;
      const base = isFirst ? 0 : (states.cost[state] ?? 0);
      const reached = isFirst ? -1 : (states.reached[state] ?? -1);
      const early = isFirst ? 0 : (states.early[state] ?? 0);
      const role = isFirst ? NONE : (states.role[state] ?? NONE);
      const column = isFirst ? NONE : (states.column[state] ?? NONE);
      const name = isFirst ? NONE : (states.name[state] ?? NONE);
      const lastWidth = isFirst ? 0 : (states.width[state] ?? 0);
      const less = isFirst ? NONE : (states.isLess[state] ?? NONE);
      const explained = less === NONE ? 0 : less === 1 ? EXPLAINED : UNCALLED_FOR;
      const toNewRow =
        base +
        (reached < 0 ? 0 : skipped(skipBefore, reached + 1, count) * skipWeight) +
        (isFirst || !sameLine || (pageBreak && role === TAIL && kinds[column] === 'level') ? 0 : joinedLines ? 0.3 : reached >= lastAnchor ? 4 : 7);
      const mayBeginRow = toNewRow + leastNew + (early === 1 ? REST_BONUS : 0) <= states.least + BEAM + ROUNDING;
      for (let k = 0; k < likelyCount; k++) {
        const c = likely[k] ?? 0;
        const own = looks[looksAt + c] ?? IMPOSSIBLE;
        const ownBegin = begins[c] ?? IMPOSSIBLE;
        const isValue = kinds[c] === 'value';
        // The rest of a value whose beginning was printed early begins inside it (≥90 … %).
        const ownRest = early === 1 && isValue ? rest : 0;
        // A value that waits for the name of its row is no longer early once another comes.
        const stillEarly = isValue ? 0 : early;
        // A new row.
        if (mayBeginRow) {
          const asNew = toNewRow + (skipBefore[c] ?? 0) * skipWeight + (shifts[c] ?? 0) + ownBegin + ownRest;
          if (asNew <= states.least + BEAM) states.put(state, c, NEW, c, asNew, c === nameColumn ? at : NONE, stillEarly);
        }
        if (reached < 0) continue;
        // A later column of the row, unless it is too dear before the way there is counted.
        if (c > reached && base + ownBegin + (early === 1 ? REST_BONUS : 0) <= states.least + BEAM + ROUNDING) {
          const way = (early === 1 && reached >= lastAnchor ? EARLY_COST : 0);
          const asSame = base + way + skipped(skipBefore, reached + 1, c) * skipWeight + moveCost(columns, state, c, token, before, sameLine && (flowing || isOnLine(state, token, tokens)), kind, drawnIn, breakWeight) + ownBegin + ownRest + (kinds[c] === 'prose' ? explained : 0);
          if (asSame <= states.least + BEAM) states.put(state, c, SAME, c, asSame, c === nameColumn ? at : name, stillEarly);
        }
        // More of the same cell.
        if (c === column && role !== EARLY && (mayStand === null || mayStand(c))) {
          if (Number.isNaN(goesOn[c])) goesOn[c] = continueCost(columns[c] as PrintedColumn, table, token, before, join, sameLine, kind, pageBreak, reading); // within bounds
          const wrapped = flowing && !sameLine && before ? wrapCost(habits.wrapWidth[c] ?? null, lastWidth) + (wide[c] ?? 0) + shortLine(states.widest[state] ?? 0, lastWidth) : 0;
          const cost = (goesOn[c] ?? IMPOSSIBLE) + wrapped;
          if (cost < IMPOSSIBLE) states.put(state, c, role === TAIL ? TAIL : CONTINUE, reached, base + cost, c === nameColumn ? at : name, early);
        }
        // A row that a page break cut: any of its cells may go on.
        if (pageBreak && c <= reached && c !== column && kinds[c] !== 'points' && (mayStand === null || mayStand(c))) {
          const isLabel = kinds[c] === 'level';
          const whole = isLabel ? foldLabel(lastTextIn(state, c, tokens) + token.text).text : '';
          // The rest of a label that the page break cut: together they are a label. What is one by itself is the rest of none.
          const vocabulary = isLabel ? columns[c]?.column.vocabulary : undefined;
          const isRest = vocabulary?.has(whole) === true;
          const cost = isRest ? LABEL_BONUS * 2 : PAGE_TAIL_COST + own + (isLabel ? 4 : 0);
          if (isRest || vocabulary?.has(token.label.text) !== true) states.put(state, c, TAIL, reached, base + cost + otherColumn(c, drawnIn), name, early);
        }
        if (!flowing || sameLine || reached < lastAnchor) continue;
        // The end of a name that was wrapped around its values.
        if (c === nameColumn && mayEndName && role !== TAIL && name !== NONE && tokens[name]?.text !== '') {
          if (asked !== name) {
            const text = tokens[name]?.text ?? '';
            asked = name;
            readsOn = Math.max(-1.2, reading.joinCost(text, token.text) * 1.3);
            isComplete = reading.completeCost(text);
          }
          const cost = tailCost + own + readsOn + isComplete + wrapCost(habits.wrapWidth[c] ?? null, tokens[name]?.width ?? 0) + (wide[c] ?? 0) + (column === reached && column > lastAnchor ? 1.5 : 0);
          states.put(state, c, TAIL, reached, base + cost, at, early);
        }
        // A value that was printed before the name of its row.
        if (isValue && early === 0 && shape.measure) states.put(state, c, EARLY, reached, base + EARLY_COST, name, 1);
      }
      const asJunk = base + (kind === 'grid' ? JUNK_IN_GRID : JUNK_COST);
      if (asJunk <= states.least + BEAM) states.put(state, NONE, JUNK, reached, asJunk, name, early);
    }
    states.endToken();
  }

  skipWeight = SKIP_EMPTY[lineOf.at(-1)?.kind ?? 'flowing'];
  const ends: { readonly state: number; readonly cost: number }[] = [];
  for (let i = 0; i < states.liveCount; i++) {
    const state = states.live[i] ?? NONE;
    ends.push({ state, cost: (states.cost[state] ?? 0) + skipped(skipBefore, (states.reached[state] ?? 0) + 1, count) * skipWeight + (states.early[state] === 1 ? WAITS_IN_VAIN : 0) });
  }
  ends.sort((a, b) => a.cost - b.cost);
  const [best, ...others] = ends;
  if (!best) return [];
  return tracePath(best.state, others.map(({ state, cost }) => ({ state, delta: cost - best.cost })), tokens);
}

/** What it costs to leave out the columns from `from` to `to`, exclusive, where an empty cell is not seen. */
function skipped(skipBefore: readonly number[], from: number, to: number): number {
  return to > from ? (skipBefore[to] ?? 0) - (skipBefore[from] ?? 0) : 0;
}

function isAlone(tokens: readonly Token[], i: number): boolean {
  const line = tokens[i]?.line;
  return tokens[i - 1]?.line !== line && tokens[i + 1]?.line !== line;
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

function moveCost(columns: readonly PrintedColumn[], state: number, c: number, token: Token, before: Token | undefined, sameLine: boolean, kind: Line['kind'], drawnIn: number | null, breakWeight: number): number {
  if (kind === 'flowing' && sameLine) return 0;
  const from = columns[states.column[state] ?? NONE];
  const to = columns[c];
  if (!to) return IMPOSSIBLE;
  if (kind !== 'flowing') {
    if (!sameLine) return from?.column.definition.kind === 'level' ? 2 : 8;
    if (kind === 'grid') return otherColumn(c, drawnIn);
    if (from && from.cell !== null && to.cell !== null && before?.cell != null && token.cell !== null) {
      return SHIFT * Math.min(3, Math.abs(token.cell - before.cell - (to.cell - from.cell)));
    }
    return 0;
  }
  const fromKind = from?.column.definition.kind;
  if (fromKind === 'level' || from?.isBracket || states.role[state] === JUNK) return 0.1;
  switch (to.column.definition.kind) {
    case 'prose':
      return 1;
    case 'text':
    case 'level':
      return 0.3;
    default:
      return (fromKind === 'text' ? 0.6 : 4) * breakWeight;
  }
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

function continueCost(place: PrintedColumn, table: CompiledTable, token: Token, before: Token | undefined, join: number, sameLine: boolean, kind: Line['kind'], pageBreak: boolean, reading: ReadingOn): number {
  const { definition } = place.column;
  const { shape } = token;
  if (kind !== 'flowing') {
    // One name printed in two cells is one name; else a cell border ends a cell.
    if (sameLine) return before?.text === token.text && definition.kind === 'text' ? 0.4 : 8;
    if (pageBreak) return PAGE_TAIL_COST;
    return definition.kind === 'prose' ? 4 : 7;
  }
  const previous = before?.text ?? '';
  const touching = shape.beginsInside || before?.shape.endsOpen === true;
  if (definition.kind !== 'level' && table.levels.has(token.label.text)) return LABEL_AS_CONTENT + 3;
  switch (definition.kind) {
    case 'level':
      // A line printed twice repeats its label.
      if (!sameLine && previous === token.text) return REPEATED;
      return !place.column.vocabulary.has(before?.label.text ?? '') && hasLabel(place.column, before, token) ? LABEL_BONUS : IMPOSSIBLE;
    case 'text':
      if (shape.number || shape.measure || shape.signed || shape.itemised) return 5;
      if (sameLine) return touching ? 0.3 : 2.2;
      return 0.5 + join + Math.min(3, shape.clauses);
    case 'prose': {
      // Bare numbers between blanks are cells of a row, not words of a sentence; so are numbered names.
      const cellLike = shape.itemised ? 6 : shape.number || shape.signed ? 3.5 : shape.measure || shape.mark ? 2 : shape.notApplicable ? 1 : 0;
      if (sameLine) return cellLike + (touching ? 0.1 : 0.6);
      return cellLike + 0.2 + join * 0.4;
    }
    case 'value':
      if (sameLine) return touching ? 0.4 : shape.measure || shape.number ? 5 : 2.5;
      if ((REST_OF_DATE.test(token.text) && BROKEN_DATE.test(previous)) || reading.completesUnit(previous, token.text)) return 0.1;
      return (shape.beginsInside ? 0.5 : 2.5 + join * 0.5) + (shape.number || (shape.measure && !shape.beginsInside) ? 4 : 0);
    default:
      return IMPOSSIBLE;
  }
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
  const placed: PlacedToken[] = [];
  for (const [at, token] of tokens.entries()) {
    const own = path[at] ?? NONE;
    const rival = rivals[at] ?? NONE;
    placed.push({ token, column: states.column[own] ?? NONE, role: roleOf(own), margin: margins[at] ?? Infinity, rival: rival === NONE ? null : { column: states.column[rival] ?? NONE, role: roleOf(rival) } });
  }
  return placed;
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
