import type { Phrase } from './phrases.js';

/** Lines of one cell follow each other within this many ems. */
const LEADING = 1.2;
/** Cost of two lines in one cell where the first had room for the second's beginning. */
export const NO_WRAP = 14;
/** Where the column is long enough for a text to wrap in it, and where it is short. */
const WRAP = 0.3;
const SHORT_WRAP = 1;
const LONG = 6;
const UNLIKELY_WRAP = 2.5;

/** The width of what must stay together at the beginning of a phrase: a character of CJK, a word else. */
function firstUnit(phrase: Phrase): number {
  const word = phrase.words[0];
  if (word === undefined) return 0;
  const character = [...word.text][0] ?? '';
  return /[\p{Script=Han}\u3000-\u303F\uFF00-\uFFEF]/u.test(character) ? (word.edges[1] ?? word.box[2]) - word.box[0] : word.box[2] - word.box[0];
}

/**
 * What speaks against `lower` being the wrapped continuation of `upper` in a column whose longest line is `width` wide: little when the upper line
 * had no room for the lower one's first word, `NO_WRAP` when it had, or when the two differ in size or weight.
 */
export function wrapCost(upper: Phrase, lower: Phrase, width: number, em: number): number {
  if (lower.top - upper.bottom > LEADING * em) return NO_WRAP;
  if (lower.top < upper.bottom - 0.5 * (upper.bottom - upper.top)) return 0; // the same line
  const first = lower.words[0];
  const last = upper.words.at(-1);
  if (first === undefined || last === undefined) return NO_WRAP;
  if (first.bold !== undefined && last.bold !== undefined && first.bold !== last.bold) return NO_WRAP;
  if (Math.abs(first.size - last.size) > 0.15 * em) return NO_WRAP;
  const unit = firstUnit(lower);
  // With room for two more ems and the beginning of the line below, nothing wraps.
  if (upper.x1 - upper.x0 + unit + 2 * em <= width) return NO_WRAP;
  const low = /^[\p{Ll}(&/（]/u.test(first.text);
  const full = upper.x1 - upper.x0 + unit + 0.2 * em > width;
  // A capital at the edge of a narrow column begins an entry rather than going on with one.
  if (full && width < LONG * em && /^\p{Lu}/u.test(first.text) && lower.x0 < upper.x0 + 0.2 * em) return UNLIKELY_WRAP;
  if (full) return low || lower.x0 >= upper.x0 - 0.2 * em || /[\p{Script=Han}]/u.test(first.text) ? (width >= LONG * em ? WRAP : SHORT_WRAP) : UNLIKELY_WRAP;
  if (low) return UNLIKELY_WRAP / 2;
  return NO_WRAP;
}
