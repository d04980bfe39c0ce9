import type { Source, Word } from '../../schemas/page.js';

/** The characters `from` to `to` (code points, end excluded) of a word as a word of their own, with their own place. The whole word is given back as it is. */
export function cutWord(word: Word, from: number, to: number): Word {
  const characters = [...word.text];
  if (from <= 0 && to >= characters.length) return word;
  const x0 = word.edges[from] ?? word.box[0];
  const x1 = word.edges[to] ?? word.box[2];
  const source: Source =
    'bbox' in word.source
      ? { ...word.source, bbox: [x0, word.source.bbox[1], x1, word.source.bbox[3]] }
      : { ...word.source, column: word.source.column + from, length: to - from };
  return {
    ...word,
    text: characters.slice(from, to).join(''),
    box: [x0, word.box[1], x1, word.box[3]],
    source,
    edges: word.edges.slice(from, to + 1),
  };
}
