import type { FieldDefinition } from '../form-definition.js';

type Field = Omit<FieldDefinition, 'required'> & Partial<Pick<FieldDefinition, 'required'>>;

/** The fields of performance forms, by name; a form lists those it prints. */
export const performanceFields = {
  projectName: {
    name: 'projectName',
    title: { en: 'Project name', zh: '项目名称' },
    kind: 'text',
    place: 'beside',
    labels: ['项目名称', '专项资金名称', '专项名称', '项目编码-名称', '项目编码及名称', '转移支付名称', '专项（项目）名称'],
    required: 'always',
  },
  department: {
    name: 'department',
    title: { en: 'Department in charge', zh: '主管部门' },
    kind: 'text',
    place: 'beside',
    labels: ['主管部门', '主管部门及代码', '县级主管部门', '市级主管部门', '省级主管部门', '地方主管部门', '中央主管部门', '主管预算部门', '项目主管单位', '项目主管部门', '主管单位', '预算主管部门'],
  },
  implementingUnit: {
    name: 'implementingUnit',
    title: { en: 'Implementing unit', zh: '实施单位' },
    kind: 'text',
    place: 'beside',
    labels: ['实施单位', '项目实施单位', '资金使用单位', '项目单位', '具体实施单位', '实施单位名称'],
  },
  expectedObjective: {
    name: 'expectedObjective',
    title: { en: 'Expected objective', zh: '预期目标' },
    kind: 'prose',
    place: 'below',
    labels: ['预期目标', '年初设定目标', '项目年度目标', '年初绩效目标', '年初目标', '年度预期目标', '总体目标'],
    required: 'starred',
  },
  actualObjective: {
    name: 'actualObjective',
    title: { en: 'Actual outcome', zh: '实际完成情况' },
    kind: 'prose',
    place: 'below',
    labels: ['实际完成情况', '全年实际完成情况', '年度总体目标完成情况综述', '目标实际完成情况', '目标完成情况', '年度目标完成情况', '全年完成情况'],
    required: 'starred',
  },
  totalWeight: { name: 'totalWeight', title: { en: 'Total weight', zh: '总分值' }, kind: 'points', place: 'beside', labels: [] },
  totalScore: { name: 'totalScore', title: { en: 'Total score', zh: '总得分' }, kind: 'points', place: 'beside', labels: [] },
} satisfies Record<string, Field>;

/** Headings that stand beside a group of fields. */
export const objectiveHeadings = ['年度总体目标', '年度目标', '总体目标', '年度绩效目标', '绩效目标', '年度总体目标完成情况', '总体目标完成情况'];
