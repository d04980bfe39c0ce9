import type { ExtractedCell, ExtractedRow } from '../../schemas/extraction.js';
import type { ColumnDefinition } from '../../schemas/form-definition.js';
import { type ColumnRoles, columnRoles } from './column-roles.js';
import { doubtRow } from './doubt-cell.js';

/**
 * A row that prints its numbers alone, beside no label of its own, is a half of one: where other rows print no numbers, these are theirs. A label that
 * stands beside numbers alone is no such row: it gives the score of all its rows.
 */
export function doubtSplitRows(rows: ExtractedRow[], columns: readonly ColumnDefinition[]): void {
  const roles = columnRoles(columns);
  const points = roles.points.filter(({ labels }) => labels.length > 0);
  if (points.length === 0 || !hasNumbers(rows, points, roles)) return;
  for (const [i, row] of rows.entries()) {
    if (!isBlank(row, points)) continue;
    for (const { name, labels } of points) doubtRow(rows, i, name, { code: 'cell-missing', note: `nothing is printed for ${labels[0] ?? name}, though another row prints nothing else: it may stand there` });
  }
}

function hasNumbers(rows: readonly ExtractedRow[], points: readonly ColumnDefinition[], roles: ColumnRoles): boolean {
  let above: ExtractedRow | undefined;
  for (const row of rows) {
    if (isNumbers(row, above, points, roles)) return true;
    above = row;
  }
  return false;
}

/** True for a row of numbers alone, beside no label of its own. */
function isNumbers(row: ExtractedRow, above: ExtractedRow | undefined, points: readonly ColumnDefinition[], { texts, values, levels }: ColumnRoles): boolean {
  if (!isBlank(row, texts) || !isBlank(row, values) || isBlank(row, points)) return false;
  return levels.every(({ name }) => isSame(row.cells[name], above?.cells[name]));
}

function isBlank({ cells }: ExtractedRow, columns: readonly ColumnDefinition[]): boolean {
  for (const { name } of columns) if ((cells[name]?.text ?? '') !== '') return false;
  return true;
}

/** Whether a label is the one of the row above, or none. */
const isSame = (own: ExtractedCell | undefined, above: ExtractedCell | undefined): boolean => own === undefined || own.text === '' || JSON.stringify(own.source) === JSON.stringify(above?.source);
