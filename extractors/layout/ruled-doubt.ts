import type { Page } from '../../schemas/page.js';
import type { Grid } from './grid.js';
import { type Phrase, toPhrase, wordsToPhraseLines } from './phrases.js';
import { NO_WRAP, wrapCost } from './wrap-cost.js';

const NUMBER = /^[\p{Sc}(<>≤≥~*†‡+\-–—−.]*\d[\d.,:\s]*[%)*†‡]*$/u;
/** Phrases of one line of one cell that stand further apart than this many ems look like cells of their own. */
const APART = 1.5;

/**
 * The shares of a ruled grid's phrases that speak against its cells: phrases that stand apart on one line of a cell, and numbers stacked in one cell.
 * Cells that hold one thing each give 0 and 0.
 */
export function ruledDoubt(grid: Grid, page: Page): { apart: number; stacked: number } {
  let phrases = 0;
  let apart = 0;
  let stacked = 0;
  for (const cell of grid.cells) {
    if (cell.words.length === 0) continue;
    const lines = wordsToPhraseLines(
      cell.words.filter((word) => word.rotation === 0),
      [],
      page,
    );
    let numbers = 0;
    for (const line of lines) {
      phrases += line.phrases.length;
      line.phrases.forEach((phrase, index) => {
        const before = line.phrases[index - 1];
        if (before !== undefined && phrase.x0 - before.x1 > APART * page.em) apart += 1;
      });
      if (line.phrases.every((phrase) => NUMBER.test(phrase.words.map((word) => word.text).join(' ')))) numbers += 1;
    }
    if (lines.length >= 3 && numbers >= 0.7 * lines.length) stacked += lines.length - 1;
  }
  return phrases === 0 ? { apart: 0, stacked: 0 } : { apart: apart / phrases, stacked: stacked / phrases };
}

/**
 * The share of a grid's lines that stand in one cell with the line above although that had room for them: rows that the drawing doesn't part. Cells
 * of one row each give 0.
 */
export function stackDoubt(grid: Grid, page: Page): number {
  const widths = new Map<string, number>();
  const cells = grid.cells
    .filter((cell) => cell.words.length > 0)
    .map((cell) => {
      const lines = wordsToPhraseLines(
        cell.words.filter((word) => word.rotation === 0),
        [],
        page,
      ).map((line) => toPhrase(line.phrases.flatMap((phrase) => phrase.words)));
      const key = `${cell.column},${cell.columnSpan}`;
      widths.set(key, Math.max(widths.get(key) ?? 0, ...lines.map((line) => line.x1 - line.x0)));
      return { lines, key };
    });
  let all = 0;
  let against = 0;
  for (const { lines, key } of cells) {
    all += lines.length;
    lines.forEach((line, index) => {
      const above = lines[index - 1];
      if (above === undefined) return;
      const number = (phrase: Phrase): boolean => NUMBER.test(phrase.words.map((word) => word.text).join(' '));
      if (wrapCost(above, line, widths.get(key) ?? 0, page.em) >= NO_WRAP || (number(above) && number(line))) against += 1;
    });
  }
  return all === 0 ? 0 : against / all;
}
