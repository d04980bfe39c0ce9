import type { Word } from '../../schemas/page.js';

/** Words that share this part of the smaller one's height print on one line: super- and subscripts stay with their line. */
const SHARED_HEIGHT = 0.5;

/** Words that print on one line, from left to right; `top` and `bottom` are those of its tallest word. */
export interface Line {
  readonly words: readonly Word[];
  readonly top: number;
  readonly bottom: number;
}

/** Groups words (of a page, a column or a cell; left to right in one rotation) into printed lines, from top to bottom. */
export function wordsToLines(words: readonly Word[]): Line[] {
  const sorted = [...words].sort((a, b) => a.box[1] + a.box[3] - b.box[1] - b.box[3] || a.box[0] - b.box[0]);
  const lines: { words: Word[]; top: number; bottom: number }[] = [];
  for (const word of sorted) {
    const [, top, , bottom] = word.box;
    // The last two lines are tried: a superscript may be sorted before the end of the line above it.
    let joined = false;
    for (const line of [lines.at(-1), lines.at(-2)]) {
      if (line === undefined) continue;
      const shared = Math.min(bottom, line.bottom) - Math.max(top, line.top);
      if (shared < SHARED_HEIGHT * Math.min(bottom - top, line.bottom - line.top) || shared <= 0) continue;
      line.words.push(word);
      if (bottom - top > line.bottom - line.top) {
        line.top = top;
        line.bottom = bottom;
      }
      joined = true;
      break;
    }
    if (!joined) lines.push({ words: [word], top, bottom });
  }
  for (const line of lines) line.words.sort((a, b) => a.box[0] - b.box[0]);
  return lines.sort((a, b) => a.top + a.bottom - b.top - b.bottom);
}
