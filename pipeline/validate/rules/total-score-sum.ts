import { z } from 'zod';
import { rowsOf } from '../evidence.js';
import { defineRule } from '../rule.js';
import { sumWithExecution } from '../sum-with-execution.js';

const options = z.strictObject({
  table: z.string().default('indicators'),
  column: z.string().default('score'),
  funding: z.string().default('funding'),
  execution: z.string().default('score'),
  total: z.string().default('totalScore'),
});

export const totalScoreSum = defineRule({
  name: 'total-score-sum',
  level: 'form',
  severity: 'error',
  needsRunningProject: true,
  options,
  docs: {
    en:
      'The scores of all rows and the score of the execution rate, counted once, add up to the printed total. Wrong where parent rows ' +
      'repeat what their children print.',
    zh: '各行得分与预算执行得分（只计一次）之和等于总分行的得分。上级行重复填列下级行得分的表格不适用本规则。',
  },
  messages: {
    differs: {
      en: 'scores add up to {sum} (rows {rows} + execution {execution}), the form prints {total}',
      zh: '得分合计 {sum}（各行 {rows} + 执行率 {execution}），表中总分为 {total}',
    },
    'rows-only': { en: 'scores add up to {sum}, the form prints {total}', zh: '得分合计 {sum}，表中总分为 {total}' },
  },
  attests: (o) => [`${o.table}.${o.column}`, `${o.funding}.${o.execution}`, rowsOf(o.table)],
  check: sumWithExecution,
  examples: {
    fires: [
      {
        why: '10 + 40 + 49 is not 100',
        form: { fields: { totalScore: '100' }, tables: { funding: [{ item: '年度资金总额', score: '10' }], indicators: [{ score: '40' }, { score: '49' }] } },
      },
    ],
    silent: [
      {
        why: 'the execution row is counted once, whether the others print a dash or repeat it',
        form: {
          fields: { totalScore: '100' },
          tables: { funding: [{ item: '年度资金总额', score: '10' }, { item: '当年财政拨款', score: '10' }], indicators: [{ score: '40' }, { score: '50' }] },
        },
      },
      { why: 'a total of 94 over 93.98 is rounded', form: { fields: { totalScore: '94' }, tables: { funding: [{ score: '9.98' }], indicators: [{ score: '84' }] } } },
      { why: 'no total is printed', form: { fields: { totalScore: '—' }, tables: { indicators: [{ score: '49' }] } } },
    ],
  },
});
