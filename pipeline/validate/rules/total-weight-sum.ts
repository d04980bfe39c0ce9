import { z } from 'zod';
import { rowsOf } from '../evidence.js';
import { defineRule } from '../rule.js';
import { sumWithExecution } from '../sum-with-execution.js';

const options = z.strictObject({
  table: z.string().default('indicators'),
  column: z.string().default('weight'),
  funding: z.string().default('funding'),
  execution: z.string().default('weight'),
  total: z.string().default('totalWeight'),
});

export const totalWeightSum = defineRule({
  name: 'total-weight-sum',
  level: 'form',
  severity: 'error',
  needsRunningProject: true,
  options,
  docs: {
    en:
      'The weights of all rows and the weight of the execution rate, counted once, add up to the printed total. Wrong where parent rows ' +
      'repeat what their children print.',
    zh: '各行分值与预算执行分值（只计一次）之和等于总分行的分值。上级行重复填列下级行分值的表格不适用本规则。',
  },
  messages: {
    differs: {
      en: 'weights add up to {sum} (rows {rows} + execution {execution}), the form prints {total}',
      zh: '分值合计 {sum}（各行 {rows} + 执行率 {execution}），表中总分为 {total}',
    },
    'rows-only': { en: 'weights add up to {sum}, the form prints {total}', zh: '分值合计 {sum}，表中总分为 {total}' },
  },
  attests: (o) => [`${o.table}.${o.column}`, `${o.funding}.${o.execution}`, rowsOf(o.table)],
  check: sumWithExecution,
  examples: {
    fires: [
      {
        why: '10 + 40 + 49 is not 100',
        form: { fields: { totalWeight: '100' }, tables: { funding: [{ item: '年度资金总额', weight: '10' }], indicators: [{ weight: '40' }, { weight: '49' }] } },
      },
    ],
    silent: [
      {
        why: 'the execution row is counted once, whether the others print a dash or repeat it',
        form: {
          fields: { totalWeight: '100' },
          tables: { funding: [{ item: '年度资金总额', weight: '10' }, { item: '当年财政拨款', weight: '10' }], indicators: [{ weight: '40' }, { weight: '50' }] },
        },
      },
      { why: 'a total of 94 over 93.98 is rounded', form: { fields: { totalWeight: '94' }, tables: { funding: [{ weight: '9.98' }], indicators: [{ weight: '84' }] } } },
      { why: 'no total is printed', form: { fields: { totalWeight: '—' }, tables: { indicators: [{ weight: '49' }] } } },
    ],
  },
});
