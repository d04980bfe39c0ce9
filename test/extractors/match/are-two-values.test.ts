import { expect, it } from 'vitest';
import { areTwoValues } from '../../../extractors/match/are-two-values.js';

it.each([
  ['≥4.1万立方米', '≥90%'],
  ['18个', '2022年6月前'],
  ['5.2万元', '30%'],
  ['5.2万元', '30'],
])('%s above %s are two values', (above, below) => expect(areTwoValues(above, below)).toBe(true));

it.each([
  ['≤人均', '5.2万元'],
  ['≥', '95%'],
  ['8-', '10次'],
  ['2022年', '12'],
  ['5月1', '0日前'],
  ['≥120', '0'],
  ['18个工作', '日'],
])('%s above %s may be one', (above, below) => expect(areTwoValues(above, below)).toBe(false));
