import { decimal } from '../normalise/decimal.js';
import type { NormalisedTable } from '../normalise/normalised-form.js';
import { cellNumber } from './cell-number.js';

/** The exact sum of the numbers in one column of the rows, with the rows that have one; rows that print a dash or nothing add nothing. */
export function sumColumn(table: NormalisedTable, rows: Iterable<number>, column: string): { sum: string; counted: number[] } {
  let sum = '0';
  const counted: number[] = [];
  for (const row of rows) {
    const number = cellNumber(table.rows[row]?.cells[column]);
    if (number === null) continue;
    counted.push(row);
    if (number !== '0') sum = sum === '0' ? number : decimal.add(sum, number);
  }
  return { sum, counted };
}
