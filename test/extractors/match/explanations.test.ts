import { describe, expect, it } from 'vitest';
import { readText } from '../../../extractors/read/read-text.js';
import { readToResult } from '../../../pipeline/extract-document.js';
import { builtInForms } from '../../../schemas/forms/built-in-forms.js';

/** In a dump of one cell a line an explanation without a full stop stands between the score of its row and the name of the next. */
const HEAD = `项目支出绩效自评表
项目名称
公厕改造
主管部门
渭滨区住房和城乡建设局
实施单位
渭滨区环境卫生管理站
一级指标
二级指标
三级指标
年度指标值
实际完成值
分值
得分
偏差原因分析及改进措施
产出指标
数量指标
改造公厕座数
≥18座
16座
25
22.22
`;
const TAIL = `运行公厕座数
≥96座
98座
20
20
质量指标
公厕保洁达标率
≥95%
97%
15
15
效益指标
社会效益指标
公厕服务半径
≤500米
480米
30
30
满意度指标
服务对象满意度指标
如厕群众满意度
≥90%
91.7%
10
10
总分
100
97.22
`;

describe('an explanation between two rows of one label', () => {
  it.each(['2座公厕因地铁施工缓建', '群众更多选择网上信访', '受疫情影响，2座公厕缓建'])('%s', (explanation) => {
    const [first, second] = readToResult('dump', '', readText(Buffer.from(HEAD + explanation + '\n' + TAIL)), builtInForms).forms[0]?.tables['indicators'] ?? [];
    expect([first?.cells['name']?.text, first?.cells['deviation']?.text, second?.cells['name']?.text]).toEqual(['改造公厕座数', explanation, '运行公厕座数']);
  });
});
