import type { CompiledColumn, CompiledTable } from './compile-definition.js';
import type { PrintedColumn } from './decode-rows.js';
import type { Line } from './line.js';
import type { Token } from './token.js';
import { costOfKind, IMPOSSIBLE, type TokenShape } from './token-evidence.js';

const unknownLabel = (kind: Line['kind']): number => (kind === 'flowing' ? 9 : kind === 'separated' ? 5 : 1.5);
/** A cell that suits its column worse than this is likelier of another. */
const ODD = 2.5;
export const LABEL_BONUS = -1.5;
export const LABEL_AS_CONTENT = 5;
/** Anything may stand in a column that nobody knows. */
const FOREIGN = 1;
/** In a drawn cell the place says more than the look of the text. */
const LOOK_IN_GRID = 0.4;
/** What looks wrong in a drawn cell is what is printed there all the same. */
const MOST_IN_DRAWN = 4;

/** The column that a drawn cell of this index stands in; null where the header names no column at or before it. */
export function cellToColumn(columns: readonly PrintedColumn[], cell: number): number | null {
  let own: number | null = null;
  for (let c = 0; c < columns.length; c++) {
    const column = columns[c];
    if (column === undefined || column.isBracket || column.cell === null) continue;
    if (own === null || column.cell <= cell) own = c;
  }
  return own;
}

/** True when the labels of a level print their weights: then one without is hardly of that level. */
function hasBracketedLevel(lines: readonly Line[], table: CompiledTable): boolean {
  for (const { tokens } of lines) {
    for (const { label, shape } of tokens) if (label.bracket !== null && (label.text === '' ? shape.bracketNumber : table.levels.has(label.text))) return true;
  }
  return false;
}

/** The numbers of the table at hand: an array of its own for each would be memory outside the heap, made and thrown away. */
let scratch = new Float64Array(0);
const MOST_KEPT = 1 << 16;

/**
 * What each token costs in each column by its look and place alone, whatever stands around it: token by token, a number for each column. They hold until
 * it is asked again.
 */
export function linesToLooks(lines: readonly Line[], table: CompiledTable, columns: readonly PrintedColumn[]): Float64Array {
  let count = 0;
  for (const { tokens } of lines) count += tokens.length;
  const size = count * columns.length;
  if (size > scratch.length && size <= MOST_KEPT) scratch = new Float64Array(Math.min(MOST_KEPT, 2 * size));
  const looks = size <= scratch.length ? scratch : new Float64Array(size);
  const bracketed = hasBracketedLevel(lines, table);
  const inPlace = standInPlace(lines, table, columns);
  let at = 0;
  for (const line of lines) {
    const { kind, drawn } = line;
    for (const token of line.tokens) {
      const isLabel = table.levels.has(token.label.text);
      const isDrawn = drawn === true && token.cell !== null;
      const below = inPlace && token.cell !== null ? cellToColumn(columns, token.cell) : null;
      const mayStand = isDrawn ? columnsOf(line, token, columns) : null;
      for (let c = 0; c < columns.length; c++) {
        const place = columns[c] as PrintedColumn; // within bounds
        const cost = lookIn(place, c, token, table, kind, isLabel, bracketed, below === c);
        looks[at++] = mayStand !== null && !mayStand(c) ? IMPOSSIBLE : isDrawn && !place.isBracket && place.cell !== null ? Math.min(cost, MOST_IN_DRAWN) : cost;
      }
    }
  }
  return looks;
}

/**
 * True when every cell of separated lines stands below the label of a column that it may be of: the tool kept the places of merged cells, and a cell is in
 * the column that its place says.
 */
