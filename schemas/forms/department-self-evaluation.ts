import type { FormDefinitionInput } from '../form-definition.js';
import { fundingColumns, indicatorColumns } from './performance-columns.js';
import { objectiveHeadings, performanceFields } from './performance-fields.js';
import { departmentFundingItems, departmentLevel1Labels, departmentLevel2Labels, fillingNotes, lessMayBeBetterWords, level1Labels, level2Labels, otherHeadLabels, otherTableLabels, otherTitles, shareWords } from './performance-labels.js';

const { level1, level1Weight, level2, name, target, actual, weight, score, deviation } = indicatorColumns;
const { expectedObjective, actualObjective, totalWeight, totalScore } = performanceFields;

/** 部门整体支出绩效自评表: a department evaluates its spending as a whole, its basic expenditure included. */
export const departmentSelfEvaluation: FormDefinitionInput = {
  id: 'department-self-evaluation',
  title: { en: 'Department expenditure self-evaluation', zh: '部门整体支出绩效自评表' },
  titles: ['部门整体支出绩效自评表', '部门整体绩效自评表', '部门（单位）整体支出绩效自评表', '部门整体支出绩效自评情况表', '单位整体支出绩效自评表', '整体支出绩效自评表'],
  otherTitles,
  otherTableLabels,
  headings: objectiveHeadings,
  otherLabels: otherHeadLabels,
  fields: [
    {
      name: 'department',
      title: { en: 'Department', zh: '部门名称' },
      kind: 'text',
      place: 'beside',
      labels: ['部门名称', '部门（单位）名称', '单位名称', '预算部门', '预算单位', '预算部门名称', '预算单位名称', '部门（单位）', '部门单位名称', '一级预算单位'],
      required: 'always',
    },
    expectedObjective,
    actualObjective,
    totalWeight,
    totalScore,
  ],
  tables: [
    {
      name: 'funding',
      title: { en: 'Budget', zh: '预算执行情况' },
      headings: ['年度预算申请', '预算执行情况', '部门预算', '部门预算执行情况', '年度预算', '部门整体支出', '部门资金', '资金情况', '部门整体支出预算执行情况', '预算情况'],
      anchors: ['item'],
      items: departmentFundingItems,
      columns: fundingColumns,
    },
    {
      name: 'indicators',
      title: { en: 'Performance indicators', zh: '年度绩效指标' },
      headings: ['年度绩效指标', '绩效指标', '年度绩效指标完成情况'],
      anchors: ['name', 'target', 'actual', 'weight', 'score'],
      needs: ['actual'],
      total: { labels: ['总分', '合计', '自评总分', '总计'], cells: { weight: 'totalWeight', score: 'totalScore' } },
      columns: [{ ...level1, vocabulary: [...level1Labels, ...departmentLevel1Labels] }, level1Weight, { ...level2, vocabulary: [...level2Labels, ...departmentLevel2Labels] }, name, target, actual, weight, score, deviation],
    },
  ],
  notes: fillingNotes,
  rules: [
    { rule: 'score-exceeds-weight' },
    { rule: 'level-weight-sum' },
    { rule: 'total-weight-sum' },
    { rule: 'total-score-sum' },
    { rule: 'execution-rate' },
    { rule: 'execution-score' },
    { rule: 'actual-kind-mismatch' },
    { rule: 'full-score-missed-target', options: { unclear: lessMayBeBetterWords } },
    { rule: 'required-cell-blank' },
    { rule: 'score-lost-unexplained' },
    { rule: 'over-achievement-unexplained', options: { threshold: 130, unclear: lessMayBeBetterWords } },
    { rule: 'duplicate-row' },
    { rule: 'rate-over-100', options: { shares: shareWords, shareColumns: [{ table: 'funding', column: 'executionRate' }] } },
    { rule: 'actual-not-measured' },
  ],
};
