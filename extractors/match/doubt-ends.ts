import type { ExtractedCell, ExtractedRow } from '../../schemas/extraction.js';
import type { ColumnDefinition } from '../../schemas/form-definition.js';
import { doubtCell } from './doubt-cell.js';
import { foldLabel } from './fold-label.js';
import { nameColumn } from './form-habits.js';
import { shapeOf } from './token-evidence.js';

/** A sign that compares, which a number follows. */
const SIGN_AT_END = /[≥≤≧≦⩾⩽＞＜><=＝]$/u;
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
export function doubtEnds(rows: readonly ExtractedRow[], columns: readonly ColumnDefinition[]): ExtractedRow[] {
  const name = nameColumn(columns);
  const prose = columns.findLast(({ kind }) => kind === 'prose')?.name;
  const levels = columns.flatMap((column) => (column.kind === 'level' ? [column.name] : []));
  const numbers = columns.flatMap((column) => (column.kind === 'points' || column.kind === 'value' ? [column.name] : []));
  if (name === undefined) return [...rows];
  return rows.map((row, i) => {
    const below = rows[i + 1];
    const inName = nameEnd(row, name, numbers);
    const inProse = prose === undefined || below === undefined ? null : proseEnd(row, below, prose, name, levels);
    const cells: Record<string, ExtractedCell> = { ...row.cells };
    for (const [column, foreign] of [[name, inName], [prose ?? '', inProse]] as const) {
      const cell = cells[column];
      if (foreign === null || cell === undefined || cell.doubts.length > 0) continue;
      cells[column] = doubtCell(cell, { code: 'fused-cells', note: `"${foreign}" at the end may be of another cell or line` });
    }
    return { cells };
  });
}

function nameEnd({ cells }: ExtractedRow, name: string, numbers: readonly string[]): Foreign {
  const text = cells[name]?.text ?? '';
  const sign = SIGN_AT_END.exec(text)?.[0];
  if (sign !== undefined) return sign;
  for (const column of numbers) {
    const value = cells[column]?.text ?? '';
    if (value.length < LEAST_VALUE || value.length >= text.length || !shapeOf(value).hasDigit || !text.endsWith(value)) continue;
    if (!LEADS_TO_NUMBER.test(text.slice(0, -value.length).replace(/率$/u, ''))) return value;
  }
  return null;
}

function proseEnd(row: ExtractedRow, below: ExtractedRow, prose: string, name: string, levels: readonly string[]): Foreign {
  const text = (row.cells[prose]?.text ?? '').replace(/\s/gu, '');
  if (text === '') return null;
  // Blanks that a dump prints inside a text are none of it.
  const next = (below.cells[name]?.text ?? '').replace(/\s/gu, '');
  if (next.length >= LEAST_NAME && text.endsWith(next)) return next;
  if (text.length >= LEAST_NAME && next.startsWith(text)) return text;
  for (const level of levels) {
    const label = foldLabel(below.cells[level]?.text ?? '').text;
    if (label === foldLabel(row.cells[level]?.text ?? '').text) continue;
    for (let length = label.length; length >= LEAST_LABEL; length--) if (text.endsWith(label.slice(0, length))) return label.slice(0, length);
  }
  return null;
}
