import { z } from 'zod';
import { decimal } from '../../normalise/decimal.js';
import type { Value } from '../../../schemas/value.js';
import { rowCells } from '../row-cells.js';
import { defineRule, type Hit } from '../rule.js';

const options = z.strictObject({
  table: z.string().default('indicators'),
  name: z.string().default('name'),
  columns: z.array(z.string()).default(['target', 'actual']),
  /** Words at the end of a name that make it a share of a whole: it can't exceed 100 %. */
  shares: z.array(z.string()),
  /** Columns (`table.column`) that hold such a share in every row. */
  shareColumns: z.array(z.object({ table: z.string(), column: z.string() })).default([]),
});

export const rateOver100 = defineRule({
  name: 'rate-over-100',
  level: 'row',
  severity: 'warning',
  needsRunningProject: false,
  options,
  docs: {
    en:
      'A rate that is a share of a whole (pass rate, coverage, satisfaction) is above 100 %. Growth and completion rates may be. Wrong ' +
      'where a name only looks like a share.',
    zh: '表示部分占整体的比率（合格率、覆盖率、满意度等）超过 100%；增长率、完成率可以超过。名称貌似占比而实际不是的可能误报。',
  },
  messages: { above: { en: '{name} is {rate}: more than 100%', zh: '{nameZh}为 {rate}，超过 100%' } },
  attests: () => [],
  check(form, o) {
    const hits: Hit[] = [];
    let held = 0;
    let row = -1;
    for (const { cells } of form.tables[o.table]?.rows ?? []) {
      row += 1;
      // A bare number beside a printed % sign is a rate too.
      let signed = false;
      for (const column of o.columns) signed ||= cells[column]?.value?.kind === 'ratio';
      for (const column of o.columns) {
        const above = aboveWhole(cells[column]?.value, signed);
        if (above === null) continue;
        const name = cells[o.name]?.text ?? '';
        if (!above) held += 1;
        else if (o.shares.some((word) => name.endsWith(word))) {
          hits.push({
            template: 'above',
            data: { name, nameZh: name, rate: cells[column]?.text ?? '' },
            row: { table: o.table, row },
            cells: rowCells(o.table, row, [column, o.name]),
          });
        }
      }
    }
    for (const { table, column } of o.shareColumns) {
      const definition = form.definition.tables.find(({ name }) => name === table)?.columns.find(({ name }) => name === column);
      let shareRow = -1;
      for (const { cells } of form.tables[table]?.rows ?? []) {
        shareRow += 1;
        const above = aboveWhole(cells[column]?.value, true);
        if (above === null) continue;
        if (!above) {
          held += 1;
          continue;
        }
        hits.push({
          template: 'above',
          data: { name: definition?.title.en ?? column, nameZh: definition?.title.zh ?? column, rate: cells[column]?.text ?? '' },
          row: { table, row: shareRow },
          cells: [{ table, row: shareRow, column }],
        });
      }
    }
    return { hits, held };
  },
  examples: {
    fires: [
      { why: 'more satisfied than all', options: { shares: ['满意度'] }, form: { tables: { indicators: [{ name: '群众满意度', target: '≥95%', actual: '105%' }] } } },
      {
        why: 'a column of shares, without the sign',
        options: { shares: [], shareColumns: [{ table: 'funding', column: 'executionRate' }] },
        form: { tables: { funding: [{ item: '年度资金总额', executionRate: '120.50' }] } },
      },
    ],
    silent: [
      { why: 'growth may be any size', options: { shares: ['满意度', '合格率'] }, form: { tables: { indicators: [{ name: '收入增长率', target: '≥5%', actual: '130%' }] } } },
      { why: '100 % is the whole', options: { shares: ['合格率'] }, form: { tables: { indicators: [{ name: '验收合格率', target: '≥95%', actual: '100.00%' }] } } },
    ],
  },
});

/** A bare number above ten times the whole is no rate without its sign: what it is instead, actual-kind-mismatch says. */
const largestBareRate = '1000';

/** True when the value is a rate above 100 %, false when it is one up to 100 %, null when it states no rate. */
function aboveWhole(value: Value | null | undefined, bareIsRate: boolean): boolean | null {
  if (value?.kind === 'ratio') return value.base.number !== '1' && /^[1-9]/.test(value.base.number);
  if (!bareIsRate || value?.kind !== 'quantity' || value.unit !== null || decimal.compare(value.number, largestBareRate) > 0) return null;
  return decimal.compare(value.number, '100') > 0;
}
