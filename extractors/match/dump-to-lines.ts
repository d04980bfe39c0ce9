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

const rowOf = (word: Word | undefined): number => (word instanceof DumpWord ? word.row : -1);

function wordsToLine(words: readonly Word[], separators: readonly Separator[], index: number, page: number, gapBefore: number): Line {
  const common = { index, page, gapBefore, grid: null };
  if (separators.length === 0) {
    const tokens = words.map((word) => new Token(word.text, [word], index, null, 1));
    return { ...common, tokens, kind: 'flowing', cellCount: 0, marks: [] };
  }
  const pipes = separators.some((separator) => separator.kind === 'pipe');
  const cells: Word[][] = [[]];
  const marks: Word[] = [];
  let next = 0;
  for (const word of words) {
    const x = word instanceof DumpWord ? word.x : word.box[0];
    while (next < separators.length && (separators[next]?.x ?? Infinity) < x) {
      cells.push([]);
      next++;
    }
    if (pipes && PIPES.has(word.text)) marks.push(word);
    else cells.at(-1)?.push(word);
  }
  for (; next < separators.length; next++) cells.push([]);
  // A pipe table has a pipe at both ends of a line: the cells outside them are none.
  if (pipes && cells[0]?.length === 0) cells.shift();
  if (pipes && cells.at(-1)?.length === 0) cells.pop();
  const tokens: Token[] = [];
  cells.forEach((cell, i) => {
    if (cell.length > 0) tokens.push(new Token(joinWords(cell), cell, index, i, 1));
  });
  return { ...common, tokens, kind: 'separated', cellCount: cells.length, marks };
}
