import type { Word } from '../../schemas/page.js';
import type { Partition, Span } from './partition.js';
import { wordsToLines } from './words-to-lines.js';

/** Text is centred in its row when its middle lies within this many ems of the row's. */
const CENTRED = 0.35;
/** Lines of one text follow each other within this many ems, from middle to middle. */
const ONE_TEXT = 1.6;

/**
 * The partition with cells cut at the row borders of their neighbours where the rule between them has a gap: a cell that several rows share holds one
 * text; when the lines stand apart instead, each part in the middle of a row of its own, they are cells of these rows.
 */
export function splitAcrossGaps(partition: Partition, words: readonly Word[], em: number): Partition {
  const { xs, ys } = partition;
  const spans = partition.spans.flatMap((span): Span[] => {
    if (span.rowSpan < 2) return [span];
    const [x0, x1] = [xs[span.column] ?? 0, xs[span.column + span.columnSpan] ?? 0];
    const [top, bottom] = [ys[span.row] ?? 0, ys[span.row + span.rowSpan] ?? 0];
    const own = words.filter(({ box, rotation }) => rotation === 0 && isBetween((box[0] + box[2]) / 2, x0, x1) && isBetween((box[1] + box[3]) / 2, top, bottom));
    const lines = wordsToLines(own);
    const parts: { top: number; bottom: number }[][] = Array.from({ length: span.rowSpan }, () => []);
    for (const line of lines) parts[ys.slice(span.row + 1, span.row + span.rowSpan).filter((y) => y <= (line.top + line.bottom) / 2).length]?.push(line);
    const isCentred = parts.every((part, row) => {
      const first = part[0];
      const last = part.at(-1);
      if (first === undefined || last === undefined) return true;
      return Math.abs((first.top + last.bottom) / 2 - ((ys[span.row + row] ?? 0) + (ys[span.row + row + 1] ?? 0)) / 2) <= CENTRED * em;
    });
    const filled = parts.filter((part) => part.length > 0);
    const isApart = filled.slice(1).every((part, i) => {
      const [above, below] = [filled[i]?.at(-1), part[0]];
      return above !== undefined && below !== undefined && (below.top + below.bottom - above.top - above.bottom) / 2 > ONE_TEXT * em;
    });
    if (filled.length < 2 || !isCentred || !isApart) return [span];
    return parts.map((_, row) => ({ ...span, row: span.row + row, rowSpan: 1 }));
  });
  spans.sort((a, b) => a.row - b.row || a.column - b.column);
  return { xs, ys, spans };
}

const isBetween = (value: number, from: number, to: number): boolean => value >= from && value <= to;
