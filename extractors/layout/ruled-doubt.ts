import type { Page, Word } from '../../schemas/page.js';
import type { Grid } from './grid.js';
import { type Phrase, toPhrase } from './phrases.js';
import { type Line, wordsToLines } from './words-to-lines.js';
import { NO_WRAP, wrapCost } from './wrap-cost.js';

const NUMBER = /^[\p{Sc}(<>≤≥~*†‡+\-–—−.]*\d[\d.,:\s]*[%)*†‡]*$/u;
/** Phrases of one line of one cell that stand further apart than this many ems look like cells of their own. */
const APART = 1.5;

/** Whether a line of a cell's text was stretched to its width: it runs from edge to edge with equal blanks, and holds words. */
function isJustified(words: readonly Word[], lines: readonly Line[], em: number): boolean {
  const left = Math.min(...lines.map((line) => line.words[0]?.box[0] ?? Infinity));
  const right = Math.max(...lines.map((line) => line.words.at(-1)?.box[2] ?? -Infinity));
  const [first] = words;
  const last = words.at(-1);
  if (first === undefined || last === undefined || first.box[0] > left + 0.5 * em || last.box[2] < right - 0.5 * em) return false;
  let narrow = Infinity;
  let wide = 0;
  for (let i = 1; i < words.length; i += 1) {
    const gap = (words[i]?.box[0] ?? 0) - (words[i - 1]?.box[2] ?? 0);
    narrow = Math.min(narrow, gap);
    wide = Math.max(wide, gap);
  }
  return wide - narrow <= 0.3 * em && words.every((word) => /\p{L}/u.test(word.text));
}

/**
 * The shares of a ruled grid's phrases that speak against its cells: phrases that stand apart on one line of a cell, and numbers stacked in one cell.
 * Cells that hold one thing each give 0 and 0.
 */
export function ruledDoubt(grid: Grid, page: Page): { apart: number; stacked: number } {
  let phrases = 0;
  let apart = 0;
  let stacked = 0;
  for (const cell of grid.cells) {
    if (cell.words.length < 2) {
      phrases += cell.words.length;
      continue;
    }
    let numbers = 0;
    const lines = wordsToLines(cell.words.filter((word) => word.rotation === 0));
    for (const { words } of lines) {
      phrases += 1;
      if (words.every((word) => NUMBER.test(word.text))) numbers += 1;
      if (lines.length > 1 && isJustified(words, lines, page.em)) continue;
      for (let i = 1; i < words.length; i += 1) {
        if ((words[i]?.box[0] ?? 0) - (words[i - 1]?.box[2] ?? 0) <= APART * page.em) continue;
        phrases += 1;
        apart += 1;
      }
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
      const lines = wordsToLines(cell.words.filter((word) => word.rotation === 0)).map((line) => toPhrase(line.words));
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
