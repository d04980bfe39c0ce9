import { describe, expect, it } from 'vitest';
import { readText } from '../../../extractors/read/read-text.js';
import { readToResult } from '../../../pipeline/extract-document.js';
import type { Form } from '../../../schemas/record.js';
import { builtInForms } from '../../../schemas/forms/built-in-forms.js';

/** Dumps that print a page line by line: what stands in the middle of several lines is printed on one of them. */
const formOf = (dump: string): Form | undefined => readToResult('dump.txt', '', readText(Buffer.from(dump)), builtInForms).forms[0];
const rowsOf = (form: Form | undefined, ...columns: string[]): string[] => (form?.tables['indicators'] ?? []).map(({ cells, status }) => `${columns.map((column) => cells[column]?.text ?? '').join('|')} ${status}`);

const HEAD = `项目支出绩效自评表
 项目名称         公益林管护
 主管部门         青岭区林业局        实施单位        青岭区林场
`;
const HEADER = '    一级指标     二级指标      三级指标       年度指标值   实际完成值   分值  得分   偏差原因分析及改进措施\n';

describe('a label in the middle of its rows', () => {
  it('leaves every row in doubt that may be of it or of its neighbour', () => {
    // 数量指标 may hold for three rows, whose middle it stands on, or for four, whose middle is between two lines.
    const form = formOf(`${HEAD}${HEADER}
                           管护面积         ≥3.2万亩      3.2万亩      10    10
                 数量指标   巡护里程         ≥5000公里     5120公里     10    10
    产出指标                补植苗木         ≥1200株       1210株       10    10
                           维修步道         ≥30公里       31公里       10    10
                 质量指标   苗木成活率       ≥90%          92%          10    10
                           设施完好率       ≥95%          96%          10    10
    效益指标     生态效益   林地资源         稳定          稳定         30    30
    满意度指标   满意度     林农满意度       ≥90%          95%          10    10
                 总分                                                 100   100
`);
    const rows = rowsOf(form, 'level2', 'name');
    expect(rows.filter((row) => /补植苗木|维修步道/u.test(row)).every((row) => row.endsWith('review'))).toBe(true);
    for (const row of rows.filter((own) => own.endsWith('ok'))) expect(row).toMatch(/数量指标\|(管护面积|巡护里程)|质量指标\|(苗木成活率|设施完好率)|生态效益\|林地资源|满意度\|林农满意度/u);
  });
});

describe('a weight and a score on a line of their own', () => {
  it('may be those of a parent row that prints nothing else', () => {
    const form = formOf(`${HEAD}${HEADER}
                                                                       60    58
                 数量指标   管护面积         ≥3.2万亩      3.2万亩
    产出指标                巡护里程         ≥5000公里     4900公里
    效益指标     生态效益   林地资源         稳定          稳定         30    30
    满意度指标   满意度     林农满意度       ≥90%          95%          10    10
                 总分                                                 100   98
`);
    for (const row of rowsOf(form, 'name', 'weight', 'score').filter((own) => own.includes('60'))) expect(row).toMatch(/review$/u);
  });
});

describe('a heading beside the lines', () => {
  it('is no part of the row above, though its pieces stand in front of rows', () => {
    const form = formOf(`${HEAD}      一级指标   二级指标       三级指标       年度指标值   实际完成值   分值  得分   偏差原因分析及改进措施
      产出指标   数量指标       管护面积       ≥3.2万亩     3.1万亩      30    29     春旱，已安排补植
绩效指 产出指标   质量指标       苗木成活率     ≥90%         92%          30    30
  标  效益指标   生态效益指标   林地资源       稳定         稳定         30    30
      满意度指标 满意度指标     林农满意度     ≥90%         95%          10    10
                 总分                                                  100   99
`);
    expect(rowsOf(form, 'name', 'deviation')).toEqual(['管护面积|春旱，已安排补植 ok', '苗木成活率| ok', '林地资源| ok', '林农满意度| ok']);
  });

  it('says that the texts beside it may be mixed', () => {
    const form = formOf(`${HEAD}预期目标 实际完成情况
年度总
体目标 管护公益林三万二千亩，巡护里程达到五千公里以上，全年无重大 已管护公益林三万三千亩，巡护里程五千一百公里，全年无森林火灾
森林火灾发生。 发生，林农满意。
${HEADER}      产出指标   数量指标       管护面积       ≥3.2万亩     3.2万亩      100    100
                 总分                                                  100   100
`);
    expect(form?.fields['expectedObjective']?.status).toBe('review');
    expect(form?.fields['actualObjective']?.status).toBe('review');
  });
});
