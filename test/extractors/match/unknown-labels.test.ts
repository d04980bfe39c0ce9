import { describe, expect, it } from 'vitest';
import { readText } from '../../../extractors/read/read-text.js';
import { readToResult } from '../../../pipeline/extract-document.js';
import type { Form } from '../../../schemas/record.js';
import { builtInForms } from '../../../schemas/forms/built-in-forms.js';

/** Labels that no definition knows: what stands beside or below them is read where the form leaves one place for it, and is never wrong in silence. */
const formOf = (dump: string): Form | undefined => readToResult('dump', '', readText(Buffer.from(dump)), builtInForms).forms[0];
const rowsOf = (form: Form | undefined): string[] =>
  (form?.tables['indicators'] ?? []).map(({ cells, status }) => `${['level1', 'level2', 'name', 'target', 'actual', 'weight', 'score', 'deviation'].map((column) => cells[column]?.text ?? '').join('|')} ${status}`);

const DUMP = `项目支出绩效自评表
项目名称|公益林管护
主管部门|青岭区林业局|实施单位|青岭区林场
年度总体目标|预期目标|实际完成情况
|管护公益林三万亩。|已管护公益林三万亩。
一级指标|二级指标|三级指标|分值|年度指标值|实际完成值|得分|偏差原因分析及改进措施
产出指标|数量指标|管护面积|40|≥3.2万亩|3.3万亩|40|
|质量指标|苗木成活率|20|≥90%|86%|19|春旱，已补植
效益指标|生态效益指标|林地资源|30|稳定|稳定|30|
满意度指标|服务对象满意度指标|林农满意度|10|≥90%|95%|10|
总分|||100|||99|
`;
const ROWS = [
  '产出指标|数量指标|管护面积|≥3.2万亩|3.3万亩|40|40|',
  '产出指标|质量指标|苗木成活率|≥90%|86%|20|19|春旱，已补植',
  '效益指标|生态效益指标|林地资源|稳定|稳定|30|30|',
  '满意度指标|服务对象满意度指标|林农满意度|≥90%|95%|10|10|',
];
const SHAPES = { 'a cell a line': DUMP.replaceAll(/[|\n]+/gu, '\n'), tabs: DUMP.replaceAll('|', '\t'), blanks: DUMP.replaceAll(/\|+/gu, ' ').replaceAll('\n ', '\n'), 'one line': DUMP.replaceAll(/[|\n]+/gu, ' ') };

describe.each(Object.entries(SHAPES))('a dump with an unknown label: %s', (_, dump) => {
  it.each(['得分', '实际完成值', '年度指标值', '三级指标', '分值'])('in the place of %s', (label) => {
    for (const [i, row] of rowsOf(formOf(dump.replace(label, '本级核定项'))).entries()) if (row.endsWith('ok')) expect(row).toBe(`${ROWS[i] ?? ''} ok`);
  });

  it.each([
    ['产出指标', '履约指标'],
    ['质量指标', '合规指标'],
    ['效益指标', '成效部分'],
    ['生态效益指标', '绿色成效'],
    ['满意度指标', '口碑情况'],
    ['服务对象满意度指标', '用户评价'],
  ])('among the labels of rows, in the place of %s: %s', (label, own) => {
    const changed = ROWS.map((row) => row.replace(new RegExp(`(^|\\|)${label}(?=\\|)`, 'u'), `$1${own}`));
    const rows = rowsOf(formOf(dump.replace(new RegExp(`(?<!\\p{Script=Han})${label}`, 'u'), own)));
    for (const [i, row] of rows.entries()) if (row.endsWith('ok')) expect(row).toBe(`${changed[i] ?? ''} ok`);
  });

  it.each([
    ['实施单位', 'implementingUnit', '青岭区林场'],
    ['主管部门', 'department', '青岭区林业局'],
    ['预期目标', 'expectedObjective', '管护公益林三万亩。'],
    ['实际完成情况', 'actualObjective', '已管护公益林三万亩。'],
  ])('in the place of %s', (label, field, text) => {
    const fields = formOf(dump.replace(label, '本级核定项'))?.fields ?? {};
    expect(fields[field]?.text === text || fields[field]?.status === 'review').toBe(true);
    for (const cell of Object.values(fields)) if (cell.text.includes('本级核定项')) expect(cell.status).toBe('review');
  });
});

describe('a column more than the form knows', () => {
  const more = DUMP.replace('实际完成值|', '实际完成值|指标完成率|').replace('3.3万亩|', '3.3万亩|103.13%|').replace('86%|', '86%|95.56%|').replace('|稳定|30|', '|稳定|100%|30|').replace('95%|10|', '95%|105.56%|10|').replace('100|||99', '100||||99');
  it.each([
    ['tabs', more.replaceAll('|', '\t')],
    ['blanks', more.replaceAll(/\|+/gu, ' ').replaceAll('\n ', '\n')],
    ['one line', more.replaceAll(/[|\n]+/gu, ' ')],
  ])('is in no cell: %s', (_, dump) => {
    expect(rowsOf(formOf(dump)).map((row) => row.slice(0, row.lastIndexOf(' ')))).toEqual(ROWS);
  });
});

describe('a heading that other forms print as the label of a column', () => {
  it('is no column where the header labels that column again', () => {
    const funding = '预算资金（万元）||年初预算数|全年预算数|全年执行数|分值|执行率|得分\n|年度资金总额|58.60|61.20|57.72|10|94.31%|9.43\n|其中：财政资金|58.60|61.20|57.72||94.31%|\n';
    const form = formOf(DUMP.replace('年度总体目标|', `${funding}年度总体目标|`).replaceAll('|', '\t'));
    expect((form?.tables['funding'] ?? []).map(({ cells }) => ['item', 'initialBudget', 'adjustedBudget', 'executed', 'weight', 'executionRate', 'score'].map((column) => cells[column]?.text ?? '').join('|'))).toEqual([
      '年度资金总额|58.60|61.20|57.72|10|94.31%|9.43',
      '其中：财政资金|58.60|61.20|57.72||94.31%|',
    ]);
  });
});
