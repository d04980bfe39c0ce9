import type { ExtractedCell, ExtractedRow } from '../../schemas/extraction.js';
import type { PrintedColumn } from './decode-rows.js';
import { doubtCell } from './doubt-cell.js';
import type { Line } from './line.js';
import { EMPTY_CELL } from './make-cell.js';
import type { RawRow } from './rows-to-table.js';
import type { Token } from './token.js';

/**
 * One drawn cell that stands for several rows (a deviation, a score) is printed in its first row; the other rows that it spans say whose cell they share.
 * Labels are not shared but repeated, and are left as they are.
 */
export function shareSpans(rows: readonly ExtractedRow[], raw: readonly RawRow[], columns: readonly PrintedColumn[], lines: readonly Line[]): ExtractedRow[] {
  const shared = new Map<number, Record<string, ExtractedCell>>();
  const astray: { row: number; other: number; column: string }[] = [];
  raw.forEach(({ cells, firstLine }, i) => {
    const line = lines[firstLine];
    if (line?.gridRow === undefined) return;
    columns.forEach(({ column }, c) => {
      const aside = (cells[c] ?? []).map(({ token }) => besideLaterRow(token, line)).find((row) => row !== null);
      if (aside !== undefined && column.definition.kind !== 'level') astray.push({ row: i, other: i + aside, column: column.definition.name });
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
  return rows.map((row, i) => {
    let cells = shared.has(i) ? { ...row.cells, ...shared.get(i) } : row.cells;
    for (const { row: first, other, column } of astray) {
      const cell = cells[column];
      if ((first !== i && other !== i) || !cell) continue;
      const note = 'the cell is drawn beside several rows, and its text stands in the middle of one that is not the first: the rule between them may be missing';
      cells = { ...cells, [column]: doubtCell(cell, { code: 'uncertain-place', note }) };
    }
    return cells === row.cells ? row : { cells };
  });
}

/** Text is in the middle of a row when it is within this many of its own ems of it, and not in that of its cell when further from it. */
const CENTRED = 0.35;

/** How many rows below the first of its drawn cell a text stands, when it stands in the middle of that row and not in that of the cell; else null. */
function besideLaterRow(token: Token, line: Line): number | null {
  const { grid } = line;
  const first = token.words[0];
  if (grid === null || line.drawn !== true || token.rowSpan < 2 || line.gridRow === undefined || first === undefined) return null;
  const middle = (Math.min(...token.words.map(({ box }) => box[1])) + Math.max(...token.words.map(({ box }) => box[3]))) / 2;
  const own = grid.cells.find((cell) => cell.row === line.gridRow && cell.words.includes(first));
  if (own === undefined || Math.abs((own.box[1] + own.box[3]) / 2 - middle) <= CENTRED * first.size) return null;
  for (let below = 1; below < token.rowSpan; below++) {
    const cell = grid.cells.find((other) => other.row === (line.gridRow ?? 0) + below && other.rowSpan === 1);
    if (cell && Math.abs((cell.box[1] + cell.box[3]) / 2 - middle) <= CENTRED * first.size) return below;
  }
  return null;
}
