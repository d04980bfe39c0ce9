import type { Box, Word } from '../../schemas/page.js';
import { wordsToLines } from '../layout/words-to-lines.js';
import { foldLabel } from './fold-label.js';
import { sliceWord } from './slice-word.js';

/** A label of a form as it stands on a page, however many lines a narrow cell wrapped it over. */
export interface FoundLabel {
  /** Folded, see foldLabel. */
  readonly text: string;
  readonly words: readonly Word[];
  readonly box: Box;
}

/** The labels to look for, folded, and all their beginnings. */
export interface LabelIndex {
  readonly labels: ReadonlySet<string>;
  readonly beginnings: ReadonlySet<string>;
}

/** Lines of one label are centred on, or begin at, one x within this many ems, and follow each other within the second. */
const ONE_EDGE = 0.5;
const LEADING = 0.9;
/** The letters of a spaced label (项 目 名 称) are no further apart than this many ems, its words than the second. */
const SPACED = 2;
const BLANK = 0.5;
/** What stands apart from an open bracket is a cell of its own. */
const BLANK_IN_BRACKET = 0.2;
const BLANK_OF_BRACKET = 0.5;
const MOST_PIECES = 8;
/** What stands further right than the other lines of a label, by so many ems, is of another column. */
const BEYOND = 1;
const WEIGHT_BEHIND = /^(\p{Script=Han}{1,6})[（(]\d+(\.\d+)?分?[)）]$/u;
const SHORTEST_PART = 2;

export function indexLabels(labels: Iterable<string>): LabelIndex {
  const all = new Set(labels);
  const beginnings = new Set<string>();
  for (const label of all) for (let end = 1; end <= label.length; end++) beginnings.add(label.slice(0, end));
  return { labels: all, beginnings };
}

const boxOf = (words: readonly Word[]): Box => [
  Math.min(...words.map(({ box }) => box[0])),
  Math.min(...words.map(({ box }) => box[1])),
  Math.max(...words.map(({ box }) => box[2])),
  Math.max(...words.map(({ box }) => box[3])),
];

/** The folded label that a text is, its bracket aside; null when it is none. */
function toLabel(text: string, { labels }: LabelIndex): string | null {
  const folded = foldLabel(text).text;
  return labels.has(folded) ? folded : null;
}

/** True for the beginning of a label, or a label with a bracket behind it that is still open. */
function isBeginning(text: string, { labels, beginnings }: LabelIndex): boolean {
  const folded = foldLabel(text).text;
  const open = folded.indexOf('(');
  return beginnings.has(folded) || (open > 0 && labels.has(folded.slice(0, open)));
}

/** A word that is several labels in a row, of cells without white between them, as one word each. */
export function splitFusedLabels(word: Word, { labels }: LabelIndex): Word[] {
  const characters = [...word.text];
  // The end of a wrapped heading, and the weight of the label beside it.
  const weight = WEIGHT_BEHIND.exec(word.text);
  const part = weight?.[1];
  if (part !== undefined && word.rotation === 0 && !labels.has(foldLabel(word.text).text) && [...labels].some((label) => label.endsWith(part))) {
    const at = [...part].length;
    return [sliceWord(word, 0, at), sliceWord(word, at, characters.length)];
  }
  if (characters.length < 2 * SHORTEST_PART || word.rotation !== 0 || labels.has(foldLabel(word.text).text)) return [word];
  const from: (number | null)[] = [0];
  for (let end = 1; end <= characters.length; end++) {
    from.push(null);
    for (let start = end - SHORTEST_PART; start >= 0 && from[end] === null; start--) {
      if (from[start] !== null && labels.has(foldLabel(characters.slice(start, end).join('')).text)) from[end] = start;
    }
  }
  const parts: Word[] = [];
  for (let end = characters.length; end > 0; end = from[end] ?? 0) {
    const start = from[end];
    if (start == null) return [word];
    parts.unshift(sliceWord(word, start, end));
  }
  return parts.length > 1 ? parts : [word];
}

