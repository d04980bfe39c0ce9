import type { CellContent, Table } from './table.js';
import type { WriteFile } from './write-file.js';

/** Takes the rows of one table; waits when the disk is slower than we are. Rejects when the file can't be written. */
export type WriteRow = (cells: readonly CellContent[]) => Promise<void>;

/** One of the formats that the tables are written in, while their rows come in. */
export interface TableFormat {
  /** Begins a table. The cells of its rows come in the order of its columns. */
  open(table: Table<never>): WriteRow;
  /** Settles when all its files are whole. */
  end(): Promise<void>;
  /** Gives up: what is still open is not written. */
  abort(error: Error): Promise<void>;
}

export interface TableFormatOptions {
  readonly writeFile: WriteFile;
  /** A folder for temporary files; the system's own without it. */
  readonly spoolFolder?: string;
}
