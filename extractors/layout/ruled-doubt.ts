import type { Page } from '../../schemas/page.js';
import type { Grid } from './grid.js';
import { wordsToPhraseLines } from './phrases.js';

const NUMBER = /^[\p{Sc}(<>≤≥~*†‡+\-–—−.]*\d[\d.,:\s]*[%)*†‡]*$/u;
/** Phrases of one line of one cell that stand further apart than this many ems look like cells of their own. */
const APART = 1.5;

/**
 * The share of a ruled grid's phrases that speak against its cells: phrases that stand apart on one line of a cell, and numbers stacked in one cell.
 * Cells that hold one thing each give 0.
 */
export function ruledDoubt(grid: Grid, page: Page): number {
  let phrases = 0;
  let against = 0;
  for (const cell of grid.cells) {
    if (cell.words.length === 0) continue;
    const lines = wordsToPhraseLines(
      cell.words.filter((word) => word.rotation === 0),
      [],
      page,
    );
    let stacked = 0;
    let numbers = 0;
    for (const line of lines) {
      phrases += line.phrases.length;
      line.phrases.forEach((phrase, index) => {
        const before = line.phrases[index - 1];
        if (before !== undefined && phrase.x0 - before.x1 > APART * page.em) against += 1;
      });
      stacked += 1;
      if (line.phrases.every((phrase) => NUMBER.test(phrase.words.map((word) => word.text).join(' ')))) numbers += 1;
    }
    if (stacked >= 3 && numbers >= 0.7 * stacked) against += stacked - 1;
  }
  return phrases === 0 ? 0 : against / phrases;
}
