import type { FindingMessage } from './row-reasons.js';

/**
 * What a column holds. `decimal` is an exact decimal text (`-12.5`), `list` a list of texts, `date` an ISO day, `datetime` an ISO instant in UTC. Formats
 * without such a type write the nearest they have: a list is joined by "; " in a CSV and a workbook.
 */
export type ColumnType = 'string' | 'list' | 'number' | 'decimal' | 'integer' | 'boolean' | 'date' | 'datetime';

export type CellContent = string | number | boolean | readonly string[] | null;

/** A column of the dataset: what it is called, what it holds, and how it is taken from an item of its table. */
export interface Column<Item> {
  readonly name: string;
  readonly type: ColumnType;
  readonly title: string;
  readonly description: string;
  readonly constraints?: {
    readonly required?: boolean;
    readonly unique?: boolean;
    readonly minimum?: number;
    readonly maximum?: number;
    readonly enum?: readonly string[];
  };
  /** The cell of the row, or the field of the form, whose text it holds. */
  readonly prints?: string;
  /** A column to compute with rather than to read: a workbook folds it away. */
  readonly detail?: true;
  readonly of: (item: Item, context: CellContext) => CellContent;
}

/** What the columns of a run have in common. */
export interface CellContext {
  readonly message: FindingMessage;
}

/** A table of the dataset: one file in each format, or one sheet of the workbook. */
export interface Table<Item> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly columns: readonly Column<Item>[];
  readonly primaryKey?: string;
  /** Columns whose value is the key of a row of another table. */
  readonly foreignKeys?: readonly { readonly column: string; readonly table: string; readonly key: string }[];
}

/** The cells of one row of the table, in the order of its columns. */
export const tableRow = <Item>(table: Table<Item>, item: Item, context: CellContext): CellContent[] =>
  table.columns.map((column) => column.of(item, context));
