import { describe, expect, it } from 'vitest';
import { readText } from '../../../extractors/read/read-text.js';
import { readToResult } from '../../../pipeline/extract-document.js';
import { builtInForms } from '../../../schemas/forms/built-in-forms.js';
import type { Form } from '../../../schemas/record.js';

/** Poppler prints cells whose lines touch one column after the other, and sets a label on the line of its neighbour. */
const HEAD = `项目支出绩效自评表
项目名称          城市公厕改造
主管部门          白鹭区城市管理局            实施单 白鹭区环境卫生管理站
                                    位
               年初预算数 全年预算数 全年执行数 分值 执行率 得分
项目资金（万元） 年度资金总额     300    300   270   10  90%  9
         其中：当年财政 300    300   270   —  90%  —
         拨款
`;
const HEADER = '一级指标     二级指标   三级指标        年度指标值    实际完成值 分值 得分 偏差原因分析及改进措施\n';

const read = (text: string): Form | undefined => readToResult('dump.txt', '', readText(Buffer.from(text)), builtInForms).forms[0];
const rowsOf = (form: Form | undefined, table: string, ...columns: string[]): string[] => (form?.tables[table] ?? []).map(({ cells }) => columns.map((column) => cells[column]?.text ?? '').join('|'));

describe('lines that a tool printed apart', () => {
  const form = read(`${HEAD}${HEADER}产出指标     数量指标
         质量指标
                改造公厕座数      ≥18座      16座
                公厕保洁达标率     ≥95%      97%
                                           30 25
                                           30 30
效益指标     社会效益指标 公厕服务半径      ≤500米     480米   30 30
满意度指标    满意度指标  居民满意度       ≥90%      95%    10 10
总分                                         100 94
`);

  it('are one line each again', () => {
    expect(rowsOf(form, 'indicators', 'level1', 'level2', 'name', 'target', 'actual', 'weight', 'score')).toEqual([
      '产出指标|数量指标|改造公厕座数|≥18座|16座|30|25',
      '产出指标|质量指标|公厕保洁达标率|≥95%|97%|30|30',
      '效益指标|社会效益指标|公厕服务半径|≤500米|480米|30|30',
      '满意度指标|满意度指标|居民满意度|≥90%|95%|10|10',
    ]);
  });

  it('leave the labels in doubt around a row that prints none', () => {
    expect(form?.tables['indicators']?.map(({ status }) => status)).toEqual(['review', 'review', 'review', 'ok']);
  });

  it('puts the wrapped labels of fields and of rows of amounts together', () => {
    expect([form?.fields['department']?.text, form?.fields['implementingUnit']?.text]).toEqual(['白鹭区城市管理局', '白鹭区环境卫生管理站']);
    expect(rowsOf(form, 'funding', 'item', 'executed', 'executionRate')).toEqual(['年度资金总额|270|90%', '其中：当年财政拨款|270|90%']);
  });
});

describe('a label whose weight is wrapped', () => {
  it('is one label with its weight', () => {
    const form = read(`${HEAD}${HEADER}             数量指标   改造公厕座数      ≥18座      16座    30 25
产出指标（50
分）           质量指标   公厕保洁达标率     ≥95%      97%    20 20
效益指标（30   社会效益指标 公厕服务半径      ≤500米     480米   30 30
分）
满意度指标（10  满意度指标  居民满意度       ≥90%      95%    10 10
分）
总分                                         100 94
`);
    expect(rowsOf(form, 'indicators', 'level1', 'level1Weight', 'level2')).toEqual(['产出指标|50|数量指标', '产出指标|50|质量指标', '效益指标|30|社会效益指标', '满意度指标|10|满意度指标']);
  });
});

describe('lines that only look so', () => {
  it('prose beside several rows, which is higher than they are, is left where it stands', () => {
    const form = read(`${HEAD}${HEADER}产出指标     数量指标   改造公厕座数      ≥18座      16座    30 25
         质量指标   公厕保洁达标率     ≥95%      97%    30 30
                                                  两座因施工缓
                                                  建，已在次年
                                                  三月完工。
效益指标     社会效益指标 公厕服务半径      ≤500米     480米   30 30
总分                                         100 94
`);
    expect(rowsOf(form, 'indicators', 'name', 'deviation')).toContain('公厕保洁达标率|两座因施工缓建，已在次年三月完工。');
  });
});

describe('a label on a line of its own between its rows', () => {
  const form = read(`${HEAD}${HEADER}成本指标     经济成本指标 单座改造费用      ≤9万元     8.7万元  20 20
                   改造公厕座数      ≥18座      16座    20 18
         数量指标
产出指标            公厕保洁达标座数    ≥30座      30座    20 20
效益指标     社会效益指标 公厕服务半径      ≤500米     480米   30 30
总分                                         90 88
`);

  it('leaves the row above it in doubt, or is its label', () => {
    const row = form?.tables['indicators']?.find(({ cells }) => cells['name']?.text === '改造公厕座数');
    expect(row?.status === 'review' || row?.cells['level2']?.text === '数量指标').toBe(true);
  });
});

describe('rests of several cells on one line', () => {
  it('are doubted where no place tells them apart', () => {
    const [form] = readToResult('dump.txt', '', readText(Buffer.from(`项目支出绩效自评表
项目名称 生态修复
主管部门 白鹭区气象局 实施单位 白鹭区气象台
一级指标 二级指标 三级指标 年度指标值 实际完成值 分值 得分 偏差原因分析及改进措施
产出指标 数量指标 生态修复型作业覆盖 ≥2.3万平方公 2.36万平方公
面积 里 里 60 60
效益指标 社会效益指标 公众满意率 ≥90% 92% 40 40
总分 100 100
`)), builtInForms).forms;
    const [row] = form?.tables['indicators'] ?? [];
    expect(row?.status === 'review' || row?.cells['actual']?.text === '2.36万平方公里').toBe(true);
  });
});

describe('a label that is not known beside lines that touch', () => {
  it('leaves the labels of the rows beside it in doubt', () => {
    const form = read(`${HEAD}${HEADER}产出类      数量指标质量指标
                改造公厕座数      ≥18座      16座
                公厕保洁达标率     ≥95%      97%
                                           30 25
                                           30 30
效益指标     社会效益指标 公厕服务半径      ≤500米     480米   30 30
总分                                         90 85
`);
    expect(form?.tables['indicators']?.slice(0, 2).map(({ status }) => status)).toEqual(['review', 'review']);
  });
});

describe('the rest of a name on a line below a target', () => {
  it('is not read as the rest of the target and left so', () => {
    const form = read(`2024年度项目支出绩效目标申报表
项目名称               城区公共停车场建设
主管部门     皖东市城市管理局    实施单位  皖东市停车管理中心
         一级指标     二级指标      三级指标          指标值
                           新增停车泊
         产出指标     数量指标                    ≥860个
                             位
         效益指标    社会效益指标    停车周转率          提高
`);
    const [row] = form?.tables['indicators'] ?? [];
    expect(row?.status === 'review' || row?.cells['target']?.text === '≥860个').toBe(true);
  });
});
