import { describe, expect, it } from 'vitest';
import { readText } from '../../../extractors/read/read-text.js';
import { readToResult } from '../../../pipeline/extract-document.js';
import type { Form } from '../../../schemas/record.js';
import { builtInForms } from '../../../schemas/forms/built-in-forms.js';

/** What a careful reader notices in a dump that lost lines, or prints them twice or elsewhere. */
const formOf = (dump: string): Form | undefined => readToResult('dump', '', readText(Buffer.from(dump)), builtInForms).forms[0];

const DUMP = `项目支出绩效自评表
项目名称 湿地鸟类监测
主管部门 临湖县林业局 实施单位 临湖县湿地保护站
项目资金（万元） 年初预算数 全年预算数 全年执行数 分值 执行率 得分
年度资金总额 40 40 36 10 90% 9
其中：财政拨款 40 40 36 — 90% —
年度总体目标 预期目标 实际完成情况
监测候鸟种群，保护湿地。 完成监测，发布年报一份。
绩效指标 一级指标 二级指标 三级指标 年度指标值 实际完成值 分值 得分 偏差原因分析及改进措施
产出指标 数量指标 布设监测样点 ≥25个 26个 20 20
巡护里程 ≥900公里 840公里 15 14 汛期道路中断
质量指标 影像数据可用率 ≥95% 97% 15 15
效益指标 生态效益指标 记录鸟类种数 ≥130种 141种 30 30
满意度指标 服务对象满意度指标 周边居民满意度 ≥90% 93% 10 10
总分 100 98
`;
const indicator = (form: Form | undefined, name: string): string[] =>
  (form?.tables['indicators'] ?? []).filter(({ cells }) => cells['name']?.text === name).map(({ status }) => status);
const items = (form: Form | undefined): (readonly [string | undefined, string])[] => (form?.tables['funding'] ?? []).map(({ cells, status }) => [cells['item']?.text, status] as const);
const fields = (form: Form | undefined, ...names: string[]): (readonly [string | undefined, string | undefined])[] =>
  names.map((name) => [form?.fields[name]?.text, form?.fields[name]?.status] as const);

describe('a dump that lost nothing', () => {
  it('is read without a doubt', () => {
    const form = formOf(DUMP);
    expect([form?.status, form?.title.status]).toEqual(['ok', 'ok']);
    expect(Object.values(form?.tables ?? {}).flat().map(({ status }) => status)).toEqual(Array.from({ length: 7 }, () => 'ok'));
  });
});

describe('lost lines', () => {
  it('leave a form without its title', () => {
    const form = formOf(DUMP.replace('项目支出绩效自评表\n', ''));
    expect([form?.title.text, form?.title.status]).toEqual(['', 'review']);
    expect(form?.fields['projectName']?.status).toBe('ok');
  });

  it('leave labels of prose with nothing below them', () => {
    const form = formOf(DUMP.replace('监测候鸟种群，保护湿地。 完成监测，发布年报一份。\n', ''));
    expect(fields(form, 'expectedObjective', 'actualObjective')).toEqual([['', 'review'], ['', 'review']]);
  });

  it('leave a part without its total', () => {
    expect(items(formOf(DUMP.replace('年度资金总额 40 40 36 10 90% 9\n', '')))).toEqual([['其中：财政拨款', 'review']]);
  });

  it('leave the sign of a target behind the name of its row', () => {
    const rows = formOf(DUMP.replaceAll(' ', '\t').replace('周边居民满意度\t≥90%', '周边居民满意度≥\t90%'))?.tables['indicators'] ?? [];
    expect(rows.filter(({ cells }) => cells['name']?.text.includes('居民') === true).map(({ status }) => status)).toEqual(['review']);
  });
});

describe('a dump that was cut', () => {
  // A form without points has no row of totals that would end it.
  const OPEN = `项目支出绩效自评表
项目名称 渡口安全改造
主管部门 江口区交通局 实施单位 江口区航道站
一级指标 二级指标 三级指标 年度指标值 实际完成值
产出指标 数量指标 改造渡口 ≥6处 6处
质量指标 验收合格率 100% 100%
效益指标 社会效益指标 年安全渡运人次 ≥130万人次 141万人次
满意度指标 服务对象满意度指标 渡客满意度 ≥90% 93%
`;

  it('may lack rows where nothing ends the form and the last line has no end', () => {
    expect(formOf(OPEN)?.status).toBe('ok');
    const form = formOf(OPEN.slice(0, OPEN.indexOf('141') + '141'.length));
    expect(form?.status).toBe('review');
    expect(form?.tables['indicators']?.map(({ cells, status }) => [cells['actual']?.text, status])).toEqual([['6处', 'ok'], ['100%', 'ok'], ['141', 'review']]);
  });

  it('lacks nothing where the totals end the form', () => {
    expect(formOf(DUMP.trimEnd())?.status).toBe('ok');
  });
});

