import type { Box, Page, Word } from '../../schemas/page.js';
import type { Grid } from './grid.js';
import { type Phrase, toPhrase } from './phrases.js';
import { type Line, wordsToLines } from './words-to-lines.js';
import { NO_WRAP, wrapCost } from './wrap-cost.js';

const NUMBER = /^[\p{Sc}(<>≤≥~*†‡+\-–—−.]*\d[\d.,:\s]*[%)*†‡]*$/u;
/** Phrases of one line of one cell that stand further apart than this many ems look like cells of their own. */
const APART = 1.5;

/** Text stands this near to the edges of its cell, in ems, where it fills it. */
const PADDING = 1;

/** Whether a line of a cell's text was stretched to its width: it runs from edge to edge with equal blanks, and holds words. */
function isJustified(words: readonly Word[], lines: readonly Line[], em: number): boolean {
  const left = Math.min(...lines.map((line) => line.words[0]?.box[0] ?? Infinity));
  const right = Math.max(...lines.map((line) => line.words.at(-1)?.box[2] ?? -Infinity));
  return runsBetween(words, left, right, 0.5 * em) && hasEqualGaps(words, em) && words.every((word) => /\p{L}/u.test(word.text));
}

const runsBetween = (words: readonly Word[], left: number, right: number, margin: number): boolean => (words[0]?.box[0] ?? Infinity) <= left + margin && (words.at(-1)?.box[2] ?? -Infinity) >= right - margin;

function hasEqualGaps(words: readonly Word[], em: number): boolean {
  const gaps = words.slice(1).map(({ box }, i) => box[0] - (words[i]?.box[2] ?? 0));
  return Math.max(...gaps) - Math.min(...gaps) <= 0.3 * em;
}

/** A character, or a number, whose digits are never parted. */
const UNPARTED = /^(?:\p{Script=Han}|[^\p{Script=Han}]+)$/u;

/** Whether the characters of a line are spread over the width of its cell (分散对齐), as labels of forms often are. */
export function isDistributed(words: readonly Word[], [left, , right]: Box, em: number): boolean {
  if (words.length < 2) return false;
  const isSpread = words.every(({ text }) => UNPARTED.test(text)) && words.filter(({ text }) => /\d/.test(text)).length <= 1 && words.some(({ text }) => /\p{Script=Han}/u.test(text));
  return isSpread && runsBetween(words, left, right, PADDING * em) && hasEqualGaps(words, em);
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
      if (isDistributed(words, cell.box, page.em)) continue;
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
