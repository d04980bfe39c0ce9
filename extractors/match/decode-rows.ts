import type { CompiledColumn, CompiledTable } from './compile-definition.js';
import { foldLabel } from './fold-label.js';
import type { Line } from './line.js';
import type { Token } from './token.js';
import type { ReadingOn } from './reading-on.js';
import { costOfKind, IMPOSSIBLE, type TokenShape } from './token-evidence.js';

/**
 * The heart of the reading: a table's tokens, in the order they are printed, are given to columns and rows so that all the evidence together
 * costs least. A Viterbi search over (row position, column of the token); costs are negative log likelihoods in nats. Wherever two readings meet in
 * one state the dearer one is kept as a rival, so that each token of the best reading knows by what margin it won and what it would have been.
 *
 * How a token can stand:
 *   new       it begins a row          same      it begins a later column of the running row
 *   continue  it goes on in its cell   tail      after the row's values it ends a text that began before them (a wrapped name)
 *   early     it is a value printed before the name of its row                junk   it is no part of the table
 */
export type Role = 'new' | 'same' | 'continue' | 'tail' | 'early' | 'junk';

export interface Placement {
  /** Index in `columns`, -1 for junk. */
  readonly column: number;
  readonly role: Role;
}

export interface PlacedToken extends Placement {
  readonly token: Token;
  /** How much dearer the best reading is that places this token elsewhere; Infinity where none survived. */
  readonly margin: number;
  readonly rival: Placement | null;
}

/** A column as the document's own header prints it. */
export interface PrintedColumn {
  readonly column: CompiledColumn;
  /** The index of its cell in the lines of the table, where the lines have cells. */
  readonly cell: number | null;
  /** True for the bracketed number of a level label, which has no header of its own. */
  readonly isBracket: boolean;
  /** True for a column that the header prints and the form doesn't know: what stands there is in no cell. */
  readonly isForeign?: boolean;
}

interface Node {
  readonly at: number;
  readonly cost: number;
  readonly previous: Node | null;
  /** Position of the row: the furthest column it has reached. */
  readonly reached: number;
  readonly column: number;
  readonly role: Role;
  /** The last piece of the row's wrapping text column, for reading on. */
  readonly name: Token | null;
  readonly pendingEarly: boolean;
  /** The first of the row's points, NaN before it, and whether a later one is less: then the row owes an explanation. */
  readonly points: number;
  readonly isLess: boolean | null;
  /** The width of the widest line of the running cell, in columns of the dump. */
  readonly widest: number;
  /** The width of this token, in columns of the dump; 0 where lines have cells. */
  readonly width: number;
  rivals: Node[] | null;
}

/** States with the same furthest column and the same column of the token: with a value printed early or without, inside a tail or not. */
const SLOTS_PER_COLUMN = 4;
const JUNK_COST = 7;
const REPEATED = 1.5;
const EARLY_COST = 4.5;
const TAIL_COST = 1.8;
/** A tool that prints each cell on a line of its own ends one before it begins the next. */
const TAIL_OF_CELLS = 4;
/** Prose behind points of which the later are less than the first, and behind such that are not. */
const EXPLAINED = -1;
const UNCALLED_FOR = 0.8;
/** States dearer than the best by more than this are dropped: such a reading never wins and would not make a margin that matters. */
const BEAM = 9;
/** Sums of the same costs in another order differ by less. */
const ROUNDING = 1e-9;
/** The most that a value gains when the row waits for the rest of one. */
const REST_BONUS = -3;
/** A rival dearer than this makes a margin beyond any doubt and is not kept. */
const RIVAL = 6;
/** A column this much less likely than the best one by the look of the text is not tried. */
const UNLIKELY = 10;
const SKIP_ANCHOR = 3;
/** Weights and scores are what a row is printed for: a row without one is rarer than one without a target. */
const SKIP_POINTS = 4.2;
const SKIP_OTHER = 0.6;
/** Where cells are known an empty one is seen to be empty: less is missing than where a text was not found. */
const SKIP_EMPTY = { flowing: 1, separated: 0.7, grid: 0.5 } as const;
const UNKNOWN_LABEL = { flowing: 9, separated: 5, grid: 1.5 } as const;
const LABEL_BONUS = -1.5;
const LABEL_AS_CONTENT = 5;
/** Anything may stand in a column that nobody knows. */
const FOREIGN = 1;
/** How dear it is when a cell stands one place off: flattened merged cells shift rows, drawn cells never move. */
const SHIFT = 2;
const FIRST_SHIFT = 0.6;
const OTHER_COLUMN = 6;
/** In a drawn cell the place says more than the look of the text. */
const LOOK_IN_GRID = 0.4;
const JUNK_IN_GRID = 12;
/** What looks wrong in a drawn cell is what is printed there all the same. */
const MOST_IN_DRAWN = 4;
/** A row that a page break cuts goes on at the top of the next page. */
const PAGE_TAIL_COST = 0.8;

