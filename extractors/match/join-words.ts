import type { Word } from '../../schemas/page.js';

const isLatinOrDigit = (character: string): boolean => /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Nd}]/u.test(character);

/** Words closer than this, in ems, are one word that a column's edge cut. */
const CUT_GAP = 0.1;
/** Scripts without blanks between words: a gap beside them on a page is layout. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303F\uFF00-\uFFEF]/u;

/** Words that stand side by side in a line, with one blank between them where one is printed: in a dump wherever it has one, on a page not beside CJK. */
export function joinWords(words: readonly Word[]): string {
  let text = words[0]?.text ?? '';
  for (let i = 1; i < words.length; i++) {
    const before = words[i - 1];
    const word = words[i];
    if (!before || !word) continue;
    text += 'bbox' in word.source && isOneWord(before, word) ? word.text : ` ${word.text}`;
  }
  return text;
}

/** True when no blank belongs between two words of a page with places. */
const isOneWord = (before: Word, word: Word): boolean =>
  Math.abs(word.box[0] - before.box[2]) < CUT_GAP * word.size || UNSPACED.test(before.text.at(-1) ?? '') || UNSPACED.test(word.text[0] ?? '');

/**
 * Joins the lines of a wrapped cell: without a blank, unless both neighbours are Latin letters or digits of different words or values. A number that
 * is broken between its digits is one value again.
 */
export function joinWrapped(pieces: readonly string[]): string {
  let text = '';
  for (const piece of pieces) {
    if (text === '' || piece === '') text += piece;
    else text += needsBlank(text, piece) ? ` ${piece}` : piece;
  }
  return text;
}

function needsBlank(before: string, after: string): boolean {
  const last = before.at(-1) ?? '';
  const first = after[0] ?? '';
  if (!isLatinOrDigit(last) || !isLatinOrDigit(first)) return false;
  // Digits of one number that the cell's width broke read on: 1234567 + 890.12, but 2021 + 35 in prose do not stand alone.
  return !(/^[\d,.]+$/.test(before) && /^[\d,.]+%?$/.test(after));
}
