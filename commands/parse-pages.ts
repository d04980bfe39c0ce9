import { UsageError } from './usage-error.js';

// More pages than any document has: a mistyped range must not fill the memory.
const MAX_PAGE = 100_000;

/** The page numbers of `--pages`, ascending and once each: "1,3-5" is 1, 3, 4, 5. Throws a UsageError for anything else. */
export function parsePages(text: string): number[] {
  const pages = new Set<number>();
  for (const part of text.split(',')) {
    const [, from = '', to = from] = /^\s*(\d{1,6})\s*(?:-\s*(\d{1,6})\s*)?$/u.exec(part) ?? [];
    const [first, last] = [Number(from), Number(to)];
    if (first < 1 || last < first || last > MAX_PAGE) throw new UsageError(`--pages ${text}: write page numbers from 1 and ranges, like 1,3-5.`);
    for (let page = first; page <= last; page++) pages.add(page);
  }
  return [...pages].sort((a, b) => a - b);
}
