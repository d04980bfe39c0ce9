import { Decimal } from 'decimal.js';

/**
 * Exact decimal arithmetic over decimal texts as the contract prints them (`-12.5`, `0`, `1180000`: no exponent, no trailing zeros).
 * Every argument but that of `parse` must be such a text; every result is one.
 */
export const decimal = { parse, add, subtract, multiply, shift, divide, compare, negate, absolute, round, places };

// Sums and products of printed numbers stay exact below this many digits; the largest printed budget has 16.
const PRECISION = 200;
const Exact = Decimal.clone({ precision: PRECISION, rounding: Decimal.ROUND_HALF_UP, toExpNeg: -PRECISION, toExpPos: PRECISION });

// A longer run of digits is an account number or garbage, not a quantity.
const LONGEST_NUMBER = 40;
const PLAIN = /^-?\d+(?:\.\d+)?$/;
const GROUPED = /^-?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/;

/**
 * The decimal text of a printed number: plain or with thousands separators (`1,234.50` is `1234.5`). Null where the text is anything else:
 * a wrong grouping, a bare point, a number written with a leading zero (`05`), or more digits than a quantity has.
 */
function parse(printed: string): string | null {
  let text = printed;
  if (!PLAIN.test(text)) {
    if (!GROUPED.test(text)) return null;
    text = text.replaceAll(',', '');
  }
  if (text.length > LONGEST_NUMBER) return null;
  const negative = text.charCodeAt(0) === 45;
  const first = negative ? 1 : 0;
  if (text.charCodeAt(first) === 48 && text.length > first + 1 && text.charCodeAt(first + 1) !== 46) return null;
  if (text.includes('.')) {
    let end = text.length;
    while (text.charCodeAt(end - 1) === 48) end -= 1;
    if (text.charCodeAt(end - 1) === 46) end -= 1;
    text = text.slice(0, end);
  }
  return text === '-0' ? '0' : text;
}

function add(a: string, b: string): string {
  return textOf(new Exact(a).plus(b));
}

function subtract(a: string, b: string): string {
  return textOf(new Exact(a).minus(b));
}

function multiply(a: string, b: string): string {
  return textOf(new Exact(a).times(b));
}

/** `a` times ten to the power of `digits`, by moving its point: much cheaper than multiplying. */
function shift(a: string, digits: number): string {
  if (digits === 0 || a === '0') return a;
  const sign = a.charCodeAt(0) === 45 ? '-' : '';
  const point = a.indexOf('.');
  const whole = a.slice(sign.length, point < 0 ? a.length : point);
  const part = point < 0 ? '' : a.slice(point + 1);
  const all = digits > 0 ? whole + part.padEnd(digits, '0') : whole.padStart(1 - digits, '0') + part;
  const at = digits > 0 ? whole.length + digits : Math.max(whole.length + digits, 1);
  let first = 0;
  while (first < at - 1 && all.charCodeAt(first) === 48) first += 1;
  let last = all.length;
  while (last > at && all.charCodeAt(last - 1) === 48) last -= 1;
  return sign + all.slice(first, at) + (last > at ? `.${all.slice(at, last)}` : '');
}

/** `a / b`, rounded half up to `digits` decimals. Null when `b` is zero: no caller may take a quotient for granted. */
function divide(a: string, b: string, digits: number): string | null {
  const divisor = new Exact(b);
  return divisor.isZero() ? null : textOf(new Exact(a).div(divisor).toDecimalPlaces(digits));
}

/** Below, equal to or above zero as `a` is less than, equal to or greater than `b`. */
function compare(a: string, b: string): number {
  return a === b ? 0 : new Exact(a).comparedTo(b);
}

function negate(a: string): string {
  return textOf(new Exact(a).negated());
}

function absolute(a: string): string {
  return a.startsWith('-') ? a.slice(1) : a;
}

/** `a` with at most `digits` decimals, half up (away from zero) or cut off. */
function round(a: string, digits: number, how: 'half-up' | 'cut' = 'half-up'): string {
  return textOf(new Exact(a).toDecimalPlaces(digits, how === 'cut' ? Decimal.ROUND_DOWN : Decimal.ROUND_HALF_UP));
}

/** The number of decimals that a printed number shows: `99.90` shows 2, `1,234` shows 0. */
function places(printed: string): number {
  const point = printed.indexOf('.');
  return point < 0 ? 0 : (/^\d*/.exec(printed.slice(point + 1))?.[0].length ?? 0);
}

function textOf(value: Decimal): string {
  return value.isZero() ? '0' : value.toFixed();
}
