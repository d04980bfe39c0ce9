/**
 * The units that values are printed in. To add one, add its line (or its character to a list of counters).
 * `factor` turns one of the unit into `base`; a fraction stands as `numerator/denominator`.
 */
export interface Measure {
  readonly unit: string;
  readonly base: string;
  readonly factor: string;
}

export const MEASURES: readonly Measure[] = [
  // Money. 分 is missing on purpose: in these forms it is a point of a score.
  { unit: '元', base: '元', factor: '1' },
  { unit: '圆', base: '元', factor: '1' },
  { unit: '元人民币', base: '元', factor: '1' },
  { unit: '人民币', base: '元', factor: '1' },
  { unit: '块钱', base: '元', factor: '1' },
  { unit: '角', base: '元', factor: '0.1' },
  { unit: '美元', base: '美元', factor: '1' },
  { unit: '港元', base: '港元', factor: '1' },
  { unit: '欧元', base: '欧元', factor: '1' },
  // Area
  { unit: '平方米', base: '平方米', factor: '1' },
  { unit: '平米', base: '平方米', factor: '1' },
  { unit: '㎡', base: '平方米', factor: '1' },
  { unit: 'm²', base: '平方米', factor: '1' },
  { unit: 'm2', base: '平方米', factor: '1' },
  { unit: '平方厘米', base: '平方米', factor: '0.0001' },
  { unit: '平方公里', base: '平方米', factor: '1000000' },
  { unit: '平方千米', base: '平方米', factor: '1000000' },
  { unit: 'km²', base: '平方米', factor: '1000000' },
  { unit: '公顷', base: '平方米', factor: '10000' },
  { unit: '亩', base: '平方米', factor: '2000/3' },
  // Length
  { unit: '米', base: '米', factor: '1' },
  { unit: 'm', base: '米', factor: '1' },
  { unit: '延米', base: '米', factor: '1' },
  { unit: '延长米', base: '米', factor: '1' },
  { unit: '公里', base: '米', factor: '1000' },
  { unit: '千米', base: '米', factor: '1000' },
  { unit: 'km', base: '米', factor: '1000' },
  { unit: 'KM', base: '米', factor: '1000' },
  { unit: '里', base: '米', factor: '500' },
  { unit: '分米', base: '米', factor: '0.1' },
  { unit: '厘米', base: '米', factor: '0.01' },
  { unit: 'cm', base: '米', factor: '0.01' },
  { unit: '毫米', base: '米', factor: '0.001' },
  { unit: 'mm', base: '米', factor: '0.001' },
  // Mass
  { unit: '千克', base: '千克', factor: '1' },
  { unit: '公斤', base: '千克', factor: '1' },
  { unit: 'kg', base: '千克', factor: '1' },
  { unit: '斤', base: '千克', factor: '0.5' },
  { unit: '克', base: '千克', factor: '0.001' },
  { unit: '毫克', base: '千克', factor: '0.000001' },
  { unit: '吨', base: '千克', factor: '1000' },
  // Volume and energy, each its own base
  { unit: '立方米', base: '立方米', factor: '1' },
  { unit: 'm³', base: '立方米', factor: '1' },
  { unit: '升', base: '升', factor: '1' },
  { unit: '毫升', base: '升', factor: '0.001' },
  { unit: '千瓦时', base: '千瓦时', factor: '1' },
  { unit: '度电', base: '千瓦时', factor: '1' },
  { unit: 'kWh', base: '千瓦时', factor: '1' },
  { unit: 'kW', base: '千瓦', factor: '1' },
  { unit: '千瓦', base: '千瓦', factor: '1' },
  { unit: '兆瓦', base: '千瓦', factor: '1000' },
  // Clock time, which converts …
  { unit: '秒', base: '秒', factor: '1' },
  { unit: '秒钟', base: '秒', factor: '1' },
  { unit: 's', base: '秒', factor: '1' },
  { unit: '毫秒', base: '秒', factor: '0.001' },
  { unit: 'ms', base: '秒', factor: '0.001' },
  { unit: '分钟', base: '秒', factor: '60' },
  { unit: 'min', base: '秒', factor: '60' },
  { unit: '小时', base: '秒', factor: '3600' },
  { unit: '个小时', base: '秒', factor: '3600' },
  { unit: '钟头', base: '秒', factor: '3600' },
  { unit: 'h', base: '秒', factor: '3600' },
  // … and calendar time, which doesn't.
  { unit: '天', base: '天', factor: '1' },
  { unit: '日', base: '天', factor: '1' },
  { unit: '自然日', base: '天', factor: '1' },
  { unit: '个自然日', base: '天', factor: '1' },
  { unit: '工作日', base: '工作日', factor: '1' },
  { unit: '个工作日', base: '工作日', factor: '1' },
  { unit: '工作天', base: '工作日', factor: '1' },
  { unit: '个工作天', base: '工作日', factor: '1' },
  { unit: '交易日', base: '交易日', factor: '1' },
  { unit: '周', base: '周', factor: '1' },
  { unit: '个星期', base: '周', factor: '1' },
  { unit: '星期', base: '周', factor: '1' },
  { unit: '个月', base: '月', factor: '1' },
  { unit: '个季度', base: '季度', factor: '1' },
  { unit: '学期', base: '学期', factor: '1' },
  { unit: '个学期', base: '学期', factor: '1' },
  { unit: '年', base: '年', factor: '1' },
  { unit: '周年', base: '年', factor: '1' },
  { unit: '岁', base: '岁', factor: '1' },
  // Data and degrees
  { unit: 'MB', base: 'MB', factor: '1' },
  { unit: 'GB', base: 'GB', factor: '1' },
  { unit: 'TB', base: 'TB', factor: '1' },
  { unit: 'Mbps', base: 'Mbps', factor: '1' },
  { unit: '兆', base: '兆', factor: '1' },
  { unit: '℃', base: '℃', factor: '1' },
  { unit: '分贝', base: '分贝', factor: '1' },
  { unit: 'dB', base: '分贝', factor: '1' },
];