describe('lines printed twice', () => {
  it('make a row that is the one above once more, unless the total counts it', () => {
    const line = '质量指标 影像数据可用率 ≥95% 97% 15 15\n';
    expect(indicator(formOf(DUMP.replace(line, line + line)), '影像数据可用率')).toEqual(['ok', 'review']);
    const written = DUMP.replace(line, line + line).replace('30 30\n', '15 15\n');
    expect(indicator(formOf(written), '影像数据可用率')).toEqual(['ok', 'ok']);
  });

  it('do so in a table of items', () => {
    const line = '其中：财政拨款 40 40 36 — 90% —\n';
    expect(items(formOf(DUMP.replace(line, line + line)))).toEqual([['年度资金总额', 'ok'], ['其中：财政拨款', 'ok'], ['其中：财政拨款', 'review']]);
  });

  it('leave a number of the row behind its name, or the beginning of the next label behind an explanation', () => {
    const twice = formOf(DUMP.replaceAll(' ', '\t').replace('影像数据可用率\t', '影像数据可用率15\t'));
    expect(indicator(twice, '影像数据可用率15')).toEqual(['review']);
    const label = formOf(DUMP.replaceAll(' ', '\t').replace('汛期道路中断', '汛期道路中断质量指'));
    expect(indicator(label, '巡护里程')).toEqual(['review']);
  });
});

describe('lines that ran together', () => {
  it('leave a sentence among the items of a table', () => {
    const form = formOf(DUMP.replace('90% —\n', '90% — ').replace('实际完成情况\n', '实际完成情况 '));
    expect(fields(form, 'expectedObjective', 'actualObjective').map(([, status]) => status)).toEqual(['review', 'review']);
  });

  it('leave labels of prose, with the prose, beside the header of the table below', () => {
    const cells = DUMP.replaceAll(' ', '\t').replace('实际完成情况\n', '实际完成情况 ').replace('年报一份。\n', '年报一份。 ');
    expect(fields(formOf(cells), 'expectedObjective', 'actualObjective').map(([, status]) => status)).toEqual(['review', 'review']);
  });
});

describe('cells with more in them than their own text', () => {
  const CELLS = DUMP.replaceAll(' ', '\t');

  it('are doubted where it is the same twice, or two values', () => {
    expect(indicator(formOf(CELLS.replace('影像数据可用率', '影像数据可用率影像数据可用率')), '影像数据可用率影像数据可用率')).toEqual(['review']);
    expect(indicator(formOf(CELLS.replace('≥95%', '=95%=90%')), '影像数据可用率')).toEqual(['review']);
  });

  it('are doubted where it is a label among items, or less than an item', () => {
    expect(items(formOf(CELLS.replace('其中：财政拨款', '其中：财政拨款预期目标'))).at(-1)).toEqual(['其中：财政拨款预期目标', 'review']);
    expect(items(formOf(CELLS.replace('其中：财政拨款', '其中：财政拨'))).at(-1)).toEqual(['其中：财政拨', 'review']);
  });

  it('are doubted where one of two columns of prose is blank', () => {
    const form = formOf(DUMP.replace('监测候鸟种群，保护湿地。 完成监测，发布年报一份。', '完成监测，发布年报一份。'));
    expect(fields(form, 'expectedObjective', 'actualObjective').map(([, status]) => status)).toEqual(['review', 'review']);
  });
});

describe('lines that changed places', () => {
  it('put a target where the result stands', () => {
    expect(indicator(formOf(DUMP.replaceAll(' ', '\t').replace('≥95%\t97%', '97%\t≥95%')), '影像数据可用率')).toEqual(['review']);
  });

  it('put labels of the head above the title', () => {
    const department = '主管部门\t临湖县林业局\t实施单位\t临湖县湿地保护站\n';
    const form = formOf(department + DUMP.replaceAll(' ', '\t').replace(department, ''));
    expect(fields(form, 'department', 'implementingUnit')).toEqual([['', 'review'], ['', 'review']]);
  });

  it('put a part above its total', () => {
    const form = formOf(DUMP.replace('年度资金总额 40 40', '其中：财政拨款 40 40').replace('其中：财政拨款 40 40 36 —', '年度资金总额 40 40 36 —'));
    expect(items(form)).toEqual([['其中：财政拨款', 'review'], ['年度资金总额', 'review']]);
  });

  it('make a total score of more than the total weight', () => {
    expect(fields(formOf(DUMP.replace('总分 100 98', '总分 98 100')), 'totalWeight', 'totalScore')).toEqual([['98', 'review'], ['100', 'review']]);
  });

  it('leave the header of a table in the prose above it', () => {
    const cells = DUMP.replaceAll(' ', '\t');
    const header = cells.split('\n').find((line) => line.startsWith('绩效指标')) ?? '';
    const form = formOf(cells.replace(`${header}\n`, '').replace('保护湿地。\t完成监测，发布年报一份。', `保护湿地。${header.split('\t').slice(1).join('')}\t完成监测，发布年报一份。`));
    expect(form?.fields['expectedObjective']?.status).toBe('review');
  });
});
