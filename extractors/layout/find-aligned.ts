import type { Page, Ruling, Word } from '../../schemas/page.js';
import { bodyToPartition } from './body-to-partition.js';
import { findAxes } from './find-axes.js';
import { type Body, findBodies } from './find-bodies.js';
import { findHeader } from './find-header.js';
import { findProse } from './find-prose.js';
import type { Partition } from './partition.js';
import { type Phrase, type PhraseLine, toPhrase, wordsToPhraseLines } from './phrases.js';
import { wrapCost } from './wrap-cost.js';

/** Paragraphs side by side between two stretches of table belong to the table when no more than this many ems of height part them. */
const BETWEEN = 4;

/** A part of a form between two others: at most so many lines, and so near, in ems. */
const MOST_LINES_BETWEEN = 12;
const NEAR = 1;

/** Headings take at most so many lines; an amount is none, a year may be. */
const MOST_HEADINGS = 6;
const AMOUNT = /^[$€£(<>≤≥–—-]*(?!(19|20)\d\d$)\d[\d.,]*[%)]*$/u;
/** Lines of a wrapped cell follow each other within this many ems. */
const WRAPPED = 0.5;

/** The paragraphs that are cells of a form: side by side, labelled on the left, and close between two stretches of table as wide as they. */
function paragraphsOfForms(blocks: readonly (readonly Phrase[])[], bodies: readonly Body[], lines: readonly PhraseLine[], allLines: readonly PhraseLine[], em: number): Set<readonly Phrase[]> {
  const boxes = blocks.map((block) => ({ block, ...toPhrase(block.flatMap((phrase) => phrase.words)) }));
  const extents = bodies.map((body) => ({ x0: body.columns[0]?.x0 ?? 0, x1: body.columns.at(-1)?.x1 ?? 0, top: lines[body.first]?.top ?? 0, bottom: lines[body.last]?.bottom ?? 0 }));
  const cells = new Set<readonly Phrase[]>();
  for (const a of boxes) {
    for (const b of boxes) {
      if (a.x1 > b.x0 || Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) < 0.5 * Math.min(a.bottom - a.top, b.bottom - b.top)) continue;
      const top = Math.min(a.top, b.top);
      const bottom = Math.max(a.bottom, b.bottom);
      const wide = (extent: (typeof extents)[number]): boolean => extent.x0 <= a.x0 + em && extent.x1 >= b.x0 + 0.3 * (b.x1 - b.x0);
      if (!extents.some((extent) => wide(extent) && top - extent.bottom >= -em && top - extent.bottom <= BETWEEN * em)) continue;
      if (!extents.some((extent) => wide(extent) && extent.top - bottom >= -em && extent.top - bottom <= BETWEEN * em)) continue;
      const labelled = allLines.some((line) => line.bottom > top && line.top < bottom && line.phrases.some((phrase) => phrase.x1 < a.x0 && phrase.x1 - phrase.x0 < 0.5 * (a.x1 - a.x0)));
      if (labelled) cells.add(a.block).add(b.block);
    }
  }
  return cells;
}

/** The body with the lines below it that go on with its last cells; `end` is the first line that may not be taken. */
function withLastLines(body: Body, lines: readonly PhraseLine[], end: number, em: number): Body {
  let last = body.last;
  while (last + 1 < end) {
    const line = lines[last + 1];
    if (line === undefined) break;
    const goesOn = line.phrases.every((phrase) => {
      const columns = body.columns.filter((column) => Math.min(column.x1, phrase.x1) - Math.max(column.x0, phrase.x0) > 0);
      const [column] = columns;
      if (column === undefined || columns.length > 1) return false;
      const upper = lines
        .slice(Math.max(body.first, last - 2), last + 1)
        .flatMap((above) => above.phrases)
        .findLast((above) => Math.min(column.x1, above.x1) - Math.max(column.x0, above.x0) > 0);
      return upper !== undefined && phrase.top - upper.bottom <= WRAPPED * em && wrapCost(upper, phrase, column.x1 - column.x0, em) <= 1;
    });
    if (!goesOn) break;
    last += 1;
  }
  return last === body.last ? body : { ...body, last };
}

