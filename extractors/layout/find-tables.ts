import type { Box, Page, Ruling, Word } from '../../schemas/page.js';
import { brokenShare } from './broken-share.js';
import { collapseSlivers } from './collapse-slivers.js';
import { continuesTable } from './continues-table.js';
import { extendBeside } from './extend-beside.js';
import { fillGrid } from './fill-grid.js';
import { findAligned } from './find-aligned.js';
import type { Grid } from './grid.js';
import { hybridPartition } from './hybrid-partition.js';
import { isTable } from './is-table.js';
import { mergeRulings } from './merge-rulings.js';
import { networkToPartition } from './network-to-partition.js';
import type { Partition } from './partition.js';
import { ruleRowsPartition, rulesToFamilies } from './rule-rows-partition.js';
import { ruledDoubt, stackDoubt } from './ruled-doubt.js';
import { rulingsToNetworks } from './rulings-to-networks.js';
import { separatedGrids } from './separated-grids.js';
import { splitAcrossGaps } from './split-across-gaps.js';
import { splitStackedRows } from './split-stacked-rows.js';
import { turnPage } from './turn-page.js';
import { tableRows } from './trim-ruled.js';

/** What is known of the page before: its tables, and the page they stand on. */
export interface PageTables {
  readonly page: Page;
  readonly grids: readonly Grid[];
}

/** A ruled reading with more than this share of its phrases against it competes with the reading of its words' alignment. */
const DOUBTED = 0.12;
const CLEARLY = 0.03;
/** The cells of a drawn table tear no more than this share of its phrases apart. */
const BROKEN = 0.05;

function inside(box: Box, word: Word): boolean {
  const x = (word.box[0] + word.box[2]) / 2;
  const y = (word.box[1] + word.box[3]) / 2;
  return x >= box[0] && x <= box[2] && y >= box[1] && y <= box[3];
}

/** Half for a tie, 1 where the other reading has everything against it. */
function marginToConfidence(margin: number): number {
  return Math.min(1, Math.max(0, 0.5 + 0.5 * margin));
}

function overlap(a: Box, b: Box): boolean {
  return Math.min(a[2], b[2]) > Math.max(a[0], b[0]) && Math.min(a[3], b[3]) > Math.max(a[1], b[1]);
}

function boxOf(network: readonly Ruling[]): Box {
  let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { axis, at, from, to } of network) {
    x0 = Math.min(x0, axis === 'h' ? from : at);
    x1 = Math.max(x1, axis === 'h' ? to : at);
    y0 = Math.min(y0, axis === 'h' ? at : from);
    y1 = Math.max(y1, axis === 'h' ? at : to);
  }
  return [x0, y0, x1, y1];
}

/** The rows `first` to `end` (excluded) of a partition. */
function sliceRows(partition: Partition, first: number, end: number): Partition {
  const spans = partition.spans
    .map((span) => {
      const from = Math.max(span.row, first);
      const to = Math.min(span.row + span.rowSpan, end);
      return { ...span, row: from - first, rowSpan: to - from };
    })
    .filter((span) => span.rowSpan > 0);
  return { xs: partition.xs, ys: partition.ys.slice(first, end + 1), spans };
}

/** What speaks against the cells of a grid, as a share of its phrases. */
function doubtOf(grid: Grid, page: Page): number {
  const { apart, stacked } = ruledDoubt(grid, page);
  return apart + stacked;
}

