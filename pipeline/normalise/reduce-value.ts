import type { Comparator, Value } from '../../schemas/value.js';
import { findUnit } from './find-unit.js';

export interface ReducedValue {
  /** Decimal text, in `unit`. */
  readonly number: string;
  /** A base unit of the contract (元, 平方米, 秒, 1 …), the counted thing itself, or 百分点, which is no share of a whole. */
  readonly unit: string;
  /** What the number is per, one word a thing (日 is 天, 季 is 季度), sorted. */
  readonly per: readonly string[];
  readonly comparator: Comparator | null;
}

/** One word for each stretch of time and unit that has several. */
const SAME_PER: Readonly<Record<string, string>> = { 日: '天', 季: '季度', 年度: '年', 个月: '月', 月份: '月', 星期: '周', 个工作日: '工作日', '㎡': '平方米', 平米: '平方米', m2: '平方米', 'm²': '平方米', 千米: '公里', km: '公里' };

const NO_PER: readonly string[] = [];

/** The number of a quantity or ratio in its base unit, or null for every other value and for a number without a unit. */
export function reduceValue(value: Value): ReducedValue | null {
  if (value.kind === 'ratio') {
    const points = value.unit.endsWith('分点');
    return { number: value.base.number, unit: points ? '百分点' : value.base.unit, per: NO_PER, comparator: value.comparator };
  }
  if (value.kind !== 'quantity' || value.base === null) return null;
  return { number: value.base.number, unit: value.base.unit, per: commonPer(value.per), comparator: value.comparator };
}

/** The words of a `per` list that mean the same written the same, in one order. */
function commonPer(per: readonly string[]): readonly string[] {
  return per.length === 0 ? NO_PER : per.map((word) => SAME_PER[word] ?? word).sort();
}

/** Whether a reduced unit is money, a share, a count of things, or something measured. */
export function dimensionOf(unit: string): 'money' | 'share' | 'count' | 'measure' {
  if (unit === '元') return 'money';
  if (unit === '1' || unit === '百分点') return 'share';
  return findUnit(unit)?.kind === 'measure' ? 'measure' : 'count';
}
