import type { Doubt, Page, Word } from '../../../schemas/page.js';

/** The witness's characters count as a word's own when their middle lies in its box, widened by this (ems) along the line. */
const REACH = 0.1;
/** Two engines place one word with sides that differ by at most this (ems). */
const SAME_PLACE = 0.5;
/** Traditional and Japanese forms that share their glyph with a simplified one, so that a font maps it to either. For comparison only. */
const SAME_GLYPH: Readonly<Record<string, string>> = { 戶: '户', 戸: '户' };

interface Spot {
  readonly text: string;
  readonly x: number;
  readonly y: number;
}

/**
 * Compares the words of a page with what the witness, another engine, reads in the same places. A word read differently gets a doubt that names both
 * readings; text that only the witness sees is added with such a doubt. Where the file gave the first engine no character and the witness has one, the
 * witness's is taken, with the doubt. A doubt about a layer goes when the witness shows the word.
 */
export function confirmWords(page: Page, reader: string, witness: Page, witnessName: string): Page {
  const same = matchSameWords(page.words, witness.words);
  const leftOver = witness.words.filter((word) => !same.has(word));
  const matched = new Set(same.values());
  const spotsOfWords = leftOver.map(wordToSpots);
  const spots = spotsOfWords.flat();
  const used = new Set<Spot>();
  const words: Word[] = [];
  const suppressed = [...page.suppressed];
  for (const word of page.words) {
    const here = matched.has(word) ? [] : spotsInWord(spots, word);
    for (const spot of here) used.add(spot);
    const other = here.map((spot) => spot.text).join('');
    const layered = word.doubts.some((doubt) => doubt.code === 'layer');
    if (matched.has(word) || fold(other) === fold(word.text)) {
      words.push(layered ? { ...word, doubts: word.doubts.filter((doubt) => doubt.code !== 'layer') } : word);
      continue;
    }
    const hidden = other === '' ? witness.suppressed.find((text) => 'bbox' in text.source && meets(word, text.source.bbox)) : undefined;
    if (layered && hidden !== undefined && fold(hidden.text) === fold(word.text)) {
      suppressed.push(hidden);
      continue;
    }
    const why = hidden === undefined ? '' : ` (${hidden.why})`;
    const note =
      other === ''
        ? `${reader} reads “${word.text}”, ${witnessName} shows nothing here${why}.`
        : `${reader} reads “${word.text}”, ${witnessName} reads “${other}”.`;
    words.push({ ...word, text: fillUnknown(word.text, other), doubts: [...word.doubts, disagree(note)] });
  }
  leftOver.forEach((word, i) => {
    if (spotsOfWords[i]?.some((spot) => used.has(spot))) return;
    if (page.suppressed.some((text) => 'bbox' in text.source && meets(word, text.source.bbox))) return;
    words.push({ ...word, doubts: [...word.doubts, disagree(`Only ${witnessName} reads “${word.text}” here; ${reader} reads nothing.`)] });
  });
  const known = words.every((word) => !word.text.includes(UNKNOWN));
  return { ...page, words, suppressed, needsOcr: known && witness.needsOcr === null ? null : page.needsOcr };
}

/** The words that the witness reads alike at the same place, keyed by the witness's word. */
function matchSameWords(words: readonly Word[], others: readonly Word[]): Map<Word, Word> {
  const byText = new Map<string, Word[]>();
  for (const word of words) {
    const text = fold(word.text);
    const known = byText.get(text);
    if (known === undefined) byText.set(text, [word]);
    else known.push(word);
  }
  const same = new Map<Word, Word>();
  for (const other of others) {
    const candidates = byText.get(fold(other.text)) ?? [];
    const found = candidates.findIndex((word) => word.box.every((side, k) => Math.abs(side - (other.box[k] ?? 0)) <= SAME_PLACE * word.size));
    const word = candidates[found];
    if (word === undefined) continue;
    candidates.splice(found, 1);
    same.set(other, word);
  }
  return same;
}

const UNKNOWN = '\ufffd';

const disagree = (note: string): Doubt => ({ code: 'engines-disagree', note });

const fold = (text: string): string => Array.from(text.normalize('NFKC'), (character) => SAME_GLYPH[character] ?? character).join('');

/** The reading of the first engine, with the witness's characters where it has none; unchanged when they can't be matched one to one. */
function fillUnknown(text: string, other: string): string {
  const own = Array.from(text);
  const theirs = Array.from(other);
  if (!own.includes(UNKNOWN) || own.length !== theirs.length) return text;
  return own.map((character, i) => (character === UNKNOWN ? (theirs[i] ?? character) : character)).join('');
}

/** Each character with the middle of its place. */
function wordToSpots(word: Word): Spot[] {
  const characters = Array.from(word.text);
  const horizontal = word.rotation === 0 || word.rotation === 180;
  const backwards = word.rotation === 180 || word.rotation === 270;
  return characters.map((text, i) => {
    const k = backwards ? characters.length - 1 - i : i;
    const along = ((word.edges[k] ?? 0) + (word.edges[k + 1] ?? 0)) / 2;
    return horizontal
      ? { text, x: along, y: (word.box[1] + word.box[3]) / 2 }
      : { text, x: (word.box[0] + word.box[2]) / 2, y: along };
  });
}

/** The spots in a word, in the order it runs. */
function spotsInWord(spots: readonly Spot[], word: Word): Spot[] {
  const [x0, y0, x1, y1] = word.box;
  const horizontal = word.rotation === 0 || word.rotation === 180;
  const reach = REACH * word.size;
  const dx = horizontal ? reach : 0;
  const dy = horizontal ? 0 : reach;
  const here = spots.filter((spot) => spot.x >= x0 - dx && spot.x <= x1 + dx && spot.y >= y0 - dy && spot.y <= y1 + dy);
  const sign = word.rotation === 180 || word.rotation === 270 ? -1 : 1;
  return here.sort((a, b) => sign * (horizontal ? a.x - b.x : a.y - b.y));
}

const meets = (word: Word, [x0, y0, x1, y1]: readonly [number, number, number, number]): boolean =>
  word.box[0] < x1 && x0 < word.box[2] && word.box[1] < y1 && y0 < word.box[3];
