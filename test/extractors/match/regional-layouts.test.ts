import { describe, expect, it } from 'vitest';
import { readText } from '../../../extractors/read/read-text.js';
import { readToResult } from '../../../pipeline/extract-document.js';
import type { Form } from '../../../schemas/record.js';
import { builtInForms } from '../../../schemas/forms/built-in-forms.js';

const formsOf = (dump: string): readonly Form[] => readToResult('dump', '', readText(Buffer.from(dump)), builtInForms).forms;
const rowsOf = (form: Form | undefined, table: string, columns: readonly string[]): string[] =>
  (form?.tables[table] ?? []).map(({ cells, status }) => `${columns.map((column) => cells[column]?.text ?? '').join('|')} ${status}`);
const INDICATORS = ['level1', 'level2', 'name', 'target', 'actual', 'weight', 'score', 'deviation'];
/** A dump with tabs for the bars of `text`. */
const tabbed = (text: string): string => text.replaceAll('|', '\t');

const HEAD = `项目支出绩效自评表
项目名称|公益林管护
主管部门|青岭区林业局|实施单位|青岭区林场
`;
const HEADER = '一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|偏差原因分析及改进措施\n';

describe('a table of the half-year monitoring', () => {
  it('is no form, though it prints the labels of one', () => {
    const table = `2023年度项目支出绩效运行监控表
项目名称|公益林管护
主管部门|青岭区林业局|实施单位|青岭区林场
一级指标|二级指标|三级指标|年度指标值|1—7月执行情况|全年预计完成情况|备注
产出指标|数量指标|管护面积|≥3.2万亩|1.9万亩|3.2万亩|
`;
    expect(formsOf(tabbed(table))).toEqual([]);
    expect(formsOf(table.replaceAll(/[|\n]+/gu, ' '))).toEqual([]);
  });
});

describe('a box below the rows', () => {
  const form = `${HEAD}${HEADER}产出指标|数量指标|管护面积|≥3.2万亩|3.3万亩|60|60|
效益指标|生态效益指标|林地资源|稳定|稳定|40|40|
其他需要说明的事项|无
总分|||||100|100|
`;
  it.each([
    ['with cells', tabbed(form)],
    ['on one line', form.replaceAll(/[|\n]+/gu, ' ')],
  ])('is no part of the last row: %s', (_, dump) => {
    const [read] = formsOf(dump);
    expect(rowsOf(read, 'indicators', INDICATORS)).toEqual(['产出指标|数量指标|管护面积|≥3.2万亩|3.3万亩|60|60| ok', '效益指标|生态效益指标|林地资源|稳定|稳定|40|40| ok']);
    expect(read?.fields['totalScore']).toMatchObject({ text: '100', status: 'ok' });
  });
});

describe('rows that lack cells', () => {
  it('are read where a parent prints only its weight and score', () => {
    const [form] = formsOf(tabbed(`${HEAD}${HEADER}产出指标|数量指标||||20|20|
||管护面积|≥3.2万亩|3.3万亩|||
|质量指标||||40|38|
||苗木成活率|≥90%|86%|||春旱
效益指标|生态效益指标|林地资源|稳定|稳定|40|40|
总分|||||100|98|
`));
    expect(rowsOf(form, 'indicators', INDICATORS)).toEqual([
      '产出指标|数量指标||||20|20| ok',
      '产出指标|数量指标|管护面积|≥3.2万亩|3.3万亩||| ok',
      '产出指标|质量指标||||40|38| ok',
      '产出指标|质量指标|苗木成活率|≥90%|86%|||春旱 ok',
      '效益指标|生态效益指标|林地资源|稳定|稳定|40|40| ok',
    ]);
  });

  it('leave a label without a row and an empty slot out', () => {
    const [form] = formsOf(tabbed(`${HEAD}${HEADER}产出指标|数量指标|指标1：管护面积|≥3.2万亩|3.3万亩|60|60|
||指标2：|||||
效益指标|生态效益指标||||||
|可持续影响指标|指标1：林地资源|稳定|稳定|40|40|
总分|||||100|100|
`));
    expect(rowsOf(form, 'indicators', INDICATORS)).toEqual(['产出指标|数量指标|指标1：管护面积|≥3.2万亩|3.3万亩|60|60| ok', '效益指标|可持续影响指标|指标1：林地资源|稳定|稳定|40|40| ok']);
  });
});

