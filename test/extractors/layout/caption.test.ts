import { describe, expect, it } from 'vitest';
import { CAPTION } from '../../../extractors/layout/caption.js';

describe('captions', () => {
  it.each(['Table 7.4: Five Firm Ratios', 'TABLE A-1. Summary', 'Tableau 3', 'Figure 2.', 'Exhibit 9', 'Table IV', '表1', '表 二', '图3'])('%s is one', (text) => {
    expect(CAPTION.test(text)).toBe(true);
  });
  it.each(['Tables', 'Tablets sold', 'Table of contents', 'Chartered banks', 'Figures', 'Boxes 12', '表内指标', '图书采购数量'])('%s is none', (text) => {
    expect(CAPTION.test(text)).toBe(false);
  });
});
