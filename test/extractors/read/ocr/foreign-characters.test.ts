import { describe, expect, it } from 'vitest';
import { findForeignCharacters } from '../../../../extractors/read/ocr/foreign-characters.js';

describe('characters that a page hardly ever prints', () => {
  const page = ['全年开展增雨作业96次、防電作业41次，区域站数据到报率99.4%。', '目标值及实际完成值均已填列', '年度绩效指标', '沅浦县气象局人工影响天气中心承担作业及观测站维护'];

  it('are told where the page is written in simplified Chinese', () => {
    const foreignIn = findForeignCharacters(page);
    expect(page.map(foreignIn)).toEqual(['電', null, null, null]);
  });

  it('are none where it is written otherwise', () => {
    expect(findForeignCharacters(['電費與水費的決算報表', '實際執行數'])('電費與水費的決算報表')).toBeNull();
  });
});
