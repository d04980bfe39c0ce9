import type { Page } from '../../schemas/page.js';
import { type Line, wordsToLines } from '../layout/words-to-lines.js';

/** Running heads and feet are among so many first and last lines of a page. */
const EDGE_LINES = 2;
/** They stand in this outer share of the height of a page: the last row of a table that fills half of it is none. */
const MARGIN = 0.15;
/** They stand at one height on their pages, within this many ems. */
const SAME_HEIGHT = 0.5;

/** Lines of a cell begin at one place, within this share of their height, and are no further apart than this share of it. */
const SAME_LEFT = 0.3;
const LINE_GAP = 0.8;
/** What begins so many heights of a line further right than all else is no head or foot. */
const INDENT = 4;

const leftOf = ({ words }: Line): number => words[0]?.box[0] ?? 0;

/** Whether two lines follow each other in one cell. */
function isBlock(a: Line, b: Line): boolean {
  const height = a.bottom - a.top;
  return Math.abs(leftOf(a) - leftOf(b)) <= SAME_LEFT * height && Math.max(a.top - b.bottom, b.top - a.bottom) < LINE_GAP * height;
}

const lineToText = ({ words }: Line): string => words.map(({ text }) => text).join('').replace(/\d+/g, '0');

/** Tells lines that are printed at one place at the edge of several pages, but for their numbers: running heads and feet, no content of a form. */
export function findFurniture(pages: readonly Page[]): (line: Line) => boolean {
  const seen = new Map<string, { page: number; y: number }[]>();
  for (const page of pages) {
    const lines = wordsToLines(page.words.filter(({ rotation }) => rotation === 0));
    const isInMargin = ({ top, bottom }: Line): boolean => bottom <= MARGIN * page.height || top >= (1 - MARGIN) * page.height;
    const left = Math.min(...lines.map(leftOf));
    // Lines below each other that begin beside no margin are those of a cell, though another form may print the same there.
    const isOfCell = (line: Line): boolean => leftOf(line) - left > INDENT * (line.bottom - line.top) && lines.some((other) => other !== line && isBlock(line, other));
    for (const line of [...lines.slice(0, EDGE_LINES), ...lines.slice(Math.max(EDGE_LINES, lines.length - EDGE_LINES))].filter((edge) => isInMargin(edge) && !isOfCell(edge))) {
      const text = lineToText(line);
      const known = seen.get(text);
      if (known === undefined) seen.set(text, [{ page: page.number, y: line.top }]);
      else known.push({ page: page.number, y: line.top });
    }
  }
  return (line) => {
    const em = line.bottom - line.top;
    const there = (seen.get(lineToText(line)) ?? []).filter(({ y }) => Math.abs(y - line.top) <= SAME_HEIGHT * em);
    return new Set(there.map(({ page }) => page)).size > 1;
  };
}
