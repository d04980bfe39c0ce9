import { z } from 'zod';
import { decimal } from '../../normalise/decimal.js';
import { cellNumber } from '../cell-number.js';
import { rowCells } from '../row-cells.js';
import { defineRule, type Hit } from '../rule.js';
import { scoreTolerance } from '../tolerances.js';

const options = z.strictObject({
  table: z.string().default('indicators'),
  weight: z.string().default('weight'),
  score: z.string().default('score'),
});

export const scoreExceedsWeight = defineRule({
  name: 'score-exceeds-weight',
  level: 'row',
  severity: 'error',
  needsRunningProject: false,
  options,
  docs: {
    en: 'The score of a row may not be above its weight. Wrong where a form gives bonus points.',
    zh: '同一行的得分不得大于分值。设有加分的表格不适用本规则。',
  },
  messages: { above: { en: 'score {score} > weight {weight}', zh: '得分 {score} > 分值 {weight}' } },
  attests: (o) => [`${o.table}.${o.weight}`, `${o.table}.${o.score}`],
  check(form, o) {
    const hits: Hit[] = [];
    let held = 0;
    let row = -1;
    for (const { cells } of form.tables[o.table]?.rows ?? []) {
      row += 1;
      const weight = cellNumber(cells[o.weight]);
      const score = cellNumber(cells[o.score]);
      if (weight === null || score === null) continue;
      if (decimal.compare(score, weight) <= 0 || decimal.compare(decimal.subtract(score, weight), scoreTolerance) <= 0) {
        held += 1;
        continue;
      }
      hits.push({
        template: 'above',
        data: { score: cells[o.score]?.text ?? '', weight: cells[o.weight]?.text ?? '' },
        row: { table: o.table, row },
        cells: rowCells(o.table, row, [o.score, o.weight]),
      });
    }
    return { hits, held };
  },
  examples: {
    fires: [{ why: '6 is more than 5', form: { tables: { indicators: [{ weight: '5', score: '6' }] } } }],
    silent: [
      { why: 'a dash is not a number', form: { tables: { indicators: [{ weight: '/', score: '6' }, { weight: '5', score: '—' }] } } },
      { why: 'the weight itself, and a hundredth above it, is full', form: { tables: { indicators: [{ weight: '5', score: '5.0' }, { weight: '5', score: '5.01' }] } } },
    ],
  },
});
