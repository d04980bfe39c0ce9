import type { Box, Page } from '../../schemas/page.js';
import { findProse } from './find-prose.js';
import type { Partition } from './partition.js';
import { wordsToPhraseLines } from './phrases.js';

/** Labels stand on the baseline of their row within this many ems, for this share of the rows, and the longest so near to the grid. */
const SAME_BASELINE = 0.2;
const LABELLED = 0.7;
const NEAREST = 8;
/** Fewer rows show nothing. */
const FEWEST_ROWS = 4;

/**
 * The partition with a column for the labels that stand outside the drawing on its left, row by row on the same baselines; the partition as it is
 * when there are none. `others` are the boxes of other drawings, whose words are no
 * labels.
 */
export function extendBeside(partition: Partition, others: readonly Box[], page: Page): Partition {
  const { em } = page;
  const { xs, ys, spans } = partition;
  const left = xs[0] ?? 0;
  const right = xs.at(-1) ?? 0;
  const top = ys[0] ?? 0;
  const bottom = ys.at(-1) ?? 0;
  const within = page.words.filter((word) => word.rotation === 0 && (word.box[1] + word.box[3]) / 2 > top && (word.box[1] + word.box[3]) / 2 < bottom);
  const inner = within.filter((word) => (word.box[0] + word.box[2]) / 2 > left && (word.box[0] + word.box[2]) / 2 < right);
  const outer = within.filter(({ box }) => {
    if (box[2] > left + 0.3 * em) return false;
    const x = (box[0] + box[2]) / 2;
    const y = (box[1] + box[3]) / 2;
    return !others.some((other) => x > other[0] && x < other[2] && y > other[1] && y < other[3]);
  });
  if (outer.length < FEWEST_ROWS) return partition;
  const lines = wordsToPhraseLines(outer, [], page);
  const labels = lines.map((line) => line.phrases.at(-1)).filter((phrase) => phrase !== undefined);
  if (left - Math.max(...labels.map((label) => label.x1)) > NEAREST * em || findProse(lines, em).length > 0) return partition;
  let rows = 0;
  let labelled = 0;
  for (let row = 0; row + 1 < ys.length; row += 1) {
    const y0 = ys[row] ?? 0;
    const y1 = ys[row + 1] ?? 0;
    const text = inner.filter((word) => (word.box[1] + word.box[3]) / 2 > y0 && (word.box[1] + word.box[3]) / 2 < y1);
    if (text.length === 0) continue;
    rows += 1;
    const beside = labels.filter((label) => (label.top + label.bottom) / 2 > y0 && (label.top + label.bottom) / 2 < y1);
    if (beside.some((label) => text.some((word) => Math.abs(word.box[3] - label.bottom) <= SAME_BASELINE * em))) labelled += 1;
  }
  if (rows < FEWEST_ROWS || labelled < LABELLED * rows) return partition;
  const x0 = Math.min(...labels.map((label) => label.x0)) - 0.2 * em;
  return {
    xs: [x0, ...xs],
    ys,
    spans: [...ys.slice(1).map((_, row) => ({ row, column: 0, rowSpan: 1, columnSpan: 1 })), ...spans.map((span) => ({ ...span, column: span.column + 1 }))].sort(
      (a, b) => a.row - b.row || a.column - b.column,
    ),
  };
}
