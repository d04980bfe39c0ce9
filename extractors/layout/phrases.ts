import type { Page, Ruling, Word } from '../../schemas/page.js';
import { wordsToLines } from './words-to-lines.js';

/** Words of a line that stand no further apart than a blank: what a cell of one line holds, as far as one line can tell. */
export interface Phrase {
  readonly words: readonly Word[];
  readonly x0: number;
  readonly x1: number;
  readonly top: number;
  readonly bottom: number;
}

/** Phrases that print on one line, from left to right. */
export interface PhraseLine {
  readonly phrases: readonly Phrase[];
  readonly top: number;
  readonly bottom: number;
}

/** A gap wider than this many times the page's usual blank parts phrases. */
const PARTING_BLANKS = 1.7;
/** The usual blank in ems when a page has too few gaps to tell. */
const DEFAULT_BLANK = 0.28;
/** No font sets its blanks narrower than this or wider than a fixed-pitch font, in ems. */
const BLANK_RANGE = [0.2, 0.62] as const;

/** The blank between words that the page's lines use, as a share of the character size: the lower quartile of its gaps, because column gaps are the wide ones. */
export function usualBlank(lines: readonly { readonly words: readonly Word[] }[]): number {
  const gaps: number[] = [];
  for (const { words } of lines) {
    for (let i = 1; i < words.length; i += 1) {
      const left = words[i - 1];
      const right = words[i];
      if (left === undefined || right === undefined) continue;
      const gap = (right.box[0] - left.box[2]) / Math.max(left.size, right.size, 1e-6);
      if (gap > 0.1 && gap < 1) gaps.push(gap);
    }
  }
  if (gaps.length < 8) return DEFAULT_BLANK;
  gaps.sort((a, b) => a - b);
  const quartile = gaps[Math.floor(gaps.length / 4)] ?? DEFAULT_BLANK;
  return Math.min(Math.max(quartile, BLANK_RANGE[0]), BLANK_RANGE[1]);
}

/** A sign or number that opens a list entry: it belongs to the words behind it, however far they are indented. */
const BULLET = /^([•·▪■●○◦▸➢➤❖✓\u2022\uF000-\uF0FF\uFFFD*]|[–—-]|o|\(?\d{1,2}[.)]|\(?[a-z][.)]|\([ivx]+\))$/iu;
/** A plain amount, or an interval in brackets. */
const AMOUNT = /^([$€£–-]?\d[\d.,]*%?|\([\d.,]+[–-][\d.,]+\))$/u;
/** A list entry begins within this many ems of its bullet. */
const BULLET_INDENT = 3;

export function toPhrase(words: readonly Word[]): Phrase {
  let x0 = Infinity;
  let x1 = -Infinity;
  let top = Infinity;
  let bottom = -Infinity;
  for (const { box } of words) {
    if (box[0] < x0) x0 = box[0];
    if (box[2] > x1) x1 = box[2];
    if (box[1] < top) top = box[1];
    if (box[3] > bottom) bottom = box[3];
  }
  return { words, x0, x1, top, bottom };
}

/** Numbers next to each other are two cells, but for the groups of one number that is set with blanks (10 000). */
function areTwoNumbers(left: string, right: string): boolean {
  if (!AMOUNT.test(left) || !AMOUNT.test(right)) return false;
  return !(/^\d{3}([.,]\d+)?$/.test(right) && /^[-–]?\d{1,3}$/.test(left));
}

/** The phrases of words that run from left to right, line by line. Upright rulings between two words part them. */
export function wordsToPhraseLines(words: readonly Word[], rulings: readonly Ruling[], page: Page): PhraseLine[] {
  const lines = wordsToLines(words);
  const blank = usualBlank(lines);
  const upright = rulings.filter((ruling) => ruling.axis === 'v');
  return lines.map((line) => {
    const phrases: Phrase[] = [];
    let open: Word[] = [];
    let right = -Infinity;
    for (const word of line.words) {
      const gap = word.box[0] - right;
      const size = Math.max(word.size, open.at(-1)?.size ?? 0) || page.em;
      const middle = (word.box[1] + word.box[3]) / 2;
      const parted =
        gap > PARTING_BLANKS * blank * size ||
        (gap > 0.7 * blank * size && areTwoNumbers(open.at(-1)?.text ?? '', word.text)) ||
        upright.some((v) => v.from < middle && v.to > middle && v.at > right - 0.5 * size && v.at < word.box[0] + 0.5 * size && gap > -0.2 * size);
      if (open.length > 0 && parted) {
        phrases.push(toPhrase(open));
        open = [];
      }
      open.push(word);
      right = Math.max(right, word.box[2]);
    }
    if (open.length > 0) phrases.push(toPhrase(open));
    const [bullet, entry] = phrases;
    const sign = bullet?.words.length === 1 ? bullet.words[0]?.text : undefined;
    if (bullet !== undefined && entry !== undefined && sign !== undefined && BULLET.test(sign) && entry.x0 - bullet.x1 <= BULLET_INDENT * page.em && /\p{L}/u.test(entry.words[0]?.text ?? '')) {
      phrases.splice(0, 2, toPhrase([...bullet.words, ...entry.words]));
    }
    return { phrases, top: line.top, bottom: line.bottom };
  });
}
