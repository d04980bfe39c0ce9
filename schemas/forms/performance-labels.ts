/** The closed vocabulary of performance forms, shared by their definitions. Order within a list has no meaning but that the first is the form's own. */

export const level1Labels = [
  '产出指标',
  '效益指标',
  '满意度指标',
  '成本指标',
  '服务对象满意度指标',
  '决策指标',
  '管理指标',
  '绩效指标',
  '过程指标',
  '投入指标',
  '效果指标',
  '产出',
  '效益',
  '满意度',
  '成本',
  '履职效能',
  '管理效率',
  '运行成本',
  '社会效应',
  '可持续性',
  '履职效果',
  '可持续发展能力',
  '部门管理',
];

export const level2Labels = [
  '数量指标',
  '质量指标',
  '时效指标',
  '成本指标',
  '进度指标',
  '经济效益指标',
  '社会效益指标',
  '生态效益指标',
  '环境效益指标',
  '可持续影响指标',
  '可持续发展指标',
  '满意度指标',
  '服务对象满意度指标',
  '社会公众满意度指标',
  '经济成本指标',
  '社会成本指标',
  '生态环境成本指标',
  '经济成本',
  '社会成本',
  '生态环境成本',
  '产出数量',
  '产出质量',
  '产出时效',
  '产出成本',
  '产出进度',
  '经济效益',
  '社会效益',
  '生态效益',
  '环境效益',
  '可持续影响',
  '满意度',
  '服务对象满意度',
  '社会公众或服务对象满意度',
  '社会公众或服务对象满意度指标',
  '受益对象满意度指标',
  '群众满意度指标',
  '服务对象指标',
  '受益群众满意度',
];

/** Level 1 of a department's own evaluation, as provinces print it. */
export const departmentLevel1Labels = ['投入管理指标'];

/** Level 2 of a department's own evaluation: what it spends, manages and achieves beside its projects. */
export const departmentLevel2Labels = [
  '预算管理',
  '财务管理',
  '资产管理',
  '采购管理',
  '人员管理',
  '绩效管理',
  '重点工作管理',
  '部门履职',
  '重点工作任务完成',
  '履职目标实现',
  '整体工作完成',
  '成本控制',
  '体制机制改革',
  '创新驱动发展',
  '人才支撑',
  '信息化建设',
  // Of the common framework of 财预〔2013〕53号.
  '目标设定',
  '预算配置',
  '预算执行',
  '职责履行',
  '履职效益',
  // As provinces print them.
  '工作目标管理',
  '预算和财务管理',
];

const output = ['产出指标', '产出', '绩效指标', '履职效能'];
const cost = ['成本指标', '成本', '产出指标', '产出', '绩效指标', '投入指标'];
const benefit = ['效益指标', '效益', '绩效指标', '社会效应'];

/** Which level 1 a level-2 label stands under, wherever the form is used. */
export const level2Under: Record<string, string[]> = {
  数量指标: output,
  质量指标: output,
  时效指标: output,
  成本指标: [...output, '成本指标'],
  经济成本指标: cost,
  社会成本指标: cost,
  生态环境成本指标: cost,
  经济成本: cost,
  社会成本: cost,
  生态环境成本: cost,
  产出数量: output,
  产出质量: output,
  产出时效: output,
  产出成本: [...output, '成本指标', '成本'],
  经济效益: benefit,
  社会效益: benefit,
  生态效益: benefit,
  可持续影响: benefit,
  经济效益指标: benefit,
  社会效益指标: benefit,
  生态效益指标: benefit,
  可持续影响指标: benefit,
  满意度指标: [...benefit, '满意度指标'],
  服务对象满意度指标: [...benefit, '满意度指标'],
};

export const fundingItems = [
  '年度资金总额',
  '年度财政资金总额',
  '年度预算资金总额',
  '总额',
  '资金总额',
  '其中：当年财政拨款',
  '当年财政拨款',
  '其中：财政拨款',
  '其中：本年财政拨款',
  '本年财政拨款',
  '财政拨款',
  '其中：财政资金',
  '财政资金',
  '其中：中央补助',
  '中央补助',
  '省级资金',
  '市级资金',
  '县级资金',
  '上年结转资金',
  '上年结转',
  '财政专户管理资金',
  '单位资金',
  '自筹资金',
  '其他资金',
];

