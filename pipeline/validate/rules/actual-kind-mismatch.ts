import { z } from 'zod';
import { decimal } from '../../normalise/decimal.js';
import { dimensionOf } from '../../normalise/reduce-value.js';
import type { Value } from '../../../schemas/value.js';
import { rowCells } from '../row-cells.js';
import { defineRule, type Hit } from '../rule.js';

const options = z.strictObject({
  table: z.string().default('indicators'),
  target: z.string().default('target'),
  actual: z.string().default('actual'),
  /** Units of time that don't convert into each other and still measure one thing: a target in working days may be answered in days. */
  times: z.array(z.string()).default(['秒', '天', '工作日', '周', '月', '季度', '年']),
  /** The largest bare number that can be a rate without its sign, in percent: growth of ten times is seen, an amount of money is beyond. */
  largestBareRate: z.string().default('1000'),
});

export const actualKindMismatch = defineRule({
  name: 'actual-kind-mismatch',
  level: 'row',
  severity: 'error',
  needsRunningProject: true,
  options,
  docs: {
    en:
      'The actual is of another kind than its target: an amount of money for a rate (error), other things counted (warning), words for a ' +
      'number or a number for words (info). A bare number takes the unit of its target. Wrong where one thing is counted in two ways.',
    zh: '完成值与指标值不属同一类：以金额对比率（错误）、计数对象不同（警告）、文字与数值不对应（提示）。无单位的数字视为与指标值同单位。同一事物用不同量词计数时可能误报。',
  },
  messages: {
    kind: { en: 'actual {actual} is of another kind than target {target}', zh: '实际完成值 {actual} 与指标值 {target} 不属同一类' },
    unit: { en: 'actual {actual} counts something else than target {target}', zh: '实际完成值 {actual} 与指标值 {target} 的计数单位不同' },
    words: { en: 'actual "{actual}" is words, target {target} is a number', zh: '指标值 {target} 为数值，实际完成值为文字“{actual}”' },
    number: { en: 'actual {actual} is a number, target "{target}" is words', zh: '指标值为文字“{target}”，实际完成值 {actual} 为数值' },
  },
  attests: (o) => [`${o.table}.${o.target}`, `${o.table}.${o.actual}`],
  check(form, o) {
    const hits: Hit[] = [];
    let held = 0;
    let row = -1;
    for (const { cells } of form.tables[o.table]?.rows ?? []) {
      row += 1;
      const target = sortOf(cells[o.target]?.value, o.times);
      const actual = sortOf(cells[o.actual]?.value, o.times);
      if (target === null || actual === null) continue;
      const said = disagreement(target, actual, o.largestBareRate);
      if (said === null) {
        // Words beside words say nothing about the columns.
        if (target.sort !== 'words') held += 1;
        continue;
      }
      hits.push({
        ...said,
        data: { target: cells[o.target]?.text ?? '', actual: cells[o.actual]?.text ?? '' },
        row: { table: o.table, row },
        cells: rowCells(o.table, row, [o.actual, o.target]),
      });
    }
    return { hits, held };
  },
  examples: {
    fires: [
      { why: 'a rate for an amount', form: { tables: { indicators: [{ target: '≤1096.58万元', actual: '100%' }] } } },
      { why: 'an amount for a rate', form: { tables: { indicators: [{ target: '≥85%', actual: '1016318' }] } } },
      { why: 'time for area', form: { tables: { indicators: [{ target: '≥200平方米', actual: '3小时' }] } } },
      { why: 'other things counted', form: { tables: { indicators: [{ target: '≥3家', actual: '5人' }] } } },
      { why: 'words for a number', form: { tables: { indicators: [{ target: '≥5次', actual: '及时完成' }] } } },
      { why: 'a number for words', form: { tables: { indicators: [{ target: '有效降低', actual: '100%' }] } } },
    ],
    silent: [
      { why: 'the same kind in another size', form: { tables: { indicators: [{ target: '≤460.75万元', actual: '4261455元' }, { target: '≤3小时', actual: '30分钟' }] } } },
      {
        why: 'a bare number takes the unit of its target',
        form: { tables: { indicators: [{ target: '≥30个', actual: '35' }, { target: '≥80%', actual: '99.99' }, { target: '1', actual: '100%' }] } },
      },
      { why: 'one unit within the other', form: { tables: { indicators: [{ target: '≥4台(套)', actual: '4套' }, { target: '≥100人', actual: '120人次' }] } } },
      { why: 'days for working days', form: { tables: { indicators: [{ target: '≤20个工作日', actual: '15天' }] } } },
      { why: 'nothing to compare', form: { tables: { indicators: [{ target: '100%', actual: '不适用' }, { target: '及时', actual: '已完成' }] } } },
    ],
  },
});

/** What sort of thing a value is; `unit` tells measures and counts apart, `bare` is a number without any unit. */
interface Sort {
  readonly sort: ReturnType<typeof dimensionOf> | 'bare' | 'date' | 'words';
  readonly unit: string;
  /** The unit as printed, which may name two: 台(套). */
  readonly printed: string;
  readonly bare: string;
}

function sortOf(value: Value | null | undefined, times: readonly string[]): Sort | null {
  switch (value?.kind) {
    case 'ratio':
      return { sort: 'share', unit: '', printed: '', bare: '' };
    case 'quantity': {
      if (value.base === null) return { sort: 'bare', unit: '', printed: '', bare: value.number };
      const { unit } = value.base;
      return { sort: dimensionOf(unit), unit: times.includes(unit) ? 'time' : unit, printed: value.unit ?? unit, bare: '' };
    }
    case 'date':
    case 'period':
      return { sort: 'date', unit: '', printed: '', bare: '' };
    case 'range':
      return sortOf(value.from, times);
    case 'multi':
      return sortOf(value.parts[0], times);
    case 'text':
      return { sort: 'words', unit: '', printed: '', bare: '' };
    default:
      return null;
  }
}

function disagreement(target: Sort, actual: Sort, largestBareRate: string): Pick<Hit, 'template' | 'severity'> | null {
  if (target.sort === 'words' && actual.sort === 'words') return null;
  if (actual.sort === 'words') return { template: 'words', severity: 'info' };
  if (target.sort === 'words') return { template: 'number', severity: 'info' };
  if (target.sort === 'bare' || actual.sort === 'bare') {
    const [bare, other] = target.sort === 'bare' ? [target, actual] : [actual, target];
    if (other.sort === 'share') return decimal.compare(bare.bare, largestBareRate) > 0 ? { template: 'kind' } : null;
    return other.sort === 'date' ? { template: 'kind' } : null;
  }
  if (target.sort !== actual.sort) return { template: 'kind' };
  if (target.unit === actual.unit) return null;
  if (target.sort === 'measure') return { template: 'kind' };
  if (target.sort !== 'count') return null;
  // 台(套) for 套, 人次 for 人: one unit within the other.
  return target.printed.includes(actual.unit) || actual.printed.includes(target.unit) ? null : { template: 'unit', severity: 'warning' };
}
