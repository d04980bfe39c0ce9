import type { Box, Page, Word } from '../../schemas/page.js';
import { findTables, type PageTables } from '../layout/find-tables.js';
import type { Grid } from '../layout/grid.js';
import { mergeRulings } from '../layout/merge-rulings.js';
import { wordsToLines } from '../layout/words-to-lines.js';
import type { CompiledDefinition } from './compile-definition.js';
import { findSections } from './find-sections.js';
import { findFurniture } from './find-furniture.js';
import { joinWords } from './join-words.js';
import type { Line } from './line.js';
import { Token } from './token.js';
import { PlaceClaims } from './place-claims.js';
import { type ReadSections, readSections, type UndrawnPage } from './read-sections.js';

/** A line before it has its index: where it stands on the page decides its turn. */
interface Placed {
  readonly y: number;
  readonly x: number;
  readonly line: Omit<Line, 'index' | 'tokens'>;
  readonly tokens: readonly Pick<Token, 'text' | 'words' | 'cell' | 'rowSpan'>[];
}

/** Left edges of cells this close, in ems, are one column, on whichever page they stand. */
const SAME_EDGE = 0.6;
/** Texts beside each other are of two cells when they are this many ems apart; one more than there are walls is one to a cell. */
const TEXTS_APART = 0.8;
const MOST_UNPARTED = 2;
/** Texts in so many columns, none across two, are a row of a table. */
const LEAST_IN_COLUMNS = 3;
/** The share of rows that may lack their walls in a table that is drawn, if not everywhere. */
const MOST_OPEN = 0.2;

/**
 * Cuts positioned pages into lines: a row of a table is a line of cells, text outside tables a line of words. Cells stand on the line they begin
 * in; their index counts the left edges of all tables of the document, so that a column keeps its index over a page break.
 */
export function pagesToLines(pages: readonly Page[], definitions: readonly CompiledDefinition[] = []): Line[] {
  const lines: Line[] = [];
  const tables: (PageTables & { readonly sections: ReadSections | null })[] = [];
  const furniture = findFurniture(pages);
  const found: PageTables[] = [];
  for (const page of pages) found.push({ page, grids: findTables(page, found.at(-1)) });
  const walled = found.map(({ page, grids }) => withoutStripes(page, grids.filter((grid) => isWalled(grid, page)), definitions));
  const undrawn = found.map(({ page }, i): UndrawnPage => ({ page, words: wordsOutside(page, walled[i] ?? []) }));
  undrawn.forEach((own, i) => {
    const sections = readSections(own, undrawn[i + 1] ?? null, definitions, tables.at(-1)?.sections?.open ?? null, furniture);
    const grids = found[i]?.grids ?? [];
    tables.push({ page: own.page, grids: sections === null ? grids : [...(walled[i] ?? []), ...sections.grids], sections });
  });
  const edges = gridsToEdges(tables);
  for (const { page, grids, sections } of tables) {
    const claims = new PlaceClaims(page.words);
    const placed = grids.flatMap((grid) => gridToLines(grid, edges, claims, sections?.grids.includes(grid) === true));
    for (const { y, cells } of sections?.lines ?? []) {
      const tokens = cells.map(({ text, words }) => ({ text, words: words.filter((word) => claims.take(word)), cell: null, rowSpan: 1 })).filter(({ words }) => words.length > 0);
      if (tokens.length > 0) placed.push({ y, x: tokens[0]?.words[0]?.box[0] ?? 0, line: { page: page.number, kind: 'grid', cellCount: 0, gapBefore: 0, marks: [], grid: null }, tokens });
    }
    const outside = page.words.flatMap((word) => claims.rest(word));
    for (const line of wordsToLines(outside)) {
      const { words, top } = line;
      placed.push({
        y: top,
        x: words[0]?.box[0] ?? 0,
        line: { page: page.number, kind: 'flowing', running: furniture(line), cellCount: 0, gapBefore: 0, marks: [], grid: null },
        tokens: words.map((word) => ({ text: word.text, words: [word], cell: null, rowSpan: 1 })),
      });
    }
    placed.sort((a, b) => a.y - b.y || a.x - b.x);
    for (const { line, tokens } of placed) {
      const index = lines.length;
      lines.push({ ...line, index, tokens: tokens.map(({ text, words, cell, rowSpan }) => new Token(text, words, index, cell, rowSpan)) });
    }
  }
  return lines;
}

