import type { FindingMessage } from './row-reasons.js';

/** A column of a CSV file: what it is called, what it holds, and how it is taken from an item of its table. */
export interface Column<Item> {
  readonly name: string;
  readonly type: 'string' | 'number' | 'integer' | 'datetime';
  readonly title: string;
  readonly description: string;
  readonly constraints?: {
    readonly required?: boolean;
    readonly unique?: boolean;
    readonly minimum?: number;
    readonly maximum?: number;
    readonly enum?: readonly string[];
  };
  readonly of: (item: Item, context: CellContext) => string | number | null;
}

/** What the columns of a run have in common. */
export interface CellContext {
  readonly message: FindingMessage;
}

/** A table of the dataset: one CSV file. */
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
export const tableRow = <Item>(table: Table<Item>, item: Item, context: CellContext): (string | number | null)[] =>
  table.columns.map((column) => column.of(item, context));
