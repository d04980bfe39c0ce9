import type { Word } from '../../schemas/page.js';

/** Words whose middles lie within this share of the smaller one's height print on one line: super- and subscripts stay with their line. */
const SAME_LINE = 0.5;

/** Words that print on one line, from left to right; `top` and `bottom` bound them. */
export interface Line {
  readonly words: readonly Word[];
  readonly top: number;
  readonly bottom: number;
}

/** Groups words (of one cell or column, left to right in one rotation) into printed lines, from top to bottom. */
export function wordsToLines(words: readonly Word[]): Line[] {
  const sorted = [...words].sort((a, b) => a.box[1] + a.box[3] - b.box[1] - b.box[3] || a.box[0] - b.box[0]);
  const lines: { words: Word[]; middle: number; height: number }[] = [];
  for (const word of sorted) {
    const middle = (word.box[1] + word.box[3]) / 2;
    const height = word.box[3] - word.box[1];
    const line = lines.at(-1);
    if (line !== undefined && middle - line.middle <= SAME_LINE * Math.min(Math.max(height, word.size * 0.5), line.height)) {
      line.words.push(word);
      // The tallest word sets the line, so that a small sign sorted first doesn't drag its line apart.
      if (height > line.height) {
        line.height = height;
        line.middle = middle;
      }
    } else lines.push({ words: [word], middle, height: Math.max(height, word.size * 0.5) });
  }
  return lines.map((line) => ({
    words: line.words.sort((a, b) => a.box[0] - b.box[0]),
    top: Math.min(...line.words.map((word) => word.box[1])),
    bottom: Math.max(...line.words.map((word) => word.box[3])),
  }));
}
