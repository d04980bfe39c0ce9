import { describe, expect, it } from 'vitest';
import { readText } from '../../../extractors/read/read-text.js';
import { readToResult } from '../../../pipeline/extract-document.js';
import { builtInForms } from '../../../schemas/forms/built-in-forms.js';
import type { Form } from '../../../schemas/record.js';

/** Dumps that print a page line by line: labels of merged cells stand in the middle of their rows, wrapped cells around the line of their row. */
const LAID_OUT = `                         2022年度项目支出绩效自评表
项目名称       社区图书室更新            项目金额       500000
主管部门       白鹭区文化馆             实施单位       白鹭区图书馆
                年初预算数     全年预算数     全年执行数   分值   执行率     得分
      年度资金总额  500000.00  500000.00  450000.00  10   90.00%   9
           预期目标                                  实际完成情况
       更新社区图书室六处，新增图书一万册，                已更新图书室六处，
年度总体
       方便居民就近借阅。                         居民借阅量明显增加。
 目标
      一级指标   二级指标        三级指标          年度指标值     实际完成值   分值   得分      偏差原因分析及改进措施
                        更新图书室数量          6处        6处      10   10
              数量指标     新增图书册数           ≥10000册    9000册   10   8      部分图书到货晚，将
      产出指标                                                           提前安排采购。
      （50分）    质量指标     图书编目准确率          ≥98%      99%      10   10
              时效指标     更新完成时间           12月底前     11月      10   10
              成本指标     单处更新成本           ≤8万元      7.5万元    10   10
                        居民借阅便利程度明显
      效益指标   社会效益                      提升         提升       30   30
      （30分）    指标      提高
      满意度指标  满意度指标    居民满意度            ≥90%      95%      10   9
      （10分）
                              总分                              100   96
`;

const read = (text: string): Form | undefined => readToResult('dump.txt', '', readText(Buffer.from(text)), builtInForms).forms[0];
const rowsOf = (form: Form | undefined, ...columns: string[]): string[] => (form?.tables['indicators'] ?? []).map(({ cells }) => columns.map((column) => cells[column]?.text ?? '').join('|'));

describe('a dump with the layout of its page', () => {
  const form = read(LAID_OUT);

  it('gives each row the labels in whose middle they stand', () => {
    expect(rowsOf(form, 'level1', 'level1Weight', 'level2')).toEqual([
      '产出指标|50|数量指标',
      '产出指标|50|数量指标',
      '产出指标|50|质量指标',
      '产出指标|50|时效指标',
      '产出指标|50|成本指标',
      '效益指标|30|社会效益指标',
      '满意度指标|10|满意度指标',
    ]);
  });

  it('puts wrapped cells together by the places of their columns', () => {
    expect(rowsOf(form, 'name', 'target', 'actual', 'weight', 'score', 'deviation')).toEqual([
      '更新图书室数量|6处|6处|10|10|',
      '新增图书册数|≥10000册|9000册|10|8|部分图书到货晚，将提前安排采购。',
      '图书编目准确率|≥98%|99%|10|10|',
      '更新完成时间|12月底前|11月|10|10|',
      '单处更新成本|≤8万元|7.5万元|10|10|',
      '居民借阅便利程度明显提高|提升|提升|30|30|',
      '居民满意度|≥90%|95%|10|9|',
    ]);
  });

  it('parts columns of prose, and keeps the heading beside them out', () => {
    expect(form?.fields['expectedObjective']?.text).toBe('更新社区图书室六处，新增图书一万册，方便居民就近借阅。');
    expect(form?.fields['actualObjective']?.text).toBe('已更新图书室六处，居民借阅量明显增加。');
  });

  it('doubts rows that may as well stand under the label above or below', () => {
    // A line further up, 数量指标 stands as well in the middle of its first row alone.
    const lines = LAID_OUT.split('\n');
    const at = lines.findIndex((line) => line.includes('新增图书册数'));
    const label = '              数量指标';
    const moved = lines.map((line, i) => (i === at ? line.replace('数量指标', '        ') : i === at - 1 ? label + line.slice(label.length + 4) : line)).join('\n');
    const rows = read(moved)?.tables['indicators'] ?? [];
    expect(rows).toHaveLength(7);
    expect(rows[0]?.cells['level2']?.text).toBe('数量指标');
    expect(rows[1]?.status === 'review' || rows[1]?.cells['level2']?.text === '数量指标').toBe(true);
  });

  it('doubts both rows beside one that lost its name to another line', () => {
    const lines = LAID_OUT.split('\n');
    const at = lines.findIndex((line) => line.includes('更新完成时间'));
    const moved = lines.map((line, i) => (i === at ? line.replace('更新完成时间', '      ') : i === at - 1 ? `${line}\n                        更新完成时间` : line)).join('\n');
    const rows = read(moved)?.tables['indicators'] ?? [];
    expect(rows.filter(({ cells }) => /图书编目|更新完成/.test(cells['name']?.text ?? '') || cells['name']?.text === '').every(({ status }) => status === 'review')).toBe(true);
  });
});

describe('a label that stands on either level', () => {
  const form = read(`                         2022年度项目支出绩效自评表
项目名称       社区图书室更新            项目金额       500000
主管部门       白鹭区文化馆             实施单位       白鹭区图书馆
      一级指标   二级指标        三级指标          年度指标值     实际完成值   分值   得分      偏差原因分析及改进措施
              数量指标     更新图书室数量          6处        6处      20   20
      产出指标
              质量指标     图书编目准确率          ≥98%      99%      20   20
              经济成本指标   单处更新成本           ≤8万元      7.5万元    10   10
      成本指标
              社会成本指标   闭馆天数             ≤5天       4天      10   10
              社会效益指标   居民借阅便利程度         提升         提升       10   10
      效益指标
              经济效益指标   节约购书费用           ≥2万元      2万元     10   10
      满意度指   服务对象满意   受益群众满意度          ≥95%      98%      20   20
      标       度指标
                              总分                              100   100
`);

  it('is of the one whose header label it stands below, and a name below that of names is no label', () => {
    expect(rowsOf(form, 'level1', 'level2', 'name')).toEqual([
      '产出指标|数量指标|更新图书室数量',
      '产出指标|质量指标|图书编目准确率',
      '成本指标|经济成本指标|单处更新成本',
      '成本指标|社会成本指标|闭馆天数',
      '效益指标|社会效益指标|居民借阅便利程度',
      '效益指标|经济效益指标|节约购书费用',
      '满意度指标|服务对象满意度指标|受益群众满意度',
    ]);
  });
});
