import type { Line } from './words-to-lines.js';

/** A column of a table whose columns are known, and what is usual in it. */
export interface KeyedColumn {
  readonly lines: readonly Line[];
  /** `key`: numbers, one to a row. `name`: wrapped texts, one to a row. `text`: wrapped texts. `sparse`: texts that many rows lack. */
  readonly kind: 'key' | 'name' | 'text' | 'sparse';
  /** False where its cells are of different widths: then a short line may be as long as its cell. */
  readonly isEven?: boolean;
  /** The heights at which rules part its cells. */
  readonly rules?: readonly number[];
  /** Its cells are at least as wide as this, as its label says. */
  readonly leastWidth?: number;
  /** True where what a line says can't go on with what the next one says. */
  readonly areTwo?: (above: string, below: string) => boolean;
  /** How the last row of the page before ends in this column; null where that prints nothing in it, absent where nothing goes on. */
  readonly tail?: CellTail | null;
}

/** The last line of a cell that the next page may go on with. */
export interface CellTail {
  readonly line: Line;
  /** How wide the widest line of its column is on its page. */
  readonly widest: number;
  /** False where other cells of the row stand lower: what a page break cuts fills the page. */
  readonly isLowest: boolean;
}

/** A row: where its cells are aligned, and the lines of each column in it. */
export interface KeyedRow {
  readonly top: number;
  readonly bottom: number;
  /** True for the rest of a row that the page before began. */
  readonly isRest: boolean;
  readonly cells: (Line[] | undefined)[];
  /** Text of lines that nearly went to another row, or stand off the place that the table gives them. */
  readonly doubts: string[];
}

export interface KeyedRows {
  readonly rows: KeyedRow[];
  /** Lines that are of no row. */
  readonly left: Line[];
  /** What it costs to read all columns with their cells in the middle, at the top and at the bottom of their rows. */
  readonly modeCosts: Readonly<Record<Mode, number>>;
}

/** Cost per em by which a cell misses its place, and by which the lines of a cell are further apart or nearer than lines are set. */
const MISPLACED = 5;
const UNEVEN = 5;
/** Cost of a row without a name, without a text, and without a text of a column that many rows lack. */
const NAMELESS = 4;
const EMPTY = 1.2;
const SPARSE_EMPTY = 0.1;
/** Cost of a line that goes on although the one above had this many ems of room and more. */
const ROOM = 1.6;
const ROOM_OF_HAN = 0.6;
const HAD_ROOM = 2;
/** Cost of a line that is of no row, and of a cell that is the rest of one on the page before. */
const LEFT_OUT = 6;
const REST = 0.8;
/** Cost of the rest of a cell that printed nothing on the page before, and of one that stood above the end of it. */
const NO_BEGINNING = 0.8;
const NOT_CUT = 1.5;
/** A placement this much cheaper than any other is certain. */
const CERTAIN = 1.5;
/** A cell in its place is off it by no more than this many ems. */
const IN_PLACE = 0.3;
/** The boxes of text that was recognised miss their heights by this much, in ems, which says nothing. */
const JITTER = 0.1;
const MOST_LINES = 80;
/** Cost of a row that stands as near to the one above as lines of a cell do. */
const TIGHT = 3;
/** Cells whose middles are no further apart than this many ems are in one row. */
const SAME_ROW = 0.4;
/** Lines that cost more than this as one cell are none. */
const HOPELESS = 20;
/** Numbers below each other that make no number together are hardly one cell, nor are two values. */
const TWO_VALUES = 8;
/** Cost of a cell with a line beside the row above or below. */
const OVERLAP = 8;
/** Lines of a wrapped text are at least and at most this far apart, in ems, from middle to middle. */
const LEADING_RANGE = [1, 2] as const;
const USUAL_LEADING = 1.35;
const LEADING_STEP = 0.05;

export interface Block {
  readonly top: number;
  readonly bottom: number;
}
/** Where cells stand in their rows. */
export type Mode = 'middle' | 'top' | 'bottom';
export const MODES: readonly Mode[] = ['middle', 'top', 'bottom'];

const middleOf = ({ top, bottom }: Block): number => (top + bottom) / 2;
/** By how many ems two heights differ, but for what says nothing. */
export function off(a: number, b: number, em: number): number {
  const distance = Math.abs(a - b) / em;
  return distance > JITTER ? distance : 0;
}

export const widthOf = ({ words }: Line): number => (words.at(-1)?.box[2] ?? 0) - (words[0]?.box[0] ?? 0);
export const lineText = ({ words }: Line): string => words.map(({ text }) => text).join('');

