import { areTwoValues } from './are-two-values.js';
import type { PlacedToken, PrintedColumn } from './decode-rows.js';
import type { Line } from './line.js';
import type { ReadingOn } from './reading-on.js';
import { partCost } from './row-looks.js';
import type { RawRow } from './rows-to-table.js';
import { costOfKind, shapeOf } from './token-evidence.js';
import { isLaidOut } from './token-places.js';

/**
 * Rows of a table that a tool printed line by line without keeping places (PDFBox sorts what it finds by height, with one blank between cells). Cells
 * stand in the middle of their rows, so a row is the same upwards as downwards from the line of its numbers, which are never wrapped:
 *
 *     视频监控
 *     点位运维 ≥5860路 5912路 4 4
 *     数
 *
 * As many lines stand above the numbers as below them, and the lines at the same distance hold pieces of the same cells. That cuts the lines into rows
 * without a choice: what is left over above one row is below no other, and the last line must come out. What competes is the columns of the pieces. By
 * chance other tables come out as well: they must be the worse for being read from their first lines, or from their last.
 */

/** One row proves nothing: as many lines may stand above and below its numbers by chance. */
const LEAST_ROWS = 2;
/** Cells of more lines than this on either side are prose, which is read elsewhere. */
const MOST_ABOVE = 8;
/** What a row is printed for is rarely missing; prose mostly is. */
const SKIP_ANCHOR = 3;
const SKIP_OTHER = 0.6;
/** Prose behind points of which the later are less than the first, and behind such that are not. */
const EXPLAINED = -1;
const UNCALLED_FOR = 0.8;
/** A sign compares a target, which stands before what was reached, where that has none. */
const SIGN_BEHIND = 2;
/** By so much the mirrored reading of a table is the better one. */
const CLEARLY = 3;
/** The sign or the unit of a value has a column that it fits in. */
const WRAPPED_PART = 4;
/** No number is a line of a name or of prose. */
const UNFIT = 6;
/** A table with more ways than this to set one of its rows is left to others. */
const MOST_WAYS = 40_000;
const WRAPPING: ReadonlySet<string> = new Set(['text', 'value', 'prose']);

/** Lines that hold pieces of the same cells: how far from the line of numbers they stand is known, and so which cells may have pieces on both. */
interface Step {
  readonly lines: readonly Line[];
  /** The steps before it of which one holds all its cells, or the cells that the line of numbers has none of (-1). */
  readonly inner: number;
}

/** A row: the line of its numbers, and what stands above and below it from the middle outwards, with all lines in printed order. */
interface Row {
  readonly printed: readonly Line[];
  readonly anchor: Line;
  /** Lines above and below, from the middle outwards. */
  readonly pairs: readonly (readonly Line[])[];
}

const ANCHOR = 0;
const BESIDE_NONE = -1;

/** Where rows begin by the lines of their numbers: each has `above` lines above it. */
function cutAt(lines: readonly Line[], anchors: readonly number[], above: (i: number, from: number) => number, below: (i: number) => number): Row[] | null {
  const rows: Row[] = [];
  let from = 0;
  for (const [i, at] of anchors.entries()) {
    const [up, down] = [above(i, from), below(i)];
    const anchor = lines[at];
    if (anchor === undefined || up !== at - from || up < 0 || Math.max(up, down) > MOST_ABOVE || at + down >= lines.length) return null;
    const pairs = Array.from({ length: Math.max(up, down) }, (_, step) => [...(step < up ? [lines[at - step - 1]] : []), ...(step < down ? [lines[at + step + 1]] : [])].flatMap((line) => line ?? []));
    rows.push({ printed: lines.slice(from, at + down + 1), anchor, pairs });
    from = at + down + 1;
  }
  return from === lines.length ? rows : null;
}

/** Rows that are the same upwards as downwards; null where they aren't, or none is higher than a line. */
function linesToMirrors(lines: readonly Line[], anchors: readonly number[]): Row[] | null {
  let rest = 0;
  const ups = anchors.map((at) => {
    const up = at - rest;
    rest = at + up + 1;
    return up;
  });
  const rows = ups.some((up) => up > 0) ? cutAt(lines, anchors, (i) => ups[i] ?? 0, (i) => ups[i] ?? 0) : null;
  return rows?.every(({ pairs }) => pairs.every(([upper, lower]) => upper?.tokens.length === lower?.tokens.length && upper?.page === lower?.page)) === true ? rows : null;
}

