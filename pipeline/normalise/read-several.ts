import type { Comparator, Value } from '../../schemas/value.js';
import { decimal } from './decimal.js';
import { readQuantity, type Measured } from './read-quantity.js';

const RANGE_MARK = /^(?<from>[^\d]{0,6}\d[\d.,]*(?:%|‰|[^\d\-—~至到]{0,5}?))(?:--|——|—|~|-|至|到)(?<to>\d.*)$/;

// 2021-2022 may be years, 3.1-5.31 days.
const DATE_LIKE = /^(?:(?:19|20)\d\d|\d{1,2}\.\d{1,2})$/;

/** The range that the whole of `text` (folded) states, or null: `5%-8%`, `5~8天`, `3至5个`. A unit printed once holds for both ends. */
export function readRange(text: string, moneyHint: boolean): Value | null {
  const groups = RANGE_MARK.exec(text)?.groups;
  const left = groups?.['from'];
  const right = groups?.['to'];
  if (left === undefined || right === undefined) return null;
  const to = readQuantity(right, moneyHint);
  if (to === null) return null;
  let from = readQuantity(left, moneyHint);
  if (from === null || from.comparator !== null) return null;
  if (from.unit === null && to.unit !== null) from = withUnitOf(from, right, to, moneyHint);
  if (from === null || from.unit !== to.unit || from.kind !== to.kind) return null;
  if (decimal.compare(from.number, to.number) >= 0 || (to.unit === null && [from, to].every(({ number }) => DATE_LIKE.test(number)))) return null;
  // 3-5天内 bounds the later end; any other bound on a range has no plain meaning.
  if (to.comparator !== null && to.comparator !== '<=') return null;
  return { kind: 'range', from, to };
}

/** `from` read again with everything that is printed behind the number of `to`, less its bound. */
function withUnitOf(from: Measured, right: string, to: Measured, moneyHint: boolean): Measured | null {
  const behind = right.replace(/^[\d.,]+/, '');
  const again = readQuantity(from.number + behind, moneyHint);
  return again === null ? null : { ...again, comparator: to.comparator === again.comparator ? null : again.comparator };
}

const SEPARATOR = /[/、;,，和及与]/;
const NUMBER_FIRST = /^[≥≤><=≈]?\d/;

/**
 * Two or more quantities in one cell, or null: `≥50个秒批/70个秒报`, `10台、5套`. A comparator in front of the first only is carried to all. Behind a
 * slash the unit must be the same, because 3次/2年 is a rate and 3/5 a fraction.
 */
export function readMulti(text: string, moneyHint: boolean): Value | null {
  const pieces = text.split(SEPARATOR);
  if (pieces.length < 2 || pieces.length > 6 || !pieces.every((piece) => NUMBER_FIRST.test(piece))) return null;
  const parts: Measured[] = [];
  for (const piece of pieces) {
    const part = readQuantity(piece, moneyHint);
    if (part === null || part.unit === null) return null;
    parts.push(part);
  }
  const first = parts[0];
  if (first === undefined) return null;
  if (text.includes('/') && parts.some((part) => part.unit !== first.unit)) return null;
  const carried = carriedComparator(parts);
  return carried === undefined ? null : { kind: 'multi', parts: parts.map((part) => ({ ...part, comparator: part.comparator ?? carried })) };
}

/** The comparator that stands before the first part for all; undefined where another part alone has one. */
function carriedComparator(parts: readonly Measured[]): Comparator | null | undefined {
  const [first, ...others] = parts;
  if (first === undefined) return undefined;
  if (first.comparator !== null) return first.comparator;
  return others.every((part) => part.comparator === null) ? null : undefined;
}
