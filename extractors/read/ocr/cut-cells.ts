import { mergeRulings } from '../../layout/merge-rulings.js';
import { networkToPartition } from '../../layout/network-to-partition.js';
import { rulingsToNetworks } from '../../layout/rulings-to-networks.js';
import type { PixelRuling } from './find-rulings-in-pixels.js';
import type { PixelBox } from './raster.js';

/** The cells that the ruling lines of a page draw, in pixels, networks from the top, each row-major. */
export function cutCells(rulings: readonly PixelRuling[], em: number): PixelBox[] {
  const cells: PixelBox[] = [];
  for (const network of rulingsToNetworks(mergeRulings(rulings, em), em)) {
    const partition = networkToPartition(network, em);
    if (partition === null) continue;
    const { xs, ys } = partition;
    for (const { row, column, rowSpan, columnSpan } of partition.spans) {
      const [x0, y0, x1, y1] = [xs[column], ys[row], xs[column + columnSpan], ys[row + rowSpan]];
      if (x0 === undefined || y0 === undefined || x1 === undefined || y1 === undefined) continue;
      cells.push([Math.round(x0), Math.round(y0), Math.round(x1), Math.round(y1)]);
    }
  }
  return cells;
}
