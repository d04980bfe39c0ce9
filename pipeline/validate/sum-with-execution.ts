import { decimal } from '../normalise/decimal.js';
import type { NormalisedForm } from '../normalise/normalised-form.js';
import { cellNumber } from './cell-number.js';
import { executionRow } from './execution-row.js';
import type { CellRef, Checked } from './rule.js';
import { sumColumn } from './sum-column.js';
import { totalTolerance } from './tolerances.js';

/**
 * Compares a column of the rows, plus the same column of the execution row once, with the printed total. Nothing is compared where the total
 * or every row prints no number, or where the execution row exists but its header has no such column (then its part is not known).
 */
export function sumWithExecution(form: NormalisedForm, o: { table: string; column: string; funding: string; execution: string; total: string }): Checked {
  const nothing = { hits: [], held: 0 };
  const table = form.tables[o.table];
  const totalCell = form.fields[o.total];
  const total = cellNumber(totalCell);
  if (table === undefined || totalCell === undefined || total === null) return nothing;
  const { sum, counted } = sumColumn(table, table.rows.keys(), o.column);
  if (counted.length === 0) return nothing;
  const funding = form.tables[o.funding];
  const row = executionRow(funding, o.execution);
  const executionCell = row === null ? undefined : funding?.rows[row]?.cells[o.execution];
  const whole = executionCell === undefined ? sum : decimal.add(sum, cellNumber(executionCell) ?? '0');
  if (decimal.areWithin(whole, total, totalTolerance)) return { hits: [], held: 1 };
  if (row === null && (funding?.rows.length ?? 0) > 0 && !funding?.columns.includes(o.execution)) return nothing;
  const cells: CellRef[] = [{ field: o.total }];
  if (row !== null) cells.push({ table: o.funding, row, column: o.execution });
  for (const counts of table.rows.keys()) cells.push({ table: o.table, row: counts, column: o.column });
  const data = { sum: whole, rows: sum, execution: executionCell?.text ?? '', total: totalCell.text };
  return { hits: [{ template: executionCell === undefined ? 'rows-only' : 'differs', data, cells }], held: 0 };
}
