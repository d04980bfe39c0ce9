import type { Candidate } from '../../schemas/extraction.js';
import type { Word } from '../../schemas/page.js';

/** A person chooses among a handful; and each is tried against the form's sums. */
const MOST = 6;
const WHY = 'another reading of the characters by the recogniser';

const sameList = (a: readonly string[] | undefined, b: readonly string[] | undefined): boolean => a !== undefined && b !== undefined && a.length === b.length && a.every((text, i) => text === b[i]);

/**
 * Other texts that a cell may print, from what a recogniser held possible for its words: `textWith` gives the cell's text with each word of the cell
 * replaced. The words of one recognised line have the candidates of the line; the first of them takes the whole text. Best first, line by line.
 */
export function wordCandidates(words: readonly Word[], text: string, textWith: (replaced: readonly Word[]) => string): Candidate[] {
  const found = new Map<string, Candidate>();
  for (let start = 0; start < words.length; ) {
    const { candidates } = words[start] ?? {};
    let end = start + 1;
    while (end < words.length && sameList(words[end]?.candidates, candidates)) end += 1;
    for (const candidate of candidates ?? []) {
      const replaced = words.flatMap((word, i) => (i === start ? [{ ...word, text: candidate }] : i > start && i < end ? [] : [word]));
      const other = textWith(replaced);
      if (other !== text && !found.has(other)) found.set(other, { text: other, why: WHY });
    }
    start = end;
  }
  return [...found.values()].slice(0, MOST);
}
