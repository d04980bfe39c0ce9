/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const PROJECTS = [
  ['城区道路养护及排水管网清淤', '青石县住房和城乡建设局', '青石县市政设施养护中心'],
  ['农村饮用水水质检测', '临江区水务局', '临江区水质监测站'],
  ['中小学课后服务补助', '云溪市教育局', '云溪市第三实验小学'],
  ['基层医疗机构设备更新', '白鹭县卫生健康委员会', '白鹭县中心卫生院'],
  ['历史建筑修缮及消防改造', '古渡区文化旅游体育局', '古渡区文物保护管理所'],
  ['森林病虫害统防统治', '苍岭县林业和草原局', '苍岭县森林病虫害防治检疫站'],
  ['困难群众临时救助', '望海区民政局', '望海区社会救助服务中心'],
  ['政务云平台租赁与运维', '南浦市大数据管理局', '南浦市信息中心'],
];
/**
 * Third-level indicators: [name, comparator, unit, least and most of the target, decimals], the actual value is drawn so that it meets the target; or
 * [name, target, actual], both as they stand. Those of benefit have their second level in front.
 */
const QUANTITY = [
  ['道路养护面积', '≥', '万平方米', 12, 480, 1], ['清淤管网长度', '≥', '公里', 3, 90, 1], ['抽检水样批次', '≥', '批次', 40, 960, 0], ['开设课后班级数', '≥', '个', 6, 88, 0], ['更新彩超等设备数量', '', '台（套）', 2, 60, 0],
  ['修缮建筑面积', '≤', '㎡', 300, 9000, 0], ['飞防作业架次', '≥', '架次', 11, 390, 0], ['救助人次', '≥', '人次', 120, 7000, 0], ['租用云主机', '≥', '核', 64, 900, 0], ['举办培训班场次', '=', '场', 3, 19, 0],
  ['印发宣传手册', '>', '本', 1000, 9000, 0], ['编制规划报告', '1份', '1份'],
];
const QUALITY = [
  ['工程验收合格率', '100%', '100%'], ['水质检测合格率', '≥', '%', 90, 97, 1], ['设备完好率', '≥', '%', 90, 97, 0], ['系统可用率', '≥99.9%', '99.98%'], ['重大安全事故', '0起', '0起'], ['病虫成灾率', '≤', '‰', 1, 8, 1],
  ['救助对象认定准确率', '>', '%', 91, 96, 2], ['报告通过专家评审', '通过', '已通过'],
];
const TIME = [
  ['项目完工时间', '2022年11月30日前', '2022年11月18日'], ['资金拨付及时率', '100%', '100%'], ['故障响应时间', '≤', '分钟', 15, 60, 0], ['巡查频次', '≥', '次/季度', 2, 9, 0], ['服务时段', '7×24小时', '7×24小时'], ['完成期限', '12月底前', '按期完成'],
];
const COST = [
  ['单位养护成本', '≤', '元/㎡', 3, 70, 2], ['检测单价', '≤', '元/批次', 100, 2000, 0], ['项目总成本', '≤', '万元', 20, 900, 2], ['人均补助标准', '', '元/人/月', 200, 990, 0], ['预算控制率', '≤100%', '97.35%'],
];
const BENEFIT = [
  ['社会效益指标', '受益人口', '≥', '万人', 2, 60, 1], ['社会效益指标', '居民用水安全保障能力', '有所提升', '有所提升'], ['经济效益指标', '带动就业人数', '≥', '人', 30, 900, 0], ['生态效益指标', '森林覆盖率', '≥', '%', 40, 70, 2],
  ['可持续影响指标', '管护机制健全性', '健全', '基本健全'], ['社会效益指标', '信访投诉下降比例', '5%-8%', '6.4%'], ['生态效益指标', '化学农药使用量', '逐年减少', '减少12%'],
];
const SATISFACTION = [['服务对象满意度', '≥', '%', 90, 96, 0], ['受益群众满意度', '≥', '%', 85, 93, 1], ['家长满意度', '>', '%', 88, 95, 0]];
const REASONS = [
  '无', '—', '', '/', '受连续降雨影响，部分路段施工延后，已于12月完成。', '个别点位采样条件不足，下一步将增设采样设施。', '年中追加任务，实际数量超出年初目标，今后将细化测算。', '供应商到货延迟2周，已按合同扣款。', '未产生偏差', '',
];
const OBJECTIVES = [
  '通过项目实施，完善基础设施，提高公共服务水平，确保年度各项任务按时保质完成，群众满意度达到90%以上。',
  '1.完成年度检测任务；2.及时公布检测结果；3.提升应急处置能力，保障辖区居民的用水安全。',
  '落实补助政策，覆盖全部符合条件的对象，做到应补尽补、应救尽救，资金发放及时、准确。',
  '更新老旧设备，改善就诊环境，缩短候诊时间，逐步形成分级诊疗格局。',
];
const RESULTS = [
  '全年任务已基本完成，支出进度达到序时要求，群众满意度为93.5%，较上年提高2.1个百分点。',
  '已完成全部批次的采样与检测，结果按月公示，未发生水质安全事件。',
  '全年共发放补助4批，惠及1286人，未发现冒领、截留、挪用资金的情况。',
  '完成招标采购和安装调试，设备已投入使用，运行情况良好。',
];