/** What a first reading of a table teaches the second: how wide its columns are where they wrap, and which texts stand in which column. */
interface Habits {
  /** The widest piece, in columns of the dump, that is followed by another piece of the same cell; by column index. */
  readonly wrapWidth: readonly (number | null)[];
  /** The widest text that stands on one line. */
  readonly lineWidth: readonly (number | null)[];
  /** Column index by text, for texts that were read there without doubt. */
  readonly textColumn: ReadonlyMap<string, number>;
}

const NO_HABITS: Habits = { wrapWidth: [], lineWidth: [], textColumn: new Map() };
/** A placement that won by this much teaches the second reading. */
const SURE_MARGIN = 2.5;

/**
 * Decodes the rows of one table from its lines; header lines, totals and page furniture are taken out before. Flowing lines are read twice: the
 * first reading shows how wide the columns wrap, which tells the pieces of a name from those of the explanation beside it.
 */
export function decodeRows(lines: readonly Line[], table: CompiledTable, columns: readonly PrintedColumn[], reading: ReadingOn): PlacedToken[] {
  const looks = linesToLooks(lines, table, columns);
  const first = searchRows(lines, table, columns, reading, looks, NO_HABITS);
  if (!lines.some((line) => line.kind === 'flowing') || first.every((token) => token.margin >= SURE_MARGIN)) return first;
  return searchRows(lines, table, columns, reading, looks, placedToHabits(first, columns.length));
}

function placedToHabits(placed: readonly PlacedToken[], columnCount: number): Habits {
  const wrapWidth: (number | null)[] = new Array<number | null>(columnCount).fill(null);
  const lineWidth: (number | null)[] = new Array<number | null>(columnCount).fill(null);
  const textColumn = new Map<string, number>();
  placed.forEach((token, i) => {
    if (token.column < 0 || token.margin < SURE_MARGIN) return;
    const { width } = token.token;
    const next = placed[i + 1];
    const wraps = next !== undefined && next.column === token.column && (next.role === 'continue' || next.role === 'tail') && next.token.line !== token.token.line;
    if (wraps && next.margin >= SURE_MARGIN) wrapWidth[token.column] = Math.max(wrapWidth[token.column] ?? 0, width);
    lineWidth[token.column] = Math.max(lineWidth[token.column] ?? 0, width);
    if (token.role === 'same' || token.role === 'new') textColumn.set(token.token.text, token.column);
  });
  return { wrapWidth, lineWidth, textColumn };
}

