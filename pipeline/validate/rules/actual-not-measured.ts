import { z } from 'zod';
import { isBound } from '../is-bound.js';
import { rowCells } from '../row-cells.js';
import { defineRule, type Hit } from '../rule.js';

const options = z.strictObject({
  table: z.string().default('indicators'),
  target: z.string().default('target'),
  actual: z.string().default('actual'),
});

export const actualNotMeasured = defineRule({
  name: 'actual-not-measured',
  level: 'row',
  severity: 'info',
  needsRunningProject: true,
  options,
  docs: {
    en:
      'The actual is a bound, often a copy of the target (≥95% for ≥95%), and not what was measured. Some systems print the sign ' +
      'themselves, so it need not be the author’s fault.',
    zh: '实际完成值写成界限（常为照抄指标值，如 ≥95%），而不是实际测得的数值。部分系统会自动带出符号，不一定是填报人的问题。',
  },
  messages: {
    copy: { en: 'actual {actual} repeats the target', zh: '实际完成值 {actual} 照抄指标值' },
    bound: { en: 'actual {actual} is a bound, target {target}', zh: '实际完成值 {actual} 是界限而非实测值（指标值 {target}）' },
  },
  attests: () => [],
  check(form, o) {
    const hits: Hit[] = [];
    let held = 0;
    let row = -1;
    for (const { cells } of form.tables[o.table]?.rows ?? []) {
      row += 1;
      const actual = cells[o.actual];
      if (actual === undefined || actual.value === null || actual.value.kind === 'none' || actual.value.kind === 'text') continue;
      if (!isBound(actual.value)) {
        held += 1;
        continue;
      }
      const target = cells[o.target]?.text ?? '';
      hits.push({
        template: actual.text === target ? 'copy' : 'bound',
        data: { actual: actual.text, target },
        row: { table: o.table, row },
        cells: rowCells(o.table, row, [o.actual, o.target]),
      });
    }
    return { hits, held };
  },
  examples: {
    fires: [
      { why: 'the target again', form: { tables: { indicators: [{ target: '≥95%', actual: '≥95%' }] } } },
      { why: 'another bound', form: { tables: { indicators: [{ target: '≥55台', actual: '≥58台' }] } } },
    ],
    silent: [
      { why: 'a measured rate may equal its target', form: { tables: { indicators: [{ target: '100%', actual: '100%' }, { target: '0次', actual: '0次' }] } } },
      { why: 'words are not measured', form: { tables: { indicators: [{ target: '及时', actual: '及时' }] } } },
    ],
  },
});
