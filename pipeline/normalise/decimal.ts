import { Decimal } from 'decimal.js';

/**
 * Exact decimal arithmetic over decimal texts as the contract prints them (`-12.5`, `0`, `1180000`: no exponent, no trailing zeros).
 * Every argument but that of `parse` must be such a text; every result is one.
 */
export const decimal = { parse, add, subtract, multiply, shift, divide, compare, areWithin, negate, absolute, round, places };

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

/** Texts of so many characters are exact as whole numbers of their last decimal; so are their sums and differences. */
const MOST_DIGITS = 15;

/** A decimal text as a whole number of 10 to the power of `-decimals`, of which it may have no more than `MOST_DIGITS`. */
function wholeOf(text: string, decimals: number): number {
  // Off by less than a quarter before it is rounded.
  return decimals === 0 ? Number(text) : Math.round(Number(text) * 10 ** decimals);
}

/** A whole number with its last `decimals` digits behind the point. */
function pointed(whole: number, decimals: number): string {
  return shift(String(whole), -decimals);
}

/** Both numbers as whole numbers of the same unit, 10 to the power of `-decimals`; null where that would not be exact. */
function aligned(a: string, b: string): { a: number; b: number; decimals: number } | null {
  const placesOfA = places(a);
  const placesOfB = places(b);
  const decimals = Math.max(placesOfA, placesOfB);
  if (a.length + decimals - placesOfA > MOST_DIGITS || b.length + decimals - placesOfB > MOST_DIGITS) return null;
  return { a: wholeOf(a, decimals), b: wholeOf(b, decimals), decimals };
}

function add(a: string, b: string): string {
  if (b === '0') return a;
  const small = aligned(a, b);
  if (small) return pointed(small.a + small.b, small.decimals);
  return textOf(new Exact(a).plus(b));
}

function subtract(a: string, b: string): string {
  const small = aligned(a, b);
  if (small) return pointed(small.a - small.b, small.decimals);
  return textOf(new Exact(a).minus(b));
}

function multiply(a: string, b: string): string {
  if (a.length <= MOST_DIGITS && b.length <= MOST_DIGITS) {
    const placesOfA = places(a);
    const placesOfB = places(b);
    const product = wholeOf(a, placesOfA) * wholeOf(b, placesOfB);
    if (Math.abs(product) <= Number.MAX_SAFE_INTEGER) return pointed(product, placesOfA + placesOfB);
  }
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
  const small = aligned(a, b);
  if (small && small.b !== 0 && small.a % small.b === 0) return String(small.a / small.b);
  const dividend = small === null ? NaN : small.a * 10 ** digits;
  if (small !== null && small.a >= 0 && small.b > 0 && dividend <= Number.MAX_SAFE_INTEGER) {
    const rest = dividend % small.b;
    return pointed((dividend - rest) / small.b + (2 * rest >= small.b ? 1 : 0), digits);
  }
  if (small && small.b !== 0) return shift(String(dividedHalfUp(BigInt(small.a) * 10n ** BigInt(digits), BigInt(small.b))), -digits);
  const divisor = new Exact(b);
  return divisor.isZero() ? null : textOf(new Exact(a).div(divisor).toDecimalPlaces(digits));
}

function dividedHalfUp(a: bigint, b: bigint): bigint {
  const twice = 2n * (a < 0n ? -a : a);
  const divisor = b < 0n ? -b : b;
  const quotient = (twice + divisor) / (2n * divisor);
  return a < 0n === b < 0n ? quotient : -quotient;
}

/** Below, equal to or above zero as `a` is less than, equal to or greater than `b`. */
function compare(a: string, b: string): number {
  if (a === b) return 0;
  // So few digits differ as numbers where they differ as decimals, and in the same direction.
  if (a.length <= MOST_DIGITS && b.length <= MOST_DIGITS) return Number(a) - Number(b);
  const small = aligned(a, b);
  return small ? small.a - small.b : new Exact(a).comparedTo(b);
}

/** True when `a` and `b` lie no further apart than `tolerance`. */
function areWithin(a: string, b: string, tolerance: string): boolean {
  if (a === b) return true;
  const small = aligned(a, b);
  if (small && tolerance.length <= MOST_DIGITS) return Math.abs(small.a - small.b) / 10 ** small.decimals <= Number(tolerance);
  return compare(absolute(subtract(a, b)), tolerance) <= 0;
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
  if (point < 0) return 0;
  let end = point + 1;
  while (printed.charCodeAt(end) >= 48 && printed.charCodeAt(end) <= 57) end += 1;
  return end - point - 1;
}

function textOf(value: Decimal): string {
  return value.isZero() ? '0' : value.toFixed();
}
