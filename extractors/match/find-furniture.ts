import type { Page } from '../../schemas/page.js';
import { type Line, wordsToLines } from '../layout/words-to-lines.js';

/** Running heads and feet are among so many first and last lines of a page. */
const EDGE_LINES = 2;
/** They stand in this outer share of the height of a page: the last row of a table that fills half of it is none. */
const MARGIN = 0.15;
/** They stand at one height on their pages, within this many ems. */
const SAME_HEIGHT = 0.5;

const lineToText = ({ words }: Line): string => words.map(({ text }) => text).join('').replace(/\d+/g, '0');

/** Tells lines that are printed at one place at the edge of several pages, but for their numbers: running heads and feet, no content of a form. */
export function findFurniture(pages: readonly Page[]): (line: Line) => boolean {
  const seen = new Map<string, { page: number; y: number }[]>();
  for (const page of pages) {
    const lines = wordsToLines(page.words.filter(({ rotation }) => rotation === 0));
    const isInMargin = ({ top, bottom }: Line): boolean => bottom <= MARGIN * page.height || top >= (1 - MARGIN) * page.height;
    for (const line of [...lines.slice(0, EDGE_LINES), ...lines.slice(Math.max(EDGE_LINES, lines.length - EDGE_LINES))].filter(isInMargin)) {
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
