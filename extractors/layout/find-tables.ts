import type { Page } from '../../schemas/page.js';
import type { Grid } from './grid.js';
import { fillGrid } from './fill-grid.js';
import { findAligned } from './find-aligned.js';
import { mergeRulings } from './merge-rulings.js';
import { networkToPartition } from './network-to-partition.js';
import { rulingsToNetworks } from './rulings-to-networks.js';

/** What is known of the page before: its tables, and the page they stand on. */
export interface PageTables {
  readonly page: Page;
  readonly grids: readonly Grid[];
}

/** The tables of a page, from top to bottom, then from left to right. `previous` lets a table that goes on over the page break say so. */
export function findTables(page: Page, _previous?: PageTables): Grid[] {
  const rulings = mergeRulings(page.rulings, page.em);
  const networks = rulingsToNetworks(rulings, page.em);
  const grids: Grid[] = [];
  for (const network of networks) {
    const partition = networkToPartition(network, page.em);
    if (partition === null || partition.spans.length < 2) continue;
    const grid = fillGrid(partition, page.words, { page: page.number, strategy: 'ruled', confidence: 1, continues: false });
    if (grid.cells.filter((cell) => cell.words.length > 0).length < 2) continue;
    grids.push(grid);
  }
  const outside = page.words.filter(({ box }) => {
    const x = (box[0] + box[2]) / 2;
    const y = (box[1] + box[3]) / 2;
    return !grids.some((grid) => x >= grid.box[0] && x <= grid.box[2] && y >= grid.box[1] && y <= grid.box[3]);
  });
  for (const { partition } of findAligned(outside, rulings, page)) {
    grids.push(fillGrid(partition, outside, { page: page.number, strategy: 'aligned', confidence: 1, continues: false }));
  }
  return grids.sort((a, b) => a.box[1] - b.box[1] || a.box[0] - b.box[0]);
}