/** The labels on a page: single words, the words of a line, and pieces below each other, the longest first. Each word is of one label only. */
export function findLabels(words: readonly Word[], index: LabelIndex): FoundLabel[] {
  const ordered = wordsToLines(words.filter(({ rotation }) => rotation === 0)).flatMap((line) => line.words);
  const used = new Set<Word>();
  const found: FoundLabel[] = [];
  for (const first of ordered) {
    if (used.has(first) || !isBeginning(first.text, index)) continue;
    const best = extend([first], first.text, ordered, used, index);
    if (best === null) continue;
    for (const word of best.words) used.add(word);
    found.push({ text: best.label, words: best.words, box: boxOf(best.words) });
  }
  return found;
}

interface Match {
  readonly label: string;
  readonly words: readonly Word[];
}

function extend(words: readonly Word[], text: string, all: readonly Word[], used: ReadonlySet<Word>, index: LabelIndex): Match | null {
  const own = toLabel(text, index);
  const best: Match | null = own === null ? null : { label: own, words };
  if (words.length >= MOST_PIECES || !isBeginning(text, index)) return best;
  const followers = { line: [] as Word[], below: [] as Word[] };
  for (const next of all) {
    if (used.has(next) || words.includes(next)) continue;
    const place = placeBehind(words, next);
    // What stands right below another text on its left edge goes on with that, sooner than with what is on its line.
    if (place === 'line' && all.some((above) => !words.includes(above) && placeBehind([above], next) === 'below' && isBeginning(text + next.text, index) && all.some((below) => below.text === next.text && below !== next && placeBehind(words, below) === 'below'))) continue;
    if (place !== null && (isBeginning(text + next.text, index) || toLabel(text + next.text, index) !== null)) followers[place].push(next);
  }
  // A label goes on in its line as long as it can.
  for (const next of [followers.line, followers.below]) {
    let longest: Match | null = null;
    for (const word of next) {
      const match = extend([...words, word], text + word.text, all, used, index);
      if (match !== null && (longest === null || match.words.length > longest.words.length)) longest = match;
    }
    if (longest !== null) return longest;
  }
  return best;
}

/** Where a word stands behind the last word of a label: right behind it, or on the next line of its cell; null for elsewhere. */
function placeBehind(words: readonly Word[], next: Word): 'line' | 'below' | null {
  const last = words.at(-1);
  if (last === undefined) return null;
  const em = Math.max(last.size, next.size);
  const shared = Math.min(last.box[3], next.box[3]) - Math.max(last.box[1], next.box[1]);
  if (shared > 0.5 * em) {
    const others = words.filter((word) => Math.abs(word.box[1] - last.box[1]) >= 0.5 * em);
    if (others.length > 0 && /^[（(]\s*\d/.test(next.text) && next.box[2] > boxOf(others)[2] + BEYOND * em) return null;
    // A weight in brackets may be of the label beside this one.
    const isInBracket = /[（(][^）)]*$/.test(words.map(({ text }) => text).join('')) || /^[（(]\s*\d/.test(next.text);
    const isSpaced = others.length === 0 && [...last.text].length === 1 && [...next.text].length === 1;
    const widest = isInBracket ? BLANK_IN_BRACKET : isSpaced ? SPACED : BLANK;
    return next.box[0] >= last.box[2] - 0.1 * em && next.box[0] - last.box[2] <= widest * em ? 'line' : null;
  }
  const gap = next.box[1] - last.box[3];
  if (gap < -0.5 * em || gap > LEADING * em) return null;
  // The line above, and the label so far: a line that a bracket begins or ends is boxed without the blank half of the bracket.
  const boxes = [boxOf(words.filter((word) => Math.abs(word.box[1] - last.box[1]) < 0.5 * em)), boxOf(words)];
  const slack = /^[（(](?!\s*\d)/.test(next.text) ? BLANK_OF_BRACKET : 0;
  const isCentred = boxes.some((box) => Math.abs((box[0] + box[2]) / 2 - (next.box[0] + next.box[2]) / 2) <= ONE_EDGE * em);
  return isCentred || boxes.some((box) => Math.abs(box[0] - next.box[0]) <= (ONE_EDGE + slack) * em) ? 'below' : null;
}
