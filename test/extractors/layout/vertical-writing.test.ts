import { describe, expect, it } from 'vitest';
import { wordsToText } from '../../../extractors/layout/words-to-text.js';
import type { Word } from '../../../schemas/page.js';

const word = (text: string, x: number, y: number, rotation: Word['rotation'] = 0, height = 10): Word => {
  const box = [x, y, x + 10, y + height] as const;
  return { text, box, source: { page: 1, bbox: box }, edges: [x, x + 10], size: 10, confidence: 1, rotation, doubts: [] };
};

describe('a cell written from top to bottom', () => {
  it('is read column by column, from the right', () => {
    const words = [...'满意度指标'].map((character, i) => word(character, 20, 10 * i));
    const text = wordsToText([word('）', 6, 10), word('分', 6, 0), word('（10', 20, 50, 90, 15), ...words], 40).text;
    expect(text).toBe('满意度指标（10分）');
  });

  it('is told from spaced labels in lines', () => {
    const words = [...'项目名称'].map((character, i) => word(character, 20 * (i % 2), 14 * Math.floor(i / 2)));
    expect(wordsToText(words, 40).text).toBe('项目名称');
  });
});
