import { columnWidth } from '../read/column-width.js';
import { DumpWord } from '../read/dump-word.js';
import type { Box, Source, Word } from '../../schemas/page.js';

/** The part of a word from one code point to another, with its own place: what is claimed of a word may be less than the word. */
export function sliceWord(word: Word, from: number, to: number): Word {
  const characters = [...word.text];
  if (from <= 0 && to >= characters.length) return word;
  const text = characters.slice(from, to).join('');
  if (word instanceof DumpWord) {
    let x = word.x;
    for (const character of characters.slice(0, from)) x += columnWidth(character.codePointAt(0) ?? 0);
    return new DumpWord(text, word.page, word.line, word.offset + from, x, word.row);
  }
  const edges = word.edges.slice(from, to + 1);
  const box: Box = [edges[0] ?? word.box[0], word.box[1], edges.at(-1) ?? word.box[2], word.box[3]];
  const source: Source = 'bbox' in word.source ? { ...word.source, bbox: box } : word.source;
  return { ...word, text, edges, box, source };
}
