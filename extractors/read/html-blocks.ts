/** What an HTML file shows, before it has positions: lines of text, and tables of cells that hold lines again. */

export interface HtmlWord {
  readonly text: string;
  /** Line of the file, from 1. */
  readonly line: number;
  /** Code points before it in that line. */
  readonly offset: number;
  /** Code points that stand for it in that line of the file. */
  readonly length: number;
}

export interface HtmlCell {
  readonly rowSpan: number;
  readonly columnSpan: number;
  readonly blocks: HtmlBlock[];
}

export interface HtmlTable {
  readonly rows: HtmlCell[][];
}

export type HtmlBlock = { readonly kind: 'line'; readonly words: HtmlWord[] } | { readonly kind: 'table'; readonly table: HtmlTable };
