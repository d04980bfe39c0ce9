import { describe, expect, it } from 'vitest';
import { readText } from '../../../extractors/read/read-text.js';
import { readToResult } from '../../../pipeline/extract-document.js';
import { builtInForms } from '../../../schemas/forms/built-in-forms.js';

/** The labels 一级指标 and 分值 are wrapped in narrow columns; the tool prints the page line by line. */
const DUMP = `2022年度项目支出绩效自评表
项目名称 河道清淤 项目金额 800000
主管部门 柳溪镇水务站 实施单位 柳溪镇水务站
一级指 分
二级指标 三级指标 年度指标值 实际完成值 得分 偏差原因分析及改进措施
标 值
产出指标 数量指标 清淤河道长度 ≥5公里 5.2公里 60 60
效益指标 社会效益指标 沿岸居民投诉下降率 ≥20% 35% 30 30
满意度指标 满意度指标 沿岸居民满意度 ≥90% 93% 10 10
总分 100 100
`;

describe('a header that narrow columns wrap', () => {
  it('is one header, with all its columns', () => {
    const [form] = readToResult('dump.txt', '', readText(Buffer.from(DUMP)), builtInForms).forms;
    const rows = (form?.tables['indicators'] ?? []).map(({ cells }) => ['level1', 'level2', 'name', 'target', 'actual', 'weight', 'score', 'deviation'].map((column) => cells[column]?.text ?? '').join('|'));
    expect(rows).toEqual([
      '产出指标|数量指标|清淤河道长度|≥5公里|5.2公里|60|60|',
      '效益指标|社会效益指标|沿岸居民投诉下降率|≥20%|35%|30|30|',
      '满意度指标|满意度指标|沿岸居民满意度|≥90%|93%|10|10|',
    ]);
  });
});

describe('a header that is wrapped over three lines, its labels in the middle of their cells', () => {
  const [form] = readToResult('dump.txt', '', readText(Buffer.from(`2022年度项目支出绩效自评表
项目名称          河道清淤            项目金额       800000
主管部门          柳溪镇水务站          实施单位       柳溪镇水务站
                                                            偏差原因分
一级指标     二级指标     三级指标          年度指      实际完   分值   得分    析及改进措
                                  标值      成值                  施
产出指标     数量指标     清淤河道长度        ≥5公里     5.2公里  60   60
效益指标     社会效益指标   沿岸居民投诉下降率     ≥20%     35%    30   30
满意度指标    满意度指标    沿岸居民满意度       ≥90%     93%    10   10
总分                                                 100  100
`)), builtInForms).forms;

  it('is one header', () => {
    expect((form?.tables['indicators'] ?? []).map(({ cells, status }) => [...['name', 'target', 'actual', 'weight', 'score', 'deviation'].map((column) => cells[column]?.text ?? ''), status].join('|'))).toEqual([
      '清淤河道长度|≥5公里|5.2公里|60|60||ok',
      '沿岸居民投诉下降率|≥20%|35%|30|30||ok',
      '沿岸居民满意度|≥90%|93%|10|10||ok',
    ]);
  });
});
