import type { Word } from '../../schemas/page.js';
import { sliceWord } from './slice-word.js';

/**
 * Which characters of a page the cells of its tables hold. Cells may hold parts of words, and two tables found on one page may overlap: each
 * character is counted once. A stamp or a second text may be printed over another in the same place, so what counts is the word a part was cut from.
 */
export class PlaceClaims {
  readonly #spans = new Map<Word, (readonly [number, number])[]>();
  readonly #byLine = new Map<string, Word[]>();

  /** `words` are all words of the page, as they are printed. */
  constructor(words: readonly Word[]) {
    for (const word of words) {
      const key = lineKey(word);
      const line = this.#byLine.get(key);
      if (line) line.push(word);
      else this.#byLine.set(key, [word]);
    }
  }

  /** Claims the place of a word or of a part of one. False when most of it is claimed already. */
  take(word: Word): boolean {
    const [from, to] = extent(word);
    for (const whole of this.#wholes(word)) {
      const spans = this.#spansOf(whole);
      let taken = 0;
      for (const [a, b] of spans) taken += Math.max(0, Math.min(b, to) - Math.max(a, from));
      if (taken > (to - from) / 2) continue;
      spans.push([from, to]);
      return true;
    }
    return false;
  }

  /** The parts of a word that nobody claimed, in printed order. */
  rest(word: Word): Word[] {
    const spans = this.#spansOf(word);
    const isTaken = (x: number): boolean => spans.some(([a, b]) => x >= a && x <= b);
    const [from, to] = extent(word);
    const count = word.edges.length - 1;
    if (word.rotation !== 0 || count < 1) return isTaken((from + to) / 2) ? [] : [word];
    const parts: Word[] = [];
    let start = -1;
    for (let i = 0; i <= count; i++) {
      const free = i < count && !isTaken(((word.edges[i] ?? 0) + (word.edges[i + 1] ?? 0)) / 2);
      if (free && start < 0) start = i;
      if (!free && start >= 0) {
        parts.push(sliceWord(word, start, i));
        start = -1;
      }
    }
    return parts;
  }

  /** The words of the page that `word` may have been cut from. */
  #wholes(word: Word): Word[] {
    const line = this.#byLine.get(lineKey(word)) ?? [];
    return line.includes(word) ? [word] : line.filter((whole) => isPartOf(word, whole));
  }

  #spansOf(word: Word): (readonly [number, number])[] {
    let spans = this.#spans.get(word);
    if (!spans) this.#spans.set(word, (spans = []));
    return spans;
  }
}

/** Words of one line: a part has the height of its whole. */
function lineKey(word: Word): string {
  const [x0, y0, x1, y1] = word.box;
  return isUpright(word) ? `h${y0},${y1}` : `v${x0},${x1}`;
}

function isPartOf(part: Word, whole: Word): boolean {
  const [from, to] = extent(part);
  const [low, high] = extent(whole);
  return from >= low && to <= high && whole.text.includes(part.text);
}

const isUpright = (word: Word): boolean => word.rotation === 0 || word.rotation === 180;

const extent = ({ box, rotation }: Word): readonly [number, number] => (rotation === 0 || rotation === 180 ? [box[0], box[2]] : [box[1], box[3]]);
