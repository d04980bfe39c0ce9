import { describe, expect, it } from 'vitest';
import { cutWord } from '../../../extractors/layout/cut-word.js';
import { makeCell } from '../../../extractors/match/make-cell.js';
import type { Word } from '../../../schemas/page.js';

/** A recognised word, ten points a character. */
function word(text: string, x: number, y: number, candidates: readonly string[] = []): Word {
  const length = [...text].length;
  const box = [x, y, x + 10 * length, y + 10] as const;
  const doubts = candidates.length > 0 ? [{ code: 'ocr-readings-differ', note: 'x' }] : [];
  return { text, box, source: { page: 1, bbox: box, ocr: 'ppocr/4' }, edges: Array.from({ length: length + 1 }, (_, i) => x + 10 * i), size: 10, confidence: 0.8, rotation: 0, doubts, candidates };
}
const certain = { margin: Infinity, doubts: [], candidates: [] };
const textsOf = (words: readonly (readonly Word[])[]): string[] => makeCell(words.map((line, index) => ({ line: index, words: line })), certain).candidates.map(({ text }) => text);

describe('other readings of recognised words', () => {
  it('become those of their cell, the rest of its text as it was read', () => {
    expect(textsOf([[word('≥118', 0, 0, ['≥113', '2118'])], [word('万元', 0, 12)]])).toEqual(['≥113万元', '2118万元']);
  });

  it('of one line stand for all its words', () => {
    const line = ['项目A1包'];
    expect(textsOf([[word('项目', 0, 0, line), word('AI包', 30, 0, line)]])).toEqual(['项目A1包']);
  });

  it('are none where nothing was in doubt', () => {
    expect(textsOf([[word('118', 0, 0)]])).toEqual([]);
  });

  it('are cut with the word', () => {
    const whole = word('10100%', 0, 0, ['10109%', '1O100%', '7']);
    expect(cutWord(whole, 2, 6).candidates).toEqual(['109%']);
    expect(cutWord(whole, 0, 2).candidates).toEqual(['1O']);
    expect(cutWord(word('10', 0, 0, ['11']), 0, 2).candidates).toEqual(['11']);
  });

  it('a part of a word on a turned page keeps the place of the whole', () => {
    const turned: Word = { ...word('10100%', 0, 0), source: { page: 1, bbox: [500, 700, 560, 710], ocr: 'ppocr/4' } };
    expect(cutWord(turned, 2, 6).source).toMatchObject({ bbox: [500, 700, 560, 710] });
    expect(cutWord(word('10100%', 0, 0), 2, 6).source).toMatchObject({ bbox: [20, 0, 60, 10] });
  });
});
