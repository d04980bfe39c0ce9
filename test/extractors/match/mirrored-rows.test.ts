import { describe, expect, it } from 'vitest';
import { readText } from '../../../extractors/read/read-text.js';
import { readToResult } from '../../../pipeline/extract-document.js';
import type { Form } from '../../../schemas/record.js';
import { builtInForms } from '../../../schemas/forms/built-in-forms.js';

/** Pages printed line by line, with one blank between cells: what a narrow cell wrapped stands above and below the numbers of its row. */
const formOf = (dump: string): Form | undefined => readToResult('dump', '', readText(Buffer.from(dump)), builtInForms).forms[0];
const rowsOf = (form: Form | undefined, ...columns: string[]): string[] => (form?.tables['indicators'] ?? []).map(({ cells }) => columns.map((column) => cells[column]?.text ?? '').join('|'));
const statesOf = (form: Form | undefined): string[] => (form?.tables['indicators'] ?? []).map(({ status }) => status);

const HEAD = `项目支出绩效自评表
项目名称 河道清淤
主管部门 临川区水利局 实施单位 临川区河道管理所
`;
const HEADER = '一级指标 二级指标 三级指标 年度指标值 实际完成值 分值 得分 偏差原因分析及改进措施\n';
// The explanation of two lines is half a line off the three of its name.
const ROWS = `清淤河道
数量指标 ≥12.5公里 13公里 20 20
长度
淤泥运输
个别车辆篷
产出指标 质量指标 车辆密闭 ≥98% 95% 20 19
布破损
运行率
2023年11 2023年10
时效指标 完工时间 20 20
月底前 月
社会效益
效益指标 防洪能力 提升 提升 30 30
指标
满意度指 服务对象
沿河群众满意度 ≥90% 92% 10 10
标 满意度
总分 100 99
`;

describe('rows that are the same upwards as downwards', () => {
  const DUMP = HEAD + HEADER + ROWS;

  it('give each piece to its cell', () => {
    expect(rowsOf(formOf(DUMP), 'name', 'target', 'actual', 'weight', 'score', 'deviation')).toEqual([
      '清淤河道长度|≥12.5公里|13公里|20|20|',
      '淤泥运输车辆密闭运行率|≥98%|95%|20|19|个别车辆篷布破损',
      '完工时间|2023年11月底前|2023年10月|20|20|',
      '防洪能力|提升|提升|30|30|',
      '沿河群众满意度|≥90%|92%|10|10|',
    ]);
  });

  it('leave labels of two levels beside each other to both levels, and the name between them to its row', () => {
    expect(rowsOf(formOf(DUMP), 'level1', 'level2').at(-1)).toBe('满意度指标|服务对象满意度');
  });

  it('are not seen where a line is missing', () => {
    const form = formOf(DUMP.replace('布破损\n', ''));
    expect(statesOf(form)[1]).toBe('review');
  });

  it('are not seen where cells begin on the line of the numbers', () => {
    const top = `${HEAD}${HEADER}产出指标 数量指标 清淤河道 ≥12.5公里 13公里 20 20
长度
质量指标 淤泥密闭 ≥98% 98% 40 40
运输比例
效益指标 社会效益指标 防洪能力 提升 提升 30 30
满意度指标 服务对象满意度 群众满意度 ≥90% 92% 10 10
总分 100 100
`;
    expect(rowsOf(formOf(top), 'name')).toEqual(['清淤河道长度', '淤泥密闭运输比例', '防洪能力', '群众满意度']);
  });

  it('are doubted where two rows may share their numbers', () => {
    const shared = HEAD + HEADER + ROWS.replace('社会效益\n效益指标 防洪能力 提升 提升 30 30\n指标\n', '防洪能力 提升 提升\n效益指标 社会效益指标 30 30\n排涝能力 提高 提高\n');
    const form = formOf(shared);
    const at = rowsOf(form, 'name').findIndex((name) => name.includes('防洪'));
    expect(statesOf(form)[at]).toBe('review');
  });
});

describe('a header on several lines without places', () => {
  it('keeps the order of each line, and of the definition where lines leave it open', () => {
    const header = '指标性 实际完成\n一级指标 二级指标 三级指标 度量单位 分值 得分 偏差原因\n质 指标值 值\n'.replace('指标性 实际', '指标性 指标 实际').replace('质 指标值 值', '质 值 值');
    const rows = `产出指标 数量指标 清淤河道长度 ≥ 12.5 公里 13 50 50
效益指标 社会效益指标 受益村 ≥ 8 个 9 40 40
满意度指标 服务对象满意度指标 群众满意度 ≥ 90 % 92 10 10
总分 100 100
`;
    expect(rowsOf(formOf(HEAD + header + rows), 'name', 'target', 'actual', 'weight', 'score')).toEqual(['清淤河道长度|≥12.5公里|13|50|50', '受益村|≥8个|9|40|40', '群众满意度|≥90%|92|10|10']);
  });

  it('has no place for a label that is not known: the cells may stand in another column', () => {
    const header = '年度指标 实际完成\n一级指标 二级指标 三级指标 完成率 分值 得分 偏差原因\n值 值\n';
    const rows = `产出指标 数量指标 清淤河道长度 ≥12公里 13公里 108% 50 50
效益指标 社会效益指标 受益村 ≥8个 9个 112% 40 40
满意度指标 服务对象满意度指标 群众满意度 ≥90% 92% 102% 10 10
总分 100 100
`;
    expect(statesOf(formOf(HEAD + header + rows))).toEqual(['review', 'review', 'review']);
  });

  const FUNDING = `预算执 执行率
项目资金 年初预算数 全年预算数 分值 得分
行数
年度资金总额 80 80 60 75.00 10 7.5
其中：财政拨款 80 80 60 75.00 / /
`;
  const fundingOf = (dump: string): (readonly [string | undefined, string | undefined, string])[] =>
    (formOf(HEAD + dump + HEADER + ROWS)?.tables['funding'] ?? []).map(({ cells, status }) => [cells['executionRate']?.text, cells['weight']?.text, status] as const);

  it('says by the amounts which of two columns is the rate', () => {
    // 75 is what 60 is of 80; the weight stands before the rate.
    const weightFirst = FUNDING.replace('60 75.00 10 7.5', '60 10 75.00 7.5').replace('60 75.00 / /', '60 / 75.00 /');
    expect(fundingOf(weightFirst)).toEqual([['75.00', '10', 'ok'], ['75.00', '/', 'ok']]);
    expect(fundingOf(FUNDING).every(([rate, , status]) => rate === '75.00' || status === 'review')).toBe(true);
  });

  it('doubts an item of several lines that is none', () => {
    const form = formOf(`${HEAD}项目资金 年初预算数 全年预算数 全年执行数 分值 执行率 得分
年度资金总额 80 80 60 10 75% 7.5
其中：中央补
80 80 60 / 75% /
金助
${HEADER}${ROWS}`);
    const [, part] = form?.tables['funding'] ?? [];
    expect([part?.cells['item']?.text.includes('中央'), part?.status]).toEqual([true, 'review']);
  });
});
