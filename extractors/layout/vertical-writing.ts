import type { Word } from '../../schemas/page.js';

/** Characters set below each other follow at about one em; lines of horizontal text are set further apart. */
const DENSE = 1.12;
/** Characters whose middles lie within this many ems stand in one column. */
const SAME_COLUMN = 0.4;

const isCharacter = (word: Word): boolean => [...word.text].length === 1;

interface Column {
  readonly middle: number;
  readonly words: Word[];
}

/**
 * The columns of a cell that is written from top to bottom, from right to left, each in reading order; null for a cell written in lines. Upright
 * characters stand alone there, close below each other; digits and brackets may lie on their side.
 */
export function verticalColumns(words: readonly Word[]): Word[][] | null {
  const upright = words.filter((word) => word.rotation === 0);
  if (upright.length < 2 || !upright.every(isCharacter) || words.some((word) => word.rotation !== 0 && word.rotation !== 90)) return null;
  const columns: Column[] = [];
  for (const word of [...words].sort((a, b) => b.box[0] + b.box[2] - a.box[0] - a.box[2])) {
    const middle = (word.box[0] + word.box[2]) / 2;
    const last = columns.at(-1);
    if (last !== undefined && last.middle - middle <= SAME_COLUMN * word.size) last.words.push(word);
    else columns.push({ middle, words: [word] });
  }
  let close = 0;
  let apart = 0;
  for (const column of columns) {
    column.words.sort((a, b) => a.box[1] + a.box[3] - b.box[1] - b.box[3]);
    for (let i = 1; i < column.words.length; i += 1) {
      const [above, below] = [column.words[i - 1], column.words[i]];
      if (above === undefined || below === undefined) continue;
      if (below.box[1] - above.box[3] <= (DENSE - 1) * below.size) close += 1;
      else apart += 1;
    }
  }
  return close > apart ? columns.map((column) => column.words) : null;
}
