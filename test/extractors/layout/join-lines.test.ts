import { describe, expect, it } from 'vitest';
import { joinLines } from '../../../extractors/layout/join-lines.js';

describe('joinLines', () => {
  it.each([
    [['购置行政服务大厅专用设备数', '量'], '购置行政服务大厅专用设备数量'],
    [['≥90', '%'], '≥90%'],
    [['2021年', '12月前'], '2021年12月前'],
    [['to air', 'kg/year'], 'to air kg/year'],
    [['Average of', 'other estimates'], 'Average of other estimates'],
    [['Pacific,', 'Islands'], 'Pacific, Islands'],
    [['100,', '000'], '100,000'],
    [['Age group', '(yrs)'], 'Age group (yrs)'],
    [['post-', 'secondary'], 'post-secondary'],
    [[' a ', '', ' b '], 'a b'],
    [[], ''],
  ])('%j is %j', (lines, text) => {
    expect(joinLines(lines)).toBe(text);
  });

  it.each([
    [['160267', '80.00'], '16026780.00'],
    [['100.0', '0%'], '100.00%'],
    [['≥560', '0米'], '≥5600米'],
    [['100.00', '200.00'], '100.00 200.00'],
    [['in May 20', '35 were'], 'in May 20 35 were'],
  ])('%j is %j where no line had room for more', (lines, text) => {
    expect(joinLines(lines, () => true)).toBe(text);
  });
});
