import type { ColumnDefinition } from '../form-definition.js';
import { costWords, level1Labels, level2Labels, level2Under } from './performance-labels.js';

type Column = Omit<ColumnDefinition, 'required'> & Partial<Pick<ColumnDefinition, 'required'>>;

const moneyRows = { columns: ['level2', 'name'], words: costWords };

/** The columns of indicators in performance forms, by name; a form lists those it prints. */
export const indicatorColumns = {
  level1: { name: 'level1', title: { en: 'Level 1', zh: '一级指标' }, kind: 'level', labels: ['一级指标'], vocabulary: level1Labels, bracket: { column: 'level1Weight' } },
  level1Weight: { name: 'level1Weight', title: { en: 'Weight of level 1', zh: '一级指标分值' }, kind: 'points', labels: [] },
  level2: { name: 'level2', title: { en: 'Level 2', zh: '二级指标' }, kind: 'level', labels: ['二级指标'], vocabulary: level2Labels, under: level2Under },
  name: { name: 'name', title: { en: 'Indicator', zh: '三级指标' }, kind: 'text', labels: ['三级指标', '指标名称', '绩效指标名称', '指标内容'], required: 'always' },
  target: {
    name: 'target',
    title: { en: 'Target', zh: '年度指标值' },
    kind: 'value',
    labels: ['年度指标值', '指标值', '年初指标值', '调整指标值', '年初目标值', '全年指标值', '目标值', '年度目标值', '计划指标值', '预期指标值', '绩效指标值', '计划值', '预期值', '指标目标值'],
    parts: { before: ['指标性质', '指标方向'], after: ['度量单位', '计量单位', '指标单位'] },
    moneyRows,
  },
  actual: {
    name: 'actual',
    title: { en: 'Actual', zh: '实际完成值' },
    kind: 'value',
    moneyRows,
    labels: ['实际完成值', '全年完成值', '全年实际值', '完成值', '年终完成值', '全年实际完成值', '实际完成指标值', '实际值', '年度完成值', '完成情况', '实际完成情况', '实际完成', '年度实际完成值', '自评完成值'],
    required: 'starred',
  },
  weight: { name: 'weight', title: { en: 'Weight', zh: '分值' }, kind: 'points', labels: ['分值', '权重', '指标权重', '标准分', '指标分值', '分值权重', '标准分值', '权重分'], required: 'starred' },
  score: { name: 'score', title: { en: 'Score', zh: '得分' }, kind: 'points', labels: ['得分', '自评得分', '自评分', '指标得分', '复核分', '自评分值', '实际得分', '自评分数', '评分'], required: 'starred' },
  deviation: {
    name: 'deviation',
    title: { en: 'Deviation and measures', zh: '偏差原因分析及改进措施' },
    kind: 'prose',
    labels: [
      '偏差原因分析及改进措施',
      '偏差原因分析与改进措施',
      '偏差原因及改进措施',
      '偏差原因分析',
      '偏差原因',
      '未完成原因分析',
      '未完成原因',
      '未完成原因分析及改进措施',
      '未完成原因和改进措施',
      '未完成原因及改进措施',
      '未完成原因及拟采取的改进措施',
      '未完成原因和拟采取的改进措施',
      '未完成原因分析与改进措施',
      '未完成原因分析和改进措施',
      '偏差原因分析和改进措施',
      '偏差原因分析及整改措施',
      '偏差原因及整改措施',
      '未完成原因及整改措施',
      '未完成原因说明',
      '偏差原因说明',
      '原因分析及改进措施',
      '原因',
      '说明',
      '备注',
    ],
  },
} satisfies Record<string, Column>;

/** The columns of a funding table in self-evaluations, in their usual order. */
export const fundingColumns: Column[] = [
  { name: 'item', title: { en: 'Item', zh: '资金项目' }, kind: 'text', labels: [] },
  { name: 'initialBudget', title: { en: 'Initial budget', zh: '年初预算数' }, kind: 'money', labels: ['年初预算数', '年初预算', '年初数', '年初预算金额'] },
  {
    name: 'adjustedBudget',
    title: { en: 'Adjusted budget', zh: '全年预算数' },
    kind: 'money',
    labels: ['全年预算数', '调整后预算数', '调整预算数', '全年预算', '预算数', '预算资金', '年度预算数'],
  },
  { name: 'executed', title: { en: 'Executed', zh: '全年执行数' }, kind: 'money', labels: ['全年执行数', '预算执行数', '全年执行', '执行数', '实际执行数', '决算数', '年度执行数'] },
  { name: 'weight', title: { en: 'Weight', zh: '分值' }, kind: 'points', labels: ['分值', '权重'] },
  { name: 'executionRate', title: { en: 'Execution rate', zh: '执行率' }, kind: 'rate', labels: ['执行率', '预算执行率', '资金执行率'] },
  { name: 'score', title: { en: 'Score', zh: '得分' }, kind: 'points', labels: ['得分', '自评得分', '自评分'] },
];
