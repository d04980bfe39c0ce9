import { describe, expect, it } from 'vitest';
import { compareToTarget, type Comparison } from '../../../pipeline/normalise/compare-to-target.js';
import { normaliseValue } from '../../../pipeline/normalise/normalise-value.js';
import { reduceValue } from '../../../pipeline/normalise/reduce-value.js';
import type { Value } from '../../../schemas/value.js';

function read(text: string): Value {
  const value = normaliseValue(text, { kind: 'value', unit: null });
  if (value === null) throw new Error(`no value: ${text}`);
  return value;
}
const compared = (met: boolean, ratio: string | null): Comparison => ({ comparable: true, met, ratio, inferred: null });
const not = (why: string): object => ({ comparable: false, why });

describe('values in base units', () => {
  it.each([
    ['≤118万元', { number: '1180000', unit: '元', per: [], comparator: '<=' }],
    ['≥95%', { number: '0.95', unit: '1', per: [], comparator: '>=' }],
    ['2个百分点', { number: '0.02', unit: '百分点', per: [], comparator: null }],
    ['75元/人/日', { number: '75', unit: '元', per: ['人', '天'], comparator: null }],
    ['2小时', { number: '7200', unit: '秒', per: [], comparator: null }],
  ])('%s', (text, reduced) => {
    const found = reduceValue(read(text));
    expect(found === null ? null : { ...found, per: [...found.per].sort() }).toEqual({ ...reduced, per: [...reduced.per].sort() });
  });
  it.each(['39', '60万', '有所提高', '2021年12月前', '/'])('%s has none', (text) => expect(reduceValue(read(text))).toBeNull());
});

describe('target and actual', () => {
  it.each<[string, string, object]>([
    ['≥10台', '12台', compared(true, '1.2')],
    ['≥10台', '8台', compared(false, '0.8')],
    ['>10台', '10台', compared(false, '1')],
    ['≤118万元', '1177800元', compared(true, '0.998136')],
    ['≤118万元', '1.2亿元', compared(false, '101.694915')],
    ['≤3小时', '200分钟', compared(false, '1.111111')],
    ['<2小时', '30分钟', compared(true, '0.25')],
    ['≥95%', '950‰', compared(true, '1')],
    ['0次', '0次', compared(true, null)],
    ['=0次', '1次', compared(false, null)],
    ['100%', '100.00%', compared(true, '1')],
    ['≤100元/人/月', '75元/月/人', compared(true, '0.75')],
    ['每人每天不超过80元', '80元/人/日', compared(true, '1')],
    // Whether more or less is better isn't printed.
    ['100%', '98%', not('direction-missing')],
    ['约10台', '11台', not('direction-missing')],
    // Another kind, unit or per.
    ['≥85%', '12台', not('kinds-differ')],
    ['≤1096.58万元', '100%', not('kinds-differ')],
    ['≤5个工作日', '5天', not('units-differ')],
    ['≥10台', '10套', not('units-differ')],
    ['≤100元/人/月', '75元', not('per-differs')],
    ['提高≥2个百分点', '2%', not('units-differ')],
    // A missing unit is only taken over where it can't be another.
    ['≥35家', '39', { comparable: true, met: true, ratio: '1.114286', inferred: { unit: '家', per: [] } }],
    ['≤2小时', '1.5', { comparable: true, met: true, ratio: '0.75', inferred: { unit: '小时', per: [] } }],
    ['≤118万元', '1177800', not('unit-missing')],
    ['≥5万单', '93000', not('unit-missing')],
    ['≥85%', '1016318', not('unit-missing')],
    ['≥85%', '99.9', not('unit-missing')],
    ['≥3', '5', compared(true, '1.666667')],
    ['≥60万', '70万', compared(true, '1.166667')],
    ['≥3', '5台', not('unit-missing')],
    // A bound as actual.
    ['≥95%', '≥95%', compared(true, '1')],
    ['≥95%', '≥90%', not('bound')],
    ['≥95%', '≤90%', compared(false, '0.947368')],
    ['>95%', '≥95%', not('bound')],
    ['≤3小时', '≤2小时', compared(true, '0.666667')],
    // Words.
    ['≥95%', '有所提高', not('no-number')],
    ['≤财政下达预算', '100元', not('no-number')],
    ['≥95%', '/', not('no-number')],
    // Ranges and several values.
    ['5%-8%', '6%', compared(true, null)],
    ['5%-8%', '9%', not('direction-missing')],
    ['≥50个秒批/70个秒报', '24个秒批/79个秒报', compared(false, null)],
    ['≥50个秒批/70个秒报', '79个秒报/24个秒批', not('units-differ')],
    // Dates.
    ['2021年12月前', '2021年9月', compared(true, null)],
    ['2021年12月前', '2021年12月', compared(true, null)],
    ['2021年12月前', '2022年1月', compared(false, null)],
    ['2021年10月底前', '2021年10月', compared(true, null)],
    ['2021年10月15日前', '2021年10月', not('date-open')],
    ['2021年10月15日前', '2021年10月16日', compared(false, null)],
    ['2021年8月前', '2021年7月26日', compared(true, null)],
    ['12月31日前', '2021年7月', not('date-open')],
    ['12月31日前', '12台', not('kinds-differ')],
    ['≥12台', '2021年7月', not('kinds-differ')],
    ['2021年12月前', '及时', not('no-number')],
    ['2021年12月前', '2021年3月至9月', compared(true, null)],
    ['2021年6月前', '2021年3月至9月', compared(false, null)],
  ])('%s with %s', (target, actual, expected) => {
    expect(compareToTarget(read(target), read(actual))).toMatchObject(expected);
  });

  it('takes the year of the form for a date that prints none', () => {
    expect(compareToTarget(read('12月31日前'), read('2021年7月'), 2021)).toMatchObject(compared(true, null));
    expect(compareToTarget(read('6月底前'), read('7月5日'), 2021)).toMatchObject(compared(false, null));
  });
});
