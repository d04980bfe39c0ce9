import { findTables, type PageTables } from '../extractors/layout/find-tables.js';
import type { Grid } from '../extractors/layout/grid.js';
import { readPages, type ReadOptions } from '../extractors/read/read-document.js';
import { fileRead, NoFile, TooLarge } from '../pipeline/batch/file-read.js';
import { MEBIBYTE } from '../pipeline/batch/limits.js';
import { DocumentError } from '../schemas/outcome.js';
import type { Box, Page, ReadEnd } from '../schemas/page.js';
import type { FileTables, PageOfTables, Table } from '../schemas/tables.js';

export type FileToTablesOptions = ReadOptions & { readonly maxFileBytes?: number };

/** Every table of a file, page by page, without any form. A file that can't be read has no pages and says why in `error`; it never throws for one. */
export async function fileToTables(file: string, options: FileToTablesOptions): Promise<FileTables> {
  const found = pagesOfTables(file, options);
  const pages: PageOfTables[] = [];
  for (;;) {
    const next = await found.next();
    if (next.done) return { file, ...(next.value === null ? {} : { error: next.value }), pages };
    pages.push(next.value);
  }
}

/** The same, one page after the other, none of them held; at the end why pages are missing, or null. */
export async function* pagesOfTables(file: string, { maxFileBytes = Infinity, ...options }: FileToTablesOptions): AsyncGenerator<PageOfTables, string | null> {
  let read: AsyncIterator<Page, ReadEnd> | undefined;
  try {
    read = readPages(await fileBytes(file, maxFileBytes), options);
    const wanted = options.pages ? new Set(options.pages) : null;
    let previous: PageTables | undefined;
    let unread: string | null = null;
    for (;;) {
      const next = await read.next();
      if (next.done) return (next.value.limit === undefined ? null : `limit-exceeded: ${next.value.limit}`) ?? next.value.failure ?? unread;
      const page = next.value;
      const grids = findTables(page, previous);
      previous = { page, grids };
      if (wanted && !wanted.has(page.number)) continue;
      unread ??= page.needsOcr;
      yield { page: page.number, unit: page.unit, width: rounded(page.width), height: rounded(page.height), tables: grids.map(gridToTable) };
    }
  } catch (error) {
    if (error instanceof DocumentError) return `${error.outcome}: ${error.message}`;
    if (error instanceof TooLarge) return `limit-exceeded: it is larger than ${maxFileBytes / MEBIBYTE} MiB`;
    if (error instanceof NoFile) return 'unreadable: it is no file but a folder, pipe, socket or device';
    if (error instanceof Error && 'code' in error) return `unreadable: ${error.message}`;
    return `crashed: ${error instanceof Error ? error.message : String(error)}`;
  } finally {
    await read?.return?.();
  }
}

async function fileBytes(file: string, largest: number): Promise<Uint8Array> {
  let pieces: Uint8Array[] = [];
  await fileRead(
    Buffer.from(file),
    largest,
    () => void (pieces = []),
    (piece) => void pieces.push(piece),
  );
  // Not a view of a larger buffer, which a reader that hands its input on would take along.
  return new Uint8Array(Buffer.concat(pieces));
}

const gridToTable = ({ box, strategy, confidence, continues, cells }: Grid): Table => ({
  bbox: roundedBox(box),
  strategy,
  confidence,
  continues,
  cells: cells.map((cell) => ({ row: cell.row, column: cell.column, rowSpan: cell.rowSpan, columnSpan: cell.columnSpan, text: cell.text, bbox: roundedBox(cell.box) })),
});

// Hundredths of a point are finer than any mark on paper.
const rounded = (x: number): number => Number(x.toFixed(2));
const roundedBox = ([x0, y0, x1, y1]: Box): Table['bbox'] => [rounded(x0), rounded(y0), rounded(x1), rounded(y1)];
