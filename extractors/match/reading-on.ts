import type { Line } from './line.js';
import type { Token } from './token.js';
import { canBeginLabel, type Vocabulary } from './vocabulary.js';

/**
 * Whether two pieces of text read on, judged by the document's own words: a pair of characters that stands inside other words of the document
 * joins a wrapped name (…合格 + 率), one that stands nowhere parts it from its neighbour.
 */
export interface ReadingOn {
  /** Negative where the pieces read on, positive where they don't, in nats. */
  joinCost(before: string, after: string): number;
  /** True when a value and the piece below it end in a unit that the document prints elsewhere: 18个工作日 beside ≤20个工作 and 日. */
  completesUnit(value: string, piece: string): boolean;
  /** How odd it would be for a text to begin like this: a lone character or a pair that only ever stands inside words. */
  beginCost(text: string): number;
  /** How odd it would be for a text that ends like this to go on: positive where other texts end with the same two characters, negative where none does. */
  completeCost(text: string): number;
  /** True when the first two characters stand inside other words again and again, always behind the same character (工作完…), and never begin one. */
  seemsTorn(text: string): boolean;
  /** True when the last two characters are followed by more in other words of the document, and no whole text is known to end like this. */
  seemsCut(text: string, wholeEndings: ReadonlySet<string>): boolean;
}

/** Two UTF-16 units as one number of 32 bits, which a map finds without making an object of it. */
const pair = (a: number, b: number): number => (a << 16) | b;
/** Looked up by code: every token is asked for its first and last character. */
const codesOf = (characters: string): ReadonlySet<number> => new Set(Array.from(characters, (character) => character.charCodeAt(0)));
const CANT_BEGIN = codesOf('，。；、,;.!！?？：:)）】》」』”’%％‰');
/** Particles that lean on the word before them: no text begins with one. */
const PARTICLES = codesOf('的了着之等');
const OPEN_ENDS = codesOf('，、（(【《「『“‘');
const beginsWithOne = (text: string, codes: ReadonlySet<number>): boolean => text !== '' && codes.has(text.charCodeAt(0));
const endsWithOne = (text: string, codes: ReadonlySet<number>): boolean => text !== '' && codes.has(text.charCodeAt(text.length - 1));
/** A pair of characters found inside words this often, and at the beginning of none, begins none. */
const OFTEN_INSIDE = 3;
const MAX_OTHERS = 0.1;
const FIRST_IDEOGRAPH = 0x3400;
const LAST_IDEOGRAPH = 0x9fff;
const SENTENCE_ENDS = codesOf('。；！？!?;');

/** Where a pair of neighbouring characters stands in the document. */
interface PairCounts {
  anywhere: number;
  /** At the beginning, and at the end of a text. */
  beginnings: number;
  endings: number;
  /** True when an ideograph follows it somewhere. */
  continued: boolean;
  /** The character that mostly stands before it inside a text, how often it does and how often others do; -1 where none does. */
  character: number;
  same: number;
  other: number;
}

function countBefore(counts: PairCounts, character: number): void {
  if (counts.character === character) counts.same++;
  else if (counts.character === -1) {
    counts.character = character;
    counts.same = 1;
  } else if (++counts.other > counts.same) {
    counts.character = character;
    [counts.same, counts.other] = [counts.other, counts.same];
  }
}

/** What stands behind the last digit of a value. */
function unitOf(value: string): string {
  let from = value.length;
  while (from > 0 && !isDigit(value.charCodeAt(from - 1))) from--;
  return value.slice(from);
}
const isDigit = (code: number): boolean => code >= 48 && code <= 57;
/** A narrow cell leaves no more of a unit than this for its next line. */
const LONGEST_UNIT_END = 3;
const mayEndUnit = (piece: string): boolean => piece.length <= LONGEST_UNIT_END && /^[\p{Script=Han}/%％‰]+$/u.test(piece);

/**
 * Counts the pairs of characters in all lines of a document, see ReadingOn. A label, or the beginning of one, doesn't show how names go on: 满意度指标 beside
 * 游客满意度 is no sign that the name was cut.
 */
