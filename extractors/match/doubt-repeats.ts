import type { ExtractedForm, ExtractedRow } from '../../schemas/extraction.js';
import type { TableDefinition } from '../../schemas/form-definition.js';
import { doubtCell } from './doubt-cell.js';
import { itemColumn, nameColumn } from './form-habits.js';
import { shapeOf } from './token-evidence.js';

/** Printed totals are rounded. */
const ROUNDING = 0.05;

const numberOf = (text: string | undefined): number => (text !== undefined && shapeOf(text).number ? Number(text.replaceAll(',', '')) : NaN);

/**
 * Doubts a row that is printed word for word like the one above it: in a dump a line may stand twice, and then there is one row. Where the points of all
 * rows make the printed total, and without it don't, the author wrote it twice. What applies to nothing may be printed again and again, and a page that is drawn shows its rows
 * as they are.
 */
export function doubtRepeats(rows: readonly ExtractedRow[], table: TableDefinition, form: ExtractedForm): ExtractedRow[] {
  const { columns } = table;
  const name = nameColumn(columns) ?? itemColumn(columns);
  if (name === undefined) return [...rows];
  const isTwice = (row: ExtractedRow, above: ExtractedRow | undefined): boolean => {
    const cell = row.cells[name];
    if (above === undefined || cell === undefined || cell.text === '' || shapeOf(cell.text).notApplicable || !cell.source.some((source) => 'line' in source)) return false;
    const holdsMore = columns.some(({ name: other, kind }) => other !== name && kind !== 'level' && /[\p{L}\p{N}]/u.test(row.cells[other]?.text ?? ''));
    // Only the last line of a wrapped name may stand twice.
    const isSame = above.cells[name]?.text.endsWith(cell.text) === true;
    return isSame && holdsMore && columns.every(({ name: other }) => other === name || row.cells[other]?.text === above.cells[other]?.text);
  };
  const once = rows.filter((row, i) => !isTwice(row, rows[i - 1]));
  if (once.length === rows.length || (makesTotal(rows, table, form) && !makesTotal(once, table, form))) return [...rows];
  return rows.map((row, i) => {
    const cell = row.cells[name];
    if (cell === undefined || !isTwice(row, rows[i - 1])) return row;
    return { cells: { ...row.cells, [name]: doubtCell(cell, { code: 'repeated-row', note: `"${cell.text}" is the row above once more, word for word: a line may be printed twice` }) } };
  });
}

/** True when the points of all rows, or with those of a row of another table, are the total that is printed. */
function makesTotal(rows: readonly ExtractedRow[], { name, columns, total }: TableDefinition, form: ExtractedForm): boolean {
  const others = form.definition.tables.filter((table) => table.name !== name);
  return columns.some(({ name: column, kind }) => {
    const printed = numberOf(form.fields[total?.cells[column] ?? '']?.text);
    if (kind !== 'points' || Number.isNaN(printed)) return false;
    const sum = rows.reduce((points, { cells }) => points + (numberOf(cells[column]?.text) || 0), 0);
    const beside = others.flatMap((table) => (form.tables[table.name]?.rows ?? []).map(({ cells }) => numberOf(cells[column]?.text) || 0));
    return [0, ...beside].some((points) => Math.abs(sum + points - printed) <= ROUNDING);
  });
}
