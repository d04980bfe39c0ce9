import { z } from 'zod';
import { decimal } from '../../normalise/decimal.js';
import { cellNumber } from '../cell-number.js';
import { rateReadings, type RateReading } from '../rate-readings.js';
import { rowCells } from '../row-cells.js';
import { defineRule, type Hit } from '../rule.js';
import { scoreTolerance } from '../tolerances.js';

const options = z.strictObject({
  table: z.string().default('funding'),
  budget: z.string().default('adjustedBudget'),
  executed: z.string().default('executed'),
  rate: z.string().default('executionRate'),
  weight: z.string().default('weight'),
  score: z.string().default('score'),
});

/** Decimals that a quotient is carried to: far beyond the two of a score. */
const quotientDigits = 12;

export const executionScore = defineRule({
  name: 'execution-score',
  level: 'row',
  severity: 'error',
  needsRunningProject: true,
  options,
  docs: {
    en:
      'The score of the execution rate is rate × weight, at most the weight; the printed rate and executed ÷ budget are both accepted. ' +
      'Wrong where a region scores execution in steps.',
    zh: '预算执行得分等于执行率乘以分值，最高不超过分值；按所印执行率或按执行数除以预算数计算均可。按档计分的地区不适用本规则。',
  },
  messages: {
    differs: { en: 'execution score {score} ≠ rate {rate} × weight {weight} = {expected}', zh: '执行率得分 {score} ≠ 执行率 {rate} × 分值 {weight} = {expected}' },
  },
  attests: (o) => [`${o.table}.${o.rate}`, `${o.table}.${o.weight}`, `${o.table}.${o.score}`],
  check(form, o) {
    const hits: Hit[] = [];
    let held = 0;
    let row = -1;
    for (const { cells } of form.tables[o.table]?.rows ?? []) {
      row += 1;
      const weight = cellNumber(cells[o.weight]);
      const score = cellNumber(cells[o.score]);
      if (weight === null || score === null) continue;
      const budget = cellNumber(cells[o.budget]);
      const executed = cellNumber(cells[o.executed]);
      const exact = budget === null || executed === null ? null : decimal.divide(executed, budget, quotientDigits);
      const printed = rateReadings(cells[o.rate]);
      // What was divided says which of the two a rate without its sign is; without it both are possible.
      const rates = exact === null ? printed : [{ rate: exact }, { rate: nearest(printed, exact) }];
      if (rates[0] === undefined) continue;
      if (isScoreOf(rates, weight, score)) {
        held += 1;
        continue;
      }
      const used = printed.length > 0 ? [o.score, o.weight, o.rate] : [o.score, o.weight];
      const divided = exact === null ? [] : [o.executed, o.budget];
      hits.push({
        template: 'differs',
        data: {
          score: cells[o.score]?.text ?? '',
          weight: cells[o.weight]?.text ?? '',
          rate: printed.length > 0 ? (cells[o.rate]?.text ?? '') : `${cells[o.executed]?.text ?? ''} ÷ ${cells[o.budget]?.text ?? ''}`,
          expected: decimal.round(scoreOf(rates[0].rate, weight), 4),
        },
        row: { table: o.table, row },
        cells: rowCells(o.table, row, [...used, ...divided]),
      });
    }
    return { hits, held };
  },
  examples: {
    fires: [
      {
        why: 'full score for 93.70 %',
        form: { tables: { funding: [{ adjustedBudget: '200000.00', executed: '187400.00', weight: '10', executionRate: '93.70', score: '10.00' }] } },
      },
      { why: 'half the budget spent, and no rate printed', form: { tables: { funding: [{ adjustedBudget: '200', executed: '100', weight: '10', score: '10' }] } } },
    ],
    silent: [
      {
        why: 'rounded or cut to two decimals; more than the budget is still the weight',
        form: {
          tables: {
            funding: [
              { adjustedBudget: '3028000.00', executed: '3005236.00', weight: '10', executionRate: '99.25%', score: '9.92' },
              { adjustedBudget: '100', executed: '120', weight: '10', executionRate: '120%', score: '10' },
            ],
          },
        },
      },
      { why: 'no budget, no score', form: { tables: { funding: [{ adjustedBudget: '0.00', executed: '0.00', weight: '10', executionRate: '0.00', score: '0.00' }] } } },
      { why: 'a dash is not a score', form: { tables: { funding: [{ adjustedBudget: '0.00', executed: '0.00', weight: '—', executionRate: '', score: '—' }] } } },
    ],
  },
});

/** The score of a rate: that part of the weight, and never more than it. */
function scoreOf(rate: string, weight: string): string {
  const score = decimal.multiply(rate, weight);
  return decimal.compare(score, weight) > 0 ? weight : score;
}

function isScoreOf(rates: readonly Pick<RateReading, 'rate'>[], weight: string, score: string): boolean {
  for (const { rate } of rates) if (decimal.areWithin(scoreOf(rate, weight), score, scoreTolerance)) return true;
  return false;
}

/** The reading that lies nearest to the exact rate; the exact rate where there is none. */
function nearest(readings: readonly RateReading[], exact: string): string {
  let best = exact;
  let distance: string | null = null;
  for (const { rate } of readings) {
    if (rate === exact) return rate;
    const away = decimal.absolute(decimal.subtract(rate, exact));
    if (distance === null || decimal.compare(away, distance) < 0) [best, distance] = [rate, away];
  }
  return best;
}
