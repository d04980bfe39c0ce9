import { z } from 'zod';
import { isBlank } from '../is-blank.js';
import { rowCells } from '../row-cells.js';
import { defineRule, type Hit } from '../rule.js';

const options = z.strictObject({
  table: z.string().default('indicators'),
  /** A row is a duplicate when all of these print the same. */
  columns: z.array(z.string()).default(['level1', 'level2', 'name', 'target', 'actual']),
  /** A row that has nothing here is no indicator. */
  name: z.string().default('name'),
});

export const duplicateRow = defineRule({
  name: 'duplicate-row',
  level: 'row',
  severity: 'warning',
  needsRunningProject: false,
  options,
  docs: {
    en: 'The same level, name, target and actual stand twice. Wrong where the same indicator is meant for two objects that the name does not tell apart.',
    zh: '级别、名称、指标值和完成值完全相同的行出现两次。同名指标分别针对不同对象而名称未区分时可能误报。',
  },
  messages: { twice: { en: '"{name}" stands twice with the same values (row {first} and row {second})', zh: '“{name}”及其数值重复出现（第 {first} 行与第 {second} 行）' } },
  attests: () => [],
  check(form, o) {
    const hits: Hit[] = [];
    const seen = new Map<string, number>();
    let row = -1;
    for (const { cells } of form.tables[o.table]?.rows ?? []) {
      row += 1;
      if (isBlank(cells[o.name])) continue;
      let key = '';
      for (const column of o.columns) key += `${cells[column]?.text ?? ''}\n`;
      const first = seen.get(key);
      if (first === undefined) {
        seen.set(key, row);
        continue;
      }
      hits.push({
        template: 'twice',
        data: { name: cells[o.name]?.text ?? '', first: first + 1, second: row + 1 },
        row: { table: o.table, row },
        cells: [...rowCells(o.table, row, o.columns), ...rowCells(o.table, first, o.columns)],
      });
    }
    return { hits, held: seen.size };
  },
  examples: {
    fires: [
      {
        why: 'word for word',
        form: { tables: { indicators: [{ name: '参与培训人员满意度', target: '≥85%', actual: '100%' }, { name: '参与培训人员满意度', target: '≥85%', actual: '100%' }] } },
      },
    ],
    silent: [
      { why: 'another target', form: { tables: { indicators: [{ name: '响应时效', target: '≤1小时', actual: '≤1小时' }, { name: '响应时效', target: '≤8小时', actual: '≤8小时' }] } } },
      { why: 'nothing applies twice', form: { tables: { indicators: [{ name: '不适用', target: '不适用', actual: '/' }, { name: '不适用', target: '不适用', actual: '/' }] } } },
    ],
  },
});
