import type { Suppressed, Word } from '../../../schemas/page.js';

/** Text of at least this many ems that others are printed on, or that is printed on others, is a watermark or a stamp: titles have their place to themselves. */
const LARGE = 2;
/** ... when the middles of at least so many words of less than half its size lie in its box. */
const FEWEST_WORDS = 2;

const WHY = 'printed large across other text, as a watermark is';

/** Sets text aside that runs in large letters across the text of the page: it would stand in the cells it crosses. */
export function setAsideOverlays(words: Word[], suppressed: Suppressed[], em: number): { words: Word[]; suppressed: Suppressed[] } {
  const large = words.filter((word) => word.size >= LARGE * em);
  if (large.length === 0) return { words, suppressed };
  const overlays = new Set(large.filter((word) => words.filter((other) => other.size * 2 < word.size && holdsMiddle(word, other)).length >= FEWEST_WORDS));
  if (overlays.size === 0) return { words, suppressed };
  return {
    words: words.filter((word) => !overlays.has(word)),
    suppressed: [...suppressed, ...[...overlays].map(({ text, source }) => ({ text, source, why: WHY }))],
  };
}

function holdsMiddle({ box }: Word, other: Word): boolean {
  const x = (other.box[0] + other.box[2]) / 2;
  const y = (other.box[1] + other.box[3]) / 2;
  return x > box[0] && x < box[2] && y > box[1] && y < box[3];
}