/** The left edges of all cells, ascending, one for those that lie together. */
function gridsToEdges(tables: readonly PageTables[]): number[] {
  const all = tables.flatMap(({ grids }) => grids.flatMap((grid) => grid.cells.map((cell) => cell.box[0]))).sort((a, b) => a - b);
  const em = Math.max(...tables.map(({ page }) => page.em), 1);
  const edges: number[] = [];
  for (const x of all) if (edges.length === 0 || x - (edges.at(-1) ?? x) > SAME_EDGE * em) edges.push(x);
  return edges;
}

/** The index of the edge that lies nearest to x. */
function edgeIndex(edges: readonly number[], x: number): number {
  let low = 0;
  let high = edges.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((edges[middle] ?? 0) <= x) low = middle;
    else high = middle - 1;
  }
  return low + 1 < edges.length && (edges[low + 1] ?? Infinity) - x < x - (edges[low] ?? 0) ? low + 1 : low;
}

/**
 * True for a table whose columns are drawn, not its rows alone. Where tints of every other row look like cells, the rows between them print more texts
 * beside each other than walls part.
 */
function isWalled({ strategy, box }: Grid, page: Page): boolean {
  if (strategy !== 'ruled') return false;
  const { em } = page;
  const rulings = mergeRulings(page.rulings, em).filter(({ axis, at, from, to }) => {
    const [low, high, from0, to0] = axis === 'v' ? [box[0] + em, box[2] - em, box[1], box[3]] : [box[1], box[3], box[0], box[2]];
    return at > low && at < high && Math.min(to, to0) > Math.max(from, from0);
  });
  const walls = rulings.filter(({ axis }) => axis === 'v');
  if (walls.length === 0) return false;
  const borders = [box[1] - em, ...rulings.filter(({ axis }) => axis === 'h').map(({ at }) => at), box[3] + em].filter((at, i, all) => i === 0 || at - (all[i - 1] ?? at) > em);
  const words = page.words.filter((word) => holds(box, word)).sort((a, b) => a.box[0] - b.box[0]);
  const open = borders.slice(1).filter((bottom, i) => {
    const middle = ((borders[i] ?? bottom) + bottom) / 2;
    const own = words.filter((word) => (word.box[1] + word.box[3]) / 2 > (borders[i] ?? bottom) && (word.box[1] + word.box[3]) / 2 < bottom);
    const texts = own.filter((word, w) => w === 0 || word.box[0] - Math.max(...own.slice(0, w).map((other) => other.box[2])) > TEXTS_APART * em);
    return texts.length - walls.filter(({ from, to }) => from < middle && to > middle).length > MOST_UNPARTED;
  });
  return open.length <= MOST_OPEN * (borders.length - 1);
}

const wordsOutside = (page: Page, grids: readonly Grid[]): Word[] => page.words.filter((word) => !grids.some(({ box }) => holds(box, word)));

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

function gridToLines(grid: Grid, edges: readonly number[], claims: PlaceClaims, isSection: boolean): Placed[] {
  const rows: Grid['cells'][number][][] = Array.from({ length: grid.rowCount }, () => []);
  for (const cell of grid.cells) if (cell.words.length > 0) rows[cell.row]?.push(cell);
  const tops = new Array<number>(grid.rowCount).fill(Infinity);
  for (const cell of grid.cells) tops[cell.row] = Math.min(tops[cell.row] ?? Infinity, cell.box[1]);
  return rows.flatMap((cells, row) => {
    cells.sort((a, b) => a.column - b.column);
    const tokens = cells.flatMap((cell) => {
      const words = cell.words.filter((word) => claims.take(word));
      if (words.length === 0) return [];
      const text = words.length === cell.words.length ? cell.text : joinWords(words);
      return { text, words, cell: edgeIndex(edges, cell.box[0]), rowSpan: cell.rowSpan };
    });
    if (tokens.length === 0) return [];
    return {
      y: tops[row] ?? grid.box[1],
      x: grid.box[0],
      line: { page: grid.page, kind: 'grid' as const, drawn: isSection || grid.strategy === 'ruled', cellCount: edges.length, gapBefore: 0, marks: [], grid, gridRow: row },
      tokens,
    };
  });
}