/** How far apart the lines of wrapped texts are set, from middle to middle: no lines of a column stand nearer, and rows stand further apart or as far. */
export function usualLeading(columns: readonly (readonly Line[])[], em: number): number {
  const counts = new Map<number, number>();
  for (const lines of columns) {
    lines.forEach((line, i) => {
      const next = lines[i + 1];
      const pitch = next === undefined ? 0 : (middleOf(next) - middleOf(line)) / em;
      if (pitch < LEADING_RANGE[0] || pitch > LEADING_RANGE[1]) return;
      const step = Math.round(pitch / LEADING_STEP);
      counts.set(step, (counts.get(step) ?? 0) + 1);
    });
  }
  const steps = [...counts.keys()].sort((a, b) => a - b);
  const least = steps.find((step) => (counts.get(step) ?? 0) > 1) ?? steps[0];
  return (least === undefined ? USUAL_LEADING : least * LEADING_STEP) * em;
}

/** Whether a rule runs between two blocks. */
export function isBetween(rules: readonly number[], above: Block | undefined, below: Block | undefined): boolean {
  return above !== undefined && below !== undefined && rules.some((y) => y > middleOf(above) && y < middleOf(below));
}

/** The cost of a line that goes on in the cell of the one above it, wherever that stands. */
function stepCost(above: Line | undefined, below: Line | undefined, widest: number | null, leading: number, em: number): number {
  if (above === undefined || below === undefined) return Infinity;
  const distance = off(middleOf(below) - middleOf(above), leading, em);
  return distance * UNEVEN + (hadRoom(above, below, widest, em) ? HAD_ROOM : 0);
}

/** True where the beginning of a line would have found room at the end of the one above. */
function hadRoom(above: Line, below: Line, widest: number | null, em: number): boolean {
  const first = below.words[0];
  const unit = first === undefined ? 0 : (first.edges[1] ?? first.box[2]) - first.box[0];
  // Words are kept together; a number or Chinese text breaks where there is no room for the next character, or one before.
  const slack = isNumber(lineText(above)) ? 0 : /^\p{Script=Han}/u.test(first?.text ?? '') ? ROOM_OF_HAN : ROOM;
  return widest !== null && widthOf(above) + unit + slack * em < widest;
}

/** What speaks against the first line of a page as the rest of the cell that the page before ends with. */
function restCost({ lines: [first], tail, isEven, areTwo }: KeyedColumn, em: number): number {
  if (tail === undefined || first === undefined) return 0;
  if (tail === null) return NO_BEGINNING;
  if (areTwo?.(lineText(tail.line), lineText(first)) === true) return TWO_VALUES;
  return (tail.isLowest ? 0 : NOT_CUT) + (hadRoom(tail.line, first, isEven === false ? null : tail.widest, em) ? HAD_ROOM : 0);
}

interface Reading {
  readonly cost: number;
  /** By line: its row, -1 for none. */
  readonly rowOf: readonly number[];
  readonly margins: readonly number[];
  readonly misfits: readonly number[];
}

