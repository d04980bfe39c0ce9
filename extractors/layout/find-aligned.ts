import type { Page, Ruling, Word } from '../../schemas/page.js';
import { bodyToPartition } from './body-to-partition.js';
import { findAxes } from './find-axes.js';
import { findBodies } from './find-bodies.js';
import { findHeader } from './find-header.js';
import { findProse } from './find-prose.js';
import type { Partition } from './partition.js';
import { wordsToPhraseLines } from './phrases.js';

/** Tables that no drawn cells show: stretches of lines whose words stand in columns, with the evidence for each (`score`, in aligned cells). */
export function findAligned(words: readonly Word[], rulings: readonly Ruling[], page: Page): { partition: Partition; score: number }[] {
  const { em } = page;
  const upright = words.filter((word) => word.rotation === 0);
  const allLines = wordsToPhraseLines(upright, rulings, page);
  const prose = findProse(allLines, em);
  for (const label of findAxes(allLines, em)) prose.add(label);
  const lines =
    prose.size === 0
      ? allLines
      : wordsToPhraseLines(
          allLines.flatMap((line) => line.phrases.filter((phrase) => !prose.has(phrase)).flatMap((phrase) => phrase.words)),
          rulings,
          page,
        );
  const rules = rulings.filter((ruling) => ruling.axis === 'h');
  let earliest = 0;
  const tables: { partition: Partition; score: number }[] = [];
  for (const body of findBodies(lines, rules, em)) {
    const first = findHeader(lines, body, earliest, rules, prose, em);
    tables.push({ partition: bodyToPartition(lines, body, first, body.last, rules, em), score: body.score });
    earliest = body.last + 1;
  }
  return tables;
}
