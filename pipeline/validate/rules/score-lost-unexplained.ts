import { z } from 'zod';
import { decimal } from '../../normalise/decimal.js';
import { cellNumber } from '../cell-number.js';
import { isBlank } from '../is-blank.js';
import { rowCells } from '../row-cells.js';
import { defineRule, type Hit } from '../rule.js';
import { sharedCell } from '../shared-cell.js';
import { scoreTolerance } from '../tolerances.js';

const options = z.strictObject({
  table: z.string().default('indicators'),
  weight: z.string().default('weight'),
  score: z.string().default('score'),
  reason: z.string().default('deviation'),
});

export const scoreLostUnexplained = defineRule({
  name: 'score-lost-unexplained',
  level: 'row',
  severity: 'warning',
  needsRunningProject: true,
  options,
  docs: {
    en:
      'A row that does not get its full weight gives a reason. Says nothing where the form has no column for reasons. Wrong where one ' +
      'reason stands for several rows and its span was lost.',
    zh: '未得满分的行应说明原因；表格无原因栏时不检查。一条原因对应多行而跨行信息丢失时可能误报。',
  },
  messages: { lost: { en: 'score {score} < weight {weight} without a reason', zh: '得分 {score} < 分值 {weight}，未说明原因' } },
  attests: () => [],
  check(form, o) {
    const hits: Hit[] = [];
    let held = 0;
    const table = form.tables[o.table];
    if (table === undefined || !table.columns.includes(o.reason)) return { hits, held };
    let row = -1;
    for (const { cells } of table.rows) {
      row += 1;
      const weight = cellNumber(cells[o.weight]);
      const score = cellNumber(cells[o.score]);
      if (weight === null || score === null || weight === score) continue;
      if (decimal.compare(decimal.subtract(weight, score), scoreTolerance) <= 0) continue;
      if (!isBlank(sharedCell(table, row, o.reason))) {
        held += 1;
        continue;
      }
      hits.push({
        template: 'lost',
        data: { score: cells[o.score]?.text ?? '', weight: cells[o.weight]?.text ?? '' },
        row: { table: o.table, row },
        cells: rowCells(o.table, row, [o.score, o.weight, o.reason]),
      });
    }
    return { hits, held };
  },
  examples: {
    fires: [
      { why: '1.5 of 3, nothing said', form: { tables: { indicators: [{ weight: '3', score: '1.5', deviation: '' }] } } },
      { why: 'a dash is no reason', form: { tables: { indicators: [{ weight: '3', score: '0', deviation: '—' }] } } },
    ],
    silent: [
      { why: 'a reason is given', form: { tables: { indicators: [{ weight: '3', score: '1.5', deviation: '因疫情原因未完成' }] } } },
      { why: 'the full score needs none', form: { tables: { indicators: [{ weight: '3', score: '3' }, { weight: '0', score: '0' }, { weight: '/', score: '/' }] } } },
    ],
  },
});
