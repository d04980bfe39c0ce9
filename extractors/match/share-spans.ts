import type { ExtractedCell, ExtractedRow } from '../../schemas/extraction.js';
import type { PrintedColumn } from './decode-rows.js';
import type { Line } from './line.js';
import { EMPTY_CELL } from './make-cell.js';
import type { RawRow } from './rows-to-table.js';

/**
 * One drawn cell that stands for several rows (a deviation, a score) is printed in its first row; the other rows that it spans say whose cell they share.
 * Labels are not shared but repeated, and are left as they are.
 */
export function shareSpans(rows: readonly ExtractedRow[], raw: readonly RawRow[], columns: readonly PrintedColumn[], lines: readonly Line[]): ExtractedRow[] {
  const shared = new Map<number, Record<string, ExtractedCell>>();
  raw.forEach(({ cells, firstLine }, i) => {
    const line = lines[firstLine];
    if (line?.gridRow === undefined) return;
    columns.forEach(({ column }, c) => {
      const span = Math.max(1, ...(cells[c] ?? []).map(({ token }) => (token.line === firstLine ? token.rowSpan : 1)));
      if (span < 2 || column.definition.kind === 'level') return;
      for (let j = i + 1; j < raw.length; j++) {
        const other = lines[raw[j]?.firstLine ?? -1];
        if (other?.grid !== line.grid || other?.gridRow === undefined || other.gridRow >= (line.gridRow ?? 0) + span) break;
        if ((rows[j]?.cells[column.definition.name]?.text ?? '') !== '') continue;
        shared.set(j, { ...shared.get(j), [column.definition.name]: { ...EMPTY_CELL, sharedFromRow: i } });
      }
    });
  });
  return rows.map((row, i) => (shared.has(i) ? { cells: { ...row.cells, ...shared.get(i) } } : row));
}
