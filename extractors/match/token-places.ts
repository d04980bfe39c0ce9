import { DumpWord } from '../read/dump-word.js';
import type { Line } from './line.js';
import type { Token } from './token.js';

/** Where a token begins and ends in its line. */
export type Place = (token: Token) => readonly [start: number, end: number];

/** In columns of the screen, where a CJK character takes two. */
export const onScreen: Place = ({ words }) => [words[0]?.box[0] ?? 0, words.at(-1)?.box[2] ?? 0];

/** In characters, which is what most tools count when they keep places with blanks. */
export const inCharacters: Place = (token) => {
  const [first, last] = [token.words[0], token.words.at(-1)];
  return first instanceof DumpWord && last instanceof DumpWord ? [first.offset, last.offset + last.length] : onScreen(token);
};

/** The middle of a token, in characters. */
export function centreOf(token: Token): number {
  const [start, end] = inCharacters(token);
  return (start + end) / 2;
}

/** Characters between two tokens of a line. */
export function gapBetween(left: Token, right: Token): number {
  const [end, start] = [left.words.at(-1), right.words[0]];
  // Words of a dump and others never share a line.
  return end instanceof DumpWord && start instanceof DumpWord ? start.offset - end.offset - end.length : inCharacters(right)[0] - inCharacters(left)[1];
}

/** Gaps this wide are no blanks of a text, and this share of the lines has one. */
const GAP = 3;
const LAID_OUT = 0.4;

/** True when cells were put in their places with blanks. */
export function isLaidOut(lines: readonly Line[]): boolean {
  let several = 0;
  let wide = 0;
  for (const { tokens, kind } of lines) {
    if (kind !== 'flowing') return false;
    if (tokens.length < 2) continue;
    several++;
    if (tokens.some((token, i) => i > 0 && gapBetween(tokens[i - 1] ?? token, token) >= GAP)) wide++;
  }
  return several > 0 && wide >= LAID_OUT * several;
}
