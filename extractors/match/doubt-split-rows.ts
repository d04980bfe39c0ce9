import type { ExtractedCell, ExtractedRow } from '../../schemas/extraction.js';
import type { ColumnDefinition } from '../../schemas/form-definition.js';
import { doubtCell } from './doubt-cell.js';

/**
 * A row that prints its numbers alone, beside no label of its own, is a half of one: where other rows print no numbers, these are theirs. A label that
 * stands beside numbers alone is no such row: it gives the score of all its rows.
 */
export function doubtSplitRows(rows: readonly ExtractedRow[], columns: readonly ColumnDefinition[]): readonly ExtractedRow[] {
  const points = columns.filter(({ kind, labels }) => kind === 'points' && labels.length > 0);
  const texts = columns.filter(({ kind }) => kind === 'text' || kind === 'value');
  const levels = columns.filter(({ kind }) => kind === 'level');
  const isBlank = (row: ExtractedRow, own: readonly ColumnDefinition[]): boolean => own.every(({ name }) => (row.cells[name]?.text ?? '') === '');
  const isNumbers = (row: ExtractedRow, i: number): boolean => isBlank(row, texts) && !isBlank(row, points) && levels.every(({ name }) => isSame(row.cells[name], rows[i - 1]?.cells[name]));
  if (points.length === 0 || !rows.some(isNumbers)) return rows;
  return rows.map((row) => {
    if (!isBlank(row, points)) return row;
    const cells = { ...row.cells };
    for (const { name, labels } of points) {
      const cell = cells[name];
      if (cell !== undefined) cells[name] = doubtCell(cell, { code: 'cell-missing', note: `nothing is printed for ${labels[0] ?? name}, though another row prints nothing else: it may stand there` });
    }
    return { cells };
  });
}

/** Whether a label is the one of the row above, or none. */
const isSame = (own: ExtractedCell | undefined, above: ExtractedCell | undefined): boolean => own === undefined || own.text === '' || JSON.stringify(own.source) === JSON.stringify(above?.source);