/** Units of a ratio: `factor` turns the printed number into a part of one. */
export const RATIOS: readonly { readonly unit: string; readonly factor: string }[] = [
  { unit: '%', factor: '0.01' },
  { unit: '‰', factor: '0.001' },
  { unit: '百分比', factor: '0.01' },
  { unit: '百分点', factor: '0.01' },
  { unit: '个百分点', factor: '0.01' },
  { unit: '千分点', factor: '0.001' },
  { unit: '成', factor: '0.1' },
];

/** What is counted is its own base. One character a counter. 号, 点 and 口 are missing on purpose: 5号 is a date or a name, 5点 a
 * time of day, 口 what recognition makes of an empty box. */
export const COUNTERS =
  '个人名位户家台套条件次项期批起场篇份张辆座间处所栋幢棵株只头匹盏盒箱袋包瓶桶支枝根块片面幅册本部页字单宗例笔门类种组队班科届轮遍趟节堂课餐顿' +
  '床架艘列段道井扇副对双层级星分格款样卷板枚颗粒捆票桩孔丛堆滴串束盘杯罐室楼店厂村镇乡县区市省校馆站船机塔泵闸';

/** Counters of more than one character, beside those that end in 次, 套, 件 or 组 (台次), and things that are often counted without one. */
export const LONG_COUNTERS: readonly string[] = [
  '口井', '口人', '眼井',
  '人次', '批次', '人天', '人日', '人月', '人年', '课时', '学时', '机时', '台班', '工时', '工日', '班次', '频次', '场次', '航次', '标段', '标箱', '标准箱', '床位', '车位', '泊位', '单位', '企业', '学校', '社区', '课程', '部门', '点位',
];

/** Counters that form set phrases or ordinals with a Chinese numeral (一期, 一批, 一流, 十分满意): there they count nothing for sure. */
export const ORDINAL_COUNTERS = '期批级类等层段部本面分门届星科角季块头口对双样室楼站道店票区市县省';

/** What follows 个, 名 … behind a Chinese numeral may be named (两个项目); behind others it may be a set phrase (一门式, 一次性). */
export const NAMING_COUNTERS = '个名位家台套';

/** What may stand between a number and its unit. */
export const SCALES: readonly { readonly word: string; readonly factor: string }[] = [
  { word: '万亿', factor: '1000000000000' },
  { word: '千亿', factor: '100000000000' },
  { word: '百亿', factor: '10000000000' },
  { word: '十亿', factor: '1000000000' },
  { word: '亿', factor: '100000000' },
  { word: '千万', factor: '10000000' },
  { word: '百万', factor: '1000000' },
  { word: '十万', factor: '100000' },
  { word: '万', factor: '10000' },
  { word: '千', factor: '1000' },
  { word: '百', factor: '100' },
];

/** Stretches of time and other things that a frequency or price is `per`, where they may also be counted (每两周 is not 每周). */
export const PER_TIMES: readonly string[] = [
  '年', '年度', '半年', '季', '季度', '月', '月份', '个月', '半月', '旬', '周', '星期', '天', '日', '工作日', '个工作日', '小时', '分钟', '秒', '学期', '学年',
];
