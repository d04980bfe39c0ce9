import { describe, expect, it } from 'vitest';
import { readText } from '../../../extractors/read/read-text.js';
import { readToResult } from '../../../pipeline/extract-document.js';
import type { Form } from '../../../schemas/record.js';
import { builtInForms } from '../../../schemas/forms/built-in-forms.js';

/** Lines that lost the break between them: the end of one stands in a cell of the other. */
const formOf = (dump: string): Form | undefined => readToResult('dump', '', readText(Buffer.from(dump)), builtInForms).forms[0];

const DUMP = `项目支出绩效自评表
项目名称 机房改造
主管部门 渭滨区数据局 实施单位 渭滨区信息中心
预期目标 实际完成情况
改造机房一处。
已改造机房一处，运行平稳。
年度绩效指标
一级指标 二级指标 三级指标 年度指标值 实际完成值 分值 得分 偏差原因分析及改进措施
产出指标 数量指标 改造机房数量 1处 1处 40.0 40.0
IDC机房巡检次数 ≥12次 12次 20.0 20.0
效益指标 社会效益指标 服务单位数量 ≥30家 31家 30.0 30.0
满意度指标 服务对象满意度指标 用户满意度 ≥90% 95% 10.0 10.0
总分 100 100
`;

describe('glued lines', () => {
  it('are none in the dump as it was printed', () => {
    expect(formOf(DUMP)?.tables['indicators']?.map(({ cells }) => cells['name']?.text)).toEqual(['改造机房数量', 'IDC机房巡检次数', '服务单位数量', '用户满意度']);
    expect(formOf(DUMP)?.tables['indicators']?.map(({ status }) => status)).toEqual(['ok', 'ok', 'ok', 'ok']);
  });

  it('doubts a score in front of a name that begins with letters', () => {
    const rows = formOf(DUMP.replace('40.0\nIDC', '40.0IDC'))?.tables['indicators'] ?? [];
    for (const { cells, status } of rows) if (cells['name']?.text.includes('IDC') === true && cells['name'].text !== 'IDC机房巡检次数') expect(status).toBe('review');
    expect(rows.some(({ status }) => status === 'review')).toBe(true);
  });

  it('doubts a target behind the name that it touches', () => {
    const tabs = (name: string): string => DUMP.replace('服务单位数量 ≥30家', `${name} ≥30家`).replaceAll(' ', '\t');
    const nameOf = (dump: string): readonly (string | undefined)[] => {
      const cell = formOf(dump)?.tables['indicators']?.find(({ cells }) => cells['level2']?.text === '社会效益指标')?.cells['name'];
      return [cell?.text, cell?.status];
    };
    expect(nameOf(tabs('服务单位数量'))).toEqual(['服务单位数量', 'ok']);
    expect(nameOf(tabs('服务单位数量≥30家'))).toEqual(['服务单位数量≥30家', 'review']);
  });

  it('doubts a heading behind the last sentence of prose', () => {
    const cell = formOf(DUMP.replace('平稳。\n年度绩效指标', '平稳。年度绩效'))?.fields['actualObjective'];
    expect([cell?.text.includes('年度绩效'), cell?.status]).toEqual([true, 'review']);
  });
});

describe('lost lines', () => {
  it('doubts what is left of a name, and prose whose labels are gone', () => {
    const form = formOf(DUMP.replace('预期目标 实际完成情况\n', '').replace('IDC机房巡检次数', '数'));
    expect([form?.fields['expectedObjective']?.status, form?.fields['actualObjective']?.status]).toEqual(['review', 'review']);
    expect(form?.tables['indicators']?.find(({ cells }) => cells['target']?.text === '≥12次')?.status).toBe('review');
  });
});

describe('lines with separators that ran together', () => {
  const TABS = `项目支出绩效自评表
项目名称\t机房改造
主管部门\t渭滨区数据局\t实施单位\t渭滨区信息中心
项目资金\t\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分
\t年度资金总额\t100\t100\t90\t10\t90%\t9
\t预期目标\t实际完成情况
年度总体目标\t改造机房一处。\t已改造机房一处，运行平稳。
一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\t偏差原因分析及改进措施
产出指标\t数量指标\t改造机房数量\t1处\t1处\t50\t50\t
效益指标\t社会效益指标\t服务单位数量\t≥30家\t31家\t40\t40\t
总分\t\t\t\t\t100\t99\t
`;

  it.each([
    ['the fields and the header below them', '渭滨区信息中心\n', '渭滨区信息中心 '],
    ['the last amounts and the labels of the prose', '90%\t9\n\t预期目标', '90%\t9\t预期目标'],
    ['the name of the project and the department', '机房改造\n', '机房改造 '],
  ])('are parted again, or doubted: %s', (_, printed, joined) => {
    const form = formOf(TABS.replace(printed, joined));
    const expected = { department: '渭滨区数据局', implementingUnit: '渭滨区信息中心', expectedObjective: '改造机房一处。', actualObjective: '已改造机房一处，运行平稳。' };
    for (const [name, text] of Object.entries(expected)) if (form?.fields[name]?.status === 'ok') expect(form.fields[name]?.text).toBe(text);
    expect(form?.tables['indicators']?.map(({ cells }) => cells['name']?.text)).toEqual(['改造机房数量', '服务单位数量']);
  });
});
