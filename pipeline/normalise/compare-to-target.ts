import type { DateValue, Value } from '../../schemas/value.js';
import { decimal } from './decimal.js';
import { findUnit } from './find-unit.js';
import { dimensionOf, reduceValue, type ReducedValue } from './reduce-value.js';

/**
 * Why two values can't be compared: `no-number` (one of them is words, blank or unreadable) · `kinds-differ` (money for a rate, a date for a
 * count) · `units-differ` (工作日 for 天, 项 for 个) · `per-differs` · `unit-missing` (and it isn't safe to take the target's) ·
 * `direction-missing` (the target prints no comparator and the actual isn't equal) · `bound` (a bound that leaves it open) · `date-open`.
 */
export type Incomparable = 'no-number' | 'kinds-differ' | 'units-differ' | 'per-differs' | 'unit-missing' | 'direction-missing' | 'bound' | 'date-open';

export type Comparison =
  | { readonly comparable: false; readonly why: Incomparable }
  | {
      readonly comparable: true;
      readonly met: boolean;
      /** actual ÷ target, to six decimals; null where the target is zero, a date, a range or several values. */
      readonly ratio: string | null;
      /** The target's unit (and per), where the actual prints none and took it. */
      readonly inferred: { readonly unit: string; readonly per: readonly string[] } | null;
    };

const RATIO_DIGITS = 6;

/**
 * Whether `actual` meets `target`, on the base of both. `year` stands in for a year that a date doesn't print (the form's).
 * A plain target without a comparator is only met by its equal: whether more or less is better isn't printed.
 */
export function compareToTarget(target: Value, actual: Value, year: number | null = null): Comparison {
  if (target.kind === 'multi' && actual.kind === 'multi') return compareParts(target.parts, actual.parts, year);
  if (target.kind === 'date' || actual.kind === 'date') return compareDates(target, actual, year);
  if (target.kind === 'range') return compareToRange(target, actual);
  const wanted = reduceValue(target);
  if (wanted === null) return bareNumbers(target, actual);
  const found = reduceValue(actual);
  if (found !== null) return compareReduced(wanted, found, null);
  if (actual.kind !== 'quantity') return no('no-number');
  const unit = target.kind === 'quantity' ? unitToInfer(target.unit) : null;
  if (actual.unit !== null || unit === null) return no('unit-missing');
  const base = decimal.multiply(actual.number, unit.factor);
  return compareReduced(wanted, { number: base, unit: wanted.unit, per: wanted.per, comparator: actual.comparator }, { unit: unit.unit, per: wanted.per });
}

/**
 * The unit that a bare actual may take from its target. Safe for counts and measures and 元; not for 万元 (4261455 would be read as 万元), not
 * for rates (39 may be a count), not for fractions.
 */
function unitToInfer(unit: string | null): { unit: string; factor: string } | null {
  const found = unit === null ? null : findUnit(unit);
  if (found === null || found.scaled || (found.kind !== 'count' && found.kind !== 'measure') || found.factor.includes('/')) return null;
  return { unit: found.unit, factor: found.factor };
}

/** Two numbers without any unit (the target 3, the actual 3). */
function bareNumbers(target: Value, actual: Value): Comparison {
  if (target.kind !== 'quantity' || actual.kind !== 'quantity') return no('no-number');
  // 60万 on both sides is the same unknown unit.
  if (target.unit !== actual.unit) return no('unit-missing');
  const common = { unit: target.unit ?? '', per: [] };
  return compareReduced({ ...common, number: target.number, comparator: target.comparator }, { ...common, number: actual.number, comparator: actual.comparator }, null);
}

function compareReduced(target: ReducedValue, actual: ReducedValue, inferred: { unit: string; per: readonly string[] } | null): Comparison {
  if (target.unit !== actual.unit) return no(dimensionOf(target.unit) === dimensionOf(actual.unit) ? 'units-differ' : 'kinds-differ');
  if (target.per.length !== actual.per.length || !target.per.every((word, i) => word === actual.per[i])) return no('per-differs');
  const order = decimal.compare(actual.number, target.number);
  const met = meets(target, actual, order);
  if (met === null) return no(target.comparator === null || target.comparator === '~' ? 'direction-missing' : 'bound');
  return new ComparedNumbers(met, inferred, actual.number, target.number);
}

class ComparedNumbers {
  readonly comparable = true;

  constructor(
    readonly met: boolean,
    readonly inferred: { unit: string; per: readonly string[] } | null,
    private readonly actual: string,
    private readonly target: string,
  ) {}

  /** Divided where it is asked for: it is the dearest step, and few ask. */
  get ratio(): string | null {
    return decimal.divide(this.actual, this.target, RATIO_DIGITS);
  }
}

