import type { Page, Ruling, Word } from '../../schemas/page.js';
import type { Grid } from './grid.js';
import { wordsToPhraseLines } from './phrases.js';

/**
 * The share of the phrases of a grid's words that its cells tear apart. The columns of a table run between phrases; those that are laid over the text of
 * a picture cut them. Upright rulings part phrases beforehand.
 */
export function brokenShare(grid: Grid, rulings: readonly Ruling[], page: Page): number {
  const cellOf = new Map<string, number>();
  const words: Word[] = [];
  grid.cells.forEach((cell, index) => {
    for (const word of cell.words) {
      if (word.rotation !== 0) continue;
      words.push(word);
      cellOf.set(`${word.box[0]},${word.box[1]}`, index);
    }
  });
  let phrases = 0;
  let broken = 0;
  for (const line of wordsToPhraseLines(words, rulings, page)) {
    for (const phrase of line.phrases) {
      phrases += 1;
      const cells = new Set(phrase.words.map((word) => cellOf.get(`${word.box[0]},${word.box[1]}`)));
      if (cells.size > 1) broken += 1;
    }
  }
  return phrases === 0 ? 0 : broken / phrases;
}