function readColumn(column: KeyedColumn, refs: readonly Block[], hasRest: boolean, mode: Mode, leading: number, em: number): Reading {
  const { lines } = column;
  const n = lines.length;
  const m = refs.length;
  const widest = column.isEven === false ? null : Math.max(column.leastWidth ?? 0, ...lines.map(widthOf));
  const empty = column.kind === 'sparse' ? SPARSE_EMPTY : column.kind === 'name' ? NAMELESS : EMPTY;
  const placeOf = (block: Block): number => (mode === 'middle' ? middleOf(block) : mode === 'top' ? block.top : block.bottom);
  const inner: number[][] = lines.map((_, from) => {
    const costs: number[] = [0];
    for (let to = from + 1; to < Math.min(n, from + MOST_LINES) && (costs.at(-1) ?? 0) <= HOPELESS; to++) {
      const isParted = column.rules !== undefined && isBetween(column.rules, lines[to - 1], lines[to]);
      const cost = isParted ? Infinity : (costs.at(-1) ?? 0) + stepCost(lines[to - 1], lines[to], widest, leading, em);
      const [above, below] = [lines[to - 1], lines[to]];
      const areTwo = above !== undefined && below !== undefined && column.areTwo?.(lineText(above), lineText(below)) === true;
      const isOne = !areTwo && (column.kind !== 'key' || isNumber(lines.slice(from, to + 1).map(lineText).join('')));
      costs.push(isOne ? cost : cost + TWO_VALUES);
    }
    return costs;
  });
  const misfit = (from: number, to: number, row: number): number => {
    const [first, last, ref] = [lines[from], lines[to], refs[row]];
    if (first === undefined || last === undefined || ref === undefined) return Infinity;
    if (column.rules !== undefined && Number.isFinite(ref.top) && (isBetween(column.rules, last, ref) || isBetween(column.rules, ref, first))) return Infinity;
    // The rest of a row on the page before stands above all rows of this one.
    if (hasRest && row === 0) return middleOf(last) < (refs[1]?.top ?? Infinity) ? 0 : Infinity;
    return off(placeOf({ top: first.top, bottom: last.bottom }), placeOf(ref), em);
  };
  /** Rows lie below each other: no cell has a line beside what stands in the row above or below. */
  const reachesOver = (from: number, to: number, row: number): boolean => {
    const [first, last, above, below] = [lines[from], lines[to], refs[row - 1], refs[row + 1]];
    return (first !== undefined && above !== undefined && middleOf(first) < above.bottom) || (last !== undefined && below !== undefined && middleOf(last) > below.top);
  };
  // The cost of lines `from` to `to` (excluded) as the cell of a row.
  const cellCost = (from: number, to: number, row: number): number => {
    if (from === to) return hasRest && row === 0 ? 0 : empty;
    const own = inner[from]?.[to - 1 - from] ?? Infinity;
    if (own > HOPELESS) return Infinity;
    return own + (hasRest && row === 0 ? REST + restCost(column, em) : 0) + misfit(from, to - 1, row) * MISPLACED + (reachesOver(from, to - 1, row) ? OVERLAP : 0);
  };
  // forward[j][i]: the first i lines in the first j rows; backward[j][i]: the lines from i on in the rows from j on. Lines may be left out between rows.
  const forward: number[][] = [];
  const backward: number[][] = Array.from({ length: m + 1 }, () => new Array<number>(n + 1).fill(Infinity));
  for (let j = 0; j <= m; j++) {
    const row = new Array<number>(n + 1).fill(Infinity);
    for (let i = 0; i <= n; i++) {
      let best = i === 0 && j === 0 ? 0 : Infinity;
      if (j > 0) for (let from = Math.max(0, i - MOST_LINES); from <= i; from++) best = Math.min(best, (forward[j - 1]?.[from] ?? Infinity) + cellCost(from, i, j - 1));
      if (i > 0) best = Math.min(best, (row[i - 1] ?? Infinity) + LEFT_OUT);
      row[i] = best;
    }
    forward.push(row);
  }
  for (let j = m; j >= 0; j--) {
    const row = backward[j] as number[];
    for (let i = n; i >= 0; i--) {
      let best = i === n && j === m ? 0 : Infinity;
      if (j < m) for (let to = i; to <= Math.min(n, i + MOST_LINES); to++) best = Math.min(best, cellCost(i, to, j) + (backward[j + 1]?.[to] ?? Infinity));
      if (i < n) best = Math.min(best, LEFT_OUT + (row[i + 1] ?? Infinity));
      row[i] = best;
    }
  }
  const cost = forward[m]?.[n] ?? Infinity;
  // The cheapest whole reading with line i in row j; the last column is for no row.
  const through: number[][] = lines.map(() => new Array<number>(m + 1).fill(Infinity));
  for (let j = 0; j < m; j++) {
    for (let from = 0; from < n; from++) {
      const before = forward[j]?.[from] ?? Infinity;
      if (before + (backward[j]?.[from] ?? Infinity) > cost + 4 * LEFT_OUT) continue;
      for (let to = from + 1; to <= Math.min(n, from + MOST_LINES); to++) {
        const total = before + cellCost(from, to, j) + (backward[j + 1]?.[to] ?? Infinity);
        for (let i = from; i < to; i++) if (total < (through[i]?.[j] ?? 0)) (through[i] as number[])[j] = total;
      }
    }
  }
  for (let j = 0; j <= m; j++) for (let i = 0; i < n; i++) {
    const total = (forward[j]?.[i] ?? Infinity) + LEFT_OUT + (backward[j]?.[i + 1] ?? Infinity);
    if (total < (through[i]?.[m] ?? 0)) (through[i] as number[])[m] = total;
  }
  const rowOf: number[] = [];
  const margins: number[] = [];
  through.forEach((costs) => {
    const best = costs.indexOf(Math.min(...costs));
    rowOf.push(best === m ? -1 : best);
    margins.push(Math.min(...costs.filter((_, j) => j !== best)) - (costs[best] ?? 0));
  });
  const misfits = lines.map((_, i) => {
    const row = rowOf[i] ?? -1;
    return row < 0 ? 0 : misfit(rowOf.indexOf(row), rowOf.lastIndexOf(row), row);
  });
  return { cost, rowOf, margins, misfits };
}

