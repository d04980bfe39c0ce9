import type { Box, Source, Word } from '../../schemas/page.js';

/** The candidates of a whole word for a part of it: those that read the rest as the word does. */
function cutCandidates(candidates: readonly string[], characters: readonly string[], from: number, to: number): string[] {
  const [before, after] = [characters.slice(0, from), characters.slice(to)];
  return candidates.flatMap((candidate) => {
    const own = [...candidate];
    const end = own.length - after.length;
    const fits = end > before.length && before.every((sign, i) => own[i] === sign) && after.every((sign, i) => own[end + i] === sign);
    return fits ? [own.slice(before.length, end).join('')] : [];
  });
}

/** Whether the page was turned before its words were laid out, so that a place on it as shown can't be cut at the word's own edges. */
const isTurned = ({ box, size }: Word, shown: Box): boolean => shown.some((side, i) => Math.abs(side - (box[i] ?? 0)) > size);

/**
 * The characters `from` to `to` (code points, end excluded) of a word as a word of their own, with their own place. The whole word is given back as it is; of a turned page the
 * whole place too. */
export function cutWord(word: Word, from: number, to: number): Word {
  const characters = [...word.text];
  if (from <= 0 && to >= characters.length) return word;
  const x0 = word.edges[from] ?? word.box[0];
  const x1 = word.edges[to] ?? word.box[2];
  const source: Source =
    'bbox' in word.source
      ? isTurned(word, word.source.bbox)
        ? word.source
        : { ...word.source, bbox: [x0, word.source.bbox[1], x1, word.source.bbox[3]] }
      : { ...word.source, column: word.source.column + from, length: to - from };
  const { candidates, ...rest } = word;
  const left = cutCandidates(candidates ?? [], characters, from, to);
  return {
    ...rest,
    ...(left.length > 0 ? { candidates: left } : {}),
    text: characters.slice(from, to).join(''),
    box: [x0, word.box[1], x1, word.box[3]],
    source,
    edges: word.edges.slice(from, to + 1),
  };
}
