import { z } from 'zod';
import type { Value } from '../../../schemas/value.js';
import { compareToTarget } from '../../normalise/compare-to-target.js';
import { decimal } from '../../normalise/decimal.js';
import { wordsToPattern } from '../../normalise/words-to-pattern.js';
import { isBlank } from '../is-blank.js';
import { rowCells } from '../row-cells.js';
import { defineRule, type Hit } from '../rule.js';
import { sharedCell } from '../shared-cell.js';
import { withDirection } from '../with-direction.js';

const options = z.strictObject({
  table: z.string().default('indicators'),
  name: z.string().default('name'),
  level: z.string().default('level2'),
  target: z.string().default('target'),
  actual: z.string().default('actual'),
  reason: z.string().default('deviation'),
  /** Percent of the target from which on a reason is due: 130 in Guangxi, 120 in other regions. */
  threshold: z.number().positive().default(130),
  /** Words in a name or level that leave open which way a target without a sign is to be met. */
  unclear: z.array(z.string()).default([]).transform(wordsToPattern),
});

export const overAchievementUnexplained = defineRule({
  name: 'over-achievement-unexplained',
  level: 'row',
  severity: 'warning',
  needsRunningProject: true,
  options,
  docs: {
    en:
      'The actual is far above a target that is to be reached, and no reason is given: the target was set too low, or the actual is ' +
      'wrong. Wrong where a region allows more than the threshold.',
    zh: '完成值远高于应达到的指标值而未说明原因（指标值偏低或完成值有误）。阈值因地区而异，可在选项中设置。',
  },
  messages: {
    above: {
      en: 'actual {actual} is {percent}% of target {target} (threshold {threshold}%) without a reason',
      zh: '实际完成值 {actual} 为指标值 {target} 的 {percent}%（阈值 {threshold}%），未说明原因',
    },
  },
  attests: () => [],
  check(form, o) {
    const hits: Hit[] = [];
    let held = 0;
    const table = form.tables[o.table];
    if (table === undefined || !table.columns.includes(o.reason)) return { hits, held };
    const factor = decimal.multiply(String(o.threshold), '0.01');
    let row = -1;
    for (const { cells } of table.rows) {
      row += 1;
      if (cells[o.actual]?.text === cells[o.target]?.text) continue;
      const target = withDirection(cells[o.target]?.value, cells[o.name]?.text ?? '', cells[o.level]?.text ?? '', o.unclear);
      const actual = cells[o.actual]?.value;
      // A lower bound as actual (≥58台) is at least that much; only what is to be reached can be exceeded.
      if (target === null || actual === null || actual === undefined || !isToBeReached(target)) continue;
      const comparison = compareToTarget(target, actual, form.year);
      if (!comparison.comparable || comparison.ratio === null || decimal.compare(comparison.ratio, factor) < 0) continue;
      if (!isBlank(sharedCell(table, row, o.reason))) {
        held += 1;
        continue;
      }
      hits.push({
        template: 'above',
        data: {
          actual: cells[o.actual]?.text ?? '',
          target: cells[o.target]?.text ?? '',
          percent: decimal.round(decimal.multiply(comparison.ratio, '100'), 1),
          threshold: o.threshold,
        },
        row: { table: o.table, row },
        cells: rowCells(o.table, row, [o.actual, o.target, o.reason]),
      });
    }
    return { hits, held };
  },
  examples: {
    fires: [{ why: 'twice the target', form: { tables: { indicators: [{ name: '培训天数', target: '≥3天', actual: '6天' }] } } }],
    silent: [
      { why: 'a reason is given', form: { tables: { indicators: [{ name: '培训天数', target: '≥3天', actual: '6天', deviation: '新增一期培训' }] } } },
      { why: 'below the threshold', form: { tables: { indicators: [{ name: '培训天数', target: '≥10天', actual: '12天' }] } } },
      {
        why: 'an upper bound, by its sign or its name',
        options: { unclear: ['投诉'] },
        form: { tables: { indicators: [{ target: '≤3天', actual: '6天' }, { name: '投诉次数', target: '2次', actual: '5次' }] } },
      },
      { why: 'a target of 0 has no percentage', form: { tables: { indicators: [{ target: '0次', actual: '21次' }] } } },
    ],
  },
});

function isToBeReached(target: Value): boolean {
  return (target.kind === 'quantity' || target.kind === 'ratio') && (target.comparator === '>=' || target.comparator === '>');
}
