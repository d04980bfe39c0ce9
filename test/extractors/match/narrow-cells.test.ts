import { describe, expect, it } from 'vitest';
import { readText } from '../../../extractors/read/read-text.js';
import { readToResult } from '../../../pipeline/extract-document.js';
import type { Form } from '../../../schemas/record.js';
import { builtInForms } from '../../../schemas/forms/built-in-forms.js';

const formOf = (dump: string, name = 'dump.txt'): Form | undefined => readToResult(name, '', readText(Buffer.from(dump)), builtInForms).forms[0];
const rowsOf = (form: Form | undefined): string[] =>
  (form?.tables['indicators'] ?? []).map(({ cells, status }) => `${['level1', 'level1Weight', 'level2', 'name', 'target', 'actual', 'weight', 'score', 'deviation'].map((column) => cells[column]?.text ?? '').join('|')} ${status}`);

describe('a label that a narrow cell breaks inside its bracket', () => {
  it('is a label with its weight, and no end of the name above', () => {
    const form = formOf(`项目支出绩效自评表
项目名称 公益林管护 项目金额 60
主管部门 青岭区林业局 实施单位 青岭区林场
一级指标 二级指标 三级指标 年度指标值 实际完成值 分值 得分 偏差原因分析及改进措施
产出指标（50
分）
数量指标 管护面积 ≥3.2万亩 3.2万亩 50 50
效益指标（30
分）
生态效益指标 林地资源 稳定 稳定 30 30
满意度指标（10
分）
服务对象满意度指标 林农满意度 ≥90% 95% 10 10
总分 90 90
`);
    expect(rowsOf(form)).toEqual([
      '产出指标|50|数量指标|管护面积|≥3.2万亩|3.2万亩|50|50| ok',
      '效益指标|30|生态效益指标|林地资源|稳定|稳定|30|30| ok',
      '满意度指标|10|服务对象满意度指标|林农满意度|≥90%|95%|10|10| ok',
    ]);
  });
});

describe('labels that a tool prints without a blank between them', () => {
  it('are the labels of both levels, and no explanation of the row above', () => {
    const form = formOf(`项目支出绩效自评表
项目名称 公益林管护 项目金额 60
主管部门 青岭区林业局 实施单位 青岭区林场
一级指标 二级指标 三级指标 年度指标值 实际完成值 分值 得分 偏差原因分析及改进措施
产出指标（60分）数量指标 管护面积 ≥3.2万亩 3.2万亩 60 60
效益指标（30分）生态效益指标
天然林林分结构
改善
稳定 稳定 30 30
满意度指标（10分）服务对象满意度指标 林农满意度 ≥90% 95% 10 10
总分 100 100
`);
    expect(rowsOf(form).map((row) => row.split('|').slice(0, 4).join('|'))).toEqual(['产出指标|60|数量指标|管护面积', '效益指标|30|生态效益指标|天然林林分结构改善', '满意度指标|10|服务对象满意度指标|林农满意度']);
  });
});

describe('a value that a narrow cell breaks inside its unit', () => {
  it('is one value where the document prints the unit elsewhere', () => {
    const form = formOf(`项目支出绩效自评表
项目名称 公益林管护 项目金额 60
主管部门 青岭区林业局 实施单位 青岭区林场
一级指标 二级指标 三级指标 年度指标值 实际完成值 分值 得分 偏差原因分析及改进措施
产出指标 数量指标 管护面积 ≥3.2万亩 3.2万亩 30 30
时效指标 补助发放时限
≤20个工作
日
18个工作日 30 30
效益指标 生态效益指标 林地资源 稳定 稳定 30 30
满意度指标 服务对象满意度指标 林农满意度 ≥90% 95% 10 10
总分 100 100
`);
    expect(rowsOf(form)[1]).toBe('产出指标||时效指标|补助发放时限|≤20个工作日|18个工作日|30|30| ok');
  });
});

describe('a title that is wrapped', () => {
  it('is one title, with the year that its first line prints', () => {
    const form = formOf(`青岭区林业局2022年度公益林管护项目支出绩效
自评表
项目名称 公益林管护 项目金额 60
主管部门 青岭区林业局 实施单位 青岭区林场
一级指标 二级指标 三级指标 年度指标值 实际完成值 分值 得分 偏差原因分析及改进措施
产出指标 数量指标 管护面积 ≥3.2万亩 3.2万亩 100 100
总分 100 100
`);
    expect(form?.title.text).toBe('青岭区林业局2022年度公益林管护项目支出绩效自评表');
    expect(form?.year).toBe(2022);
  });
});

describe('the sign before a value in a column of its own', () => {
  it('is the value where the header of the value is lost', () => {
    const form = formOf(`项目支出绩效自评表
项目名称\t公益林管护
主管部门\t青岭区林业局\t实施单位\t青岭区林场
一级指标\t二级指标\t三级指标\t指标性质\t完成值\t分值\t得分
产出指标\t数量指标\t管护面积\t≥\t3.2万亩\t100\t100
总分\t\t\t\t\t100\t100
`);
    expect(form?.tables['indicators']?.[0]?.cells['target']).toMatchObject({ text: '≥', status: 'review' });
  });
});

describe('names that are numbered', () => {
  it('begin with their number, and end no explanation', () => {
    const form = formOf(`项目支出绩效自评表
项目名称 公益林管护 项目金额 60
主管部门 青岭区林业局 实施单位 青岭区林场
一级指标 二级指标 三级指标 年度指标值 实际完成值 分值 得分 偏差原因分析及改进措施
产出指标 数量指标 指标1：管护面积 ≥3.2万亩 3.2万亩 30 30
指标2：补植苗木株
数
≥1200株 1210株 30 30
效益指标 生态效益指标 指标1：林地资源 稳定 稳定 30 30
满意度指标 服务对象满意度指标 指标1：林农满意度 ≥90% 95% 10 10
总分 100 100
`);
    expect(rowsOf(form).slice(0, 2)).toEqual(['产出指标||数量指标|指标1：管护面积|≥3.2万亩|3.2万亩|30|30| ok', '产出指标||数量指标|指标2：补植苗木株数|≥1200株|1210株|30|30| ok']);
  });
});

describe('a column that the form does not know', () => {
  it('is no part of the cells before it where cells are drawn', () => {
    const row = (...cells: string[]): string => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
    const html = `<html><body><h2>项目支出绩效自评表</h2><table>
${row('项目名称', '公益林管护', '', '主管部门', '青岭区林业局', '', '实施单位', '青岭区林场', '')}
${row('一级指标', '二级指标', '三级指标', '年度指标值', '实际完成值', '指标完成率', '分值', '得分', '偏差原因分析及改进措施')}
${row('产出指标', '数量指标', '管护面积', '≥3.2万亩', '3.3万亩', '103.13%', '60', '60', '')}
${row('效益指标', '生态效益指标', '林地资源', '稳定', '稳定', '100%', '30', '30', '')}
${row('满意度指标', '满意度指标', '林农满意度', '≥90%', '95%', '105.56%', '10', '10', '')}
${row('总分', '', '', '', '', '', '100', '100', '')}
</table></body></html>`;
    expect(rowsOf(formOf(html, 'form.html'))).toEqual([
      '产出指标||数量指标|管护面积|≥3.2万亩|3.3万亩|60|60| ok',
      '效益指标||生态效益指标|林地资源|稳定|稳定|30|30| ok',
      '满意度指标||满意度指标|林农满意度|≥90%|95%|10|10| ok',
    ]);
  });
});