/** Cells of one table mostly stand at one height. */
const MOST_AGAINST = 2;

/** What speaks against each height, from what it costs to read other columns so. */
export function againstModes<M extends string>(costs: Readonly<Record<M, number>>, modes: readonly M[]): Record<M, number> {
  const least = Math.min(...modes.map((mode) => costs[mode]));
  return Object.fromEntries(modes.map((mode) => [mode, Math.min(MOST_AGAINST, costs[mode] - least)])) as Record<M, number>; // has every mode
}

const isNumber = (text: string): boolean => /^[+-]?\d[\d,]*(\.\d+)?[%％]?$/.test(text);

/** The columns whose cells tell where rows are: those of numbers, or of texts in a table without numbers. */
export function keyColumns(columns: readonly KeyedColumn[]): KeyedColumn[] {
  const filled = columns.filter(({ lines }) => lines.length > 0);
  const numbers = filled.filter(({ kind }) => kind === 'key');
  return numbers.length > 0 ? numbers : filled.filter(({ kind }) => kind === 'name' || kind === 'text');
}

/** The cells of a column that tells where rows are: each line one, or what was broken for want of room joined. */
function keyBlocks({ lines, kind }: KeyedColumn, joins: boolean, leading: number, em: number): Block[] {
  const widest = Math.max(0, ...lines.map(widthOf));
  const blocks: { top: number; bottom: number; text: string }[] = [];
  lines.forEach((line, i) => {
    const above = lines[i - 1];
    const last = blocks.at(-1);
    const first = line.words[0];
    const unit = first === undefined ? 0 : (first.edges[1] ?? first.box[2]) - first.box[0];
    const fits = above !== undefined && Math.abs(middleOf(line) - middleOf(above) - leading) <= 0.1 * em && widthOf(above) + unit + (kind === 'key' ? 0 : ROOM_OF_HAN * em) > widest;
    if (joins && last !== undefined && fits && (kind !== 'key' || isNumber(last.text + lineText(line)))) {
      last.bottom = line.bottom;
      last.text += lineText(line);
    } else blocks.push({ top: line.top, bottom: line.bottom, text: lineText(line) });
  });
  return blocks;
}

/** How many rows stand as near to the one above as lines of a cell do, in a table whose other rows stand further apart. */
function tightRows(refs: readonly Block[], columns: readonly KeyedColumn[], leading: number, em: number): number {
  const all = columns.filter(({ kind }) => kind !== 'sparse').flatMap(({ lines }) => lines);
  const steps = refs.slice(1).map((ref, i) => {
    const above = refs[i];
    if (above === undefined || !Number.isFinite(above.top)) return Infinity;
    const last = Math.max(above.bottom, ...all.filter(({ top, bottom }) => top >= above.top - SAME_ROW * em && middleOf({ top, bottom }) < ref.top).map(({ bottom }) => bottom));
    return ref.top - last - (leading - (ref.bottom - ref.top));
  });
  const tight = steps.filter((step) => step <= JITTER * em).length;
  return steps.filter((step) => step > 2 * JITTER * em).length >= tight ? tight : 0;
}

/** All blocks of several columns, one for those that stand beside each other. */
function uniteBlocks(columns: readonly (readonly Block[])[], em: number): Block[] {
  const united: Block[] = [];
  for (const block of columns.flat().sort((a, b) => middleOf(a) - middleOf(b))) {
    const last = united.at(-1);
    if (last === undefined || middleOf(block) - middleOf(last) > SAME_ROW * em) united.push(block);
  }
  return united;
}

/**
 * The rows of a table without rules whose columns are known. What stands once in each row, its numbers, says where rows are; all other lines are given to
 * rows so that cells stand at one height with them (middle, top or bottom, each column its own) and the lines of a cell follow each other as lines of
 * text do. Every column of numbers proposes rows, and those that explain all columns best are taken. A line that nearly went elsewhere, or stands off
 * its place, is a doubt of both rows. `given` are the places of the rows where they are known, `last` that
 * of the last one. Null when no column proposes any.
 */
