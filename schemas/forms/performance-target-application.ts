import type { FormDefinitionInput } from '../form-definition.js';
import { indicatorColumns } from './performance-columns.js';
import { objectiveHeadings, performanceFields } from './performance-fields.js';
import { departmentFundingItems, departmentLevel2Labels, fillingNotes, level2Labels, otherHeadLabels, otherTableLabels, otherTitles } from './performance-labels.js';

const { level1, level1Weight, level2, name, target, weight } = indicatorColumns;
const { projectName, department, implementingUnit } = performanceFields;

/** 绩效目标申报表: the targets that are applied for with a budget; nothing is done yet, so there are no results and scores. */
export const performanceTargetApplication: FormDefinitionInput = {
  id: 'performance-target-application',
  title: { en: 'Application of performance targets', zh: '绩效目标申报表' },
  titles: ['绩效目标申报表', '绩效目标表', '绩效目标批复表', '绩效目标情况表', '绩效目标公开表', '预算绩效目标'],
  otherTitles,
  otherTableLabels,
  headings: objectiveHeadings.filter((heading) => heading !== '年度总体目标' && heading !== '年度目标' && heading !== '总体目标' && heading !== '年度绩效目标'),
  otherLabels: [...otherHeadLabels, '单位名称'],
  fields: [
    projectName,
    department,
    implementingUnit,
    { name: 'objective', title: { en: 'Objective', zh: '年度总体目标' }, kind: 'prose', place: 'beside', labels: ['年度总体目标', '年度目标', '总体目标', '年度绩效目标', '项目总体目标', '项目目标'] },
  ],
  tables: [
    {
      name: 'funding',
      title: { en: 'Funding applied for', zh: '项目资金' },
      headings: ['项目资金', '资金情况', '项目资金申请', '年度预算申请', '预算情况', '资金来源'],
      anchors: ['item'],
      items: departmentFundingItems,
      columns: [
        { name: 'item', title: { en: 'Item', zh: '资金项目' }, kind: 'text', labels: [] },
        { name: 'amount', title: { en: 'Amount', zh: '金额' }, kind: 'money', labels: ['金额', '申请金额', '预算金额'] },
      ],
    },
    {
      name: 'indicators',
      title: { en: 'Performance targets', zh: '绩效指标' },
      headings: ['年度绩效指标', '绩效指标'],
      anchors: ['name', 'target'],
      needs: ['target'],
      columns: [level1, level1Weight, { ...level2, vocabulary: [...level2Labels, ...departmentLevel2Labels] }, name, target, { ...weight, required: 'never' }],
    },
  ],
  notes: fillingNotes,
  rules: [{ rule: 'level-weight-sum' }, { rule: 'required-cell-blank' }, { rule: 'duplicate-row' }],
};
