import type { FormDefinitionInput } from '../form-definition.js';
import { fundingColumns, indicatorColumns } from './performance-columns.js';
import { objectiveHeadings, performanceFields } from './performance-fields.js';
import { fillingNotes, fundingItems, lessMayBeBetterWords, otherHeadLabels, otherTableLabels, otherTitles, shareWords } from './performance-labels.js';

const { level1, level1Weight, level2, name, target, actual, weight, score, deviation } = indicatorColumns;
const { projectName, department, implementingUnit, expectedObjective, actualObjective, totalWeight, totalScore } = performanceFields;

/** 项目支出绩效自评表: the project expenditure self-evaluation, 财预〔2020〕10号 annex, as regions print it. */
export const projectSelfEvaluation: FormDefinitionInput = {
  id: 'project-self-evaluation',
  title: { en: 'Project expenditure self-evaluation', zh: '项目支出绩效自评表' },
  titles: ['项目支出绩效自评表', '项目自评表', '自评表', '项目支出绩效自评情况表', '绩效自评情况表', '自评价表', '自我评价表', '自评结果表', '自评评分表', '自评打分表', '自评得分表'],
  otherTitles,
  otherTableLabels,
  headings: objectiveHeadings,
  otherLabels: [...otherHeadLabels, '单位名称'],
  fields: [
    projectName,
    { name: 'projectAmount', title: { en: 'Project amount', zh: '项目金额' }, kind: 'money', place: 'beside', labels: ['项目金额'] },
    department,
    implementingUnit,
    expectedObjective,
    actualObjective,
    totalWeight,
    totalScore,
  ],
  tables: [
    {
      name: 'funding',
      title: { en: 'Project funding', zh: '项目资金' },
      headings: ['项目资金', '资金情况', '预算执行情况', '年度资金', '资金投入情况', '项目预算执行情况'],
      anchors: ['item'],
      items: fundingItems,
      columns: fundingColumns,
    },
    {
      name: 'indicators',
      title: { en: 'Performance indicators', zh: '年度绩效指标' },
      headings: ['年度绩效指标', '绩效指标', '年度绩效指标完成情况', '绩效指标完成情况'],
      anchors: ['name', 'target', 'actual', 'weight', 'score'],
      needs: ['actual'],
      total: { labels: ['总分', '合计', '自评总分', '总计', '总得分', '合计得分'], cells: { weight: 'totalWeight', score: 'totalScore' } },
      columns: [level1, level1Weight, level2, name, target, actual, weight, score, deviation],
    },
  ],
  notes: fillingNotes,
  rules: [
    { rule: 'project-stopped' },
    { rule: 'score-exceeds-weight' },
    { rule: 'level-weight-sum' },
    { rule: 'total-weight-sum' },
    { rule: 'total-score-sum' },
    { rule: 'execution-rate' },
    { rule: 'execution-score' },
    {
      rule: 'funding-parts-sum',
      options: {
        total: ['年度资金总额', '资金总额', '总额'],
        parts: [['其中：当年财政拨款', '当年财政拨款', '其中：财政拨款', '财政拨款', '其中：本年财政拨款', '本年财政拨款'], ['上年结转资金', '上年结转'], ['其他资金']],
      },
    },
    { rule: 'actual-kind-mismatch' },
    { rule: 'full-score-missed-target', options: { unclear: lessMayBeBetterWords } },
    { rule: 'required-cell-blank' },
    { rule: 'score-lost-unexplained' },
    { rule: 'over-achievement-unexplained', options: { threshold: 130, unclear: lessMayBeBetterWords } },
    { rule: 'duplicate-row' },
    { rule: 'rate-over-100', options: { shares: shareWords, shareColumns: [{ table: 'funding', column: 'executionRate' }] } },
    { rule: 'actual-not-measured' },
    { rule: 'target-not-measurable', options: { numberDue: ['数量指标', '产出数量'], scales: ['好坏', '高低', '优良中差', '优良差', '是否', '有无', '大小', '好中差', '高中低'] } },
  ],
};