/** Short stretches without numbers right above a stretch of at least as many columns are its headings. */
function joinHeadings(bodies: readonly Body[], lines: readonly PhraseLine[], em: number): Body[] {
  const joined: Body[] = [];
  for (const body of bodies) {
    const above = joined.at(-1);
    if (above !== undefined && above.last - above.first < MOST_HEADINGS && above.columns.length <= body.columns.length && body.first - above.last <= 2) {
      const near = lines.slice(above.last, body.first).every((line, index) => (lines[above.last + index + 1]?.top ?? Infinity) - line.bottom <= NEAR * em);
      const numbers = lines.slice(above.first, above.last + 1).some((line) => line.phrases.slice(1).some((phrase) => AMOUNT.test(phrase.words.map((word) => word.text).join(' '))));
      if (near && !numbers) {
        joined[joined.length - 1] = { ...body, headings: above.headings };
        continue;
      }
    }
    joined.push(body);
  }
  return joined;
}

/** The bodies, and those that the lines between two of them make when both are near: what stands between two parts of a form is a part of it, however small. */
function withRestsBetween(bodies: readonly Body[], lines: readonly PhraseLine[], rules: readonly Ruling[], em: number): Body[] {
  const all: Body[] = [];
  for (const body of bodies) {
    const above = all.at(-1);
    const from = (above?.last ?? 0) + 1;
    const rest = lines.slice(from, body.first);
    if (above !== undefined && rest.length > 0 && rest.length <= MOST_LINES_BETWEEN) {
      const near = (upper: PhraseLine | undefined, lower: PhraseLine | undefined): boolean => upper !== undefined && lower !== undefined && lower.top - upper.bottom <= NEAR * em;
      if (near(lines[above.last], rest[0]) && near(rest.at(-1), lines[body.first])) {
        for (const part of findBodies(rest, rules, em, [], 0)) {
          const crossing = part.crossing.map((line) => line + from);
          all.push({ ...part, first: part.first + from, last: part.last + from, headings: part.headings + from, crossing });
        }
      }
    }
    all.push(body);
  }
  return all;
}

/**
 * Tables that no drawn cells show: stretches of lines whose words stand in columns, with their words (running text beside them left out), and the
 * confidence that the margin over the best other reading gives, half for a tie.
 */
export function findAligned(words: readonly Word[], rulings: readonly Ruling[], page: Page): { partition: Partition; words: Word[]; confidence: number }[] {
  const { em } = page;
  const upright = words.filter((word) => word.rotation === 0);
  const allLines = wordsToPhraseLines(upright, rulings, page);
  const blocks = findProse(allLines, em);
  const axes = findAxes(allLines, em);
  const rules = rulings.filter((ruling) => ruling.axis === 'h');
  const without = (prose: ReadonlySet<Phrase>): PhraseLine[] => {
    if (prose.size === 0) return allLines;
    // A line that loses some of its phrases may turn out to be two, of different heights.
    const whole: PhraseLine[] = [];
    const rest: Word[] = [];
    for (const line of allLines) {
      if (!line.phrases.some((phrase) => prose.has(phrase))) whole.push(line);
      else for (const phrase of line.phrases) if (!prose.has(phrase)) rest.push(...phrase.words);
    }
    return [...whole, ...wordsToPhraseLines(rest, rulings, page)].sort((a, b) => a.top + a.bottom - b.top - b.bottom);
  };
  let lines = without(new Set([...blocks.flat(), ...axes]));
  let bodies = findBodies(lines, rules, em);
  const cells = paragraphsOfForms(blocks, bodies, lines, allLines, em);
  if (cells.size > 0) {
    lines = without(new Set([...blocks.filter((block) => !cells.has(block)).flat(), ...axes]));
    bodies = findBodies(lines, rules, em);
  }
  bodies = bodies.map((body, index) => withLastLines(body, lines, bodies[index + 1]?.first ?? lines.length, em));
  bodies = withRestsBetween(bodies, lines, rules, em);
  bodies = joinHeadings(bodies, lines, em);
  let earliest = 0;
  const tables: { partition: Partition; words: Word[]; confidence: number }[] = [];
  for (const body of bodies) {
    const first = findHeader(lines, body, earliest, rules, em);
    tables.push({
      partition: bodyToPartition(lines, body, first, body.last, rules, em),
      words: lines.slice(first, body.last + 1).flatMap((line) => line.phrases.flatMap((phrase) => phrase.words)),
      confidence: 0.5 + (0.5 * (body.score - body.rival)) / Math.max(body.score, 1),
    });
    earliest = body.last + 1;
  }
  return tables;
}