/** True or false where every number that the actual may be agrees; null where it stays open. */
function meets(target: ReducedValue, actual: ReducedValue, order: number): boolean | null {
  const bound = actual.comparator;
  if (bound === '~') return null;
  const wanted = target.comparator;
  if (wanted === null || wanted === '~' || wanted === '=') {
    if (bound !== null && bound !== '=') return null;
    return order === 0 ? true : wanted === '=' ? false : null;
  }
  const upwards = wanted === '>=' || wanted === '>';
  const strict = wanted === '>' || wanted === '<';
  const signed = upwards ? order : -order;
  if (bound === null || bound === '=') return strict ? signed > 0 : signed >= 0;
  const strictBound = bound === '>' || bound === '<';
  const sameWay = upwards === (bound === '>=' || bound === '>');
  // A bound that points the target's way proves that it is met; one that points against it proves that it is missed; nothing else.
  if (sameWay) return signed > 0 || (signed === 0 && (!strict || strictBound)) ? true : null;
  return signed < 0 || (signed === 0 && (strict || strictBound)) ? false : null;
}

function compareToRange(target: Extract<Value, { kind: 'range' }>, actual: Value): Comparison {
  const from = reduceValue(target.from);
  const to = reduceValue(target.to);
  const found = reduceValue(actual);
  if (from === null || to === null || found === null) return no('no-number');
  const low = compareReduced({ ...from, comparator: '>=' }, found, null);
  const high = compareReduced({ ...to, comparator: '<=' }, found, null);
  if (!low.comparable) return low;
  if (!high.comparable) return high;
  // Outside the range: whether that is better or worse isn't printed.
  return low.met && high.met ? { comparable: true, met: true, ratio: null, inferred: null } : no('direction-missing');
}

function compareParts(targets: readonly Value[], actuals: readonly Value[], year: number | null): Comparison {
  if (targets.length !== actuals.length) return no('kinds-differ');
  let met = true;
  for (const [i, target] of targets.entries()) {
    const actual = actuals[i];
    if (actual === undefined || countedOf(target) !== countedOf(actual)) return no('units-differ');
    const part = compareToTarget(target, actual, year);
    if (!part.comparable) return part;
    met &&= part.met;
  }
  return { comparable: true, met, ratio: null, inferred: null };
}

function countedOf(value: Value): string | undefined {
  return value.kind === 'quantity' ? value.of : undefined;
}

/** Dates by their common precision: 2021-11 is before 2021-12-15, 2021-12 is open against it. */
function compareDates(target: Value, actual: Value, year: number | null): Comparison {
  if (isMeasured(target) || isMeasured(actual)) return no('kinds-differ');
  if (target.kind !== 'date' || (actual.kind !== 'date' && actual.kind !== 'period')) return no('no-number');
  const limit = withYear(target.date, year);
  const first = withYear(actual.kind === 'date' ? actual.date : actual.from, year);
  const last = withYear(actual.kind === 'date' ? actual.date : actual.to, year);
  if (limit === null || first === null || last === null) return no('date-open');
  if (actual.kind === 'date' && actual.comparator !== null) return sameBound(target, actual);
  if (target.comparator === null) return first === limit && last === limit ? done(true) : no('direction-missing');
  const [early, late] = [order(first, limit), order(last, limit)];
  if (early === null || late === null) return no('date-open');
  if (target.comparator === '<=') return late <= 0 ? done(true) : early > 0 || actual.kind === 'period' ? done(false) : no('date-open');
  return early >= 0 ? done(true) : late < 0 ? done(false) : no('date-open');
}

function isMeasured(value: Value): boolean {
  return value.kind === 'quantity' || value.kind === 'ratio';
}

function sameBound(target: DateValue, actual: DateValue): Comparison {
  return actual.comparator === target.comparator && actual.date === target.date ? done(true) : no('bound');
}

/** Below, at or above the limit at the limit's own precision; null where the date is coarser and may be on either side. */
function order(date: string, limit: string): number | null {
  const shared = Math.min(date.length, limit.length);
  const [a, b] = [date.slice(0, shared), limit.slice(0, shared)];
  if (a !== b) return a < b ? -1 : 1;
  return date.length >= limit.length || limit.endsWith('-12-31') || isMonthEnd(limit) ? 0 : null;
}

/** True where the limit is the last day of its month: a date that prints that month alone is within it. */
function isMonthEnd(limit: string): boolean {
  const [year, month, day] = limit.split('-').map(Number);
  return year !== undefined && month !== undefined && day !== undefined && new Date(Date.UTC(year, month, 0)).getUTCDate() === day;
}

function withYear(date: string, year: number | null): string | null {
  if (!date.startsWith('--')) return date;
  return year === null || date.startsWith('---') ? null : `${year}-${date.slice(2)}`;
}

function done(met: boolean): Comparison {
  return { comparable: true, met, ratio: null, inferred: null };
}

function no(why: Incomparable): Comparison {
  return { comparable: false, why };
}