/** Reads the rows of lines (labels of levels taken out) that are the same upwards as downwards from their numbers. Null where they aren't. */
export function mirrorRows(lines: readonly Line[], columns: readonly PrintedColumn[], required: readonly string[], reading: ReadingOn): RawRow[] | null {
  if (lines.some(({ kind }) => kind !== 'flowing') || isLaidOut(lines)) return null;
  const anchors = lines.flatMap(({ tokens }, i) => (tokens.some(({ shape }) => shape.number) ? [i] : []));
  const mirrors = anchors.length < LEAST_ROWS ? null : linesToMirrors(lines, anchors);
  if (mirrors === null) return null;
  const reader = new RowReader(columns, required, reading);
  const mirrored = reader.read(mirrors, stepsOfMirror);
  if (mirrored === null) return null;
  const end = (i: number): number => anchors[i + 1] ?? lines.length;
  const rivals = [
    cutAt(lines, anchors, () => 0, (i) => end(i) - (anchors[i] ?? 0) - 1),
    cutAt(lines, anchors, (i, from) => (anchors[i] ?? 0) - from, () => 0),
  ];
  // Where two rows share their numbers these stand between them.
  if (mirrored.rows.some(({ cells }) => columns.some(({ column }, c) => column.definition.kind === 'value' && areTwo(cells[c])))) return null;
  for (const row of mirrored.rows) doubtSharedNumbers(row, columns);
  const isBeaten = rivals.some((rows) => rows !== null && (reader.read(rows, stepsOfEdge)?.cost ?? Infinity) < mirrored.cost + CLEARLY);
  return isBeaten ? null : mirrored.rows;
}

const areTwo = (cell: readonly PlacedToken[] | undefined): boolean => cell?.some(({ token }, i) => i > 0 && areTwoValues(cell[i - 1]?.token.text ?? '', token.text)) === true;

/** A name and words as values, both in two halves around the line of the numbers, may be two rows that share these. A number goes on with its unit. */
function doubtSharedNumbers(row: RawRow, columns: readonly PrintedColumn[]): void {
  const halved = columns.flatMap(({ column, isBracket }, c) => {
    const [upper, lower] = row.cells[c] ?? [];
    const isHalved = !isBracket && (column.definition.kind === 'text' || column.definition.kind === 'value') && upper !== undefined && row.cells[c]?.length === 2;
    return isHalved && lower !== undefined ? [{ column: c, kind: column.definition.kind, upper: upper.token, lower: lower.token }] : [];
  });
  const values = halved.filter(({ kind }) => kind === 'value');
  if (values.length === 0 || values.length === halved.length || values.some(({ upper, lower }) => upper.shape.hasDigit && !lower.shape.hasDigit)) return;
  for (const { column, lower } of halved) row.contested.push({ column, text: lower.text });
}

/**
 * The distances of pairs: a cell with a piece beside the numbers has its others whole lines off, one without has them half a line and more off. Both step
 * by a line, and what has a piece further out has one further in.
 */
function stepsOfMirror({ pairs }: Row): Step[][] {
  return Array.from({ length: pairs.length + 1 }, (_, halves) => {
    const offsets = [...Array.from({ length: halves }, (__, i) => i + 0.5), ...Array.from({ length: pairs.length - halves }, (__, i) => i + 1)].toSorted((a, b) => a - b);
    return offsets.map((offset, i): Step => ({ lines: pairs[i] ?? [], inner: offset === 0.5 ? BESIDE_NONE : offset === 1 ? ANCHOR : offsets.indexOf(offset - 1) + 1 }));
  });
}

/** Cells that all begin (or end) on the line of numbers. */
const stepsOfEdge = ({ pairs }: Row): Step[][] => [pairs.map((lines, i): Step => ({ lines, inner: i }))];

/** A way to give the lines of a row their columns: those of the numbers' line, then those of each step. */
type Way = readonly (readonly number[])[];

/** All ways to give `count` tokens columns of `open`, in order. */
function* choose(open: readonly number[], count: number, from = 0): Generator<number[]> {
  if (count === 0) {
    yield [];
    return;
  }
  for (let i = from; i <= open.length - count; i++) for (const rest of choose(open, count - 1, i + 1)) yield [open[i] ?? -1, ...rest];
}

interface ReadRow {
  readonly row: RawRow;
  readonly cost: number;
}

class RowReader {
  readonly #columns: readonly PrintedColumn[];
  readonly #required: ReadonlySet<number>;
  readonly #reading: ReadingOn;
  readonly #open: readonly number[];

  constructor(columns: readonly PrintedColumn[], required: readonly string[], reading: ReadingOn) {
    this.#columns = columns;
    this.#reading = reading;
    this.#open = columns.flatMap(({ column, isBracket }, c) => (isBracket || column.definition.kind === 'level' ? [] : [c]));
    this.#required = new Set(this.#open.filter((c) => required.includes(columns[c]?.column.definition.name ?? '')));
  }

  /** The cheapest reading of rows, and what it costs; null where a row has none. */
  read(rows: readonly Row[], toSteps: (row: Row) => Step[][]): { readonly rows: RawRow[]; readonly cost: number } | null {
    const read: RawRow[] = [];
    let cost = 0;
    for (const row of rows) {
      const best = this.#readRow(row, toSteps(row));
      if (best === null) return null;
      read.push(best.row);
      cost += best.cost;
    }
    return { rows: read, cost };
  }

