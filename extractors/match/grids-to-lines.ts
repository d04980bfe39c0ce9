import type { Page, Word } from '../../schemas/page.js';
import { findTables, type PageTables } from '../layout/find-tables.js';
import type { Grid } from '../layout/grid.js';
import { wordsToLines } from '../layout/words-to-lines.js';
import type { CompiledDefinition } from './compile-definition.js';
import { findFurniture } from './find-furniture.js';
import { joinCutLabels } from './join-cut-labels.js';
import { joinWords } from './join-words.js';
import type { Line } from './line.js';
import { Token } from './token.js';
import { joinSplitPages } from './join-split-pages.js';
import { PlaceClaims } from './place-claims.js';
import { type ReadSections, readSections, type UndrawnPage } from './read-sections.js';
import { walledGrids, wordsOutside } from './walled-grids.js';

/** A line before it has its index: where it stands on the page decides its turn. */
interface Placed {
  readonly y: number;
  readonly x: number;
  readonly line: Omit<Line, 'index' | 'tokens'>;
  readonly tokens: readonly Pick<Token, 'text' | 'words' | 'cell' | 'rowSpan'>[];
}

/** Left edges of cells this close, in ems, are one column, on whichever page they stand. */
const SAME_EDGE = 0.6;
/**
 * Cuts positioned pages into lines: a row of a table is a line of cells, text outside tables a line of words. Cells stand on the line they begin
 * in; their index counts the left edges of all tables of the document, so that a column keeps its index over a page break.
 */
export function pagesToLines(printed: readonly Page[], definitions: readonly CompiledDefinition[] = []): Line[] {
  const pages = joinSplitPages(printed, definitions);
  const lines: Line[] = [];
  const tables: (PageTables & { readonly sections: ReadSections | null })[] = [];
  const furniture = findFurniture(pages);
  const drawn: PageTables[] = [];
  for (const page of pages) drawn.push({ page, grids: findTables(page, drawn.at(-1)) });
  const found = joinCutLabels(drawn, definitions);
  const walled = found.map((tables) => walledGrids(tables, definitions));
  const undrawn = found.map(({ page }, i): UndrawnPage => ({ page, words: wordsOutside(page, walled[i] ?? []) }));
  undrawn.forEach((own, i) => {
    const sections = readSections(own, undrawn[i + 1] ?? null, definitions, tables.at(-1)?.sections?.open ?? null, furniture);
    const grids = found[i]?.grids ?? [];
    tables.push({ page: own.page, grids: sections === null ? grids : [...(walled[i] ?? []), ...sections.grids], sections });
  });
  const edges = gridsToEdges(tables);
  const claims = new Map(pages.flatMap((page) => {
    const own = new PlaceClaims(page.words);
    return [...new Set(page.words.map(({ source }) => source.page))].map((number) => [number, own] as const);
  }));
  // A label may stand on the page behind that of its rows.
  const take = (word: Word): boolean => claims.get(word.source.page)?.take(word) === true;
  for (const { page, grids, sections } of tables) {
    const placed = grids.flatMap((grid) => gridToLines(grid, edges, take, sections?.grids.includes(grid) === true));
    for (const { y, cells } of sections?.lines ?? []) {
      const tokens = cells.map(({ text, words }) => ({ text, words: words.filter(take), cell: null, rowSpan: 1 })).filter(({ words }) => words.length > 0);
      if (tokens.length > 0) placed.push({ y, x: tokens[0]?.words[0]?.box[0] ?? 0, line: { page: page.number, kind: 'grid', cellCount: 0, gapBefore: 0, marks: [], grid: null }, tokens });
    }
    const outside = page.words.flatMap((word) => claims.get(word.source.page)?.rest(word) ?? []);
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
      lines.push({ ...line, index, isWhole: page.isWhole === true, tokens: tokens.map(({ text, words, cell, rowSpan }) => new Token(text, words, index, cell, rowSpan)) });
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

function gridToLines(grid: Grid, edges: readonly number[], take: (word: Word) => boolean, isSection: boolean): Placed[] {
  const rows: Grid['cells'][number][][] = Array.from({ length: grid.rowCount }, () => []);
  for (const cell of grid.cells) if (cell.words.length > 0) rows[cell.row]?.push(cell);
  const tops = new Array<number>(grid.rowCount).fill(Infinity);
  for (const cell of grid.cells) tops[cell.row] = Math.min(tops[cell.row] ?? Infinity, cell.box[1]);
  return rows.flatMap((cells, row) => {
    cells.sort((a, b) => a.column - b.column);
    const tokens = cells.flatMap((cell) => {
      const words = cell.words.filter(take);
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
