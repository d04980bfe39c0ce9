import { z } from 'zod';
import type { Value } from '../../../schemas/value.js';
import { compareToTarget } from '../../normalise/compare-to-target.js';
import { decimal } from '../../normalise/decimal.js';
import { wordsToPattern } from '../../normalise/words-to-pattern.js';
import { cellNumber } from '../cell-number.js';
import { rowCells } from '../row-cells.js';
import { defineRule, type Hit } from '../rule.js';
import { withDirection } from '../with-direction.js';

const options = z.strictObject({
  table: z.string().default('indicators'),
  name: z.string().default('name'),
  level: z.string().default('level2'),
  target: z.string().default('target'),
  actual: z.string().default('actual'),
  weight: z.string().default('weight'),
  score: z.string().default('score'),
  /** Words in a name or level that leave open which way a target without a sign is to be met. */
  unclear: z.array(z.string()).default([]).transform(wordsToPattern),
});

export const fullScoreMissedTarget = defineRule({
  name: 'full-score-missed-target',
  level: 'row',
  severity: 'error',
  needsRunningProject: true,
  options,
  docs: {
    en:
      'The target is missed, and the row still has its full score. Only where target and actual reduce to one base unit. Wrong where an ' +
      'indicator without a sign is better when lower and its name does not say so.',
    zh: '未达到指标值却得满分；仅在指标值与完成值可换算为同一单位时检查。未印符号且名称看不出越低越好的反向指标可能误报。',
  },
  messages: {
    missed: { en: 'actual {actual} misses target {target}, and the score is full: {score} of {weight}', zh: '实际完成值 {actual} 未达到指标值 {target}，却得满分 {score}（分值 {weight}）' },
  },
  attests: (o) => [`${o.table}.${o.target}`, `${o.table}.${o.actual}`],
  check(form, o) {
    const hits: Hit[] = [];
    let held = 0;
    let row = -1;
    for (const { cells } of form.tables[o.table]?.rows ?? []) {
      row += 1;
      const weight = cellNumber(cells[o.weight]);
      const score = cellNumber(cells[o.score]);
      if (weight === null || score === null || weight === '0' || decimal.compare(score, weight) < 0) continue;
      // A copy of the target, or its equal, misses nothing.
      if (cells[o.actual]?.text === cells[o.target]?.text) {
        if (isNumber(cells[o.target]?.value)) held += 1;
        continue;
      }
      const target = withDirection(cells[o.target]?.value, cells[o.name]?.text ?? '', cells[o.level]?.text ?? '', o.unclear);
      const actual = cells[o.actual]?.value;
      if (target === null || actual === null || actual === undefined) continue;
      const comparison = compareToTarget(target, actual, form.year);
      if (!comparison.comparable) continue;
      if (comparison.met) {
        held += 1;
        continue;
      }
      hits.push({
        template: 'missed',
        data: {
          target: cells[o.target]?.text ?? '',
          actual: cells[o.actual]?.text ?? '',
          score: cells[o.score]?.text ?? '',
          weight: cells[o.weight]?.text ?? '',
        },
        row: { table: o.table, row },
        cells: rowCells(o.table, row, [o.actual, o.target, o.score, o.weight]),
      });
    }
    return { hits, held };
  },
  examples: {
    fires: [
      { why: '51 are fewer than 80', form: { tables: { indicators: [{ name: '接入网络设备数量', target: '≥80台', actual: '51台', weight: '5', score: '5' }] } } },
      { why: 'units are converted first', form: { tables: { indicators: [{ name: '预算控制数', target: '≤30万元', actual: '373714元', weight: '5', score: '5' }] } } },
    ],
    silent: [
      { why: 'points were taken off', form: { tables: { indicators: [{ name: '采购数量', target: '1350套', actual: '1172套', weight: '6', score: '5.2' }] } } },
      {
        why: 'met exactly, or better',
        form: {
          tables: {
            indicators: [
              { target: '≥95%', actual: '95%', weight: '5', score: '5' },
              { target: '≤3小时', actual: '90分钟', weight: '5', score: '5' },
            ],
          },
        },
      },
      {
        why: 'words and other units have no order',
        form: {
          tables: {
            indicators: [
              { target: '≥3天', actual: '及时', weight: '5', score: '5' },
              { target: '≥100元/人/月', actual: '75元', weight: '5', score: '5' },
            ],
          },
        },
      },
      {
        why: 'less may be better',
        options: { unclear: ['成本'] },
        form: { tables: { indicators: [{ name: '购置成本', target: '6500元/台', actual: '6400元/台', weight: '5', score: '5' }] } },
      },
      { why: 'no weight, no score', form: { tables: { indicators: [{ target: '≥80%', actual: '0%', weight: '0', score: '0' }] } } },
    ],
  },
});

function isNumber(value: Value | null | undefined): boolean {
  return value?.kind === 'quantity' || value?.kind === 'ratio';
}