export function linesToKeyedRows(columns: readonly KeyedColumn[], hasRest: boolean, leading: number, em: number, given?: readonly Block[], last?: Block): KeyedRows | null {
  const keys = keyColumns(columns);
  const proposals = given !== undefined ? [given] : [false, true].flatMap((joins) => {
    const own = keys.map((column) => keyBlocks(column, joins, leading, em));
    return [...own, uniteBlocks(own, em)];
  });
  // Where texts alone tell rows, a wrapped row may pass for two.
  const isByText = given === undefined && keys.every(({ kind }) => kind !== 'key');
  const rivals: { cost: number; refs: readonly Block[] }[] = [];
  let best: { cost: number; refs: readonly Block[]; readings: readonly (readonly Reading[])[]; modeCosts: Record<Mode, number> } | null = null;
  const seen = new Set<string>();
  for (const proposed of proposals) {
    const isThere = last === undefined || proposed.some((block) => Math.abs(middleOf(block) - middleOf(last)) <= SAME_ROW * em);
    const proposal = isThere || last === undefined ? proposed : [...proposed.filter((block) => middleOf(block) < middleOf(last)), last];
    const id = proposal.map(({ top, bottom }) => `${top},${bottom}`).join(' ');
    if (proposal.length === 0 || seen.has(id)) continue;
    seen.add(id);
    const refs = hasRest ? [{ top: -Infinity, bottom: -Infinity }, ...proposal] : proposal;
    let cost = isByText ? TIGHT * tightRows(refs, columns, leading, em) : 0;
    const readings: Reading[][] = [];
    const modeCosts = { middle: 0, top: 0, bottom: 0 };
    for (const column of columns) {
      const modes = MODES.map((mode) => readColumn(column, refs, hasRest, mode, leading, em));
      MODES.forEach((mode, i) => (modeCosts[mode] += modes[i]?.cost ?? 0));
      cost += Math.min(...modes.map((reading) => reading.cost));
      readings.push(modes);
      if (best !== null && cost > best.cost + CERTAIN) break;
    }
    if (readings.length === columns.length) rivals.push({ cost, refs });
    if (readings.length === columns.length && (best === null || cost < best.cost)) best = { cost, refs, readings, modeCosts };
  }
  if (best === null) return null;
  const cells = best.refs.map(() => columns.map((): Line[] | undefined => undefined));
  const doubts: string[][] = best.refs.map(() => []);
  const left: Line[] = [];
  const { cost: least, refs: taken } = best;
  for (const { refs } of isByText ? rivals.filter(({ cost }) => cost < least + CERTAIN) : []) {
    const has = (all: readonly Block[], ref: Block): boolean => all.some((other) => middleOf(other) === middleOf(ref) || Math.abs(middleOf(other) - middleOf(ref)) <= SAME_ROW * em);
    taken.forEach((ref, row) => {
      if (has(refs, ref)) return;
      const texts = columns.flatMap(({ kind, lines }) => (kind === 'sparse' ? [] : lines.filter((line) => Math.abs(middleOf(line) - middleOf(ref)) <= SAME_ROW * em).map(lineText)));
      for (const index of [row - 1, row, row + 1]) doubts[index]?.push(...texts);
    });
  }
  const against = againstModes(best.modeCosts, MODES);
  best.readings.forEach((modes, c) => {
    const costs = modes.map(({ cost }, i) => cost + (against[MODES[i] ?? 'middle']));
    const least = Math.min(...costs);
    const reading = modes[costs.indexOf(least)];
    if (reading === undefined) return;
    const { rowOf, margins, misfits } = reading;
    // Another height that is nearly as likely must give the line to the same row.
    const isAgreed = (i: number): boolean => modes.every((other, k) => (costs[k] ?? 0) - least >= CERTAIN || other.rowOf[i] === rowOf[i]);
    columns[c]?.lines.forEach((line, i) => {
      const row = rowOf[i] ?? -1;
      const near = row >= 0 ? row : best.refs.findLastIndex((ref) => middleOf(ref) < middleOf(line));
      if (row >= 0) ((cells[row] as (Line[] | undefined)[])[c] ??= []).push(line);
      else left.push(line);
      const isRest = hasRest && row === 0;
      if (row >= 0 && isAgreed(i) && (margins[i] ?? 0) >= CERTAIN && ((misfits[i] ?? 0) <= IN_PLACE || isRest)) return;
      for (const index of [near - 1, near, near + 1]) doubts[index]?.push(lineText(line));
    });
  });
  const rows = best.refs.map((ref, index): KeyedRow => {
    const own = (cells[index] ?? []).flatMap((lines) => lines ?? []);
    return {
      top: Math.min(Number.isFinite(ref.top) ? ref.top : Infinity, ...own.map(({ top }) => top)),
      bottom: Math.max(ref.bottom, ...own.map(({ bottom }) => bottom)),
      isRest: hasRest && index === 0,
      cells: cells[index] ?? [],
      doubts: doubts[index] ?? [],
    };
  });
  return { rows: given !== undefined ? rows : rows.filter(({ cells: own }) => own.some((lines) => lines !== undefined)), left, modeCosts: best.modeCosts };
}
