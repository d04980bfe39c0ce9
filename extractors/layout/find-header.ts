import type { Ruling } from '../../schemas/page.js';
import { isCaption } from './caption.js';
import type { Body } from './find-bodies.js';
import type { Phrase, PhraseLine } from './phrases.js';

/** Header lines follow each other and the body within this many ems; across a rule, the second. */
const NEAR = 1.3;
const NEAR_ACROSS_RULE = 2.2;
/** Lines of one wrapped label follow each other within this many ems. */
const WRAPPED = 0.5;
/** A phrase this many ems long that runs over columns beside others is text, no header. */
const RUNNING = 12;
/** A header has at most this many lines. */
const MOST_LINES = 8;
/** A rule over this share of the table's width is one of its own. */
const FULL_WIDTH = 0.8;

/** Whether a rule is as wide as the table whose text runs from x0 to x1. */
export function isFullWidth(rule: Ruling, x0: number, x1: number): boolean {
  return rule.axis === 'h' && Math.min(rule.to, x1) - Math.max(rule.from, x0) >= FULL_WIDTH * (x1 - x0);
}

/**
 * The index of the first line of the table whose body is given: the lines above that read as its header. A caption, running text, a second full
 * rule and a wide gap end it.
 */
export function findHeader(lines: readonly PhraseLine[], body: Body, earliest: number, rules: readonly Ruling[], em: number): number {
  const x0 = body.columns[0]?.x0 ?? 0;
  const x1 = body.columns.at(-1)?.x1 ?? 0;
  const full = rules.filter((rule) => isFullWidth(rule, x0, x1));
  const bodyTop = lines[body.headings]?.top ?? 0;
  const near = full.filter((rule) => rule.at < bodyTop + 0.3 * em && rule.at > bodyTop - 14 * em).sort((a, b) => b.at - a.at);
  const closest = near[0];
  let topRule: Ruling | null = null;
  if (closest !== undefined) {
    // The rule next to the body is under the header when another of the same width lies above; else the table begins with it.
    const twin = near.filter((rule) => rule !== closest && Math.abs(rule.from - closest.from) < em && Math.abs(rule.to - closest.to) < em);
    topRule = twin.at(-1) ?? null;
    if (topRule === null && closest.at < bodyTop + 0.3 * em) topRule = closest;
  }
  let first = body.headings;
  for (let k = body.headings - 1; k >= earliest && body.headings - k <= MOST_LINES; k -= 1) {
    const line = lines[k];
    const below = lines[first];
    if (line === undefined || below === undefined) break;
    const middle = (line.top + line.bottom) / 2;
    if (topRule !== null && topRule !== closest && middle < topRule.at) break;
    const across = full.some((rule) => rule.at > middle && rule.at < below.top + 0.3 * em);
    const inside = topRule !== null && middle > topRule.at;
    if (below.top - line.bottom > (across || inside ? NEAR_ACROSS_RULE : NEAR) * em) break;
    if (line.phrases.every((phrase) => phrase.x1 < x0 - em || phrase.x0 > x1 + em)) break;
    const firstPhrase = line.phrases[0];
    if (firstPhrase === undefined || isCaption(line)) break;
    const touched = (phrase: Phrase): number => body.columns.filter((column) => phrase.x0 < column.x1 && phrase.x1 > column.x0).length;
    if (line.phrases.some((phrase) => phrase.x1 - phrase.x0 > RUNNING * em && touched(phrase) > 1) && !inside && line.phrases.length > 1) break;
    if (line.phrases.length === 1) {
      const many = touched(firstPhrase) > 1;
      const fromLeft = firstPhrase.x0 < (body.columns[0]?.x1 ?? x0);
      // The first lines of a wrapped label stand close above the header's last one.
      const wrapped = !many && !fromLeft && below.top - line.bottom <= WRAPPED * em;
      if (!inside && !wrapped && (fromLeft || topRule === closest)) break;
      if (many && fromLeft && !inside) break;
    } else if (topRule === closest && topRule !== null && middle < topRule.at && !inside) {
      // One rule only, and the line stands above it: a header when its phrases stand over the columns.
      if (line.phrases.length < Math.max(2, body.columns.length * 0.4)) break;
    }
    first = k;
  }
  // A lone phrase on top that isn't under a rule is a caption's end rather than a header.
  while (first < body.headings && topRule === null) {
    const [only, ...others] = lines[first]?.phrases ?? [];
    const below = lines[first + 1];
    if (only === undefined || below === undefined || others.length > 0) break;
    const label = body.columns.slice(1).some((column) => only.x0 > column.x0 - em && only.x1 < column.x1 + em);
    if (label && below.top - (lines[first]?.bottom ?? 0) <= WRAPPED * em) break;
    first += 1;
  }
  return first;
}