function searchRows(lines: readonly Line[], table: CompiledTable, columns: readonly PrintedColumn[], reading: ReadingOn, looks: Float64Array, habits: Habits): PlacedToken[] {
  const tokens = lines.flatMap((line) => line.tokens);
  if (tokens.length === 0) return [];
  const lineOf = lines.flatMap((line) => line.tokens.map(() => line));
  const skip = columns.map(({ column, isBracket }) => skipCost(column, table, isBracket));
  const skipBefore = [0];
  for (const cost of skip) skipBefore.push((skipBefore.at(-1) ?? 0) + cost);
  let skipWeight = 1;
  const skipped = (from: number, to: number): number => (to > from ? ((skipBefore[to] ?? 0) - (skipBefore[from] ?? 0)) * skipWeight : 0);
  const nameColumn = columns.findIndex(({ column }) => column.definition.kind === 'text');
  const lastAnchor = columns.findLastIndex(({ column }) => table.definition.anchors.includes(column.definition.name));
  // Where most lines hold a whole row a line break inside one means much; in a dump of one cell a line, or of one line for all, it means nothing.
  const perLine = tokens.length / Math.max(1, lines.length);
  const cellALine = perLine < 1.6;
  const breakWeight = cellALine ? 0.1 : 1;
  const joinedLines = perLine > columns.length * 1.6;

  const kinds = columns.map(({ column }) => column.definition.kind);
  const slotsPerReach = (columns.length + 1) * SLOTS_PER_COLUMN;
  const slots = new Array<Node | undefined>((columns.length + 1) * slotsPerReach);
  const used: number[] = [];
  /** The columns that the token at hand may stand in. */
  const likely: number[] = [];
  /** What beginning a cell of each column with this token costs beside the way there. */
  const begins = new Float64Array(columns.length);
  /** What a row costs that begins in each column with this token. */
  const shifts = new Float64Array(columns.length);
  const skippedBefore = Float64Array.from(columns, (_, c) => skipped(0, c));
  let live: Node[] = [];
  let pageBreak = false;
  // What belongs to the token at hand; set at the head of the loop.
  let at = 0;
  let token = tokens[0] as Token; // there is one: the empty case has returned
  let width = 0;
  let shape = token.shape;
  let least = Infinity;

  const put = (previous: Node | null, column: number, role: Role, reached: number, cost: number, name: Token | null, pendingEarly: boolean): void => {
    if (cost > least + BEAM) return;
    if (cost < least) least = cost;
    const widest = role === 'continue' && previous !== null ? Math.max(previous.widest, width) : width;
    const slot = (reached + 1) * slotsPerReach + (column + 1) * SLOTS_PER_COLUMN + (pendingEarly ? 1 : 0) + (role === 'tail' ? 2 : 0);
    const rival = slots[slot];
    const isDearer = rival !== undefined && rival.cost <= cost;
    if (isDearer && cost - rival.cost >= RIVAL) return;
    let points = role === 'new' || previous === null ? NaN : previous.points;
    let isLess = role === 'new' || previous === null ? null : previous.isLess;
    if ((role === 'new' || role === 'same') && kinds[column] === 'points' && shape.number) {
      if (Number.isNaN(points)) points = Number(token.text);
      else isLess = Number(token.text) < points;
    }
    const node: Node = { at, cost, previous, reached, column, role, name, pendingEarly, points, isLess, widest, width, rivals: null };
    if (isDearer) {
      (rival.rivals ??= []).push(node);
      return;
    }
    if (rival === undefined) used.push(slot);
    else {
      node.rivals = rival.rivals;
      rival.rivals = null;
      if (rival.cost - cost < RIVAL) (node.rivals ??= []).push(rival);
    }
    slots[slot] = node;
  };
  const begin = (previous: Node | null, c: number, role: 'new' | 'same', cost: number): void => {
    const isValue = kinds[c] === 'value';
    const early = previous?.pendingEarly ?? false;
    // The rest of a value whose beginning was printed early begins inside it (≥90 … %).
    const rest = early && isValue ? (shape.beginsInside ? REST_BONUS : 4) : 0;
    const explained = role === 'same' && kinds[c] === 'prose' && previous?.isLess != null ? (previous.isLess ? EXPLAINED : UNCALLED_FOR) : 0;
    const total = cost + (begins[c] ?? IMPOSSIBLE) + rest + explained;
    if (total > least + BEAM) return;
    const name = c === nameColumn ? token : role === 'new' ? null : (previous?.name ?? null);
    put(previous, c, role, c, total, name, early && !isValue);
  };

  for (at = 0; at < tokens.length; at++) {
    token = tokens[at] as Token; // within bounds
    const before = at > 0 ? tokens[at - 1] : undefined;
    const line = lineOf[at] as Line; // one for each token
    const { kind } = line;
    const flowing = kind === 'flowing';
    skipWeight = SKIP_EMPTY[kind];
    const sameLine = before !== undefined && before.line === token.line;
    shape = token.shape;
    width = flowing ? token.width : 0;
    least = Infinity;
    if (!sameLine) {
      const above = lineOf[at - 1];
      pageBreak = kind === 'grid' && above?.kind === 'grid' && above.page !== line.page;
    }
    const looksAt = at * columns.length;
    const mayStand = columnsOf(line, token, columns);
    let likeliest = Infinity;
    for (let c = 0; c < columns.length; c++) likeliest = Math.min(likeliest, looks[looksAt + c] ?? IMPOSSIBLE);
    likely.length = 0;
    for (let c = 0; c < columns.length; c++) {
      const own = looks[looksAt + c] ?? IMPOSSIBLE;
      if (kinds[c] === 'prose' || (own < IMPOSSIBLE && own <= likeliest + UNLIKELY)) likely.push(c);
    }
    const join = flowing && before ? reading.joinCost(before.text, token.text) : 0;
    const beginCost = flowing ? reading.beginCost(token.text) : 0;
    const known = flowing && !shape.number && !shape.measure && !shape.mark ? habits.textColumn.get(token.text) : undefined;
    const wordy = !sameLine && !shape.beginsInside && !shape.measure && !shape.number && !shape.mark && !shape.notApplicable;
    for (const c of likely) {
      shifts[c] = firstShift(c, token, line);
      let cost = looks[looksAt + c] ?? IMPOSSIBLE;
      if (flowing) cost += tooWide(c, width) + (known === undefined ? 0 : known === c ? -0.8 : 0.4);
      if (kinds[c] === 'value' && wordy) cost += beginCost * 0.5;
      if ((kinds[c] === 'text' || kinds[c] === 'prose') && (c === nameColumn || !sameLine)) cost += beginCost;
      begins[c] = cost;
    }
    const sources: (Node | null)[] = at === 0 ? [null] : live;
    for (const node of sources) {
      const base = node === null ? 0 : node.cost;
      const reached = node === null ? -1 : node.reached;
      const toNewRow =
        base +
        (reached < 0 ? 0 : skipped(reached + 1, columns.length)) +
        (node === null || !sameLine || (pageBreak && node.role === 'tail') ? 0 : joinedLines ? 0.3 : reached >= lastAnchor ? 4 : 7);
      for (const c of likely) {
        const own = looks[looksAt + c] ?? IMPOSSIBLE;
        const place = columns[c] as PrintedColumn; // within bounds
        // A new row.
        begin(node, c, 'new', toNewRow + (skippedBefore[c] ?? 0) * skipWeight + (shifts[c] ?? 0));
        if (node === null || reached < 0) continue;
        // A later column of the row, unless it is too dear before the way there is counted.
        const isHopeless = base + (begins[c] ?? IMPOSSIBLE) + (node.pendingEarly ? REST_BONUS : 0) > least + BEAM + ROUNDING;
        if (c > reached && !isHopeless) begin(node, c, 'same', base + (node.pendingEarly && reached >= lastAnchor ? EARLY_COST : 0) + skipped(reached + 1, c) + moveCost(node, c, token, before, sameLine && (flowing || isOnLine(node, token)), line));
        // More of the same cell.
        if (c === node.column && node.role !== 'early' && mayStand(c)) {
          const wrapped = flowing && !sameLine && before ? wrapCost(c, node.width) + tooWide(c, width) + shortLine(node.widest, node.width) : 0;
          const cost = continueCost(place, token, before, join, sameLine, kind) + wrapped;
          if (cost < IMPOSSIBLE) put(node, c, node.role === 'tail' ? 'tail' : 'continue', reached, base + cost, c === nameColumn ? token : node.name, node.pendingEarly);
        }
        // A row that a page break cut: any of its cells may go on.
        if (pageBreak && c <= reached && c !== node.column && kinds[c] !== 'points' && mayStand(c)) {
          const isLabel = kinds[c] === 'level';
          const whole = isLabel ? foldLabel(lastTextIn(node, c) + token.text).text : '';
          // The rest of a label that the page break cut: together they are a label.
          const cost = isLabel && place.column.vocabulary.has(whole) ? LABEL_BONUS * 2 : PAGE_TAIL_COST + own + (isLabel ? 4 : 0);
          put(node, c, 'tail', reached, base + cost + otherColumn(c, token), node.name, node.pendingEarly);
        }
        if (!flowing || sameLine || reached < lastAnchor) continue;
        // The end of a name that was wrapped around its values.
        if (c === nameColumn && node.role !== 'tail' && node.name !== null && node.name.text !== '' && !shape.measure && !shape.number && !shape.mark && !shape.notApplicable && !shape.itemised) {
          const cost =
            TAIL_COST +
            (cellALine && isAlone(at - 1) ? TAIL_OF_CELLS : 0) +
            own +
            Math.max(-1.2, reading.joinCost(node.name.text, token.text) * 1.3) +
            reading.completeCost(node.name.text) +
            wrapCost(c, node.name.width) +
            tooWide(c, width) +
            (node.column === reached && node.column > lastAnchor ? 1.5 : 0);
          put(node, c, 'tail', reached, base + cost, token, node.pendingEarly);
        }
        // A value that was printed before the name of its row.
        if (kinds[c] === 'value' && !node.pendingEarly && shape.measure) put(node, c, 'early', reached, base + EARLY_COST, node.name, true);
      }
      put(node, -1, 'junk', reached, base + (kind === 'grid' ? JUNK_IN_GRID : JUNK_COST), node?.name ?? null, node?.pendingEarly ?? false);
    }
    live = [];
    for (const slot of used) {
      const node = slots[slot];
      slots[slot] = undefined;
      if (node === undefined || node.cost > least + BEAM) continue;
      // The best first: what it leads to bounds the others.
      let place = live.length;
      while (place > 0 && (live[place - 1]?.cost ?? 0) > node.cost) place--;
      live.splice(place, 0, node);
    }
    used.length = 0;
  }

  skipWeight = SKIP_EMPTY[lineOf.at(-1)?.kind ?? 'flowing'];
  const end = (node: Node): number => node.cost + skipped(node.reached + 1, columns.length) + (node.pendingEarly ? 6 : 0);
  live.sort((a, b) => end(a) - end(b));
  const best = live[0];
  if (!best) return [];
  return tracePath(best, live.slice(1).map((node) => ({ node, delta: end(node) - end(best) })), tokens);

  function isAlone(i: number): boolean {
    const line = tokens[i]?.line;
    return tokens[i - 1]?.line !== line && tokens[i + 1]?.line !== line;
  }

  /** True when the row of a node goes on in the line of a token: behind text that is no part of the table it may have ended above. */
  function isOnLine(from: Node, { line }: Token): boolean {
    for (let node: Node | null = from; node; node = node.previous) if (node.role !== 'junk') return tokens[node.at]?.line === line;
    return false;
  }

  function lastTextIn(from: Node, c: number): string {
    for (let node: Node | null = from; node; node = node.previous) if (node.column === c) return tokens[node.at]?.text ?? '';
    return '';
  }

  /** A line that leaves room in its column does not wrap; known once the column's width is. */
  function wrapCost(c: number, own: number): number {
    const full = habits.wrapWidth[c] ?? null;
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
  function tooWide(c: number, own: number): number {
    const full = habits.wrapWidth[c] ?? null;
    return full === null ? 0 : Math.min(3, Math.max(0, (own - full) / 2 - 1.5));
  }

  function moveCost(node: Node, c: number, token: Token, before: Token | undefined, sameLine: boolean, { kind }: Line): number {
    const from = columns[node.column];
    const to = columns[c];
    if (!to) return IMPOSSIBLE;
    if (kind !== 'flowing') {
      if (!sameLine) return from?.column.definition.kind === 'level' ? 2 : 8;
      if (kind === 'grid') return otherColumn(c, token);
      if (from && from.cell !== null && to.cell !== null && before?.cell != null && token.cell !== null) {
        return SHIFT * Math.min(3, Math.abs(token.cell - before.cell - (to.cell - from.cell)));
      }
      return 0;
    }
    if (sameLine) return 0;
    const fromKind = from?.column.definition.kind;
    if (fromKind === 'level' || from?.isBracket || node.role === 'junk') return 0.1;
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

  function firstShift(c: number, token: Token, { kind }: Line): number {
    const place = columns[c];
    if (kind === 'flowing') return 0;
    if (kind === 'grid') return otherColumn(c, token);
    return place?.cell == null || token.cell === null ? 0 : FIRST_SHIFT * Math.min(4, Math.abs(token.cell - place.cell));
  }

  /** How many columns off a drawn cell stands, as a cost. */
  function otherColumn(c: number, token: Token): number {
    if (token.cell === null) return 0;
    const own = cellToColumn(columns, token.cell);
    return own === null || own === c ? 0 : OTHER_COLUMN * Math.min(3, Math.abs(own - c));
  }

  function continueCost(place: PrintedColumn, token: Token, before: Token | undefined, join: number, sameLine: boolean, kind: Line['kind']): number {
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
}

function skipCost(column: CompiledColumn, table: CompiledTable, isBracket: boolean): number {
  if (isBracket || column.definition.kind === 'level' || column.definition.kind === 'prose') return 0;
  if (!table.definition.anchors.includes(column.definition.name)) return SKIP_OTHER;
  return column.definition.kind === 'points' ? SKIP_POINTS : SKIP_ANCHOR;
}

/** The column that a drawn cell of this index stands in; null where the header names no column at or before it. */
export function cellToColumn(columns: readonly PrintedColumn[], cell: number): number | null {
  let own: number | null = null;
  columns.forEach((column, c) => {
    if (column.isBracket || column.cell === null) return;
    if (own === null || column.cell <= cell) own = c;
  });
  return own;
}

/** True when the labels of a level print their weights: then one without is hardly of that level. */
const hasBracketedLevel = (tokens: readonly Token[], table: CompiledTable): boolean =>
  tokens.some((token) => {
    const label = token.label;
    return (label.bracket !== null && (label.text === '' ? token.shape.bracketNumber : table.levels.has(label.text)));
  });

/**
 * What each token costs in each column by its look and place alone, whatever stands around it: token by token, a number for each column.
 */
function linesToLooks(lines: readonly Line[], table: CompiledTable, columns: readonly PrintedColumn[]): Float64Array {
  const tokens = lines.flatMap((line) => line.tokens);
  const looks = new Float64Array(tokens.length * columns.length);
  const bracketed = hasBracketedLevel(tokens, table);
  let at = 0;
  for (const line of lines) {
    const { kind, drawn } = line;
    for (const token of line.tokens) {
      const mayStand = columnsOf(line, token, columns);
      const isDrawn = drawn === true && token.cell !== null;
      columns.forEach((place, c) => {
        const cost = emission(place, c, token, table, kind, bracketed);
        looks[at++] = !mayStand(c) ? IMPOSSIBLE : isDrawn && !place.isBracket && place.cell !== null ? Math.min(cost, MOST_IN_DRAWN) : cost;
      });
    }
  }
  return looks;
}

/** The columns that a token may stand in: a drawn cell below a label of the header is of that column, one left of all labels in none of theirs. */
function columnsOf({ drawn }: Line, { cell }: Token, columns: readonly PrintedColumn[]): (c: number) => boolean {
  if (drawn !== true || cell === null) return () => true;
  const own = cellToColumn(columns, cell);
  return (c) => own === c || columns[c]?.isBracket === true || (own === null && columns[c]?.cell == null);
}

function emission(place: PrintedColumn, index: number, token: Token, table: CompiledTable, kind: Line['kind'], bracketed: boolean): number {
  const { label: folded, shape } = token;
  const { column } = place;
  const { definition } = column;
  if (place.isBracket) return shape.bracketNumber ? -1 : IMPOSSIBLE;
  if (place.isForeign) return FOREIGN + (table.levels.has(folded.text) ? LABEL_AS_CONTENT : 0);
  if (column.partOf) return partCost(column.partOf.side, token.text, shape);
  if (definition.kind === 'level') {
    if (column.vocabulary.has(folded.text)) {
      // 成本指标 and 满意度指标 stand on either level: the lower one is the rule, a printed weight or a drawn cell says otherwise.
      const shared = table.columns.some((other) => other !== column && other.definition.kind === 'level' && other.vocabulary.has(folded.text));
      const higher = shared && definition.bracket !== undefined;
      return LABEL_BONUS + (folded.bracket !== null && definition.bracket ? -1.5 : higher && kind !== 'grid' ? (bracketed && kind === 'separated' ? 7 : 4) : 0);
    }
    if (shape.measure || shape.number || shape.mark || shape.clauses > 0) return IMPOSSIBLE;
    if (kind === 'flowing' && token.text.length >= 2 && column.beginnings.has(folded.text)) return 1.5;
    return UNKNOWN_LABEL[kind] + Math.min(4, token.text.length * 0.15);
  }
  if (shape.bracketNumber && kind === 'flowing') return index === 0 ? IMPOSSIBLE : 6;
  if (table.items.size > 0 && definition.labels.length === 0 && definition.kind === 'text') {
    if (table.items.has(folded.text)) return -3;
    return 4 + costOfKind('text', shape);
  }
  const look = costOfKind(definition.kind, shape);
  const cost = kind === 'grid' && look < IMPOSSIBLE ? look * LOOK_IN_GRID : look;
  return table.levels.has(folded.text) ? cost + LABEL_AS_CONTENT : cost;
}

/** A date that a narrow cell broke: 2022年10月 and 底前, or 25日. */
const BROKEN_DATE = /\d\s*[年月]$/;
const REST_OF_DATE = /^(\d{1,2}月)?(\d{1,2}日)?(底|末|初|上旬|中旬|下旬)?(之?前|以前)?$/;

const LONGEST_PART = 8;

/** How ill a text suits a cell that holds only the sign before a value, or only the unit behind it. */
function partCost(side: 'before' | 'after', text: string, shape: TokenShape): number {
  if (shape.number || text.length > LONGEST_PART) return IMPOSSIBLE;
  if (side === 'before') return shape.signed ? -1 : shape.hasDigit ? IMPOSSIBLE : 3;
  return shape.hasDigit || shape.signed ? 6 : 0.3;
}

/** True when two tokens together are a label of the column. */
const hasLabel = ({ vocabulary }: CompiledColumn, before: Token | undefined, token: Token): boolean => vocabulary.has(foldLabel((before?.text ?? '') + token.text).text);

/** Walks the best path back, and each rival's path to where the two part: the tokens between won by that difference. */
function tracePath(best: Node, ends: readonly { node: Node; delta: number }[], tokens: readonly Token[]): PlacedToken[] {
  const path: Node[] = [];
  for (let node: Node | null = best; node; node = node.previous) path[node.at] = node;
  const margins = new Float64Array(tokens.length).fill(Infinity);
  const rivals: (Placement | null)[] = tokens.map(() => null);
  const compare = (rival: Node, delta: number): void => {
    for (let node: Node | null = rival; node; node = node.previous) {
      const own: Node | undefined = path[node.at];
      if (!own || own === node) return;
      if ((own.column !== node.column || own.role !== node.role) && delta < (margins[node.at] ?? Infinity)) {
        margins[node.at] = delta;
        rivals[node.at] = { column: node.column, role: node.role };
      }
    }
  };
  for (const { node, delta } of ends) compare(node, delta);
  for (const node of path) for (const rival of node.rivals ?? []) compare(rival, rival.cost - node.cost);
  return path.map((node, at) => ({
    token: tokens[at] as Token, // the path has one node a token
    column: node.column,
    role: node.role,
    margin: margins[at] ?? Infinity,
    rival: rivals[at] ?? null,
  }));
}
