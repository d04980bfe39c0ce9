import type { Line } from './line.js';

/**
 * Whether two pieces of text read on, judged by the document's own words: a pair of characters that stands inside other words of the document
 * joins a wrapped name (…合格 + 率), one that stands nowhere parts it from its neighbour.
 */
export interface ReadingOn {
  /** Negative where the pieces read on, positive where they don't, in nats. */
  joinCost(before: string, after: string): number;
  /** How odd it would be for a text to begin like this: a lone character or a pair that only ever stands inside words. */
  beginCost(text: string): number;
  /** How odd it would be for a text that ends like this to go on: positive where other texts end with the same two characters, negative where none does. */
  completeCost(text: string): number;
  /** True when the first two characters stand inside other words again and again, always behind the same character (工作完…), and never begin one. */
  seemsTorn(text: string): boolean;
  /** True when the last two characters are followed by more in other words of the document, and no whole text is known to end like this. */
  seemsCut(text: string, wholeEndings: ReadonlySet<string>): boolean;
}

const pair = (a: number, b: number): number => a * 0x10000 + b;
const CANT_BEGIN = /^[，。；、,;.!！?？：:)）】》」』”’%％‰]/;
/** Particles that lean on the word before them: no text begins with one. */
const PARTICLE = /^[的了着之等]/;
const OPEN_END = /[，、（(【《「『“‘]$/;
/** A pair of characters found inside words this often, and at the beginning of none, begins none. */
const OFTEN_INSIDE = 3;
const MAX_OTHERS = 0.1;
const FIRST_IDEOGRAPH = 0x3400;
const LAST_IDEOGRAPH = 0x9fff;
const SENTENCE_END = /[。；！？!?;]$/;

/** Counts the pairs of characters in all lines of a document, see ReadingOn. */
export function linesToReadingOn(lines: readonly Line[]): ReadingOn {
  const inside = new Map<number, number>();
  const beginnings = new Map<number, number>();
  const endings = new Map<number, number>();
  const continued = new Set<number>();
  /** The character that mostly stands before a pair inside a word, and how often it and others do. */
  const before = new Map<number, { character: number; same: number; other: number }>();
  for (const line of lines) {
    for (const token of line.tokens) {
      const { text } = token;
      for (let i = 0; i + 1 < text.length; i++) {
        const key = pair(text.charCodeAt(i), text.charCodeAt(i + 1));
        inside.set(key, (inside.get(key) ?? 0) + 1);
        if (i + 2 === text.length) endings.set(key, (endings.get(key) ?? 0) + 1);
        else if (text.charCodeAt(i + 2) >= FIRST_IDEOGRAPH && text.charCodeAt(i + 2) <= LAST_IDEOGRAPH) continued.add(key);
        if (i > 0) {
          const character = text.charCodeAt(i - 1);
          const known = before.get(key);
          if (known === undefined) before.set(key, { character, same: 1, other: 0 });
          else if (known.character === character) known.same++;
          else if (++known.other > known.same) before.set(key, { character, same: known.other, other: known.same });
        }
        if (i === 0) beginnings.set(key, (beginnings.get(key) ?? 0) + 1);
      }
    }
  }
  const count = (text: string, i: number): number => inside.get(pair(text.charCodeAt(i), text.charCodeAt(i + 1))) ?? 0;
  return {
    joinCost(before, after) {
      if (before === '' || after === '') return 0;
      if (CANT_BEGIN.test(after) || OPEN_END.test(before)) return -2;
      if (SENTENCE_END.test(before)) return 2;
      const seen = inside.get(pair(before.charCodeAt(before.length - 1), after.charCodeAt(0))) ?? 0;
      return seen === 0 ? 1.2 : seen < 3 ? -0.6 : -1.4;
    },
    beginCost(text) {
      if (CANT_BEGIN.test(text)) return 6;
      if (text.length < 2 || PARTICLE.test(text)) return 4;
      const key = pair(text.charCodeAt(0), text.charCodeAt(1));
      const asBeginning = beginnings.get(key) ?? 0;
      const anywhere = count(text, 0);
      // Its own occurrence counts once in each.
      const cost = asBeginning > 1 ? 0 : anywhere > 1 ? 1.2 : 0.3;
      return cost + (text.length === 2 ? 1.2 : text.length === 3 ? 0.6 : 0);
    },
    completeCost(text) {
      if (text.length < 2) return 0;
      const key = pair(text.charCodeAt(text.length - 2), text.charCodeAt(text.length - 1));
      const asEnding = endings.get(key) ?? 0;
      return asEnding > 2 ? 1.2 : asEnding > 1 ? 0.6 : -0.3;
    },
    seemsTorn(text) {
      if (text.length < 2) return false;
      const key = pair(text.charCodeAt(0), text.charCodeAt(1));
      const asBeginning = beginnings.get(key) ?? 0;
      const known = before.get(key);
      return asBeginning <= 1 && known !== undefined && known.same >= OFTEN_INSIDE && known.other <= known.same * MAX_OTHERS;
    },
    seemsCut(text, wholeEndings) {
      if (text.length < 3) return false;
      if (wholeEndings.has(text.slice(-2)) || wholeEndings.has(text.slice(-1))) return false;
      return continued.has(pair(text.charCodeAt(text.length - 2), text.charCodeAt(text.length - 1)));
    },
  };
}
