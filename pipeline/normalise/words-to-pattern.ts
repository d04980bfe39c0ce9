/** A pattern that finds any of the words in a text: one search of the text for all of them. It finds nothing where there are none. */
export function wordsToPattern(words: readonly string[]): RegExp {
  return new RegExp(words.length === 0 ? '(?!)' : words.map(escaped).join('|'));
}

/** The text as a pattern that finds nothing else. */
export const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/gu, '\\$&');
