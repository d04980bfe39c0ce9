import { z } from 'zod';
import { cellNumber } from '../cell-number.js';
import { isBlank } from '../is-blank.js';
import { labelKey } from '../label-key.js';
import { rowCells } from '../row-cells.js';
import { defineRule, type Hit } from '../rule.js';

const options = z.strictObject({
  table: z.string().default('indicators'),
  name: z.string().default('name'),
  level: z.string().default('level2'),
  target: z.string().default('target'),
  weight: z.string().default('weight'),
  /** Levels under which a number is due. */
  numberDue: z.array(z.string()),
  /** Targets that print the whole scale and choose nothing from it. */
  scales: z.array(z.string()).default([]),
});

/** A number with something counted behind it, inside a name. */
const numberInName = /\d+(?:\.\d+)?\s*[%％‰万亿元个人次件项台套份家条天月年小时]/u;

export const targetNotMeasurable = defineRule({
  name: 'target-not-measurable',
  level: 'row',
  severity: 'info',
  needsRunningProject: true,
  options,
  docs: {
    en:
      'The target can’t be measured: words where a number is due, the whole scale as target, or the value written into the name. Wrong ' +
      'where words name a standard that is laid down elsewhere.',
    zh: '指标值不可衡量：应填数值而填文字、把整个评价尺度当作指标值、或把数值写进指标名称。文字所指标准另有规定的可能误报。',
  },
  messages: {
    words: { en: 'target "{target}" is words where {level} needs a number', zh: '{level}应填数值，指标值为文字“{target}”' },
    scale: { en: 'target "{target}" is the whole scale', zh: '指标值“{target}”是整个评价尺度' },
    name: { en: 'the value stands in the name "{name}", the target says "{target}"', zh: '数值写在指标名称“{name}”中，指标值为“{target}”' },
  },
  attests: () => [],
  check(form, o) {
    const hits: Hit[] = [];
    let held = 0;
    let row = -1;
    for (const { cells } of form.tables[o.table]?.rows ?? []) {
      row += 1;
      const target = cells[o.target];
      if (target === undefined || target.value === null) continue;
      const name = cells[o.name]?.text ?? '';
      const level = cells[o.level]?.text ?? '';
      const wordsOnly = target.value.kind === 'text' && target.value.comparator === undefined;
      let template: string | null = null;
      if (wordsOnly && o.scales.includes(labelKey(target.text))) template = 'scale';
      else if (numberInName.test(name) && (target.text === name || (isBlank(target) && (cellNumber(cells[o.weight]) ?? '0') !== '0'))) template = 'name';
      else if (wordsOnly && o.numberDue.includes(level)) template = 'words';
      if (template === null) {
        held += 1;
        continue;
      }
      hits.push({
        template,
        data: { target: target.text, level, name },
        row: { table: o.table, row },
        cells: rowCells(o.table, row, [o.target, ...(template === 'words' ? [o.level] : template === 'name' ? [o.name] : [])]),
      });
    }
    return { hits, held };
  },
  examples: {
    fires: [
      { why: 'words for a quantity', options: { numberDue: ['数量指标'] }, form: { tables: { indicators: [{ level2: '数量指标', name: '宣传次数', target: '按需开展' }] } } },
      { why: 'good or bad is no target', options: { numberDue: [], scales: ['好坏'] }, form: { tables: { indicators: [{ name: '办公环境', target: '好/坏' }] } } },
      {
        why: 'the amount stands in the name',
        options: { numberDue: [] },
        form: { tables: { indicators: [{ name: '平台预算数为29万元', target: '平台预算数为29万元', weight: '10' }, { name: '培训5次', target: '', weight: '5' }] } },
      },
    ],
    silent: [
      { why: 'words where words will do', options: { numberDue: ['数量指标'] }, form: { tables: { indicators: [{ level2: '社会效益指标', name: '服务水平', target: '有所提高' }] } } },
      { why: 'a number', options: { numberDue: ['数量指标'] }, form: { tables: { indicators: [{ level2: '数量指标', name: '宣传次数', target: '≥4次' }] } } },
      { why: 'nothing applies', options: { numberDue: ['成本指标'] }, form: { tables: { indicators: [{ level2: '成本指标', name: '不适用', target: '不适用' }] } } },
    ],
  },
});