export function linesToReadingOn(lines: readonly Line[], vocabulary: Vocabulary): ReadingOn {
  const pairs = new Map<number, PairCounts>();
  /** What stands behind the digits of values that nothing follows which may be the rest of it; and what it would be with such a rest. */
  const units = new Set<string>();
  const broken = new Map<string, number>();
  let above: Token | null = null;
  for (const { tokens } of lines) {
    for (const token of tokens) {
      if (above !== null) {
        const unit = unitOf(above.text);
        if (!token.shape.measure && mayEndUnit(token.text)) broken.set(unit + token.text, (broken.get(unit + token.text) ?? 0) + 1);
        else units.add(unit);
      }
      above = token.shape.measure ? token : null;
      const { text } = token;
      const isLabel = canBeginLabel(token.label.text, vocabulary);
      for (let i = 0; i + 1 < text.length; i++) {
        const key = pair(text.charCodeAt(i), text.charCodeAt(i + 1));
        let counts = pairs.get(key);
        if (counts === undefined) pairs.set(key, (counts = { anywhere: 0, beginnings: 0, endings: 0, continued: false, character: -1, same: 0, other: 0 }));
        counts.anywhere++;
        if (i + 2 === text.length) counts.endings++;
        else if (!isLabel && text.charCodeAt(i + 2) >= FIRST_IDEOGRAPH && text.charCodeAt(i + 2) <= LAST_IDEOGRAPH) counts.continued = true;
        if (i === 0) counts.beginnings++;
        else countBefore(counts, text.charCodeAt(i - 1));
      }
    }
  }
  return new PairsReadingOn(pairs, units, broken);
}

class PairsReadingOn implements ReadingOn {
  readonly #pairs: ReadonlyMap<number, PairCounts>;
  readonly #units: ReadonlySet<string>;
  readonly #broken: ReadonlyMap<string, number>;

  constructor(pairs: ReadonlyMap<number, PairCounts>, units: ReadonlySet<string>, broken: ReadonlyMap<string, number>) {
    this.#pairs = pairs;
    this.#units = units;
    this.#broken = broken;
  }

  #at(text: string, i: number): PairCounts | undefined {
    return this.#pairs.get(pair(text.charCodeAt(i), text.charCodeAt(i + 1)));
  }

  joinCost(before: string, after: string): number {
    if (before === '' || after === '') return 0;
    if (beginsWithOne(after, CANT_BEGIN) || endsWithOne(before, OPEN_ENDS)) return -2;
    if (endsWithOne(before, SENTENCE_ENDS)) return 2;
    const seen = this.#pairs.get(pair(before.charCodeAt(before.length - 1), after.charCodeAt(0)))?.anywhere ?? 0;
    return seen === 0 ? 1.2 : seen < 3 ? -0.6 : -1.4;
  }

  completesUnit(value: string, piece: string): boolean {
    if (!mayEndUnit(piece)) return false;
    const unit = unitOf(value);
    // Its own occurrence is one.
    return this.#units.has(unit + piece) || (!this.#units.has(unit) && (this.#broken.get(unit + piece) ?? 0) > 1);
  }

  beginCost(text: string): number {
    if (beginsWithOne(text, CANT_BEGIN)) return 6;
    if (text.length < 2 || beginsWithOne(text, PARTICLES)) return 4;
    const counts = this.#at(text, 0);
    const asBeginning = counts?.beginnings ?? 0;
    const anywhere = counts?.anywhere ?? 0;
    // Its own occurrence counts once in each.
    const cost = asBeginning > 1 ? 0 : anywhere > 1 ? 1.2 : 0.3;
    return cost + (text.length === 2 ? 1.2 : text.length === 3 ? 0.6 : 0);
  }

  completeCost(text: string): number {
    if (text.length < 2) return 0;
    const asEnding = this.#at(text, text.length - 2)?.endings ?? 0;
    return asEnding > 2 ? 1.2 : asEnding > 1 ? 0.6 : -0.3;
  }

  seemsTorn(text: string): boolean {
    if (text.length < 2) return false;
    const known = this.#at(text, 0);
    return known !== undefined && known.beginnings <= 1 && known.same >= OFTEN_INSIDE && known.other <= known.same * MAX_OTHERS;
  }

  seemsCut(text: string, wholeEndings: ReadonlySet<string>): boolean {
    if (text.length < 3) return false;
    if (wholeEndings.has(text.slice(-2)) || wholeEndings.has(text.slice(-1))) return false;
    return this.#at(text, text.length - 2)?.continued === true;
  }
}
