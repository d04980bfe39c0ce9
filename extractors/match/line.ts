import type { Word } from '../../schemas/page.js';
import type { Grid } from '../layout/grid.js';
import type { Token } from './token.js';

/** What a form is laid over: the document as lines of tokens. */
export interface Line {
  readonly index: number;
  readonly page: number;
  readonly tokens: readonly Token[];
  /**
   * How far the cell index can be trusted: `grid` (drawn or aligned cells), `separated` (tabs and the like, merged cells may be flattened),
   * `flowing` (words between blanks, no cells).
   */
  readonly kind: 'grid' | 'separated' | 'flowing';
  /** True where lines are drawn around its cells: then the place of a text says in which column it stands, whatever it looks like. */
  readonly drawn?: boolean;
  /** True where the file itself gives every character that its page shows. */
  readonly isWhole?: boolean;
  /** Cells of the line, empty ones included; 0 in flowing lines. */
  readonly cellCount: number;
  /** Empty lines above it. */
  readonly gapBefore: number;
  /** True for text that is printed at one place at the edge of several pages. */
  readonly running?: boolean;
  /** True for a line whose texts a tool printed on several, see `foldStrips`. */
  readonly isFolded?: boolean;
  /** True for a header whose labels were gathered from several lines that keep no places. */
  readonly isGathered?: boolean;
  /** Printed marks that part cells and belong to none (pipes). */
  readonly marks: readonly Word[];
  /** The grid the line is a row of, where it is one: lines of one grid share the object. */
  readonly grid: Grid | null;
  /** Its row in that grid, counted from 0. */
  readonly gridRow?: number;
}
