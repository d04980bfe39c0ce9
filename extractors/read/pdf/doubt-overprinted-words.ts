import type { Doubt, Word } from '../../../schemas/page.js';

/** Words that share more than this along the line (ems) are printed over one another; kerning and italics share less. */
const SHARED_LENGTH = 0.35;
/** ... and this of the height of the smaller one. */
const SHARED_HEIGHT = 0.5;
/** A straight word is one em high. The higher box of a slanted one is mostly empty, so that meeting boxes say nothing. */
const SLANTED_HEIGHT = 1.1;
/** Words of different size can both be read: an index tucked under an italic letter, a watermark behind text. */
const SIZE_RATIO = 0.85;

/** Adds a doubt to words that are printed over one another, since nobody can tell what is read there. All others are returned as they are. */
export function doubtOverprintedWords(words: readonly Word[]): Word[] {
  const byTop = words.map((_, i) => i).sort((a, b) => (words[a]?.box[1] ?? 0) - (words[b]?.box[1] ?? 0));
  const over = new Map<number, string>();
  for (let n = 0; n < byTop.length; n++) {
    const i = byTop[n] ?? 0;
    const a = words[i];
    if (a === undefined) continue;
    for (let m = n + 1; m < byTop.length; m++) {
      const j = byTop[m] ?? 0;
      const b = words[j];
      if (b === undefined || b.box[1] > a.box[3]) break;
      if (areOverprinted(a, b)) {
        over.set(i, b.text);
        over.set(j, a.text);
      }
    }
  }
  return over.size === 0 ? (words as Word[]) : words.map((word, i) => withDoubt(word, over.get(i)));
}

function areOverprinted(a: Word, b: Word): boolean {
  const small = Math.min(a.size, b.size);
  if (a.rotation !== b.rotation || small < SIZE_RATIO * Math.max(a.size, b.size)) return false;
  const wide = Math.min(a.box[2], b.box[2]) - Math.max(a.box[0], b.box[0]);
  const high = Math.min(a.box[3], b.box[3]) - Math.max(a.box[1], b.box[1]);
  const [along, across] = a.rotation === 0 || a.rotation === 180 ? [wide, high] : [high, wide];
  return along > SHARED_LENGTH * small && across > SHARED_HEIGHT * small && !isSlanted(a) && !isSlanted(b);
}

function isSlanted({ box, rotation, size }: Word): boolean {
  return (rotation === 0 || rotation === 180 ? box[3] - box[1] : box[2] - box[0]) > SLANTED_HEIGHT * size;
}

function withDoubt(word: Word, other: string | undefined): Word {
  if (other === undefined) return word;
  const doubt: Doubt = { code: 'overprinted', note: `“${word.text}” and “${other}” are printed over one another.` };
  return { ...word, doubts: [...word.doubts, doubt] };
}