/** A filled self-evaluation form that no sample prints, in the shape of the truth files; the same for the same seed. Its sums hold. */
export function composeForm(seed, rows = 12) {
  const random = randomFrom(seed * 7919 + 17);
  const pick = (list) => list[Math.floor(random() * list.length)];
  /** The printed target and actual value of an indicator. */
  const values = ([, comparator, unit, least, most, decimals]) => {
    if (least === undefined) return [comparator, unit];
    const target = least + random() * (most - least);
    const share = comparator === '≥' || comparator === '>' ? 1.001 + random() * 0.08 : comparator === '≤' ? 1 - random() * 0.1 : 1;
    const cap = unit === '%' ? 100 : Infinity;
    const up = comparator === '≥' || comparator === '>' ? Math.ceil : comparator === '≤' ? Math.floor : Math.round;
    const shown = Math.round(target * 10 ** decimals) / 10 ** decimals;
    const actual = Math.min(cap, up(shown * share * 10 ** decimals) / 10 ** decimals);
    return [`${comparator}${shown.toFixed(decimals)}${unit}`, `${actual.toFixed(decimals)}${unit}`];
  };
  const cents = (value) => value.toFixed(2);
  const budget = Math.round(random() * 9e8 + 1e6) / 100;
  const adjusted = random() < 0.5 ? budget : Math.round(budget * (90 + random() * 20)) / 100;
  const executed = Math.round(adjusted * (8800 + Math.floor(random() * 1200))) / 10000;
  const rate = (Math.floor((executed / adjusted) * 10000) / 100).toFixed(2);
  const executionScore = ((executed / adjusted) * 10).toFixed(2);
  const money = [cents(budget), cents(adjusted), cents(Math.round(executed * 100) / 100)];
  const blank = ['其他资金', '0.00', '0.00', '0.00', '—', '—', '—'];
  const [name, department, unit] = PROJECTS[seed % PROJECTS.length];
  const taken = new Set();
  const fresh = (list) => {
    for (let tries = 0; tries < 50; tries += 1) {
      const one = pick(list);
      if (!taken.has(one.join())) {
        taken.add(one.join());
        return one;
      }
    }
    return pick(list);
  };
  const outputs = Math.max(4, rows - 4);
  const kinds = [['数量指标', QUANTITY], ['质量指标', QUALITY], ['时效指标', TIME], ['成本指标', COST]];
  const indicators = [];
  const shares = (total, count) => {
    const base = Math.floor(total / count);
    return Array.from({ length: count }, (_, i) => (i < total - base * count ? base + 1 : base));
  };
  const add = (level1, weight1, level2, indicator, weight) => {
    const full = random() < 0.75;
    const score = full ? String(weight) : (weight * (0.8 + random() * 0.19)).toFixed(2).replace(/0$/u, '');
    const [printed, value] = values(indicator);
    indicators.push([level1, weight1, level2, indicator[0], printed, value, String(weight), score, full ? pick(['无', '—', '', '/', '']) : pick(REASONS.filter((reason) => reason.length > 6))]);
  };
  const perKind = shares(outputs, 4);
  const weights = shares(50, outputs);
  kinds.forEach(([level2, list], kind) => {
    for (let i = 0; i < perKind[kind]; i += 1) add('产出指标', '50', level2, fresh(list), weights[indicators.length]);
  });
  const benefits = Array.from({ length: 3 }, () => fresh(BENEFIT)).sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0));
  benefits.forEach(([level2, ...rest], i) => add('效益指标', '30', level2, rest, shares(30, 3)[i]));
  add('满意度指标', '10', '服务对象满意度指标', fresh(SATISFACTION), 10);
  const total = indicators.reduce((sum, row) => sum + Number(row[7]), Number(executionScore));
  return {
    title: '项目支出绩效自评表',
    fields: {
      projectName: `${name}项目`, projectAmount: money[1], department, implementingUnit: unit, expectedObjective: OBJECTIVES[seed % OBJECTIVES.length], actualObjective: RESULTS[(seed + 1) % RESULTS.length],
      totalWeight: '100', totalScore: total.toFixed(2),
    },
    funding: [['年度资金总额', ...money, '10', `${rate}%`, executionScore], ['其中：当年财政拨款', ...money, '—', `${rate}%`, '—'], ['上年结转资金', '0.00', '0.00', '0.00', '—', '—', '—'], blank],
    indicators,
  };
}
