import type { ExtractedCell, ExtractedRow } from '../../schemas/extraction.js';
import type { Doubt } from '../../schemas/page.js';
import { makeCell } from './make-cell.js';

/** The most that a doubted cell is trusted. */
const DOUBTED = 0.5;

/** The cell with a doubt more. */
export const doubtCell = (cell: ExtractedCell, doubt: Doubt): ExtractedCell => ({ ...cell, confidence: Math.min(cell.confidence, DOUBTED), doubts: [...cell.doubts, doubt] });

/** A blank that may be none. */
export const lostCell = (doubt: Doubt): ExtractedCell => makeCell([], { margin: 0, doubts: [doubt], candidates: [] });

/** Adds a doubt to one of several cells, if it is there. */
export function doubtOneOf(cells: Record<string, ExtractedCell>, name: string, doubt: Doubt): void {
  const cell = cells[name];
  if (cell) cells[name] = doubtCell(cell, doubt);
}

/** Adds a doubt to one cell of one of several rows, if it is there. */
export function doubtRow(rows: ExtractedRow[], at: number, column: string, doubt: Doubt): void {
  const row = rows[at];
  const cell = row?.cells[column];
  if (row && cell) rows[at] = { cells: { ...row.cells, [column]: doubtCell(cell, doubt) } };
}
