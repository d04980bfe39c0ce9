import { decimal } from '../normalise/decimal.js';
import type { NormalisedTable } from '../normalise/normalised-form.js';
import { cellNumber } from './cell-number.js';

/** The exact sum of the numbers in one column of the rows, with the rows that have one; rows that print a dash or nothing add nothing. */
export function sumColumn(table: NormalisedTable, rows: Iterable<number>, column: string): { sum: string; counted: number[] } {
  // Weights and scores have few digits: as whole millionths they add up exactly without the cost of big decimals. What doesn't fit is added to the rest.
  let millionths = 0;
  let rest = '0';
  const counted: number[] = [];
  for (const row of rows) {
    const number = cellNumber(table.rows[row]?.cells[column]);
    if (number === null) continue;
    counted.push(row);
    const whole = toMillionths(number);
    if (whole === null) rest = decimal.add(rest, number);
    else millionths += whole;
  }
  const sum = decimal.shift(String(millionths), -mostDecimals);
  return { sum: rest === '0' ? sum : decimal.add(sum, rest), counted };
}

/** Up to this many digits before the point, a million rows of millionths stay below the largest safe integer. */
const mostDigits = 3;
const mostDecimals = 6;

function toMillionths(number: string): number | null {
  const decimals = decimal.places(number);
  const digits = decimals === 0 ? number.length : number.length - decimals - 1;
  return number.startsWith('-') || digits > mostDigits || decimals > mostDecimals ? null : Math.round(Number(number) * 1_000_000);
}
