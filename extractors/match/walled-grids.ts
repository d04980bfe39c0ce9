import type { Box, Page, Word } from '../../schemas/page.js';
import type { PageTables } from '../layout/find-tables.js';
import type { Grid } from '../layout/grid.js';
import { mergeRulings } from '../layout/merge-rulings.js';
import { isDistributed } from '../layout/ruled-doubt.js';
import { wordsToLines } from '../layout/words-to-lines.js';
import type { CompiledDefinition } from './compile-definition.js';
import { findSections } from './find-sections.js';

/** Texts beside each other are of two cells when they are this many ems apart; one more than there are walls is one to a cell. */
const TEXTS_APART = 0.8;
const MOST_UNPARTED = 2;
/** Texts in so many columns, none across two, are a row of a table. */
const LEAST_IN_COLUMNS = 3;
/** The share of rows that may lack their walls in a table that is drawn, if not everywhere. */
const MOST_OPEN = 0.2;

/** The tables of a page whose columns are drawn; the others are read by their labels. */
export const walledGrids = ({ page, grids }: PageTables, definitions: readonly CompiledDefinition[]): readonly Grid[] =>
  withoutStripes(
    page,
    grids.filter((grid) => isWalled(grid, page) && !isPart(grid, page)),
    definitions,
  );

/** True for some columns of a table whose rows are not drawn: beside most of its lines stand texts of the others. */
function isPart({ box }: Grid, { em, rulings, words }: Page): boolean {
  if (rulings.some(({ axis, at, from, to }) => axis === 'h' && at > box[1] + em && at < box[3] - em && Math.min(to, box[2]) > Math.max(from, box[0]))) return false;
  const lines = wordsToLines(words.filter((word) => word.rotation === 0)).filter((line) => line.words.some((word) => holds(box, word)));
  return lines.filter((line) => line.words.some((word) => !holds(box, word))).length > lines.length / 2;
}

/**
 * True for a table whose columns are drawn, not its rows alone. Where tints of every other row look like cells, the rows between them print more texts
 * beside each other than walls part.
 */
function isWalled({ strategy, box, cells }: Grid, page: Page): boolean {
  if (strategy !== 'ruled') return false;
  const { em } = page;
  const rulings = mergeRulings(page.rulings, em).filter(({ axis, at, from, to }) => {
    const [low, high, from0, to0] = axis === 'v' ? [box[0] + em, box[2] - em, box[1], box[3]] : [box[1], box[3], box[0], box[2]];
    return at > low && at < high && Math.min(to, to0) > Math.max(from, from0);
  });
  const walls = rulings.filter(({ axis }) => axis === 'v');
  if (walls.length === 0) return false;
  const borders = [box[1] - em, ...rulings.filter(({ axis }) => axis === 'h').map(({ at }) => at), box[3] + em].filter((at, i, all) => i === 0 || at - (all[i - 1] ?? at) > em);
  const spread = cells.filter((cell) => cell.words.length > 1).flatMap((cell) => wordsToLines(cell.words).filter((line) => isDistributed(line.words, cell.box, em)));
  const isSpread = (word: Word): boolean => spread.some((line) => middle(word) > line.top && middle(word) < line.bottom && word.box[0] > (line.words[0]?.box[0] ?? 0) && word.box[2] <= (line.words.at(-1)?.box[2] ?? 0));
  const words = page.words.filter((word) => holds(box, word)).sort((a, b) => a.box[0] - b.box[0]);
  const open = borders.slice(1).filter((bottom, i) => {
    const height = ((borders[i] ?? bottom) + bottom) / 2;
    const own = words.filter((word) => middle(word) > (borders[i] ?? bottom) && middle(word) < bottom && !isSpread(word));
    const texts = own.filter((word, w) => w === 0 || word.box[0] - Math.max(...own.slice(0, w).map((other) => other.box[2])) > TEXTS_APART * em);
    return texts.length - walls.filter(({ from, to }) => from < height && to > height).length > MOST_UNPARTED;
  });
  return open.length <= MOST_OPEN * (borders.length - 1);
}

const middle = ({ box }: Word): number => (box[1] + box[3]) / 2;

/** The words that stand in none of the grids. */
export const wordsOutside = (page: Page, grids: readonly Grid[]): Word[] => page.words.filter((word) => !grids.some(({ box }) => holds(box, word)));

/**
 * The walled tables of a page but for stripes: where every other row of a table is tinted, the tints of a row look like a small table of their own. It
 * stands below a header that no wall is around, and rows of the same table stand outside it: below a row of walls, texts in its columns.
 */
function withoutStripes(page: Page, walled: readonly Grid[], definitions: readonly CompiledDefinition[]): readonly Grid[] {
  if (walled.length < 2 || definitions.length === 0) return walled;
  const outside = wordsOutside(page, walled);
  const { headers } = findSections(outside, definitions);
  const isLike = (grid: Grid, other: Grid): boolean => [0, 2].every((side) => Math.abs((grid.box[side] ?? 0) - (other.box[side] ?? 0)) <= page.em);
  const ordered = walled.toSorted((a, b) => a.box[1] - b.box[1]);
  const striped = ordered.filter((grid, i) => {
    const next = ordered[i + 1];
    return grid.rowCount === 1 && next?.rowCount === 1 && isLike(grid, next) && goesOnBetween(page, grid, next, outside);
  });
  return walled.filter((grid) => {
    const { box } = grid;
    const above = headers.filter(({ labels, bottom }) => bottom <= box[1] + page.em && (labels[0]?.box[0] ?? 0) < box[2] && (labels.at(-1)?.box[2] ?? 0) > box[0]);
    return above.length === 0 && !(grid.rowCount === 1 && striped.some((other) => isLike(grid, other)));
  });
}

/** True where the texts between two rows of walls stand in the columns of the upper one. */
function goesOnBetween(page: Page, upper: Grid, lower: Grid, words: readonly Word[]): boolean {
  const walls = page.rulings.filter(({ axis, at, from, to }) => axis === 'v' && at > upper.box[0] + page.em && at < upper.box[2] - page.em && Math.min(to, upper.box[3]) > Math.max(from, upper.box[1])).map(({ at }) => at);
  const between = words.filter(({ box }) => (box[1] + box[3]) / 2 > upper.box[3] && (box[1] + box[3]) / 2 < lower.box[1]);
  const columns = new Set(between.map(({ box }) => walls.filter((at) => at < (box[0] + box[2]) / 2).length));
  return columns.size >= LEAST_IN_COLUMNS && !between.some(({ box }) => walls.some((at) => box[0] < at && box[2] > at));
}

const holds = (box: Box, word: Word): boolean => {
  const x = (word.box[0] + word.box[2]) / 2;
  const y = (word.box[1] + word.box[3]) / 2;
  return x >= box[0] && x <= box[2] && y >= box[1] && y <= box[3];
};
