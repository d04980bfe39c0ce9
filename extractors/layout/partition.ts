/** A cell of a partition: where it starts and how many columns and rows of the unit grid it takes. */
export interface Span {
  readonly row: number;
  readonly column: number;
  readonly rowSpan: number;
  readonly columnSpan: number;
}

/** One reading of a region: column and row boundaries in page units, ascending, and the cells, which tile the unit grid, row-major. */
export interface Partition {
  readonly xs: readonly number[];
  readonly ys: readonly number[];
  readonly spans: readonly Span[];
}
