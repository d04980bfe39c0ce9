import { DUMP_LINE_HEIGHT, DumpWord } from '../read/dump-word.js';
import type { Page, Separator, Word } from '../../schemas/page.js';
import { joinWords } from './join-words.js';
import type { Line } from './line.js';
import { Token } from './token.js';

/** Cuts the pages of a dump into lines of tokens, in the order they are printed. */
export function dumpToLines(pages: readonly Page[]): Line[] {
  const lines: Line[] = [];
  for (const page of pages) {
    let at = 0;
    let separatorAt = 0;
    let gap = 0;
    const { words, separators } = page;
    const rows = Math.round(page.height / DUMP_LINE_HEIGHT);
    for (let row = 0; row < rows; row++) {
      const y = row * DUMP_LINE_HEIGHT;
      const first = at;
      while (at < words.length && rowOf(words[at]) === row) at++;
      const firstSeparator = separatorAt;
      while (separatorAt < separators.length && (separators[separatorAt]?.y ?? Infinity) <= y) separatorAt++;
      if (at === first) {
        gap++;
        continue;
      }
      lines.push(wordsToLine(words.slice(first, at), separators.slice(firstSeparator, separatorAt), lines.length, page.number, gap));
      gap = 0;
    }
  }
  return lines;
}

/** What a pipe table is drawn with. */
const PIPES = new Set(['|', '│', '┃', '║']);

const isMark = ({ text }: Word): boolean => PIPES.has(text);

const rowOf = (word: Word | undefined): number => (word instanceof DumpWord ? word.row : -1);

const isBefore = (word: Word | undefined, separator: Separator | undefined): boolean =>
  word !== undefined && separator !== undefined && (word instanceof DumpWord ? word.x : word.box[0]) <= separator.x;

const NO_MARKS: readonly Word[] = [];

function wordsToLine(words: readonly Word[], separators: readonly Separator[], index: number, page: number, gapBefore: number): Line {
  if (separators.length === 0) {
    const tokens = words.map((word) => new Token(word.text, [word], index, null, 1));
    return { index, page, gapBefore, grid: null, tokens, kind: 'flowing', cellCount: 0, marks: NO_MARKS };
  }
  const pipes = separators.some((separator) => separator.kind === 'pipe');
  const marks = pipes ? words.filter(isMark) : NO_MARKS;
  const printed = pipes ? words.filter((word) => !isMark(word)) : words;
  const tokens: Token[] = [];
  // A pipe table has a pipe at both ends of a line: the cells outside them are none.
  let cell = pipes && !isBefore(printed[0], separators[0]) ? -1 : 0;
  let cellCount = separators.length + 1 + cell;
  let first = 0;
  let at = 0;
  for (let s = 0; s <= separators.length; s++) {
    const isLast = s === separators.length;
    if (isLast) at = printed.length;
    else while (isBefore(printed[at], separators[s])) at++;
    if (isLast && pipes && at === first && cellCount > 0) cellCount--;
    if (at > first) {
      const own = printed.slice(first, at);
      tokens.push(new Token(joinWords(own), own, index, cell, 1));
    }
    first = at;
    cell++;
  }
  return { index, page, gapBefore, grid: null, tokens, kind: 'separated', cellCount, marks };
}
