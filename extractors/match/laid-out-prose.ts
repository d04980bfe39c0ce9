import type { Line } from './line.js';
import { type Token, wordsOf } from './token.js';
import type { Piece } from './make-cell.js';
import { inCharacters, onScreen, type Place } from './token-places.js';
import { shapeOf } from './token-evidence.js';

/**
 * Tools that keep the layout of a page put blanks between two columns of prose, so that each begins where it does on the page. They count characters or
 * columns of the screen; on lines that are full, one blank is all that parts them.
 */

/** Labels of columns with a gap this wide were put in their places with blanks. */
const LEAST_GAP = 4;
/** The beginnings of lines of one column differ by this much where a tool rounds places. */
const SLACK = 2;

/** How many tokens of each line stand left of a cut; null where the cut runs through the text of a line. */
function splitLines(lines: readonly Line[], cut: number, place: Place): number[] | null {
  const split: number[] = [];
  for (const { tokens } of lines) {
    let best = -1;
    let widest = 0;
    tokens.forEach((token, i) => {
      const before = tokens[i - 1];
      const gap = place(token)[0] - (before ? place(before)[1] : 0);
      if (beginsColumn(token) && Math.abs(place(token)[0] - cut) <= SLACK && gap > widest) [best, widest] = [i, gap];
    });
    const [first, last] = [tokens[0], tokens.at(-1)];
    if (best >= 0) split.push(best);
    else if (first && place(first)[0] > cut) split.push(0);
    else if (last && place(last)[1] <= cut) split.push(tokens.length);
    else return null;
  }
  return split;
}

/** Tools print blanks in front of signs that can't begin a line. */
const beginsColumn = ({ text }: Token): boolean => !shapeOf(text).beginsInside;

/**
 * The lines of two columns of prose, left and right, parted where the right one begins. Null when the labels above were not put in their places, or no
 * one place parts all lines, or two do and differ.
 */
export function splitLaidOutProse(labels: readonly Token[], lines: readonly Line[]): [Piece[], Piece[]] | null {
  const [left, right, ...others] = labels;
  if (!left || !right || others.length > 0 || left.line !== right.line) return null;
  const full = lines.filter(({ kind, tokens }) => kind === 'flowing' && tokens.length > 0);
  if (full.length === 0 || full.length < lines.filter(({ tokens }) => tokens.length > 0).length) return null;
  const found = new Map<string, number[]>();
  for (const place of [inCharacters, onScreen]) {
    const gap = place(right)[0] - place(left)[1];
    if (gap < LEAST_GAP) continue;
    const [from, to] = [(place(left)[0] + place(left)[1]) / 2, (place(right)[0] + place(right)[1]) / 2];
    const starts = new Set(full.flatMap(({ tokens }) => tokens.filter(beginsColumn).map((token) => place(token)[0])).filter((start) => start > from && start <= to));
    for (const cut of starts) {
      const split = splitLines(full, cut, place);
      // Both columns hold something.
      if (split?.some((count) => count > 0) && split.some((count, i) => count < (full[i]?.tokens.length ?? 0))) found.set(split.join(), split);
    }
  }
  if (found.size !== 1) return null;
  const [split = []] = found.values();
  const pieces: [Piece[], Piece[]] = [[], []];
  full.forEach(({ tokens, index }, i) => {
    const count = split[i] ?? 0;
    const words = (own: readonly Token[]): Piece => ({ line: index, words: wordsOf(own) });
    if (count > 0) pieces[0].push(words(tokens.slice(0, count)));
    if (count < tokens.length) pieces[1].push(words(tokens.slice(count)));
  });
  return pieces;
}

/** The pieces of a heading over this many lines. */
const MOST_LINES_APART = 4;

/** The two pieces of a wrapped heading that stand left of the prose, each at the head of its line. None where the prose is not laid out. */
export function findWrappedHeading(lines: readonly Line[], headings: ReadonlySet<string>): Token[] {
  const heads: { head: Token; at: number; text: string }[] = [];
  for (const [at, { tokens: [head, next], kind }] of lines.entries()) {
    if (head && kind === 'flowing' && (!next || startOf(next) - endOf(head) >= 2)) heads.push({ head, at, text: head.label.text });
  }
  for (const upper of heads) {
    if (headings.has(upper.text)) continue;
    const lower = heads.find(({ at, text }) => at > upper.at && at - upper.at <= MOST_LINES_APART && headings.has(upper.text + text));
    if (!lower) continue;
    const pieces = [upper.head, lower.head];
    const others = lines.flatMap(({ tokens }) => tokens.filter((token) => !pieces.includes(token)));
    if (others.every((token) => startOf(token) > Math.max(...pieces.map(endOf)))) return pieces;
  }
  return [];
}

const startOf = (token: Token): number => inCharacters(token)[0];
const endOf = (token: Token): number => inCharacters(token)[1];
