import type { Ruling } from '../../../schemas/page.js';
import { mergeRulings } from '../../layout/merge-rulings.js';
import { networkToPartition } from '../../layout/network-to-partition.js';
import { rulingsToNetworks } from '../../layout/rulings-to-networks.js';
import type { PixelRuling } from './find-rulings-in-pixels.js';
import type { PixelBox } from './raster.js';

const overlap = (a: PixelBox, b: PixelBox): boolean => Math.min(a[2], b[2]) - Math.max(a[0], b[0]) > 1 && Math.min(a[3], b[3]) - Math.max(a[1], b[1]) > 1;

/**
 * The cells that the ruling lines of a page draw, in pixels, networks from the top, each row-major. No two overlap, or their text would be read twice: of
 * networks that lie in one another the one with most rules draws the cells.
 */
export function cutCells(rulings: readonly PixelRuling[], em: number): PixelBox[] {
  const networks = rulingsToNetworks(mergeRulings(rulings, em), em);
  const drawn = new Map<readonly Ruling[], PixelBox[]>();
  for (const network of [...networks].sort((a, b) => b.length - a.length)) {
    const own = networkToCells(network, em).filter((cell) => ![...drawn.values()].some((others) => others.some((other) => overlap(cell, other))));
    drawn.set(network, own);
  }
  return networks.flatMap((network) => drawn.get(network) ?? []);
}

function networkToCells(network: readonly Ruling[], em: number): PixelBox[] {
  const partition = networkToPartition(network, em);
  if (partition === null) return [];
  const cells: PixelBox[] = [];
  const { xs, ys } = partition;
  for (const { row, column, rowSpan, columnSpan } of partition.spans) {
    const [x0, y0, x1, y1] = [xs[column], ys[row], xs[column + columnSpan], ys[row + rowSpan]];
    if (x0 === undefined || y0 === undefined || x1 === undefined || y1 === undefined) continue;
    cells.push([Math.round(x0), Math.round(y0), Math.round(x1), Math.round(y1)]);
  }
  return cells;
}
