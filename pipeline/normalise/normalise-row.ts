import type { ExtractedRow } from '../../schemas/extraction.js';
import type { ColumnDefinition, TableDefinition } from '../../schemas/form-definition.js';
import { normaliseCell } from './normalise-cell.js';
import { holdsNoValue, type ValueContext } from './normalise-value.js';
import type { NormalisedCell, NormalisedRow } from './normalised-form.js';
import { wordsToPattern } from './words-to-pattern.js';

/** The words of a definition that say which rows speak of costs, and the columns to look for them in. */
type MoneyRows = NonNullable<ColumnDefinition['moneyRows']>;

/** How every cell without a value is read; half the cells of a form are such. */
const NO_VALUE: ValueContext = { kind: 'text', unit: null };

/** A row whose cells have their values. `unit` is what the table's heading prints for money columns, or null. */
export function normaliseRow(row: ExtractedRow, table: Pick<TableDefinition, 'columns'>, unit: string | null): NormalisedRow {
  const cells: Record<string, NormalisedCell> = {};
  // The columns of a table share their words.
  let asked: MoneyRows | undefined;
  let isMoney = false;
  for (const { name, kind, moneyRows } of table.columns) {
    const cell = row.cells[name];
    if (cell === undefined) continue;
    if (holdsNoValue(kind)) {
      cells[name] = normaliseCell(cell, NO_VALUE);
      continue;
    }
    if (moneyRows !== undefined && moneyRows !== asked) {
      asked = moneyRows;
      isMoney = isMoneyRow(row, moneyRows);
    }
    cells[name] = normaliseCell(cell, { kind, unit: kind === 'money' ? unit : null, moneyHint: moneyRows !== undefined && isMoney });
  }
  return { cells };
}

const patterns = new WeakMap<MoneyRows, RegExp>();

/** True where the definition's words say that a row speaks of costs. */
function isMoneyRow({ cells }: ExtractedRow, moneyRows: MoneyRows): boolean {
  let pattern = patterns.get(moneyRows);
  if (pattern === undefined) patterns.set(moneyRows, (pattern = wordsToPattern(moneyRows.words)));
  for (const name of moneyRows.columns) if (pattern.test(cells[name]?.text ?? '')) return true;
  return false;
}
