import type { Box, Page, Ruling, Word } from '../../schemas/page.js';
import { bodyToPartition } from './body-to-partition.js';
import { findBodies } from './find-bodies.js';
import type { Partition } from './partition.js';
import { wordsToPhraseLines } from './phrases.js';

/** An upright ruling this long, as a share of the region's height, parts columns of the whole region. */
const WALL = 0.5;

/**
 * The partition of a region whose rulings draw only some of its cells (an outer box, columns without rows, rows without columns): columns and rows
 * where the words stand in line, the drawn ones kept. Null when the words stand in no columns.
 */
export function hybridPartition(words: readonly Word[], network: readonly Ruling[], box: Box, page: Page): Partition | null {
  const { em } = page;
  const upright = network.filter((ruling) => ruling.axis === 'v');
  const lines = wordsToPhraseLines(
    words.filter((word) => word.rotation === 0),
    upright,
    page,
  );
  const height = box[3] - box[1];
  const walls = upright.filter((ruling) => ruling.to - ruling.from >= WALL * height).map((ruling) => ruling.at);
  const bodies = findBodies(lines, network, em, walls);
  const main = bodies.reduce<(typeof bodies)[number] | null>((best, body) => (best === null || body.score > best.score ? body : best), null);
  if (main === null) return null;
  const body = { ...main, last: lines.length - 1 };
  return bodyToPartition(lines, body, 0, lines.length - 1, network, em);
}