function networkToGrid(network: readonly Ruling[], others: readonly Box[], page: Page): Grid | null {
  const drawn = networkToPartition(network, page.em);
  if (drawn === null) return null;
  const partition = splitAcrossGaps(extendBeside(collapseSlivers(drawn, page.words, page.em), others, page), page.words, page.em);
  const found = { page: page.number, strategy: 'ruled' as const, confidence: 1, continues: false };
  const ruled = fillGrid(partition, page.words, found);
  const words = page.words.filter((word) => inside(ruled.box, word));
  if (words.length < 2) return null;
  const readings: { grid: Grid; partition: Partition; doubt: number }[] = [{ grid: ruled, partition, doubt: doubtOf(ruled, page) }];
  if (doubtOf(ruled, page) > DOUBTED) {
    for (const other of [splitStackedRows(partition, words, network, page), hybridPartition(words, network, ruled.box, page)]) {
      if (other === null) continue;
      const grid = fillGrid(other, words, found);
      readings.push({ grid, partition: other, doubt: doubtOf(grid, page) });
    }
  }
  // The more a reading keeps of what is drawn, the earlier it stands; a later one must be clearly better.
  const best = readings.reduce((a, b) => (b.doubt < a.doubt - CLEARLY ? b : a));
  const rivals = readings.filter((reading) => reading !== best).map((reading) => reading.doubt);
  const confidence = rivals.length === 0 ? 1 - best.doubt : marginToConfidence(Math.min(...rivals) - best.doubt);
  const { first, end } = tableRows(best.grid);
  const grid = first > 0 || end < best.grid.rowCount ? fillGrid(sliceRows(best.partition, first, end), words, found) : best.grid;
  return { ...grid, confidence };
}

function findUpright(page: Page, previous?: PageTables): Grid[] {
  const rulings = mergeRulings(page.rulings, page.em);
  const grids: Grid[] = [];
  const networks = rulingsToNetworks(rulings, page.em);
  const boxes = networks.filter((network) => network.length >= 3).map((network) => ({ network, box: boxOf(network) }));
  for (const network of networks) {
    if (network.length < 3) continue;
    const grid = networkToGrid(
      network,
      boxes.filter((box) => box.network !== network).map((box) => box.box),
      page,
    );
    if (grid !== null && isTable(grid) && brokenShare(grid, rulings, page) <= BROKEN) grids.push(grid);
  }
  const lone = networks.filter((network) => network.every((ruling) => ruling.axis === 'h')).flat();
  for (const family of rulesToFamilies(lone, page.em)) {
    if (grids.some((grid) => overlap(grid.box, family.box))) continue;
    const partition = ruleRowsPartition(family, page.words, page);
    if (partition === null) continue;
    const grid = fillGrid(partition, page.words, { page: page.number, strategy: 'ruled', confidence: 1, continues: false });
    const doubt = Math.max(doubtOf(grid, page), stackDoubt(grid, page));
    if (doubt <= DOUBTED && isTable(grid)) grids.push({ ...grid, confidence: 1 - doubt });
  }
  const outside = page.words.filter((word) => !grids.some((grid) => inside(grid.box, word)));
  for (const { partition, words, confidence } of findAligned(outside, rulings, page)) {
    const grid = fillGrid(partition, words, { page: page.number, strategy: 'aligned', confidence, continues: false });
    if (isTable(grid)) grids.push(grid);
  }
  grids.sort((a, b) => a.box[1] - b.box[1] || a.box[0] - b.box[0]);
  const [first, ...others] = grids;
  if (first === undefined || previous === undefined || !continuesTable(first, page, previous)) return grids;
  return [{ ...first, continues: true }, ...others];
}

/** The direction that most characters of a page run in. */
function mainRotation(page: Page): Word['rotation'] {
  const counts = new Map<Word['rotation'], number>();
  for (const word of page.words) counts.set(word.rotation, (counts.get(word.rotation) ?? 0) + word.text.length);
  const upright = counts.get(0) ?? 0;
  for (const [rotation, count] of counts) if (rotation !== 0 && count > upright && count * 2 > [...counts.values()].reduce((sum, n) => sum + n, 0)) return rotation;
  return 0;
}

/**
 * The tables of a page, from top to bottom, then from left to right, as they are read: on a page whose text runs sideways, rows and columns follow
 * the text, and boxes are those of the page as shown. `previous` lets a table that goes on over the page break say so.
 */
export function findTables(page: Page, previous?: PageTables): Grid[] {
  if (page.unit === 'char' && page.separators.length > 0) return separatedGrids(page);
  const rotation = mainRotation(page);
  if (rotation === 0) return findUpright(page, previous);
  const turned = turnPage(page, rotation);
  const before = previous === undefined ? undefined : turnPage(previous.page, rotation);
  const grids = findUpright(turned.page, previous && before && { page: before.page, grids: previous.grids.map(before.toTurned) });
  return grids.map(turned.toPage);
}
