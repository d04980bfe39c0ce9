import { decimal } from './decimal.js';
import { COUNTERS, LONG_COUNTERS, MEASURES, RATIOS, SCALES } from './units.js';

/** A printed unit understood: `measure` converts or is money, `count` is its own base, `ratio` is a part of one, `scale` is a bare 万. */
export interface FoundUnit {
  readonly kind: 'measure' | 'count' | 'ratio' | 'scale';
  readonly unit: string;
  readonly base: string;
  /** One printed unit in bases: a decimal text, or a fraction. */
  readonly factor: string;
  /** True when 万 or another scale word is part of the unit. */
  readonly scaled: boolean;
}

const UNITS = new Map<string, FoundUnit>();
const addUnit = (unit: FoundUnit): void => {
  if (!UNITS.has(unit.unit)) UNITS.set(unit.unit, unit);
};
for (const { unit, base, factor } of MEASURES) addUnit({ kind: 'measure', unit, base, factor, scaled: false });
for (const { unit, factor } of RATIOS) addUnit({ kind: 'ratio', unit, base: '1', factor, scaled: false });
for (const unit of [...COUNTERS, ...LONG_COUNTERS]) addUnit({ kind: 'count', unit, base: unit, factor: '1', scaled: false });
// 千 and 百 alone are no units: 5千 is said, but 千 in front of a unit is only sure where the unit is (千克 is in the list above and wins).
const plain = [...UNITS.values()].filter((unit) => unit.kind !== 'ratio' && !/^[a-zA-Z㎡个]/.test(unit.unit));
// A handful of products for thousands of units; this is done by every process that starts.
const products = new Map<string, string>();
const product = (a: string, b: string): string => {
  const key = `${a} ${b}`;
  const known = products.get(key) ?? decimal.multiply(a, b);
  products.set(key, known);
  return known;
};
for (const { word, factor } of SCALES) {
  addUnit({ kind: 'scale', unit: word, base: '', factor, scaled: true });
  for (const unit of [...plain, { kind: 'count', unit: '个', base: '个', factor: '1' } as const]) {
    if (!unit.factor.includes('/')) addUnit({ ...unit, unit: word + unit.unit, factor: product(unit.factor, factor), scaled: true });
    else {
      const [numerator = '1', denominator = '1'] = unit.factor.split('/');
      addUnit({ ...unit, unit: word + unit.unit, factor: `${product(numerator, factor)}/${denominator}`, scaled: true });
    }
  }
}
addUnit({ kind: 'measure', unit: '万㎡', base: '平方米', factor: '10000', scaled: true });

const LONGEST = Math.max(...[...UNITS.keys()].map((unit) => unit.length));
// 台次, 件套; not 个班 or 家店, where the second character is what is counted.
const COUNTER_RUN = new RegExp(`^(?!个)[${COUNTERS}]{1,2}[次套件组]`);

/** The unit that is exactly `text`, with an alternative in brackets or behind a slash (`台(套)`, `(个)`, `台/套`) if there is one; or null. */
export function findUnit(text: string): FoundUnit | null {
  const known = UNITS.get(text);
  if (known !== undefined) return known;
  if (!text.includes('(') && !text.includes('/')) return COUNTER_RUN.exec(text)?.[0] === text ? counter(text) : null;
  const bracketed = /^\(([^()]+)\)$/.exec(text) ?? /^([^()]+)\([^()\d]{1,4}\)$/.exec(text) ?? /^([台套件组])\/[台套件组]$/.exec(text);
  if (bracketed === null) return null;
  const inner = findUnit(bracketed[1] ?? '');
  const alternative = /^[^(/]+[(/]([^()]+)\)?$/.exec(text)?.[1];
  return inner === null || (alternative !== undefined && findUnit(alternative) === null) ? null : { ...inner, unit: text };
}

/** The longest known unit that stands in `text` at `start`, or null. */
export function findUnitAt(text: string, start: number): FoundUnit | null {
  const run = COUNTER_RUN.exec(text.slice(start, start + 3))?.[0];
  if (run !== undefined && !UNITS.has(text.slice(start, start + run.length + 1))) return UNITS.get(run) ?? counter(run);
  for (let length = Math.min(LONGEST, text.length - start); length > 0; length -= 1) {
    const found = UNITS.get(text.slice(start, start + length));
    if (found !== undefined) return found;
  }
  return null;
}

function counter(unit: string): FoundUnit {
  return { kind: 'count', unit, base: unit, factor: '1', scaled: false };
}

// Enough for 亩, the one unit whose square metres have no end (2000/3).
const FRACTION_DIGITS = 6;

/** Ten to the power of what, for the factors that are one. */
const POWERS = new Map([...UNITS.values()].filter(({ factor }) => /^(?:10*|0\.0*1)$/.test(factor)).map(({ factor }) => [factor, powerOf(factor)] as const));

function powerOf(factor: string): number {
  return factor.startsWith('1') ? factor.length - 1 : 2 - factor.length;
}

/** `number` of `unit` in its base. */
export function toBase(number: string, unit: FoundUnit): string {
  if (unit.factor === '1' || number === '0') return number;
  const power = POWERS.get(unit.factor);
  if (power !== undefined) return decimal.shift(number, power);
  const slash = unit.factor.indexOf('/');
  if (slash < 0) return decimal.multiply(number, unit.factor);
  return decimal.divide(decimal.multiply(number, unit.factor.slice(0, slash)), unit.factor.slice(slash + 1), FRACTION_DIGITS) ?? number;
}
