import type { CellKind } from '../../schemas/form-definition.js';
import type { Comparator, Value } from '../../schemas/value.js';
import { comparatorWordAt, SIGNS } from './comparators.js';
import { decimal } from './decimal.js';
import { findUnit, toBase } from './find-unit.js';
import { foldCharacters } from './fold-characters.js';
import { looksDamaged } from './looks-damaged.js';
import { readDate, readPeriod } from './read-date.js';
import { readQuantity, type Measured } from './read-quantity.js';
import { readSentence } from './read-sentence.js';
import { readMulti, readRange } from './read-several.js';

export interface ValueContext {
  readonly kind: CellKind;
  /** The unit that a heading prints for this column (元, 万元), or null. */
  readonly unit: string | null;
  /** True where the row speaks of costs, so that a bare 万 is money. */
  readonly moneyHint?: boolean;
}

const NOTHING = new Set(['', '无', '不适用', '不涉及', '暂无', '空', 'N/A', 'n/a', 'NA']);
const BLANK_MARKS = /^[-—/*\\]+$/;
const END_MARKS = /[。;；,、]+$|(?<!\d)\.$/;
const HAS_NUMBER = /[\d一二两三四五六七八九十百]|年[底末]|半年/;
// What a date begins with, and a word or mark of dates behind it.
const HAS_DATE = /^(?=[\d≥≤=第上下年本当每全不最早截已于在从一二三四五六七八九十])(?:.*[年月日号季]|\d{4}[-./]\d)/;
const DOTTED_MONTH = /^(?:19|20)\d\d\.(?:0?[1-9]|1[0-2])$/;
/** What most cells of numbers print. */
const BARE_NUMBER = /^(?:0|[1-9]\d{0,8})(?:\.\d{1,6})?$/;
/** What most other cells of values print: neither their characters nor what a date, a mode or an end is known by needs a look. */
const PLAIN_MEASURE = /^[≥≤]?\d{1,9}(?:(?:\.\d{1,6})?%|(?:(?![年月日号季全])[\u4e00-\u9fa5]){1,3})$/;
const SEVERAL = /[-—~至到/、;,，和及与]/;
// 7×24小时, 5*8, 全天24小时: a mode of service.
const MODE = /\d+(?:天|日)?[×xX*]\d|全天/;
// Prose is never a value, and no value is this long.
const LONGEST_VALUE = 60;

/** True for the kinds that hold no values: labels, prose, codes. */
export function holdsNoValue(kind: CellKind): boolean {
  return kind === 'level' || kind === 'text' || kind === 'prose' || kind === 'code';
}

/**
 * The contract's Value of a cell's printed text, or null for the kinds that hold no values (labels, prose, codes). Never throws.
 * Where two readings are plausible it is `text`; where it looks like a value and no reading is safe, `unreadable`.
 */
export function normaliseValue(text: string, context: ValueContext): Value | null {
  const { kind } = context;
  if (holdsNoValue(kind)) return null;
  if (text === '') return { kind: 'none' };
  if (kind !== 'value' && kind !== 'date' && BARE_NUMBER.test(text)) return underHeading({ kind: 'quantity', comparator: null, number: decimal.parse(text) ?? text, unit: null, base: null, per: [] }, context);
  if (kind !== 'date' && PLAIN_MEASURE.test(text)) return readMeasured(text, context) ?? notRead(text);
  if (text.length > LONGEST_VALUE * 2 && text.trim().length > LONGEST_VALUE * 2) return { kind: 'text' };
  let folded = foldCharacters(text);
  if (NOTHING.has(folded) || BLANK_MARKS.test(folded)) return { kind: 'none' };
  folded = folded.replace(END_MARKS, '');
  if (NOTHING.has(folded)) return { kind: 'none' };
  if (folded.length > LONGEST_VALUE) return { kind: 'text' };
  if (!HAS_NUMBER.test(folded)) return notRead(folded);
  if (MODE.test(folded)) return { kind: 'text' };
  return readDated(folded, context) ?? readMeasured(folded, context) ?? notRead(folded);
}

/** Dates and periods, in the columns that may hold them. */
function readDated(text: string, { kind, moneyHint }: ValueContext): Value | null {
  if ((kind !== 'value' && kind !== 'date') || !HAS_DATE.test(text)) return null;
  // 2021.7 in a cost row may be an amount.
  if (moneyHint === true && DOTTED_MONTH.test(text)) return { kind: 'text' };
  const date = readDate(text);
  if (date === undefined) return { kind: 'unreadable' };
  return date ?? readPeriod(text) ?? null;
}

function readMeasured(text: string, context: ValueContext): Value | null {
  if (context.kind === 'date') return null;
  const moneyHint = context.moneyHint === true || context.kind === 'money';
  const single = readQuantity(text, moneyHint);
  if (single !== null) return underHeading(single, context);
  if (SEVERAL.test(text)) {
    const several = readRange(text, moneyHint) ?? readMulti(text, moneyHint);
    if (several !== null) return several;
  }
  return context.kind === 'points' ? null : readSentence(text, moneyHint);
}

/** A bare number takes the unit that the heading prints: a money unit in money columns, a rate's sign in rate columns; points never. */
function underHeading(value: Measured, { kind, unit }: ValueContext): Measured {
  if (value.unit !== null || unit === null || kind === 'points') return value;
  const found = findUnit(foldCharacters(unit));
  if (found === null || found.kind === 'scale' || (kind === 'rate') !== (found.kind === 'ratio')) return value;
  const base = { number: toBase(value.number, found), unit: found.base };
  if (found.kind === 'ratio') return { kind: 'ratio', comparator: value.comparator, number: value.number, unit: found.unit, base };
  return { kind: 'quantity', comparator: value.comparator, number: value.number, unit: found.unit, base, per: [] };
}


function notRead(text: string): Value {
  return looksDamaged(text) ? { kind: 'unreadable' } : boundOf(text);
}

/** Words, with the bound they begin with: ≤财政下达预算. */
function boundOf(text: string): Value {
  const sign = SIGNS[text.charAt(0)];
  const word = sign === undefined ? comparatorWordAt(text, 0) : null;
  const comparator: Comparator | null = sign ?? (word !== null && word.length > 1 ? word.comparator : null);
  return comparator === null ? { kind: 'text' } : { kind: 'text', comparator };
}
