import type { Word } from '../../schemas/page.js';
import { shapeOf } from './token-evidence.js';

/** A text that begins within this many ems of where so many others begin is set at the same edge. */
const SAME_EDGE = 0.06;
const LEAST_ON_EDGE = 2;
/** So many characters from the middle of the white between two columns. */
const FARTHEST_SEAM = 4;

/** The character nearest to `at` that begins where other words begin, or the label above them; null where none does. */
export function seamNear(word: Word, at: number, words: readonly Word[], edge: number): number | null {
  const isEdge = (i: number): boolean => {
    const x = word.edges[i];
    if (x === undefined || i <= 0 || i >= word.edges.length - 1) return false;
    const isAt = (other: number): boolean => Math.abs(other - x) <= SAME_EDGE * word.size;
    return isAt(edge) || words.filter((other) => other !== word && isAt(other.box[0])).length >= LEAST_ON_EDGE;
  };
  for (let off = 0; off <= FARTHEST_SEAM; off++) for (const i of [at - off, at + off]) if (isEdge(i)) return i;
  return null;
}

/** More room behind a character than it takes elsewhere, in ems. */
const SEAM_GAP = 0.1;
/** Characters of one width, and how wide they are at most, in ems. */
const WIDTHS = [[/\p{Script=Han}/u, 1], [/\d/, 0.56]] as const;

/** True where there is white at a seam, or a text ends there and a quantity begins. Where characters stand in recognised text is not known so well. */
export function showsSeam(word: Word, from: number, seam: number): boolean {
  if ('ocr' in word.source) return false;
  const characters = [...word.text];
  const advances = characters.map((_, i) => (word.edges[i + 1] ?? 0) - (word.edges[i] ?? 0));
  for (const [script, widest] of WIDTHS) {
    if (!script.test(characters[seam - 1] ?? '')) continue;
    const usual = Math.min(widest * word.size, ...advances.filter((_, i) => script.test(characters[i] ?? '')));
    if ((advances[seam - 1] ?? 0) - usual > SEAM_GAP * word.size) return true;
  }
  const [left, right] = [shapeOf(characters.slice(from, seam).join('')), shapeOf(characters.slice(seam).join(''))];
  return !left.hasDigit && !left.number && !left.measure && (right.number || right.measure);
}
