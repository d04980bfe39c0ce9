import { z } from 'zod';
import { cellNumber } from '../cell-number.js';
import { defineRule, type CellRef } from '../rule.js';

const options = z.strictObject({
  funding: z.string().default('funding'),
  executed: z.string().default('executed'),
  table: z.string().default('indicators'),
  score: z.string().default('score'),
});

export const projectStopped = defineRule({
  name: 'project-stopped',
  level: 'form',
  severity: 'info',
  needsRunningProject: false,
  stopsOthers: true,
  options,
  docs: {
    en:
      'Nothing was spent and no row has a score above 0: the project did not take place, so sums and scores mean nothing and the rules ' +
      'about them are skipped. A word such as "stopped" in the name alone does not make it so.',
    zh: '执行数为 0 且没有大于 0 的得分：项目未实施，合计与得分无意义，相关规则不再检查。仅名称含“停用”字样不作此判断。',
  },
  messages: {
    stopped: {
      en: 'the project did not take place: executed {executed}, no score above 0; sums and scores are not checked',
      zh: '项目未实施：全年执行数 {executed}，没有大于 0 的得分；不检查合计与得分',
    },
  },
  attests: () => [],
  check(form, o) {
    const nothing = { hits: [], held: 0 };
    const funding = form.tables[o.funding]?.rows ?? [];
    let first = -1;
    for (let row = 0; row < funding.length; row++) {
      const spent = cellNumber(funding[row]?.cells[o.executed]);
      if (spent === null) continue;
      if (spent !== '0') return nothing;
      if (first < 0) first = row;
    }
    if (first < 0) return nothing;
    const rows = form.tables[o.table]?.rows ?? [];
    for (const { cells } of rows) {
      const score = cellNumber(cells[o.score]);
      if (score !== null && score !== '0' && !score.startsWith('-')) return { hits: [], held: 1 };
    }
    if (rows.length === 0) return { hits: [], held: 1 };
    const cells: CellRef[] = [{ table: o.funding, row: first, column: o.executed }];
    return { hits: [{ template: 'stopped', data: { executed: funding[first]?.cells[o.executed]?.text ?? '' }, cells }], held: 0 };
  },
  examples: {
    fires: [
      { why: 'nothing spent, nothing scored', form: { tables: { funding: [{ executed: '0.00' }], indicators: [{ weight: '15', score: '/' }, { weight: '10', score: '0' }] } } },
    ],
    silent: [
      { why: 'nothing spent, but scores are claimed', form: { tables: { funding: [{ executed: '0.00' }], indicators: [{ weight: '10', score: '10' }] } } },
      { why: 'money was spent', form: { tables: { funding: [{ executed: '5.00' }], indicators: [{ weight: '10', score: '0' }] } } },
      { why: 'nothing is said about the money', form: { tables: { funding: [{ executed: '' }], indicators: [{ weight: '10', score: '0' }] } } },
    ],
  },
});
