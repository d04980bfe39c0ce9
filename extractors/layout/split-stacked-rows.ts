import type { Page, Ruling, Word } from '../../schemas/page.js';
import { linesToRows } from './lines-to-rows.js';
import type { Partition, Span } from './partition.js';
import { type PhraseLine, wordsToPhraseLines } from './phrases.js';

/** A drawn row of this many lines or more may hold several rows. */
const FEWEST_LINES = 3;

/**
 * The partition with each drawn row that holds stacks of lines cut into the rows these lines read as; drawn columns and all other rows stay. For
 * tables whose columns are drawn and whose rows are not.
 */
export function splitStackedRows(partition: Partition, words: readonly Word[], network: readonly Ruling[], page: Page): Partition {
  const { em } = page;
  const { xs, ys } = partition;
  const upright = words.filter((word) => word.rotation === 0);
  const walls = network.filter((ruling) => ruling.axis === 'v');
  const newYs: number[] = [ys[0] ?? 0];
  const spans: Span[] = [];
  /** Where each old row begins among the new ones. */
  const begins: number[] = [];
  const cut = new Set<number>();
  for (let row = 0; row + 1 < ys.length; row += 1) {
    begins.push(newYs.length - 1);
    const top = ys[row] ?? 0;
    const bottom = ys[row + 1] ?? 0;
    const own = partition.spans.filter((span) => span.row === row && span.rowSpan === 1);
    const whole = own.reduce((sum, span) => sum + span.columnSpan, 0) === xs.length - 1;
    const inside = upright.filter(({ box }) => (box[1] + box[3]) / 2 > top && (box[1] + box[3]) / 2 < bottom);
    const lines = whole && bottom - top > FEWEST_LINES * em ? linesInCells(inside, walls, own, xs, page) : [];
    if (lines.length >= FEWEST_LINES) {
      const columns = own.map((span) => ({ x0: xs[span.column] ?? 0, x1: xs[span.column + span.columnSpan] ?? 0 }));
      const rows = linesToRows(lines, columns, [], em);
      if (rows.boundaries.length > 0) {
        cut.add(row);
        const first = newYs.length - 1;
        newYs.push(...rows.boundaries, bottom);
        for (const span of rows.spans) {
          const from = own[span.column];
          const to = own[span.column + span.columnSpan - 1];
          if (from === undefined || to === undefined) continue;
          spans.push({ row: first + span.row, rowSpan: span.rowSpan, column: from.column, columnSpan: to.column + to.columnSpan - from.column });
        }
        continue;
      }
    }
    newYs.push(bottom);
  }
  begins.push(newYs.length - 1);
  for (const span of partition.spans) {
    if (span.rowSpan === 1 && cut.has(span.row)) continue;
    const row = begins[span.row] ?? 0;
    spans.push({ ...span, row, rowSpan: (begins[span.row + span.rowSpan] ?? row + 1) - row });
  }
  spans.sort((a, b) => a.row - b.row || a.column - b.column);
  return { xs, ys: newYs, spans };
}

/** The lines of a drawn row, one phrase a cell and line. */
function linesInCells(words: readonly Word[], walls: readonly Ruling[], cells: readonly Span[], xs: readonly number[], page: Page): PhraseLine[] {
  return wordsToPhraseLines(words, walls, page).map((line) => {
    const phrases = cells.flatMap((cell) => {
      const x0 = xs[cell.column] ?? 0;
      const x1 = xs[cell.column + cell.columnSpan] ?? 0;
      const own = line.phrases.filter((phrase) => (phrase.x0 + phrase.x1) / 2 >= x0 && (phrase.x0 + phrase.x1) / 2 < x1);
      const [first, ...rest] = own;
      return first === undefined
        ? []
        : [rest.reduce((all, phrase) => ({ words: [...all.words, ...phrase.words], x0: all.x0, x1: phrase.x1, top: Math.min(all.top, phrase.top), bottom: Math.max(all.bottom, phrase.bottom) }), first)];
    });
    return { ...line, phrases };
  });
}
