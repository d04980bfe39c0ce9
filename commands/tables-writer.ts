import type { PageOfTables } from '../schemas/tables.js';

/** Where found tables go, page by page: file after file, each with its pages. Every call settles when more can be taken. */
export interface TablesWriter {
  begin(file: string): Promise<void>;
  page(page: PageOfTables): Promise<void>;
  /** The file is done; `error` says why pages of it are missing. */
  end(error: string | null): Promise<void>;
  /** All files are done. */
  close(): Promise<void>;
}

/** Takes text, and settles when more can be taken. */
export type TextSink = (text: string) => Promise<void>;