function standInPlace(lines: readonly Line[], table: CompiledTable, columns: readonly PrintedColumn[]): boolean {
  const [first] = lines;
  if (first?.kind !== 'separated' || !columns.some(({ cell }) => cell !== null)) return false;
  return lines.every(({ kind, cellCount, tokens }) => kind === 'separated' && cellCount === first.cellCount && tokens.every((token) => {
    const own = token.cell === null ? null : cellToColumn(columns, token.cell);
    const column = own === null ? undefined : columns[own]?.column;
    if (column === undefined) return false;
    const { shape, label } = token;
    if (column.definition.kind !== 'level') return column.partOf !== null || (!table.levels.has(label.text) && costOfKind(column.definition.kind, shape) <= ODD);
    return column.vocabulary.has(label.text) || !(table.levels.has(label.text) || shape.measure || shape.number || shape.mark || shape.clauses > 0);
  }));
}

/** The columns that a token may stand in: a drawn cell below a label of the header is of that column, one left of all labels in none of theirs. */
export function columnsOf({ drawn }: Line, { cell }: Token, columns: readonly PrintedColumn[]): (c: number) => boolean {
  if (drawn !== true || cell === null) return () => true;
  const own = cellToColumn(columns, cell);
  return (c) => own === c || columns[c]?.isBracket === true || (own === null && columns[c]?.cell == null);
}

/** `isLabel`: the token is a label of one of the table's levels. `bracketed`: labels of a level print their weights. `isBelow`: its place says that it is in the column. */
function lookIn(place: PrintedColumn, index: number, token: Token, table: CompiledTable, kind: Line['kind'], isLabel: boolean, bracketed: boolean, isBelow: boolean): number {
  const { label, shape } = token;
  const { column } = place;
  const { definition } = column;
  if (place.isBracket) return shape.bracketNumber ? -1 : IMPOSSIBLE;
  if (place.isForeign) return FOREIGN + (isLabel ? LABEL_AS_CONTENT : 0);
  if (column.partOf) return partCost(column.partOf.side, token.text, shape);
  if (definition.kind === 'level') {
    if (isLabel && column.vocabulary.has(label.text)) {
      // 成本指标 and 满意度指标 stand on either level: the lower one is the rule, a printed weight or a drawn cell says otherwise.
      const higher = definition.bracket !== undefined && isSharedLabel(label.text, column, table);
      return LABEL_BONUS + (label.bracket !== null && definition.bracket ? -1.5 : higher && kind !== 'grid' ? (bracketed && kind === 'separated' ? 7 : 4) : 0);
    }
    if (shape.measure || shape.number || shape.mark || shape.clauses > 0) return IMPOSSIBLE;
    if (kind === 'flowing' && token.text.length >= 2 && column.beginnings.has(label.text)) return 1.5;
    return unknownLabel(isBelow ? 'grid' : kind) + Math.min(4, token.text.length * 0.15);
  }
  if (shape.bracketNumber && kind === 'flowing') return index === 0 ? IMPOSSIBLE : 6;
  if (table.items.size > 0 && definition.labels.length === 0 && definition.kind === 'text') {
    return table.items.has(label.text) ? -3 : 4 + costOfKind('text', shape);
  }
  const look = costOfKind(definition.kind, shape);
  const cost = kind === 'grid' && look < IMPOSSIBLE ? look * LOOK_IN_GRID : look;
  return isLabel ? cost + LABEL_AS_CONTENT : cost;
}

/** True for a label that stands on another level, too. */
const isSharedLabel = (label: string, column: CompiledColumn, table: CompiledTable): boolean =>
  table.columns.some((other) => other !== column && other.definition.kind === 'level' && other.vocabulary.has(label));

const LONGEST_PART = 8;

/** How ill a text suits a cell that holds only the sign before a value, or only the unit behind it. */
export function partCost(side: 'before' | 'after', text: string, shape: TokenShape): number {
  if (shape.number || text.length > LONGEST_PART) return IMPOSSIBLE;
  if (side === 'before') return shape.signed ? -1 : shape.hasDigit ? IMPOSSIBLE : 3;
  return shape.hasDigit || shape.signed ? 6 : 0.3;
}
