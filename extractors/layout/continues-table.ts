import type { Page } from '../../schemas/page.js';
import type { Grid } from './grid.js';
import { type Line, wordsToLines } from './words-to-lines.js';

/** Column boundaries of the two parts agree within this many ems, and this share of the fewer of them has a partner. */
const SAME_BOUNDARY = 0.8;
const SHARED = 0.5;
/** A table that goes on ends in the last part of its page, or where the next row found no room above the margin, which is hardly wider than this share. */
const NEAR_BOTTOM = 0.75;
const MARGIN = 0.1;
/** A running head stands at one height on all pages, within this many ems. */
const SAME_HEIGHT = 0.6;
/** What says so itself, and page numbers. */
const SAYS_SO = /续|contin|cont['’]?d|suite|fortsetzung/iu;
const PAGE_NUMBER = /^[\s\-–—·.|/]*(page|seite|第|p\.)?\s*[\divxlc]+\s*(页|of|\/|共|von)?\s*\d*\s*页?[\s\-–—·.|/]*$/iu;

const textOf = (line: Line): string => line.words.map((word) => word.text).join(' ');

function boundariesOf(grid: Grid): number[] {
  return [...new Set(grid.cells.flatMap((cell) => [cell.box[0], cell.box[2]]))].sort((a, b) => a - b);
}

/** Whether all lines are heads or feet that the other page has at the same height, page numbers, or words such as "continued". */
function isMargin(lines: readonly Line[], others: readonly Line[], em: number): boolean {
  const key = (line: Line): string => textOf(line).replace(/\d+/g, '#');
  return lines.every((line) => PAGE_NUMBER.test(textOf(line)) || SAYS_SO.test(textOf(line)) || others.some((other) => Math.abs(other.top - line.top) <= SAME_HEIGHT * em && key(other) === key(line)));
}

/**
 * Whether a grid is the rest of the last table of the previous page: the same columns, nothing but running heads above it here and nothing but
 * running feet below that one there.
 */
export function continuesTable(grid: Grid, page: Page, previous: { readonly page: Page; readonly grids: readonly Grid[] }): boolean {
  const { em } = page;
  const last = previous.grids.reduce<Grid | null>((low, other) => (low === null || other.box[3] > low.box[3] ? other : low), null);
  if (last === null || last.strategy !== grid.strategy || previous.page.number + 1 !== page.number) return false;
  if (Math.abs(last.box[0] - grid.box[0]) > 2 * em || Math.abs(last.box[2] - grid.box[2]) > 2 * em) return false;
  const { height } = previous.page;
  const next = Math.min(...grid.cells.filter(({ row, rowSpan }) => row === 0 && rowSpan === 1).map(({ box }) => box[3] - box[1]));
  const hadRoom = last.box[3] + next < height - Math.min(grid.box[1], MARGIN * height);
  if (last.box[3] < NEAR_BOTTOM * height && hadRoom) return false;
  const before = boundariesOf(last);
  const here = boundariesOf(grid);
  const [few, many] = before.length < here.length ? [before, here] : [here, before];
  if (few.filter((x) => many.some((other) => Math.abs(other - x) <= SAME_BOUNDARY * em)).length < SHARED * few.length) return false;
  const lines = wordsToLines(page.words.filter((word) => word.rotation === 0));
  const earlier = wordsToLines(previous.page.words.filter((word) => word.rotation === 0));
  return (
    isMargin(
      lines.filter((line) => (line.top + line.bottom) / 2 <= grid.box[1]),
      earlier,
      em,
    ) &&
    isMargin(
      earlier.filter((line) => (line.top + line.bottom) / 2 >= last.box[3]),
      lines,
      em,
    )
  );
}
