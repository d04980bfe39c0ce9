import type { Comparator } from '../../schemas/value.js';

/** The signs, after folding. */
export const SIGNS: Readonly<Record<string, Comparator>> = { '≥': '>=', '≤': '<=', '>': '>', '<': '<', '=': '=', '≈': '~' };

/** Words in front of a number. The longest that fits counts. */
const WORDS_BEFORE: readonly (readonly [Comparator, string])[] = [
  ['>=', '不少于 不低于 不小于 不得少于 不得低于 不得小于 不能少于 不能低于 应不少于 应不低于 至少 最少 最低 大于等于 大于或等于 高于等于 高于或等于 大于或者等于'],
  ['<=', '不超过 不高于 不大于 不多于 不超 不得超过 不得高于 不得多于 不得大于 不能超过 不突破 至多 最多 最高 小于等于 小于或等于 小于或者等于 低于等于 低于或等于'],
  ['>', '大于 高于 超过 多于 超出 超 逾 突破'],
  ['<', '小于 低于 少于 不足 未达到 未满'],
  ['=', '等于'],
  ['~', '约 约为 大约 大概 近 将近 接近 约计'],
];

/** Words behind the unit (or the number). By law and use 以上, 以下 and 以内 include the number itself. */
const WORDS_AFTER: readonly (readonly [Comparator, string])[] = [
  ['>=', '以上 及以上 (含)以上 (含)及以上 以上(含) 或以上 起步'],
  ['<=', '以内 以下 及以下 (含)以下 (含)以内 以内(含) 以下(含) 之内 内 或以下 封顶'],
  ['~', '左右 上下'],
];

// 5项内部制度 has no bound in it.
const INNER = /^内[部外容资地设陆科]/;

const BEFORE = wordList(WORDS_BEFORE);
const AFTER = wordList(WORDS_AFTER);

export interface FoundComparator {
  readonly comparator: Comparator;
  readonly length: number;
}

/** The comparator word that stands at `start`, or null. */
export function comparatorWordAt(text: string, start: number): FoundComparator | null {
  for (const [word, comparator] of BEFORE.get(text.charAt(start)) ?? []) if (text.startsWith(word, start)) return { comparator, length: word.length };
  return null;
}

/** The comparator word that `text` begins with at `start`, of those that stand behind a value, or null. */
export function comparatorWordBehind(text: string, start: number): FoundComparator | null {
  for (const [word, comparator] of AFTER.get(text.charAt(start)) ?? []) {
    if (text.startsWith(word, start)) return word === '内' && INNER.test(text.slice(start)) ? null : { comparator, length: word.length };
  }
  return null;
}

/** True where a comparator word of two characters or more stands anywhere in `text`. */
export function hasComparatorWord(text: string): boolean {
  for (const words of BEFORE.values()) for (const [word] of words) if (word.length > 1 && text.includes(word)) return true;
  return false;
}

/** One comparator out of what stands before and behind; undefined where they contradict each other. */
export function mergeComparators(before: Comparator | null, behind: Comparator | null): Comparator | null | undefined {
  if (before === null) return behind;
  return behind === null || behind === before ? before : undefined;
}

type Word = readonly [word: string, comparator: Comparator];

/** The words by their first character, the longest of each first. */
function wordList(table: readonly (readonly [Comparator, string])[]): ReadonlyMap<string, readonly Word[]> {
  const words = table.flatMap(([comparator, list]) => list.split(' ').map((word): Word => [word, comparator]));
  const byFirst = new Map<string, Word[]>();
  for (const entry of words.sort((a, b) => b[0].length - a[0].length)) {
    const first = entry[0].charAt(0);
    byFirst.set(first, [...(byFirst.get(first) ?? []), entry]);
  }
  return byFirst;
}
