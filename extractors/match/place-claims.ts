import type { Word } from '../../schemas/page.js';
import { sliceWord } from './slice-word.js';

/**
 * Which characters of a page the cells of its tables hold. Cells may hold parts of words, and two tables found on one page may overlap: each
 * character is counted once, by the place where it is printed.
 */
export class PlaceClaims {
  readonly #spans = new Map<string, (readonly [number, number])[]>();

  /** Claims the place of a word. False when most of it is claimed already. */
  take(word: Word): boolean {
    const spans = this.#spansOf(word);
    const [from, to] = extent(word);
    let taken = 0;
    for (const [a, b] of spans) taken += Math.max(0, Math.min(b, to) - Math.max(a, from));
    if (taken > (to - from) / 2) return false;
    spans.push([from, to]);
    return true;
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

  #spansOf(word: Word): (readonly [number, number])[] {
    const [x0, y0, x1, y1] = word.box;
    const key = isUpright(word) ? `h${y0},${y1}` : `v${x0},${x1}`;
    let spans = this.#spans.get(key);
    if (!spans) this.#spans.set(key, (spans = []));
    return spans;
  }
}

const isUpright = (word: Word): boolean => word.rotation === 0 || word.rotation === 180;

const extent = ({ box, rotation }: Word): readonly [number, number] => (rotation === 0 || rotation === 180 ? [box[0], box[2]] : [box[1], box[3]]);
