import type { Word } from '../../schemas/page.js';
import { joinLines } from './join-lines.js';
import { verticalColumns } from './vertical-writing.js';
import { wordsToLines } from './words-to-lines.js';

/** A gap of this many ems between two words of a line is a printed blank; less is a change of font or a cut. */
const BLANK = 0.12;
/** Scripts without blanks between words; blanks printed next to them are layout. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303F\uFF00-\uFFEF]/u;

function lineToText(words: readonly Word[]): string {
  let text = '';
  let previous: Word | undefined;
  for (const word of words) {
    if (previous !== undefined) {
      const blank = word.box[0] - previous.box[2] >= BLANK * Math.min(word.size, previous.size);
      if (blank && !UNSPACED.test([...text].at(-1) ?? '') && !UNSPACED.test([...word.text][0] ?? '')) text += ' ';
    }
    text += word.text;
    previous = word;
  }
  return text;
}

/** Turns a word's box so that its text runs from left to right, for words that print sideways or upside down. */
function upright(word: Word): Word {
  const [x0, y0, x1, y1] = word.box;
  if (word.rotation === 90) return { ...word, box: [y0, -x1, y1, -x0] };
  if (word.rotation === 180) return { ...word, box: [-x1, -y1, -x0, -y0] };
  if (word.rotation === 270) return { ...word, box: [-y1, x0, -y0, x1] };
  return word;
}

/** What a cell leaves free beside its text at most, both sides together, in ems. */
const PADDING = 1.2;

/** True when the text of a line and one more character of the next are wider than a cell of this width can hold. */
function fillsCell(line: readonly Word[], next: readonly Word[], width: number): boolean {
  const [first] = line;
  const last = line.at(-1);
  const below = next[0];
  if (first === undefined || last === undefined || below === undefined) return false;
  // What can't begin a line stays with the character before it.
  const count = 1 + (/^.([%％‰，。；、）)》]*)/su.exec(below.text)?.[1]?.length ?? 0);
  const character = (below.edges[count] ?? below.box[2]) - (below.edges[0] ?? below.box[0]);
  return last.box[2] - first.box[0] + character + PADDING * first.size > width;
}

/**
 * The words of one cell in reading order, and their text: lines from top to bottom (or columns from right to left), joined as `joinLines` does; words
 * that print sideways come after.
 * `width` is that of the cell.
 */
export function wordsToText(words: readonly Word[], width: number): { words: Word[]; text: string } {
  const columns = verticalColumns(words);
  if (columns !== null) return { words: columns.flat(), text: joinLines(columns.map((column) => column.map((word) => word.text).join(''))) };
  const ordered: Word[] = [];
  const texts: string[] = [];
  const full: boolean[] = [];
  for (const rotation of [0, 90, 270, 180] as const) {
    const turned = new Map(words.filter((word) => word.rotation === rotation).map((word) => [upright(word), word]));
    if (turned.size === 0) continue;
    const lines = wordsToLines([...turned.keys()]);
    for (const [i, line] of lines.entries()) {
      texts.push(lineToText(line.words));
      full.push(rotation === 0 && fillsCell(line.words, lines[i + 1]?.words ?? [], width));
      for (const word of line.words) ordered.push(turned.get(word) ?? word);
    }
  }
  return { words: ordered, text: joinLines(texts, (line) => full[line] === true) };
}
