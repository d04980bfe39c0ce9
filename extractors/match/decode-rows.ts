import type { CompiledColumn, CompiledTable } from './compile-definition.js';
import type { Line } from './line.js';
import type { ReadingOn } from './reading-on.js';
import { linesToLooks } from './row-looks.js';
import { type Habits, searchRows } from './search-rows.js';
import type { Role } from './search-states.js';
import type { Token } from './token.js';

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
export type { Role };

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

const NO_HABITS: Habits = { wrapWidth: [], textColumn: new Map() };
/** A placement that won by this much teaches the second reading. */
const SURE_MARGIN = 2.5;

/**
 * Decodes the rows of one table from its lines; header lines, totals and page furniture are taken out before. Flowing lines are read twice: the
 * first reading shows how wide the columns wrap, which tells the pieces of a name from those of the explanation beside it.
 */
export function decodeRows(lines: readonly Line[], table: CompiledTable, columns: readonly PrintedColumn[], reading: ReadingOn): PlacedToken[] {
  const looks = linesToLooks(lines, table, columns);
  const first = searchRows(lines, table, columns, reading, looks, NO_HABITS);
  if (!lines.some((line) => line.kind === 'flowing') || isSure(first)) return first;
  return searchRows(lines, table, columns, reading, looks, placedToHabits(first, columns.length));
}

function isSure(placed: readonly PlacedToken[]): boolean {
  for (const { margin } of placed) if (margin < SURE_MARGIN) return false;
  return true;
}

function placedToHabits(placed: readonly PlacedToken[], columnCount: number): Habits {
  const wrapWidth: (number | null)[] = new Array<number | null>(columnCount).fill(null);
  const textColumn = new Map<string, number>();
  for (const [i, token] of placed.entries()) {
    if (token.column < 0 || token.margin < SURE_MARGIN) continue;
    const { width } = token.token;
    const next = placed[i + 1];
    const wraps = next !== undefined && next.column === token.column && (next.role === 'continue' || next.role === 'tail') && next.token.line !== token.token.line;
    if (wraps && next.margin >= SURE_MARGIN) wrapWidth[token.column] = Math.max(wrapWidth[token.column] ?? 0, width);
    if (token.role === 'same' || token.role === 'new') textColumn.set(token.token.text, token.column);
  }
  return { wrapWidth, textColumn };
}

