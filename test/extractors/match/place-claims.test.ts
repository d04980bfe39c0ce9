import { describe, expect, it } from 'vitest';
import { PlaceClaims } from '../../../extractors/match/place-claims.js';
import { sliceWord } from '../../../extractors/match/slice-word.js';
import type { Word } from '../../../schemas/page.js';

/** A word of characters one em (10 points) wide at x. */
const wordAt = (text: string, x: number): Word => {
  const edges = Array.from({ length: [...text].length + 1 }, (_, i) => x + 10 * i);
  const box: Word['box'] = [x, 0, edges.at(-1) ?? x, 10];
  return { text, box, source: { page: 1, bbox: box }, edges, size: 10, confidence: 1, rotation: 0, font: '', bold: false, doubts: [] };
};

describe('place claims', () => {
  it('count a word once, however many tables hold it', () => {
    const word = wordAt('资金', 0);
    const claims = new PlaceClaims([word]);
    expect([claims.take(word), claims.take(word), claims.take(sliceWord(word, 1, 2))]).toEqual([true, false, false]);
    expect(claims.rest(word)).toEqual([]);
  });

  it('leave the part of a word that no cell holds', () => {
    const word = wordAt('资金总额', 0);
    const claims = new PlaceClaims([word]);
    expect(claims.take(sliceWord(word, 0, 2))).toBe(true);
    expect(claims.rest(word).map(({ text }) => text)).toEqual(['总额']);
  });

  it('lose none of the words that are printed over one another', () => {
    const words = [wordAt('资金', 0), wordAt('作废', 4), wordAt('资金', 0)];
    const claims = new PlaceClaims(words);
    expect(words.slice(0, 2).map((word) => claims.take(word))).toEqual([true, true]);
    expect(words.flatMap((word) => claims.rest(word)).map(({ text }) => text)).toEqual(['资金']);
  });
});
