import type { Box, Word } from '../../schemas/page.js';

/** A table as a layout found it on one page, before any form is laid over it. */
export interface GridCell {
  readonly row: number;
  readonly column: number;
  readonly rowSpan: number;
  readonly columnSpan: number;
  /** In reading order: by line, then from left to right. Words that a column boundary runs through are cut there. */
  readonly words: readonly Word[];
  /** The text of the words, lines joined as the contract says. */
  readonly text: string;
  readonly box: Box;
}

export interface Grid {
  readonly page: number;
  readonly box: Box;
  /** How it was found: `ruled` (drawn cells), `aligned` (columns of words), `separated` (tabs, pipes, commas, HTML). */
  readonly strategy: 'ruled' | 'aligned' | 'separated';
  /** From the margin to the next best partition of the same region. */
  readonly confidence: number;
  readonly rowCount: number;
  readonly columnCount: number;
  /** Row-major; together they tile the grid, empty cells included. */
  readonly cells: readonly GridCell[];
  /** True when this is the rest of the table at the end of the previous page. */
  readonly continues: boolean;
}