/** Of a department's budget as a whole. */
export const departmentFundingItems = [...fundingItems, '年度预算总额', '部门预算总额', '其中：基本支出', '基本支出', '人员经费', '公用经费', '项目支出', '其中：项目支出'];

/** Labels of the head whose values no field takes. */
export const otherHeadLabels = [
  '项目负责人及电话',
  '项目负责人',
  '负责人',
  '联系人',
  '联系电话',
  '项目类别',
  '项目类型',
  '项目属性',
  '项目性质',
  '项目编码',
  '项目代码',
  '项目起止时间',
  '项目期限',
  '填报日期',
  '填报单位',
  '填报人',
  '评价等级',
  '自评等级',
  '是否为重点项目',
  '资金性质',
  // Boxes below the indicators.
  '说明',
  '其他需要说明的事项',
  '其他需要说明的问题',
  '需要说明的其他问题',
  '偏差大或目标未完成原因分析',
  '改进措施及结果应用方案',
];

/** Titles of tables that print the same labels and are no form of ours. */
export const otherTitles = ['监控表', '监控情况表', '绩效监控情况', '运行监控情况', '监控报告表', '监控汇总表', '跟踪表', '绩效评价指标体系', '指标体系评分表', '绩效评价评分表'];

/** What the columns of those tables are called: half-year values and forecasts (绩效运行监控), criteria of an evaluation by others (绩效评价指标体系). */
export const otherTableLabels = [
  '月执行数', '月执行率', '月执行情况', '月完成值', '月完成情况', '月实际完成值', '月实际完成情况', '季度执行数', '季度执行率', '季度完成值', '季度完成情况', '半年执行数', '半年执行率', '半年完成值', '半年完成情况',
  '预计执行数', '预计执行率', '预计完成值', '预计完成情况', '预计完成率', '完成可能性', '实现可能性', '目标可能性', '监控结果',
  '指标解释', '指标说明', '指标释义', '评分标准', '评分规则', '评分办法', '计分规则', '计分办法', '评价标准', '评价方法', '评价要点', '评分细则', '评分依据', '扣分标准',
];

/** Filling-in notes that the form prints below its table. */
export const fillingNotes = ['注：', '说明：', '填报说明', '请填写或修改有浅蓝色底色的单元格', '三级指标可以根据实际情况进行删增行', '【得分】要小于等于同一行的【分值】', '三级指标的分值加总要等于其一级指标的分值', '附件'];

/** Words in a name or level that say an amount of money is meant. Not 费 or 补贴 alone: 免费 and 补贴人数 count people. */
export const costWords = ['成本', '费用', '金额', '单价', '造价', '经费', '预算数', '控制数', '投资额'];

/** Words in a name or level that leave open which way a target without a sign is to be met: less may be better (故障率), or more (故障排除率). */
export const lessMayBeBetterWords = [
  '成本', '费用', '价格', '单价', '控制', '投诉', '事故', '故障', '差错', '错误', '失误', '延误', '超标', '违规', '违纪', '违法', '流失', '损耗', '损失', '能耗', '死亡', '伤亡',
  '发病', '案件', '时间', '时效', '时长', '时限', '期限', '周期', '响应', '不合格', '不达标', '返工', '逾期', '拖欠',
];

/** Words at the end of an indicator's name that make it a share of a whole, which can't exceed 100 %. */
export const shareWords = [
  '满意度', '满意率', '合格率', '覆盖率', '准确率', '正确率', '及时率', '参与率', '到位率', '出勤率', '通过率', '达标率', '使用率', '利用率', '采集率', '公示率', '规范率', '完好率', '差错率',
  '故障率', '投诉率', '知晓率', '支持率', '合规率', '保障率', '入学率', '就业率', '普及率', '签约率', '发放率', '执行率', '好评率', '到场率', '排除率',
];
