import type { Box, Page, Separator, Word } from '../../schemas/page.js';
import { joinLines } from './join-lines.js';
import type { Grid, GridCell } from './grid.js';

/** A table of a dump goes on over this many empty lines, but not over a line without separators. */
const MAX_EMPTY_LINES = 1;

interface SeparatedLine {
  readonly row: number;
  readonly cells: readonly (readonly Word[])[];
}

/** The tables of a dump (a line is one em high) whose cells tabs or pipes part: each run of such lines is one, as wide as its widest line. Merged cells stay as they are printed. */
export function separatedGrids(page: Page): Grid[] {
  const runs: SeparatedLine[][] = [];
  let blocked = -Infinity;
  for (const line of pageToLines(page)) {
    if (line.cells.length < 2) {
      blocked = line.row;
      continue;
    }
    const last = runs.at(-1)?.at(-1);
    if (last && blocked < last.row && line.row - last.row <= MAX_EMPTY_LINES + 1) runs.at(-1)?.push(line);
    else runs.push([line]);
  }
  return runs.filter((run) => run.length > 1).map((run) => runToGrid(run, page));
}

function pageToLines(page: Page): SeparatedLine[] {
  const words = new Map<number, Word[]>();
  for (const word of page.words) {
    const row = Math.round(word.box[1] / page.em);
    words.set(row, [...(words.get(row) ?? []), word]);
  }
  const separators = new Map<number, Separator[]>();
  for (const separator of page.separators) {
    const row = Math.round(separator.y / page.em);
    separators.set(row, [...(separators.get(row) ?? []), separator]);
  }
  return [...words.keys()].sort((a, b) => a - b).map((row) => ({ row, cells: lineToCells(words.get(row) ?? [], separators.get(row) ?? []) }));
}

function lineToCells(words: readonly Word[], separators: readonly Separator[]): Word[][] {
  const pipes = separators.some((separator) => separator.kind === 'pipe');
  const cells: Word[][] = Array.from({ length: separators.length + 1 }, () => []);
  for (const word of words) {
    if (pipes && word.text === '|') continue;
    cells[separators.filter((separator) => separator.x < word.box[0]).length]?.push(word);
  }
  // A pipe table has a pipe at both ends of a line.
  if (pipes && cells[0]?.length === 0) cells.shift();
  if (pipes && cells.at(-1)?.length === 0) cells.pop();
  return cells;
}

function runToGrid(run: readonly SeparatedLine[], page: Page): Grid {
  const columnCount = Math.max(...run.map((line) => line.cells.length));
  const width = page.width / columnCount;
  const cells = run.flatMap((line, row) =>
    Array.from({ length: columnCount }, (_, column): GridCell => {
      const words = line.cells[column] ?? [];
      const [y0, y1] = [line.row * page.em, (line.row + 1) * page.em];
      const box: Box = words.length > 0 ? [words[0]?.box[0] ?? 0, y0, words.at(-1)?.box[2] ?? 0, y1] : [column * width, y0, (column + 1) * width, y1];
      return { row, column, rowSpan: 1, columnSpan: 1, words, text: joinLines([words.map((word) => word.text).join(' ')]), box };
    }),
  );
  const box: Box = [0, (run[0]?.row ?? 0) * page.em, page.width, ((run.at(-1)?.row ?? 0) + 1) * page.em];
  return { page: page.number, box, strategy: 'separated', confidence: 1, rowCount: run.length, columnCount, cells, continues: false };
}
