import type { Table } from '../schemas/tables.js';

/** The table as rows of texts, all of one length; a cell that spans others stands in its first place and leaves the others empty. */
export function tableToRows({ cells }: Table): string[][] {
  const height = Math.max(0, ...cells.map((cell) => cell.row + cell.rowSpan));
  const width = Math.max(0, ...cells.map((cell) => cell.column + cell.columnSpan));
  const rows = Array.from({ length: height }, () => Array.from({ length: width }, () => ''));
  for (const cell of cells) {
    const row = rows[cell.row];
    if (row) row[cell.column] = cell.text;
  }
  return rows;
}