  #kindOf(c: number): PrintedColumn['column']['definition']['kind'] {
    return this.#columns[c]?.column.definition.kind ?? 'text';
  }

  #readRow(row: Row, readings: readonly (readonly Step[])[]): ReadRow | null {
    const { anchor } = row;
    const wrapping = this.#open.filter((c) => WRAPPING.has(this.#kindOf(c)));
    const costs = new Map<Line, Map<number, number>[]>(row.printed.map((line) => [line, line.tokens.map(() => new Map<number, number>())]));
    let best: { columns: ReadonlyMap<Line, readonly number[]>; cost: number } | null = null;
    let ways = 0;
    const finish = (steps: readonly Step[], way: Way): void => {
      const columns = new Map<Line, readonly number[]>([[anchor, way[0] ?? []]]);
      steps.forEach(({ lines }, i) => lines.forEach((line) => columns.set(line, way[i + 1] ?? [])));
      const cost = this.#costOf(row, columns);
      if (best === null || cost < best.cost) best = { columns, cost };
      for (const [line, own] of columns) own.forEach((c, i) => costs.get(line)?.[i]?.set(c, Math.min(cost, costs.get(line)?.[i]?.get(c) ?? Infinity)));
    };
    const visit = (steps: readonly Step[], way: Way): boolean => {
      const step = steps[way.length - 1];
      if (step === undefined) {
        if (++ways > MOST_WAYS) return false;
        finish(steps, way);
        return true;
      }
      const beside = way[0] ?? [];
      const open = step.inner === BESIDE_NONE ? wrapping.filter((c) => !beside.includes(c)) : (way[step.inner] ?? []).filter((c) => wrapping.includes(c));
      for (const own of choose(open, step.lines[0]?.tokens.length ?? 0)) if (!visit(steps, [...way, own])) return false;
      return true;
    };
    for (const own of choose(this.#open, anchor.tokens.length)) {
      const isPossible = anchor.tokens.every(({ shape }, i) => (!shape.number && wrapping.includes(own[i] ?? -1)) || costOfKind(this.#kindOf(own[i] ?? -1), shape) < UNFIT);
      if (isPossible) for (const steps of readings) if (!visit(steps, [own])) return null;
    }
    return best === null ? null : toReadRow(row, best, costs, this.#columns.length);
  }

  #costOf({ printed }: Row, columns: ReadonlyMap<Line, readonly number[]>): number {
    const cells = new Map<number, string[]>();
    for (const line of printed) {
      columns.get(line)?.forEach((c, i) => {
        const text = line.tokens[i]?.text ?? '';
        const own = cells.get(c);
        if (own === undefined) cells.set(c, [text]);
        else own.push(text);
      });
    }
    let cost = 0;
    let weight: number | null = null;
    let isLess: boolean | null = null;
    let isUnsigned = false;
    for (const c of this.#open) {
      const pieces = cells.get(c);
      const kind = this.#kindOf(c);
      if (pieces === undefined) {
        cost += kind === 'prose' ? 0 : this.#required.has(c) ? SKIP_ANCHOR : SKIP_OTHER;
        continue;
      }
      const text = pieces.join('');
      const shape = shapeOf(text);
      const part = this.#columns[c]?.column.partOf;
      cost += part ? partCost(part.side, text, shape) + (pieces.length > 1 ? WRAPPED_PART : 0) : costOfKind(kind, shape);
      if (kind === 'text' && !part) cost += this.#reading.beginCost(text);
      pieces.forEach((piece, i) => (cost += i === 0 ? 0 : this.#reading.joinCost(pieces[i - 1] ?? '', piece)));
      if (kind === 'points' && shape.number) {
        if (weight === null) weight = Number(text);
        else isLess = isLess === true || Number(text) < weight;
      }
      if (kind === 'value') {
        if (shape.signed && isUnsigned) cost += SIGN_BEHIND;
        isUnsigned ||= !shape.signed;
      }
      if (kind === 'prose' && isLess !== null) cost += isLess ? EXPLAINED : UNCALLED_FOR;
    }
    return cost;
  }
}

function toReadRow({ printed }: Row, { columns, cost }: { columns: ReadonlyMap<Line, readonly number[]>; cost: number }, costs: ReadonlyMap<Line, readonly ReadonlyMap<number, number>[]>, count: number): ReadRow {
  const cells = new Array<PlacedToken[] | undefined>(count);
  let isFirst = true;
  for (const line of printed) {
    line.tokens.forEach((token, i) => {
      const column = columns.get(line)?.[i] ?? -1;
      const [rival] = [...(costs.get(line)?.[i] ?? [])].filter(([other]) => other !== column).toSorted((a, b) => a[1] - b[1]);
      (cells[column] ??= []).push({ token, column, role: isFirst ? 'new' : 'same', margin: (rival?.[1] ?? Infinity) - cost, rival: rival === undefined ? null : { column: rival[0], role: 'same' } });
      isFirst = false;
    });
  }
  return { row: { cells, firstLine: printed[0]?.index ?? 0, stray: [], contested: [] }, cost };
}
