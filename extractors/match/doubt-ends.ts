import type { ExtractedRow } from '../../schemas/extraction.js';
import type { ColumnDefinition } from '../../schemas/form-definition.js';
import { columnRoles } from './column-roles.js';
import { doubtRow } from './doubt-cell.js';
import { foldLabel } from './fold-label.js';
import { shapeOf } from './token-evidence.js';

/** Signs that compare, which a number follows. */
const SIGNS = '≥≤≧≦⩾⩽＞＜><=＝';
/** Words that lead to a number, which is then a part of the name. */
const LEADS_TO_NUMBER = /[达到为至于过超率第约近0-9.≥≤＞＜=＝]$/u;
/** Shorter texts may be the end of any other. */
const LEAST_VALUE = 2;
const LEAST_LABEL = 3;
const LEAST_NAME = 4;

/** The text of a cell that its neighbour may have got besides its own, or null. */
type Foreign = string | null;

/**
 * Doubts texts that end with what stands in a cell beside or below them: a name with a number of its row behind it or with the sign of its target, and an
 * explanation with the label or the name of the row below. A line that is printed twice or out of place leaves such ends.
 */
export function doubtEnds(rows: ExtractedRow[], columns: readonly ColumnDefinition[]): void {
  const { name, prose, levels } = columnRoles(columns);
  if (name === undefined) return;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as ExtractedRow; // within bounds
    doubtEnd(rows, i, name, nameEnd(row, name, columns));
    const below = rows[i + 1];
    if (prose !== undefined && below !== undefined) doubtEnd(rows, i, prose, proseEnd(row, below, prose, name, levels));
  }
}

function doubtEnd(rows: ExtractedRow[], at: number, column: string, foreign: Foreign): void {
  if (foreign === null || rows[at]?.cells[column]?.doubts.length !== 0) return;
  doubtRow(rows, at, column, { code: 'fused-cells', note: `"${foreign}" at the end may be of another cell or line` });
}

function nameEnd({ cells }: ExtractedRow, name: string, columns: readonly ColumnDefinition[]): Foreign {
  const text = cells[name]?.text ?? '';
  if (text === '') return null;
  const last = text.charAt(text.length - 1);
  if (SIGNS.includes(last)) return last;
  // Nearly no name holds a number.
  if (!shapeOf(text).hasDigit) return null;
  for (const { name: column, kind } of columns) {
    if (kind !== 'points' && kind !== 'value') continue;
    const value = cells[column]?.text ?? '';
    if (value.length < LEAST_VALUE || value.length >= text.length || !text.endsWith(value) || !shapeOf(value).hasDigit) continue;
    if (!LEADS_TO_NUMBER.test(text.slice(0, -value.length).replace(/率$/u, ''))) return value;
  }
  return null;
}

function proseEnd(row: ExtractedRow, below: ExtractedRow, prose: string, name: string, levels: readonly ColumnDefinition[]): Foreign {
  const printed = row.cells[prose]?.text ?? '';
  if (printed === '') return null;
  const text = printed.replace(/\s/gu, '');
  if (text === '') return null;
  // Blanks that a dump prints inside a text are none of it.
  const next = (below.cells[name]?.text ?? '').replace(/\s/gu, '');
  if (next.length >= LEAST_NAME && text.endsWith(next)) return next;
  if (text.length >= LEAST_NAME && next.startsWith(text)) return text;
  for (const { name: level } of levels) {
    const label = foldLabel(below.cells[level]?.text ?? '').text;
    if (label === foldLabel(row.cells[level]?.text ?? '').text) continue;
    for (let length = label.length; length >= LEAST_LABEL; length--) if (text.endsWith(label.slice(0, length))) return label.slice(0, length);
  }
  return null;
}
