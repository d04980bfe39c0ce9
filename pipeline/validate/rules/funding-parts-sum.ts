import { z } from 'zod';
import { decimal } from '../../normalise/decimal.js';
import type { NormalisedTable } from '../../normalise/normalised-form.js';
import { cellNumber } from '../cell-number.js';
import { isBlank } from '../is-blank.js';
import { labelKey } from '../label-key.js';
import { defineRule, type CellRef, type Hit } from '../rule.js';
import { totalTolerance } from '../tolerances.js';

const labels = z.array(z.string()).transform((texts) => texts.map(labelKey));

const options = z.strictObject({
  table: z.string().default('funding'),
  item: z.string().default('item'),
  columns: z.array(z.string()).default(['initialBudget', 'adjustedBudget', 'executed']),
  /** The labels of the row that is the total. */
  total: labels,
  /** The labels of each part. All parts must be printed: a form that prints only "of which" promises no sum. */
  parts: z.array(labels),
});

export const fundingPartsSum = defineRule({
  name: 'funding-parts-sum',
  level: 'form',
  severity: 'error',
  needsRunningProject: false,
  options,
  docs: {
    en:
      'In each money column the parts (appropriation, carried over, other) add up to the total. Says nothing unless the form prints all ' +
      'parts. Wrong where a form lists further sources of money beside them.',
    zh: '各金额列中，当年拨款、上年结转与其他资金之和等于资金总额；各组成项未全部列出时不检查。另列其他资金来源的表格不适用本规则。',
  },
  messages: {
    differs: { en: '{title}: parts add up to {sum} ({parts}), the form prints {total}', zh: '{titleZh}：各项合计 {sum}（{parts}），表中总额为 {total}' },
  },
  attests: (o) => o.columns.map((column) => `${o.table}.${column}`),
  check(form, o) {
    const hits: Hit[] = [];
    let held = 0;
    const table = form.tables[o.table];
    if (table === undefined) return { hits, held };
    const printedLabels = table.rows.map(({ cells }) => labelKey(cells[o.item]?.text ?? ''));
    const total = rowOf(printedLabels, o.total);
    const rows: number[] = [];
    for (const part of o.parts) {
      const row = rowOf(printedLabels, part);
      if (row >= 0) rows.push(row);
    }
    if (total < 0 || rows.length < o.parts.length) return { hits, held };
    for (const column of o.columns) {
      const printed = cellNumber(table.rows[total]?.cells[column]);
      const sum = sumOfParts(table, rows, column);
      if (printed === null || sum === null) continue;
      if (decimal.areWithin(sum, printed, totalTolerance)) {
        held += 1;
        continue;
      }
      const definition = form.definition.tables.find(({ name }) => name === o.table)?.columns.find(({ name }) => name === column);
      hits.push({
        template: 'differs',
        data: {
          title: definition?.title.en ?? column,
          titleZh: definition?.title.zh ?? column,
          sum,
          parts: rows.map((row) => table.rows[row]?.cells[column]?.text ?? '').join(' + '),
          total: table.rows[total]?.cells[column]?.text ?? '',
        },
        cells: [total, ...rows].map((row): CellRef => ({ table: o.table, row, column })),
      });
    }
    return { hits, held };
  },
  examples: {
    fires: [
      {
        why: '90 + 5 + 0 is not 100',
        options: { total: ['年度资金总额'], parts: [['其中：当年财政拨款'], ['上年结转资金'], ['其他资金']] },
        form: {
          tables: {
            funding: [
              { item: '年度资金总额', executed: '100' },
              { item: '其中:当年财政拨款', executed: '90' },
              { item: '上年结转资金', executed: '5' },
              { item: '其他资金', executed: '0.00' },
            ],
          },
        },
      },
    ],
    silent: [
      {
        why: 'a blank part adds nothing, an unreadable one says nothing',
        options: { total: ['年度资金总额'], parts: [['当年财政拨款'], ['其他资金']] },
        form: {
          tables: {
            funding: [
              { item: '年度资金总额', executed: '100', initialBudget: '100' },
              { item: '当年财政拨款', executed: '100', initialBudget: '8工5' },
              { item: '其他资金', executed: '' },
            ],
          },
        },
      },
      {
        why: 'only one of the parts is printed',
        options: { total: ['总额'], parts: [['财政拨款'], ['其他资金']] },
        form: { tables: { funding: [{ item: '总额', executed: '100' }, { item: '财政拨款', executed: '60' }] } },
      },
    ],
  },
});

/** The first row that prints one of the labels, or -1. */
function rowOf(printed: readonly string[], labels: readonly string[]): number {
  return printed.findIndex((label) => labels.includes(label));
}

/** The sum of the parts that print a number; null where none does, or where one prints what is no number. */
function sumOfParts(table: NormalisedTable, rows: readonly number[], column: string): string | null {
  let sum: string | null = null;
  for (const row of rows) {
    const cell = table.rows[row]?.cells[column];
    const number = cellNumber(cell);
    if (number !== null) sum = sum === null ? number : decimal.add(sum, number);
    else if (!isBlank(cell)) return null;
  }
  return sum;
}
