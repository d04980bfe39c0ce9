import { z } from 'zod';
import { decimal } from '../../normalise/decimal.js';
import { cellNumber } from '../cell-number.js';
import { rowsOf } from '../evidence.js';
import { defineRule, type CellRef, type Hit } from '../rule.js';
import { sumColumn } from '../sum-column.js';
import { totalTolerance } from '../tolerances.js';

const options = z.strictObject({
  table: z.string().default('indicators'),
  /** The label the rows are grouped by. */
  level: z.string().default('level1'),
  /** The column that holds the number printed in brackets behind the label. */
  printed: z.string().default('level1Weight'),
  weight: z.string().default('weight'),
});

/** The rows that print the same label with the same number. */
interface LevelGroup {
  readonly level: string;
  readonly printed: string;
  readonly rows: number[];
}

export const levelWeightSum = defineRule({
  name: 'level-weight-sum',
  level: 'form',
  severity: 'error',
  needsRunningProject: true,
  options,
  docs: {
    en:
      'The weights of the rows under a level add up to the number printed in brackets behind its label. Says nothing where no number is ' +
      'printed. Wrong where weights are given for parent rows as well as for their children.',
    zh: '同一级指标下各行分值之和等于该级指标括号内的分值；未印括号分值的不检查。上级行与其下级行同时填分值的表格不适用本规则。',
  },
  messages: {
    differs: { en: 'weights of {level} add up to {sum}, the form prints {printed}', zh: '{level}各行分值合计 {sum}，表中为 {printed} 分' },
  },
  attests: (o) => [`${o.table}.${o.weight}`, `${o.table}.${o.level}`, `${o.table}.${o.printed}`, rowsOf(o.table)],
  check(form, o) {
    const table = form.tables[o.table];
    const hits: Hit[] = [];
    let held = 0;
    if (table === undefined) return { hits, held };
    const groups = new Map<string, LevelGroup>();
    let group: LevelGroup | undefined;
    let row = -1;
    for (const { cells } of table.rows) {
      row += 1;
      const level = cells[o.level]?.text ?? '';
      const printed = cells[o.printed]?.text ?? '';
      // Nearly every row is of the level of the one above.
      if (group?.level !== level || group.printed !== printed) {
        const key = `${level}\n${printed}`;
        group = groups.get(key) ?? { level, printed, rows: [] };
        groups.set(key, group);
      }
      group.rows.push(row);
    }
    for (const { level, printed, rows } of groups.values()) {
      const first = rows[0] ?? 0;
      const promised = cellNumber(table.rows[first]?.cells[o.printed]);
      if (promised === null) continue;
      const { sum, counted } = sumColumn(table, rows, o.weight);
      if (counted.length === 0) continue;
      if (decimal.areWithin(sum, promised, totalTolerance)) {
        held += 1;
        continue;
      }
      const cells: CellRef[] = [{ table: o.table, row: first, column: o.printed }];
      // A misread label moves a row into another group, so the labels are part of what the sum rests on.
      for (const row of rows) cells.push({ table: o.table, row, column: o.weight }, { table: o.table, row, column: o.level });
      hits.push({ template: 'differs', data: { level, sum, printed }, cells });
    }
    return { hits, held };
  },
  examples: {
    fires: [
      {
        why: '20 + 29 is not 50',
        form: {
          tables: {
            indicators: [
              { level1: '产出指标', level1Weight: '50', weight: '20' },
              { level1: '产出指标', level1Weight: '50', weight: '29' },
            ],
          },
        },
      },
    ],
    silent: [
      {
        why: 'decimals add up exactly, and a slash adds nothing',
        form: {
          tables: {
            indicators: [
              { level1: '产出指标', level1Weight: '0.3', weight: '0.1' },
              { level1: '产出指标', level1Weight: '0.3', weight: '0.2' },
              { level1: '产出指标', level1Weight: '0.3', weight: '/' },
            ],
          },
        },
      },
      { why: 'no number is printed behind the label', form: { tables: { indicators: [{ level1: '产出指标', weight: '49' }] } } },
    ],
  },
});