describe('the head of a form', () => {
  it('has 总体目标 as the label of a column beside a heading', () => {
    const [form] = formsOf(tabbed(`${HEAD}总体目标完成情况|总体目标|全年实际完成情况
|管护公益林3.2万亩。|管护3.3万亩。
${HEADER}产出指标|数量指标|管护面积|≥3.2万亩|3.3万亩|100|100|
总分|||||100|100|
`));
    expect(form?.fields['expectedObjective']).toMatchObject({ text: '管护公益林3.2万亩。', status: 'ok' });
    expect(form?.fields['actualObjective']).toMatchObject({ text: '管护3.3万亩。', status: 'ok' });
  });

  it('prints the year beside the unit, and labels with their values that no field takes', () => {
    const [form] = formsOf(tabbed(`项目支出绩效自评表
2023年度 单位：万元
单位名称：青岭区林场 填报日期：2024年2月1日
项目名称|公益林管护
主管部门|青岭区林业局|实施单位|青岭区林场
${HEADER}产出指标|数量指标|管护面积|≥3.2万亩|3.3万亩|100|100|
总分|||||100|100|
`));
    expect(form?.year).toBe(2023);
    expect(form?.status).toBe('ok');
  });

  it('heads the funding with a unit and a weight in brackets', () => {
    const [form] = formsOf(tabbed(`${HEAD}预算执行情况（万元）（20分）||预算数（A）|执行数（B）|执行率（B/A）|得分（20分*执行率）
|年度财政资金总额|96.80|91.10|94.11%|18.82
${HEADER}产出指标|数量指标|管护面积|≥3.2万亩|3.3万亩|80|80|
总分|||||100|98.82|
`));
    expect(rowsOf(form, 'funding', ['item', 'initialBudget', 'adjustedBudget', 'executed', 'weight', 'executionRate', 'score'])).toEqual(['年度财政资金总额||96.80|91.10||94.11%|18.82 ok']);
  });
});

describe('a table of indicators without a title, and without a label of the head', () => {
  const rows = '产出指标|数量指标|新增学位|≥1200个|1150个|20|19.17\n效益指标|社会效益指标|就学便利性|提升|提升|80|80\n';
  it('is a form where all labels of its header are known, and none where one is not', () => {
    expect(formsOf(tabbed(`一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分\n${rows}`))).toHaveLength(1);
    expect(formsOf(tabbed(`一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|打分口径\n${rows}`))).toEqual([]);
  });
});

describe('a word processor that sets a space between digits and ideographs', () => {
  it('cuts neither dates nor numbers from their units', () => {
    const table = `一级指标 二级指标 三级指标 年度指标值 实际完成值 分值 得分
产出指标 数量指标 管护面积 ≥3.2 万亩 3.3 万亩 30 30
时效指标 完成时间 2024 年 4 月前 2024 年 3 月 12 日 30 30
效益指标 社会效益指标 护林岗位 ≥12 个 13 个 30 30
总分 100 100
`;
    const [form] = formsOf(HEAD.replaceAll('|', ' ') + table);
    expect(rowsOf(form, 'indicators', INDICATORS)).toEqual([
      '产出指标|数量指标|管护面积|≥3.2万亩|3.3万亩|30|30| ok',
      '产出指标|时效指标|完成时间|2024年4月前|2024年3月12日|30|30| ok',
      '效益指标|社会效益指标|护林岗位|≥12个|13个|30|30| ok',
    ].map((row) => row.replace(/(\d)(?=[万年月日个])/gu, '$1 ').replace(/(?<=[年月])(?=\d)/gu, ' ')));
  });
});

describe('the line below a title', () => {
  it.each(['（2023年度）', '2023年度', '(2023年度)　　　　金额单位：万元', '（2023年度） 单位：万元'])('%s', (line) => {
    const table = `${HEADER}产出指标|数量指标|管护面积|≥3.2万亩|3.3万亩|90|90|\n总分||||100|100|\n`;
    const [form] = formsOf(tabbed(HEAD.replace('\n', `\n${line}\n`) + table));
    expect([form?.year, form?.fields['projectName'], form?.fields['projectAmount']]).toMatchObject([2023, { text: '公益林管护', status: 'ok' }, { text: '', status: 'ok' }]);
  });
});

describe('a document whose halves changed places', () => {
  const rows = `${HEADER}产出指标|数量指标|管护面积|≥3.2万亩|3.3万亩|50|50|\n效益指标|生态效益指标|林地资源|稳定|稳定|50|50|\n总分||||100|100|\n`;
  it('has rows without a head, which says so, of the form whose title stands below them', () => {
    const [first, second] = formsOf(tabbed(rows + HEAD));
    expect([first?.definition, first?.fields['projectName']?.status, first?.title.status, second?.fields['projectName']?.text]).toEqual(['project-self-evaluation', 'review', 'review', '公益林管护']);
  });
});
