import { z } from 'zod';
import { rowsOf } from './evidence.js';
import { defineRule, type Rule } from './rule.js';
import { sumWithExecution } from './sum-with-execution.js';

/** A column that adds up to a printed total. */
interface TotalledColumn {
  readonly name: string;
  /** The column, of the rows and of the execution row alike, and the field that prints its total. */
  readonly column: string;
  readonly total: string;
  /** One number of the column, in either language. */
  readonly word: { readonly en: string; readonly zh: string };
}

/** The rule that the numbers of all rows and that of the execution rate, counted once, add up to the printed total. */
export function totalSumRule({ name, column, total, word }: TotalledColumn): Rule {
  const row = (number: string): Record<string, string> => ({ [column]: number });
  return defineRule({
    name,
    level: 'form',
    severity: 'error',
    needsRunningProject: true,
    options: z.strictObject({
      table: z.string().default('indicators'),
      column: z.string().default(column),
      funding: z.string().default('funding'),
      execution: z.string().default(column),
      total: z.string().default(total),
    }),
    docs: {
      en:
        `The ${word.en}s of all rows and the ${word.en} of the execution rate, counted once, add up to the printed total. Wrong where parent rows ` +
        'repeat what their children print.',
      zh: `各行${word.zh}与预算执行${word.zh}（只计一次）之和等于总分行的${word.zh}。上级行重复填列下级行${word.zh}的表格不适用本规则。`,
    },
    messages: {
      differs: {
        en: `${word.en}s add up to {sum} (rows {rows} + execution {execution}), the form prints {total}`,
        zh: `${word.zh}合计 {sum}（各行 {rows} + 执行率 {execution}），表中总分为 {total}`,
      },
      'rows-only': { en: `${word.en}s add up to {sum}, the form prints {total}`, zh: `${word.zh}合计 {sum}，表中总分为 {total}` },
    },
    attests: (o) => [`${o.table}.${o.column}`, `${o.funding}.${o.execution}`, rowsOf(o.table)],
    check: sumWithExecution,
    examples: {
      fires: [
        {
          why: '10 + 40 + 49 is not 100',
          form: { fields: { [total]: '100' }, tables: { funding: [{ item: '年度资金总额', ...row('10') }], indicators: [row('40'), row('49')] } },
        },
      ],
      silent: [
        {
          why: 'the execution row is counted once, whether the others print a dash or repeat it',
          form: {
            fields: { [total]: '100' },
            tables: { funding: [{ item: '年度资金总额', ...row('10') }, { item: '当年财政拨款', ...row('10') }], indicators: [row('40'), row('50')] },
          },
        },
        { why: 'a total of 94 over 93.98 is rounded', form: { fields: { [total]: '94' }, tables: { funding: [row('9.98')], indicators: [row('84')] } } },
        { why: 'no total is printed', form: { fields: { [total]: '—' }, tables: { indicators: [row('49')] } } },
      ],
    },
  });
}
