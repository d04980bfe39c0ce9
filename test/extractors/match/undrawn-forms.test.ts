import { describe, expect, it } from 'vitest';
import type { Page, Ruling } from '../../../schemas/page.js';
import { pageFromDrawing } from '../layout/page-from-drawing.js';
import { formsOf, formsOfPages, rowsOf } from './forms-of-drawings.js';

const HEAD = `
                               项目支出绩效自评表
    项目名称         南屏州乡村公路养护

                     南屏州
    主管部门         交通运              实施单位     南屏州养护站
                     输局

    预期目标                             实际完成情况
年度总
          完成养护里程，排查隐患，建立         已完成全部里程，排查四次，群
体目标
          机制。                               众满意。
`;

const INDICATORS = ['level1', 'level1Weight', 'level2', 'name', 'target', 'actual', 'weight', 'score', 'deviation'];

describe('a form without rules', () => {
  it('gives wrapped cells in the middle of their rows to these rows, and labels to the rows beside them', () => {
    const [form] = formsOf(`${HEAD}
           一级指标     二级指标     三级指标         年度指标    实际完成    分值   得分   偏差原因分析及改进措施
                                                      值          值

                                     养护县乡公路
                                     里程（含村       ≥420公里    420公里     10     8      雨季顺延。
                                     道）
                        数量指标
年度绩
效指标     产出指标                                                                         资金下达较晚，下一步将提
           （60分）                  培训场次         ≥8场        9场         20     20     前谋划，加快办理手续的进
                                                                                            度。

                        质量指标     验收合格率       100%        100%        30     30

           效益指标     社会效益指   出行便利程度     提高        提高        40     40
           （40分）     标
                        总分                                                  100    98     —
`);
    expect(form?.fields['department']).toMatchObject({ text: '南屏州交通运输局', doubts: [] });
    expect(form?.fields['implementingUnit']).toMatchObject({ text: '南屏州养护站', doubts: [] });
    expect(form?.fields['expectedObjective']?.text).toBe('完成养护里程，排查隐患，建立机制。');
    expect(form?.fields['actualObjective']?.text).toBe('已完成全部里程，排查四次，群众满意。');
    expect(form?.fields['totalScore']?.text).toBe('98');
    expect(rowsOf(form, 'indicators', INDICATORS)).toEqual([
      '产出指标|60|数量指标|养护县乡公路里程（含村道）|≥420公里|420公里|10|8|雨季顺延。',
      '产出指标|60|数量指标|培训场次|≥8场|9场|20|20|资金下达较晚，下一步将提前谋划，加快办理手续的进度。',
      '产出指标|60|质量指标|验收合格率|100%|100%|30|30|',
      '效益指标|40|社会效益指标|出行便利程度|提高|提高|40|40|',
    ]);
  });

  it('doubts a line that stands between two rows and may be of either', () => {
    const [form] = formsOf(`${HEAD}
           一级指标     二级指标     三级指标         年度指标值  实际完成值  分值   得分   偏差原因分析及改进措施

           产出指标     数量指标     养护里程         ≥420公里    420公里     30     28
                                                                                            雨季顺延。
                        质量指标     验收合格率       100%        100%        30     30

           效益指标     社会效益     出行便利程度     提高        提高        40     40
                        总分                                                  100    98     —
`);
    const rows = rowsOf(form, 'indicators', ['name', 'deviation']);
    expect(rows.slice(0, 2).map((row) => row.includes('?'))).toEqual([true, true]);
  });

  it('goes on over a page break without its header', () => {
    const [form] = formsOf(
      `${HEAD}
           一级指标     二级指标     三级指标         年度指标值  实际完成值  分值   得分   偏差原因分析及改进措施

           产出指标     数量指标     养护里程         ≥420公里    420公里     30     28     雨季顺延。

                        质量指标     验收合格率       100%        100%        30     30
`,
      `
                        时效指标     完成及时率       100%        100%        10     10

           效益指标     社会效益     出行便利程度     提高        提高        30     30
                        总分                                                  100    98     —
`,
    );
    expect(rowsOf(form, 'indicators', ['level1', 'level2', 'name', 'target', 'score', 'deviation'])).toEqual([
      '产出指标|数量指标|养护里程|≥420公里|28|雨季顺延。',
      '产出指标|质量指标|验收合格率|100%|30|',
      '产出指标|时效指标|完成及时率|100%|10|',
      '效益指标|社会效益|出行便利程度|提高|30|',
    ]);
  });

  it('goes on below the number of a page, in the columns of the page before, with the end of a text in front', () => {
    const [form] = formsOf(
      `${HEAD}
           一级指标     二级指标     三级指标         年度指标值  实际完成值  分值   得分   偏差原因分析及改进措施

           产出指标     数量指标     养护里程         ≥420公里    420公里     30     28     雨季顺延，三月底前

                        质量指标     验收合格率       100%        100%        30     20     材料送检较晚，验收




                                                   第 1 页 共 2 页
`,
      `
                                                                                            推迟一个月完成。

           效益指标     社会效益     出行便利         提高        提高        40     40
                                     程度
                        总分                                                  100    88
     注：1.得分不超过分值。2.定性指标分档计分，档次由单位自定。
`,
    );
    expect(rowsOf(form, 'indicators', ['level1', 'level2', 'name', 'target', 'score', 'deviation'])).toEqual([
      '产出指标|数量指标|养护里程|≥420公里|28|雨季顺延，三月底前',
      '产出指标|质量指标|验收合格率|100%|20|材料送检较晚，验收推迟一个月完成。',
      '效益指标|社会效益|出行便利程度|提高|40|',
    ]);
  });

  it('leaves a column that no definition knows to itself, beside labels that are wrapped after one character', () => {
    const [form] = formsOf(`${HEAD}
           一级指标     二级指标     三级指标         年度指标值  实际完成值  完成率    权   自评得  偏差原因分析及改进措施
                                                                                        重     分
           产出指标     数量指标     养护里程         ≥420公里    420公里     100.00%   60     58   雨季顺延。

           效益指标     社会效益     出行便利程度     提高        提高        100.00%   40     40
                        总分                                                            100    98
`);
    expect(rowsOf(form, 'indicators', ['level1', 'name', 'target', 'actual', 'weight', 'score', 'deviation'])).toEqual(['产出指标|养护里程|≥420公里|420公里|60|58|雨季顺延。', '效益指标|出行便利程度|提高|提高|40|40|']);
  });

  it('reads amounts and targets of an application that prints no header above its amounts', () => {
    const [form] = formsOf(`
                                  项目支出绩效目标申报表
           项目名称          乡村公路养护
           主管部门          南屏州交通局               实施单位      南屏州养护站
           项目资金          年度资金总额               1560
                             其中：财政拨款             1560
           年度总体目标      养护乡村公路420公里。

           一级指标     二级指标     三级指标           指标值
           产出指标     数量指标     养护里程           ≥420公里
                        质量指标     验收合格率         100%
           效益指标     社会效益     出行便利程度       提高
`);
    expect(form?.definition.id).toBe('performance-target-application');
    expect([form?.fields['department']?.text, form?.fields['implementingUnit']?.text, form?.fields['objective']?.text]).toEqual(['南屏州交通局', '南屏州养护站', '养护乡村公路420公里。']);
    expect(rowsOf(form, 'funding', ['item', 'amount'])).toEqual(['年度资金总额|1560', '其中：财政拨款|1560']);
    expect(rowsOf(form, 'indicators', ['level1', 'level2', 'name', 'target'])).toEqual(['产出指标|数量指标|养护里程|≥420公里', '产出指标|质量指标|验收合格率|100%', '效益指标|社会效益|出行便利程度|提高']);
  });

  it('takes a last row that stands alone on its page for a row under its own labels', () => {
    const [form] = formsOf(
      `${HEAD}
           一级指标            二级指标        三级指标           年度指标值  实际完成值  分值   得分   偏差原因分析及改进措施

         产出指标（60分）      数量指标        养护里程           ≥420公里    420公里     60     58     雨季顺延。

         效益指标（30分）    社会效益指标    出行便利程度           提高        提高      30     30
`,
      `
          满意度指标（10  服务对象满意度指标   群众满意度         ≥90%        93%       10     10
               分）
                                  总分                                                    100    98
`,
    );
    expect(rowsOf(form, 'indicators', ['level1', 'level1Weight', 'level2', 'name', 'target', 'score'])).toEqual([
      '产出指标|60|数量指标|养护里程|≥420公里|58',
      '效益指标|30|社会效益指标|出行便利程度|提高|30',
      '满意度指标|10|服务对象满意度指标|群众满意度|≥90%|10',
    ]);
  });

  it('takes the rows that rules part, whatever the height of their cells, and cells that no rule crosses as shared', () => {
    const rule = '─'.repeat(118);
    const [form] = formsOf(`${HEAD}
${rule}
           一级指标     二级指标     三级指标         年度指标    实际完成    分值   得分   偏差原因分析及改进措施
                                                      值          值
${rule}
           产出指标     数量指标     养护县乡公路     ≥420公里    420公里     10     8      雨季顺延，已补齐。
           （60分）                  里程
                                     ${'─'.repeat(55)}
                                     培训场次         ≥8场        9场         50     50
           ${'─'.repeat(107)}
           效益指标     社会效益     出行便利程度     提高        提高        40     40
           （40分）
${rule}
                        总分                                                  100    98     —
${rule}
`);
    expect(rowsOf(form, 'indicators', INDICATORS)).toEqual([
      '产出指标|60|数量指标|养护县乡公路里程|≥420公里|420公里|10|8|雨季顺延，已补齐。',
      '产出指标|60|数量指标|培训场次|≥8场|9场|50|50|',
      '效益指标|40|社会效益|出行便利程度|提高|提高|40|40|',
    ]);
    expect(form?.tables['indicators']?.rows[1]?.cells['deviation']).toMatchObject({ sharedFromRow: 0 });
    expect(form?.fields['totalScore']).toMatchObject({ text: '98', doubts: [] });
  });

  it('doubts prose that the rest of the heading beside it may stand in', () => {
    const [form] = formsOf(`
                               项目支出绩效自评表
    项目名称         南屏州乡村公路养护
    主管部门         南屏州交通运输局      实施单位         南屏州养护站

              预期目标                             实际完成情况
    年度
    总体完成养护里程，排查隐患，建立               已完成全部里程，排查四次，群
    目标机制。                                     众满意。

           一级指标     二级指标     三级指标         年度指标值  实际完成值  分值   得分   偏差原因分析及改进措施

           产出指标     数量指标     养护里程         ≥420公里    420公里     100    98     雨季顺延。

                        总分                                                  100    98     —
`);
    expect(form?.fields['expectedObjective']?.doubts.map(({ code }) => code)).toContain('heading-fragment');
  });

  it('is read the same where the boxes of recognised text miss their heights by a hair', () => {
    const page = pageFromDrawing(`
                               项目支出绩效自评表
    项目名称         南屏州乡村公路养护    项目金额         420000
    主管部门         南屏州交通运输局      实施单位         南屏州养护站

           一级指标     二级指标     三级指标         年度指标值  实际完成值  分值   得分   偏差原因分析及改进措施
           产出指标     数量指标     养护里程         ≥420公里    420公里     60     58     雨季顺延。

           效益指标     社会效益     出行便利程度     提高        提高        40     40     无。

                        总分                                                  100    98     —
`);
    const [form] = formsOfPages([missed(page)]);
    expect(form?.fields['projectAmount']).toMatchObject({ text: '420000', doubts: [] });
    expect(form?.fields['implementingUnit']).toMatchObject({ text: '南屏州养护站', doubts: [] });
    expect(rowsOf(form, 'indicators', ['level1', 'level2', 'name', 'target', 'actual', 'weight', 'score', 'deviation'])).toEqual([
      '产出指标|数量指标|养护里程|≥420公里|420公里|60|58|雨季顺延。',
      '效益指标|社会效益|出行便利程度|提高|提高|40|40|无。',
    ]);
  });

  it('gives a label at the very height of the rule that stops short of it to both rows', () => {
    const page = pageFromDrawing(`${HEAD}
           一级指标     二级指标     三级指标         年度指标值  实际完成值  分值   得分   偏差原因分析及改进措施
           ${'─'.repeat(107)}
                                     养护里程         ≥420公里    420公里     10     8      雨季顺延。
           产出指标     数量指标     ${'─'.repeat(82)}
                                     培训场次         ≥8场        9场         50     50
           ${'─'.repeat(107)}
           效益指标     社会效益     出行便利程度     提高        提高        40     40     无。
           ${'─'.repeat(107)}
                        总分                                                  100    98     —
`);
    const [form] = formsOfPages([page]);
    expect(rowsOf(form, 'indicators', ['level1', 'level2', 'name', 'weight'])).toEqual(['产出指标|数量指标|养护里程|10', '产出指标|数量指标|培训场次|50', '效益指标|社会效益|出行便利程度|40']);
  });

  it('reads a label whole though rules run through its cell', () => {
    const page = pageFromDrawing(`${HEAD}
           一级指标     二级指标     三级指标         年度指标值  实际完成值  分值   得分   偏差原因分析及改进措施

                                     养护里程         ≥420公里    420公里     30     28     雨季顺延。
           产出指标     数量指标
           （60分）
                                     培训场次         ≥8场        9场         30     30

           效益指标     社会效益     出行便利程度     提高        提高        40     40
           （40分）
                        总分                                                  100    98     —
`);
    // Below the header, between 数量指标 and （60分）, above 效益指标 and above 总分.
    const ruleAbove = (text: string, by: number): Ruling => ({ axis: 'h', at: (page.words.find((word) => word.text === text)?.box[1] ?? 0) - by, from: 0, to: page.width, thickness: 0.5 });
    const [form] = formsOfPages([{ ...page, rulings: [ruleAbove('养护里程', 6), ruleAbove('（60分）', 1), ruleAbove('效益指标', 6), ruleAbove('总分', 1)] }]);
    expect(rowsOf(form, 'indicators', ['level1', 'level1Weight', 'level2', 'name', 'weight']).map((row) => row.replaceAll('?', ''))).toEqual([
      '产出指标|60|数量指标|养护里程|30',
      '产出指标|60|数量指标|培训场次|30',
      '效益指标|40|社会效益|出行便利程度|40',
    ]);
  });

  it('is one table where every other row is tinted', () => {
    const edge = (left: string, between: string, right: string): string => `           ${left}${['────────────', '────────────', '────────────────', '──────────', '──────────', '──────', '──────', '────────────'].join(between)}${right}`;
    const [form] = formsOf(`${HEAD}
            一级指标     二级指标     三级指标         年度指标值 实际完成值 分值   得分   偏差原因分析

${edge('┌', '┬', '┐')}
           │产出指标    │数量指标    │养护里程        │≥420公里  │420公里   │60    │58    │雨季顺延。  │
${edge('└', '┴', '┘')}
            效益指标     经济效益     增收             ≥300元     326元      20     20

${edge('┌', '┬', '┐')}
           │            │社会效益    │出行便利程度    │提高      │提高      │10    │10    │            │
${edge('└', '┴', '┘')}
            满意度指标   满意度       群众满意度       ≥90%       93%        10     10

                         总分                                                100    98     —
`);
    expect(rowsOf(form, 'indicators', ['level1', 'level2', 'name', 'target', 'actual', 'weight', 'score'])).toEqual([
      '产出指标|数量指标|养护里程|≥420公里|420公里|60|58',
      '效益指标|经济效益|增收|≥300元|326元|20|20',
      '效益指标|社会效益|出行便利程度|提高|提高|10|10',
      '满意度指标|满意度|群众满意度|≥90%|93%|10|10',
    ]);
  });

  it('takes a label that stands in one row alone for the rows below it, too, where cells are not merged', () => {
    const [form] = formsOf(`${HEAD}
           一级指标     二级指标     三级指标         年度指标值  实际完成值  分值   得分   偏差原因分析及改进措施

           产出指标
           （60分）     数量指标     养护里程         ≥420公里    420公里     15     13     雨季顺延。

                                     培训场次         ≥8场        9场         15     15

                                     巡查次数         ≥12次       12次        15     15

                        质量指标     验收合格率       ≥95%        96%         15     15
           效益指标
           （40分）     社会效益     出行便利程度     提高        提高        20     20

                                     投诉次数         ≤3次        2次         20     20

                        总分                                                  100    98     —
`);
    expect(rowsOf(form, 'indicators', ['level1', 'level1Weight', 'level2', 'name'])).toEqual([
      '产出指标|60|数量指标|养护里程',
      '产出指标|60|数量指标|培训场次',
      '产出指标|60|数量指标|巡查次数',
      '产出指标|60|质量指标|验收合格率',
      '效益指标|40|社会效益|出行便利程度',
      '效益指标|40|社会效益|投诉次数',
    ]);
  });

  it('ends at the rule below its totals, however near the text after it stands', () => {
    const rule = '─'.repeat(118);
    const page = pageFromDrawing(`${HEAD}
           一级指标     二级指标     三级指标         年度指标值  实际完成值  分值   得分   偏差原因分析及改进措施
${rule}
           产出指标     数量指标     养护县乡公路     ≥420公里    420公里     50     48     雨季顺延，已补齐。
           （60分）                  里程
                                     ${'─'.repeat(81)}
                                     培训场次         ≥8场        9场         10     10
           ${'─'.repeat(107)}
           效益指标     社会效益     出行便利程度     提高        提高        30     30
           （30分）                  和安全
           ${'─'.repeat(107)}
           满意度指     服务对象满   群众满意度       ≥90%        93%         10     10
           标（10分     意度指标
           ）
${rule}
                        总分                                                  100    98     —
${rule}
三、存在的问题和改进措施
`);
    const after = page.words.findIndex(({ text }) => text.startsWith('三、'));
    const words = page.words.map((word, i) => (i < after ? word : { ...word, box: [word.box[0], word.box[1] - 8, word.box[2], word.box[3] - 8] as const }));
    const [form] = formsOfPages([{ ...page, words }]);
    expect(rowsOf(form, 'indicators', INDICATORS)).toEqual(['产出指标|60|数量指标|养护县乡公路里程|≥420公里|420公里|50|48|雨季顺延，已补齐。', '产出指标|60|数量指标|培训场次|≥8场|9场|10|10|', '效益指标|30|社会效益|出行便利程度和安全|提高|提高|30|30|', '满意度指标|10|服务对象满意度指标|群众满意度|≥90%|93%|10|10|']);
    expect(form?.fields['totalScore']).toMatchObject({ text: '98', doubts: [] });
  });

  it('goes on below a row of which two cells touch, and doubts these', () => {
    const [form] = formsOf(`${HEAD}
           一级指标     二级指标     三级指标         年度指标值  实际完成值  分值   得分   偏差原因分析及改进措施

           产出指标     数量指标     养护里程         ≥420公里    420公里     50     48     雨季顺延。

           效益指标     社会效益     出行便利程度     提高        提高        40     40

           满意度指标   服务对象满意度指标群众满意度  ≥90%        93%         10     10

                        总分                                                  100    98     —
`);
    expect(rowsOf(form, 'indicators', ['level1', 'target', 'actual', 'weight', 'score'])).toEqual(['产出指标|≥420公里|420公里|50|48', '效益指标|提高|提高|40|40', '满意度指标|≥90%|93%|10|10']);
    expect(rowsOf(form, 'indicators', ['level2', 'name'])[2]).toMatch(/\?.*\?/);
  });

  it('reads numbers set right that stand nearer to the next label than to their own', () => {
    const [form] = formsOf(`${HEAD}
           一级指标     二级指标     三级指标         年度指标值  实际完成值  分值     得分     偏差原因分析

           产出指标     数量指标     养护里程         ≥420公里    420公里          50       48 雨季顺延。

                        质量指标     验收合格率       ≥95%        96%              15       15

           效益指标     社会效益     出行便利程度     提高        提高             35       35

           总分                                                                   100       98
`);
    expect(rowsOf(form, 'indicators', ['level1', 'level2', 'name', 'target', 'actual', 'weight', 'score', 'deviation'])).toEqual([
      '产出指标|数量指标|养护里程|≥420公里|420公里|50|48|雨季顺延。',
      '产出指标|质量指标|验收合格率|≥95%|96%|15|15|',
      '效益指标|社会效益|出行便利程度|提高|提高|35|35|',
    ]);
    expect(form?.fields['totalScore']).toMatchObject({ text: '98', doubts: [] });
  });

  it('doubts numbers that may stand below the label before them or behind them', () => {
    const [form] = formsOf(`${HEAD}
           一级指标     二级指标     三级指标         年度指标值  实际完成值  分值          得分    偏差原因分析

           产出指标     数量指标     养护里程         ≥420公里    420公里           50

                        质量指标     验收合格率       ≥95%        96%               15

           效益指标     社会效益     出行便利程度     提高        提高              35
`);
    for (const row of rowsOf(form, 'indicators', ['weight', 'score'])) expect(row).toContain('?');
  });

  it('reads a table without a column of numbers', () => {
    const edge = (left: string, between: string, right: string): string => `           ${left}${['────────────', '────────────', '────────────────', '────────────', '────────────', '────────────'].join(between)}${right}`;
    const [form] = formsOf(`${HEAD}
            一级指标     二级指标     三级指标         年度指标值   全年完成值   原因

${edge('┌', '┬', '┐')}
           │产出指标    │数量指标    │养护里程        │≥420公里    │420公里     │雨季顺延。  │
${edge('└', '┴', '┘')}
                        质量指标     验收合格率       ≥95%         96%

${edge('┌', '┬', '┐')}
           │效益指标    │经济效益    │增收            │≥300元      │326元       │            │
${edge('└', '┴', '┘')}
                        社会效益     出行便利程度     提高         提高

`);
    expect(rowsOf(form, 'indicators', ['level1', 'level2', 'name', 'target', 'actual', 'deviation']).map((row) => row.replaceAll('?', ''))).toEqual([
      '产出指标|数量指标|养护里程|≥420公里|420公里|雨季顺延。',
      '产出指标|质量指标|验收合格率|≥95%|96%|',
      '效益指标|经济效益|增收|≥300元|326元|',
      '效益指标|社会效益|出行便利程度|提高|提高|',
    ]);
  });

  it('parts two cells that touch where the texts of the next column begin', () => {
    const [form] = formsOf(`${HEAD}
           一级指标     二级指标     三级指标        年度指标值  实际完成值  分值   得分   偏差原因分析

           产出指标     数量指标     养护里程        ≥420公里    420公里     20     18

                        质量指标     验收合格率      ≥95%        96%         30     30

           效益指标     社会效益     群众出行便利程度提高        提高        40     40

           满意度指标   满意度       沿线群众的满意度≥90%        93%         10     10
`);
    expect(rowsOf(form, 'indicators', ['level2', 'name', 'target', 'actual'])).toEqual([
      '数量指标|养护里程|≥420公里|420公里',
      '质量指标|验收合格率|≥95%|96%',
      // 提高 may be the end of the name, which then runs on over a blank cell.
      '社会效益|群众出行便利程度?|提高?|提高',
      '满意度|沿线群众的满意度|≥90%|93%',
    ]);
  });

  it('leaves running heads and feet out of the prose that a page break cuts', () => {
    const [form] = formsOf(
      `                    Sheet1
${HEAD.split('年度总')[0]}                    第1页，共2页`,
      `                    Sheet1
年度总
          完成养护里程，排查隐患，建立         已完成全部里程，排查四次，群
体目标
          机制。                               众满意。

           一级指标     二级指标     三级指标         年度指标值  实际完成值  分值   得分   偏差原因分析

           产出指标     数量指标     养护里程         ≥420公里    420公里     60     58

           效益指标     社会效益     出行便利程度     提高        提高        40     40

                        总分                                                  100    98

                    第2页，共2页`,
    );
    expect(form?.fields['expectedObjective']?.text).toBe('完成养护里程，排查隐患，建立机制。');
    expect(form?.fields['actualObjective']?.text).toBe('已完成全部里程，排查四次，群众满意。');
  });

  it('reads a wrapped row as one where no numbers tell rows, and a weight as that of the label it stands below', () => {
    const [form] = formsOf(`${HEAD}
              一级指标     二级指标     三级指标         年度指标值   全年完成值   原因

              产出指标     数量指标     养护县乡公路里   ≥420万立方   420万立方    雨季顺延。
             （60分）                   程（含村道）     米           米

                           质量指标     验收合格率       ≥95%         96%

        绩效  效益指标     经济效益     增收             ≥300元       326元
        指标 （40分）
                           社会效益     出行便利程度     提高         提高

`);
    expect(rowsOf(form, 'indicators', ['level1', 'level1Weight', 'name', 'target', 'actual']).map((row) => row.replaceAll('?', ''))).toEqual([
      '产出指标|60|养护县乡公路里程（含村道）|≥420万立方米|420万立方米',
      '产出指标|60|验收合格率|≥95%|96%',
      '效益指标|40|增收|≥300元|326元',
      '效益指标|40|出行便利程度|提高|提高',
    ]);
  });

  it('never gives rows to the label before them where labels stand at the foot of their rows', () => {
    const [form] = formsOf(
      `${HEAD}
           一级指标     二级指标     三级指标         年度指标值  实际完成值  分值   得分   偏差原因分析及改进措施

                                     养护里程         ≥420公里    420公里     20     18     雨季顺延。

                        数量指标     培训场次         ≥8场        9场         10     10

           产出指标     质量指标     验收合格率       ≥95%        96%         20     20

                                     增收             ≥300元      326元       10     10
`,
      `
                        经济效益     就业             ≥30人       32人        10     10

           效益指标     社会效益     出行便利程度     提高        提高        20     20

           满意度指标   满意度       群众满意度       ≥90%        93%         10     10

                        总分                                                  100    98     —
`,
    );
    expect(rowsOf(form, 'indicators', ['level1', 'name']).slice(0, 3)).toEqual(['产出指标|养护里程', '产出指标|培训场次', '产出指标|验收合格率']);
    const rows = form?.tables['indicators']?.rows ?? [];
    const wrong = rows.filter(({ cells }) => (cells['name']?.text === '增收' || cells['name']?.text === '就业') && cells['level1']?.text !== '效益指标' && Object.values(cells).every((cell) => cell.doubts.length === 0));
    expect(wrong).toEqual([]);
  });

  it('gives the first rows of a page to the label at their foot, where they are not of the one before', () => {
    const [form] = formsOf(
      `${HEAD}
           一级指标     二级指标     三级指标         年度指标值  实际完成值  分值   得分   偏差原因分析及改进措施

                                     养护里程         ≥420公里    420公里     20     18     雨季顺延。

                        数量指标     培训场次         ≥8场        9场         10     10

           产出指标     质量指标     验收合格率       ≥95%        96%         30     30
`,
      `
                        经济效益     就业             ≥30人       32人        10     10

           效益指标     社会效益     出行便利程度     提高        提高        20     20

           满意度指标   满意度       群众满意度       ≥90%        93%         10     10

                        总分                                                  100    98     —
`,
    );
    expect(rowsOf(form, 'indicators', ['level1', 'name']).slice(3)).toEqual(['效益指标|就业', '效益指标|出行便利程度', '满意度指标|群众满意度']);
  });

  it('is sure of rows that stand as near to each other as lines do, since no cell reaches into the row above', () => {
    const [form] = formsOf(`${HEAD}
           一级指标     二级指标     三级指标         年度指标值    实际完成值    分值   得分   偏差原因分析及改进措施
                                     单位面积抚育补
           产出指标     成本指标     助标准           ≤200元        200元         20     20
                        经济效益     带动务工收入     ≥460万元      512万元       15     15
           效益指标     生态效益     森林蓄积量年     ≥4.1万立方米  4.3万立方米   15     15
                                     水土保持能力     明显增强      明显增强      10     10
           满意度指标   满意度       群众满意度       ≥90%          93%           10     10
                        总分                                                      70     70     —
`);
    expect(rowsOf(form, 'indicators', ['name', 'target', 'actual', 'score'])).toEqual(['单位面积抚育补助标准|≤200元|200元|20', '带动务工收入|≥460万元|512万元|15', '森林蓄积量年|≥4.1万立方米|4.3万立方米|15', '水土保持能力|明显增强|明显增强|10', '群众满意度|≥90%|93%|10']);
  });

  it('takes a text at the top of a page for no rest of one that had room on the page before', () => {
    const [form] = formsOf(
      `${HEAD}
           一级指标     二级指标     三级指标         年度指标值  实际完成值  分值   得分   偏差原因分析及改进措施

                                     年度办案平均审
                        数量指标     限             ≤60天       55天        30     30

           产出指标     质量指标     抽检率           ≥95%        96%         40     40
`,
      `
                                     受援人对援助律
           满意度指标   满意度       师的满意度       ≥90%        93%         30     28

                        总分                                                  100    98     —
`,
    );
    expect(rowsOf(form, 'indicators', ['name', 'target', 'score'])).toEqual(['年度办案平均审限|≤60天|30', '抽检率|≥95%|40', '受援人对援助律师的满意度|≥90%|28']);
  });

  it('misses no text in a cell left empty where the file gives every character of the page', () => {
    const page = pageFromDrawing(`${HEAD}
           一级指标     二级指标     三级指标         年度指标值  实际完成值  分值   得分   偏差原因分析及改进措施

           产出指标     数量指标     养护里程         ≥420公里    420公里     10     10
                        数量指标     培训场次         ≥8场                    10     0

                        质量指标     验收合格率       100%        100%        10     10
                        时效指标     完成及时率       100%        100%        10     10

           效益指标     社会效益     出行便利程度     提高        提高        30     30

                        经济效益     增收             ≥300元      326元       10     10

           满意度指标   满意度       群众满意度       ≥90%        93%         20     20

                        总分                                                  100    90     —
`);
    const blank = (whole: Partial<Page>): string[] => rowsOf(formsOfPages([{ ...page, ...whole }])[0], 'indicators', ['name', 'target', 'actual', 'score']);
    expect(blank({ isWhole: true })[1]).toBe('培训场次|≥8场||0');
    expect(blank({})[1]).toBe('培训场次|≥8场|?|0');
  });

  it('gives all lines at the head of a page to the cell that the page before breaks off, however many', () => {
    const [form] = formsOf(
      `${HEAD}
           一级指标     二级指标     三级指标         年度指标值  实际完成值  分值   得分   偏差原因分析及改进措施

           产出指标     数量指标     养护里程         ≥420公里    420公里     30     28     一是前期论证不充分，立项
                                                                                            批复推迟；二是招标出现流`,
      `
                                                                                            标，重新组织采购耗时一月；
                                                                                            三是入冬以后气温骤降，工
                                                                                            日减少，且配件到货推迟。
                                                                                            下一年度将提前储备项目并
                                                                                            签订补充协议明确违约责任
                                                                                            ，主管部门每月调度一次连
                                                                                            续两个月滞后的约谈负责人
                                                                                            ，并将结果与下年度预算安
                                                                                            排挂钩。此外建立专家库
                                                                                            ，对重大方案组织论证并明
                                                                                            确分工，压实各环节的责任
                        质量指标     验收合格率       100%        100%        30     30

           效益指标     社会效益     出行便利程度     提高        提高        40     40
                        总分                                                  100    98     —
`,
    );
    expect(rowsOf(form, 'indicators', ['name', 'score', 'deviation'])).toEqual([
      '养护里程|28|一是前期论证不充分，立项批复推迟；二是招标出现流标，重新组织采购耗时一月；三是入冬以后气温骤降，工日减少，且配件到货推迟。下一年度将提前储备项目并签订补充协议明确违约责任，主管部门每月调度一次连续两个月滞后的约谈负责人，并将结果与下年度预算安排挂钩。此外建立专家库，对重大方案组织论证并明确分工，压实各环节的责任',
      '验收合格率|30|',
      '出行便利程度|40|',
    ]);
  });

  it('keeps a text that a page break cuts, though another form prints the same at the edge of its pages', () => {
    const first = (name: string): string => `${HEAD.replace('乡村公路养护', name)}
           一级指标     二级指标     三级指标         年度指标值  实际完成值  分值   得分   偏差原因分析及改进措施

                                     桥梁检测         ≥8座        8座         10     10

                                     隐患排查         ≥4次        4次         10     10

           产出指标     数量指标     养护里程         ≥420公里    420公里     10     8      一是前期论证不充分，立项
                                                                                            批复推迟；二是招标出现流
                                                                                            标，重新组织采购耗时一月
                                                                                            ；三是入冬以后气温骤降，`;
    const second = `                                                                                            工日减少，且配件到货推迟
                                                                                            ，下一年度提前储备项目。
                        质量指标     验收合格率       100%        100%        30     30

           效益指标     社会效益     出行便利程度     提高        提高        40     40
                        总分                                                  100    98     —
`;
    const forms = formsOf(first('乡村公路养护'), second, first('城市桥梁加固'), second);
    const rows = [
      '数量指标|桥梁检测|10|',
      '数量指标|隐患排查|10|',
      '数量指标|养护里程|8|一是前期论证不充分，立项批复推迟；二是招标出现流标，重新组织采购耗时一月；三是入冬以后气温骤降，工日减少，且配件到货推迟，下一年度提前储备项目。',
      '质量指标|验收合格率|30|',
      '社会效益|出行便利程度|40|',
    ];
    expect(forms.map((form) => rowsOf(form, 'indicators', ['level2', 'name', 'score', 'deviation']).map((row) => row.replaceAll('?', '')))).toEqual([rows, rows]);
  });

  it('does not end at a year that a cell is broken in front of', () => {
    const [form] = formsOf(`${HEAD}
           一级指标     二级指标     三级指标         年度指标值  实际完成值  分值   得分   偏差原因分析及改进措施

           产出指标     数量指标     临时展览         ≥9个        8个         30     28     与境外博物馆的展览推迟至
                                                                                            2024年

                        质量指标     验收合格率       100%        100%        30     30

           效益指标     社会效益     出行便利程度     提高        提高        40     40
                        总分                                                  100    98     —
`);
    expect(rowsOf(form, 'indicators', ['name', 'score', 'deviation'])).toEqual(['临时展览|28|与境外博物馆的展览推迟至2024年', '验收合格率|30|', '出行便利程度|40|']);
  });

  it('keeps the last lines of its rows, though they are the same on each page', () => {
    const page = (name: string): string => `${HEAD.replace('乡村公路养护', name)}
           一级指标     二级指标     三级指标         年度指标值  实际完成值  分值   得分   偏差原因分析

           产出指标     数量指标     养护里程         ≥420公里    420公里     60     58
           （60分）

           满意度指标   服务对象满   群众满意度       ≥90%        93%         40     40
           （40分）     意度指标
${'\n'.repeat(30)}`;
    for (const form of formsOf(page('乡村公路养护'), page('干线公路养护'))) {
      expect(rowsOf(form, 'indicators', ['level1', 'level1Weight', 'level2', 'name']).map((row) => row.replaceAll('?', ''))).toEqual(['产出指标|60|数量指标|养护里程', '满意度指标|40|服务对象满意度指标|群众满意度']);
    }
  });

  it('ends at the heading of the next chapter', () => {
    const [form] = formsOf(`${HEAD}
           一级指标     二级指标     三级指标        年度指标值  实际完成值  分值   得分   偏差原因分析

           产出指标     数量指标     养护里程        ≥420公里    420公里     20     18.5   雨季顺延，已在十月补齐。

                        质量指标     验收合格率      ≥95%        96%         30     30

           效益指标     社会效益     出行便利程度    提高        提高        40     40

           满意度指标   满意度       群众满意度      ≥90%        93%         10     10

           三、问题
           不够细化
`);
    expect(rowsOf(form, 'indicators', ['level1', 'score', 'deviation']).map((row) => row.replaceAll('?', ''))).toEqual(['产出指标|18.5|雨季顺延，已在十月补齐。', '产出指标|30|', '效益指标|40|', '满意度指标|10|']);
  });

  it('takes the weight of the first label for no part of the header above it', () => {
    const [form] = formsOf(`${HEAD}
           一级指标     二级指标     三级指标        年度指标值  实际完成值  分值   得分   偏差原因分析
         产出（60分）   数量         养护里程        ≥420公里    420公里     60     58     雨季顺延。

         效益（40分）   社会效益     出行便利程度    提高        提高        40     40

           总分                                                              100    98
`);
    expect(rowsOf(form, 'indicators', ['level1', 'level1Weight', 'level2', 'name', 'score']).map((row) => row.replaceAll('?', ''))).toEqual(['产出|60|数量|养护里程|58', '效益|40|社会效益|出行便利程度|40']);
  });

  it('leaves no row of a table unflagged in which the label of a column is lost', () => {
    const [form] = formsOf(`${HEAD}
           一级指标     二级指标     三级指标         年度指标值              分值   得分   偏差原因分析及改进措施

           产出指标     数量指标     养护里程         ≥420元/次    420元/次   60     58     雨季顺延。

           效益指标     社会效益     出行便利程度     提高        提高        40     40

                        总分                                                  100    98     —
`);
    const rows = rowsOf(form, 'indicators', INDICATORS);
    expect(rows).toHaveLength(2);
    for (const row of rows) expect(row).toContain('?');
  });
});

/** The page with every second word a hair higher, as recognisers box it. */
function missed(page: Page): Page {
  const move = (y: number, i: number): number => y - (i % 2) * 0.05 * page.em;
  return { ...page, words: page.words.map((word, i) => ({ ...word, box: [word.box[0], move(word.box[1], i), word.box[2], move(word.box[3], i)] })) };
}
