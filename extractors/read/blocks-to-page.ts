import type { Page, Ruling, Suppressed, Word } from '../../schemas/page.js';
import { columnWidth } from './column-width.js';
import { DUMP_LINE_HEIGHT } from './dump-word.js';
import type { HtmlBlock, HtmlCell, HtmlTable, HtmlWord } from './html-blocks.js';
import { MarkedWord } from './marked-word.js';

/** Room between a cell's text and its border, in columns: one character, as in print. */
const PADDING = 2;
/** No column is narrower, so that an empty one is still a column. */
const LEAST_WIDTH = 8;
const THICKNESS = 0.1;
/** A table of which less than this share of the filled cells hold text of their own is there to arrange other tables. */
const OWN_TEXT_SHARE = 0.5;

interface PlacedCell {
  readonly row: number;
  readonly column: number;
  rowEnd: number;
  columnEnd: number;
  readonly lines: readonly (readonly HtmlWord[])[];
}

interface PlacedTable {
  readonly rows: number;
  readonly columns: number;
  readonly cells: readonly PlacedCell[];
}

type Part = { readonly kind: 'line'; readonly words: readonly HtmlWord[] } | { readonly kind: 'table'; readonly table: PlacedTable };

/**
 * Sets the blocks of an HTML file on one page: text as lines, tables as drawn cells, so that they are read like a printed page. All columns of all
 * tables are equally wide: a table that goes on in a second one, as converters of PDF files make them, keeps its columns there.
 */
export function blocksToPage(blocks: readonly HtmlBlock[], suppressed: readonly Suppressed[]): Page {
  const parts = blocks.flatMap(blockToParts);
  const width = Math.max(LEAST_WIDTH, ...parts.map(widthOf));
  const words: Word[] = [];
  const rulings: Ruling[] = [];
  const put = (line: readonly HtmlWord[], left: number, y: number): void => {
    let x = left;
    for (const { text, line: fileLine, offset, length } of line) {
      words.push(new MarkedWord(text, 1, fileLine, offset, x, y / DUMP_LINE_HEIGHT, length));
      x += textColumns(text) + 1;
    }
    right = Math.max(right, x);
  };
  let right = 0;
  let y = 0;
  for (const part of parts) {
    if (part.kind === 'line') {
      put(part.words, 0, y);
      y += DUMP_LINE_HEIGHT;
      continue;
    }
    const tops = rowTops(part.table, y + DUMP_LINE_HEIGHT);
    for (const cell of part.table.cells) {
      const [x0, x1] = [cell.column * width, cell.columnEnd * width];
      const [y0, y1] = [tops[cell.row] ?? y, tops[cell.rowEnd] ?? y];
      for (const at of [y0, y1]) rulings.push({ axis: 'h', at, from: x0, to: x1, thickness: THICKNESS });
      for (const at of [x0, x1]) rulings.push({ axis: 'v', at, from: y0, to: y1, thickness: THICKNESS });
      cell.lines.forEach((line, i) => put(line, x0 + PADDING, y0 + PADDING / 2 + i * DUMP_LINE_HEIGHT));
      right = Math.max(right, x1);
    }
    y = (tops.at(-1) ?? y) + DUMP_LINE_HEIGHT;
  }
  return { number: 1, unit: 'char', width: right, height: y, em: DUMP_LINE_HEIGHT, words, rulings, separators: [], suppressed, needsOcr: null };
}

function blockToParts(block: HtmlBlock): Part[] {
  if (block.kind === 'line') return [block];
  const filled = block.table.rows.flat().filter((cell) => cell.blocks.length > 0);
  const own = filled.filter((cell) => cell.blocks.every(({ kind }) => kind === 'line'));
  if (own.length < filled.length * OWN_TEXT_SHARE || (own.length < filled.length && filled.length < 4)) return filled.flatMap((cell) => cell.blocks.flatMap(blockToParts));
  const table = placeCells(block.table);
  return table.cells.length > 0 ? [{ kind: 'table', table }] : [];
}

/** The lines of a cell; a table inside it has a line a row. */
const cellToLines = (cell: HtmlCell): HtmlWord[][] =>
  cell.blocks.flatMap((block) => (block.kind === 'line' ? [block.words] : block.table.rows.map((row) => row.flatMap((inner) => cellToLines(inner).flat())).filter((line) => line.length > 0)));

/** Gives cells their rows and columns, as the standard's table model does; columns that no cell begins at are dropped. */
function placeCells(table: HtmlTable): PlacedTable {
  const cells: PlacedCell[] = [];
  /** The first row, by column, that is free below the cell above. */
  const freeFrom: number[] = [];
  table.rows.forEach((row, y) => {
    let column = 0;
    for (const cell of row) {
      while ((freeFrom[column] ?? 0) > y) column++;
      const rowEnd = Math.min(table.rows.length, y + cell.rowSpan);
      // A span ends where a cell from above still stands.
      let columnEnd = column + 1;
      while (columnEnd < column + cell.columnSpan && (freeFrom[columnEnd] ?? 0) <= y) columnEnd++;
      for (let x = column; x < columnEnd; x++) freeFrom[x] = rowEnd;
      cells.push({ row: y, column, rowEnd, columnEnd, lines: cellToLines(cell) });
      column = columnEnd;
    }
  });
  const starts = [...new Set(cells.map(({ column }) => column))].sort((a, b) => a - b);
  const index = new Map(starts.map((column, i) => [column, i]));
  const countTo = (column: number): number => {
    const next = starts.findIndex((start) => start >= column);
    return next < 0 ? starts.length : next;
  };
  const kept = cells.map((cell) => ({ ...cell, column: index.get(cell.column) ?? 0, columnEnd: countTo(cell.columnEnd) }));
  return { rows: table.rows.length, columns: starts.length, cells: kept };
}

/** The y of each row's top, the bottom of the last row behind them. */
function rowTops(table: PlacedTable, top: number): number[] {
  const heights = new Array<number>(table.rows).fill(0);
  const ascending = [...table.cells].sort((a, b) => a.rowEnd - a.row - (b.rowEnd - b.row));
  for (const { row, rowEnd, lines } of ascending) {
    let height = 0;
    for (let i = row; i < rowEnd; i++) height += heights[i] ?? 0;
    const missing = Math.max(1, lines.length) * DUMP_LINE_HEIGHT + PADDING - height;
    if (missing > 0) heights[rowEnd - 1] = (heights[rowEnd - 1] ?? 0) + missing;
  }
  const tops = [top];
  for (const height of heights) tops.push((tops.at(-1) ?? top) + height);
  return tops;
}

function textColumns(text: string): number {
  let columns = 0;
  for (const character of text) columns += columnWidth(character.codePointAt(0) ?? 0);
  return columns;
}

const lineColumns = (line: readonly HtmlWord[]): number => line.reduce((sum, { text }) => sum + textColumns(text) + 1, 0);

/** The width that a column needs so that no cell of this part breaks a line. */
function widthOf(part: Part): number {
  if (part.kind === 'line') return 0;
  let most = 0;
  for (const { column, columnEnd, lines } of part.table.cells) {
    for (const line of lines) most = Math.max(most, Math.ceil((lineColumns(line) + 2 * PADDING) / (columnEnd - column)));
  }
  return most;
}
