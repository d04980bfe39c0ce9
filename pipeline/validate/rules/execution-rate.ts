import { z } from 'zod';
import { decimal } from '../../normalise/decimal.js';
import type { NormalisedCell } from '../../normalise/normalised-form.js';
import { cellNumber } from '../cell-number.js';
import { rateReadings, type RateReading } from '../rate-readings.js';
import { rowCells } from '../row-cells.js';
import { defineRule, type Hit } from '../rule.js';

const options = z.strictObject({
  table: z.string().default('funding'),
  /** The budget as adjusted during the year, never the initial one. */
  budget: z.string().default('adjustedBudget'),
  executed: z.string().default('executed'),
  rate: z.string().default('executionRate'),
});

export const executionRate = defineRule({
  name: 'execution-rate',
  level: 'row',
  severity: 'error',
  needsRunningProject: false,
  options,
  docs: {
    en:
      'The printed execution rate is executed ÷ adjusted budget, within one unit of its last printed place; it may be printed as 99.99, ' +
      '99.99% or 0.9999. Says nothing where the budget is 0 or blank. Wrong where a form divides by the initial budget.',
    zh: '执行率等于全年执行数除以全年预算数，允许末位相差一个单位；可印作 99.99、99.99% 或 0.9999。预算为 0 或空白时不检查。以年初预算数为分母的表格不适用本规则。',
  },
  messages: {
    differs: {
      en: 'execution rate {rate} ≠ executed {executed} ÷ adjusted budget {budget} = {expected}%',
      zh: '执行率 {rate} ≠ 全年执行数 {executed} ÷ 全年预算数 {budget} = {expected}%',
    },
  },
  attests: (o) => [`${o.table}.${o.budget}`, `${o.table}.${o.executed}`, `${o.table}.${o.rate}`],
  check(form, o) {
    const hits: Hit[] = [];
    let held = 0;
    let row = -1;
    for (const { cells } of form.tables[o.table]?.rows ?? []) {
      row += 1;
      const budget = cellNumber(cells[o.budget]);
      const executed = cellNumber(cells[o.executed]);
      if (budget === null || executed === null || decimal.compare(budget, '0') <= 0) continue;
      const readings = rateReadings(cells[o.rate]);
      if (readings.length === 0) continue;
      if (fits(readings, executed, budget, '0') || fits(readings, executed, budget, decimal.add(roundedAway(cells[o.budget]), roundedAway(cells[o.executed])))) {
        held += 1;
        continue;
      }
      hits.push({
        template: 'differs',
        data: {
          rate: cells[o.rate]?.text ?? '',
          executed: cells[o.executed]?.text ?? '',
          budget: cells[o.budget]?.text ?? '',
          expected: decimal.divide(decimal.multiply(executed, '100'), budget, 2) ?? '',
        },
        row: { table: o.table, row },
        cells: rowCells(o.table, row, [o.rate, o.executed, o.budget]),
      });
    }
    return { hits, held };
  },
  examples: {
    fires: [{ why: '90 of 100 is not 95 %', form: { tables: { funding: [{ adjustedBudget: '100.00', executed: '90.00', executionRate: '95.00' }] } } }],
    silent: [
      {
        why: 'rounded, cut, with its sign, as a fraction',
        form: {
          tables: {
            funding: [
              { adjustedBudget: '3578500.00', executed: '3578251.66', executionRate: '99.99' },
              { adjustedBudget: '19416170.49', executed: '19402034.90', executionRate: '99.92%' },
              { adjustedBudget: '2070000.00', executed: '2057953.80', executionRate: '0.99' },
              { adjustedBudget: '100', executed: '100', executionRate: '1' },
            ],
          },
        },
      },
      {
        why: 'the rate was taken before the amounts were rounded to 万元',
        form: { tables: { funding: [{ adjustedBudget: '1.50万元', executed: '1.33万元', executionRate: '88.89%' }] } },
      },
      {
        why: 'a budget of 0, or none, is never divided by',
        form: { tables: { funding: [{ adjustedBudget: '0.00', executed: '0.00', executionRate: '0.00' }, { adjustedBudget: '—', executed: '5', executionRate: '9' }] } },
      },
    ],
  },
});

/** True when one of the readings is executed ÷ budget, within one unit of its last place and the slack. */
function fits(readings: readonly RateReading[], executed: string, budget: string, slack: string): boolean {
  // Both sides times the budget: nothing is rounded before it is compared.
  for (const { rate, unit } of readings) {
    if (decimal.areWithin(decimal.multiply(rate, budget), executed, decimal.add(decimal.multiply(unit, budget), slack))) return true;
  }
  return false;
}

/**
 * The most that printing an amount can have rounded away, in its base unit: half a unit of its last decimal (5.25万元 stands for 52450 to
 * 52550元). An amount without decimals is taken as exact.
 */
function roundedAway(cell: NormalisedCell | undefined): string {
  const places = decimal.places(cell?.text ?? '');
  if (places === 0 || cell?.value?.kind !== 'quantity') return '0';
  const { number, base } = cell.value;
  const half = `0.${'0'.repeat(places)}5`;
  const factor = base === null || number === base.number ? '1' : (decimal.divide(base.number, number, places) ?? '1');
  return decimal.multiply(half, factor);
}
