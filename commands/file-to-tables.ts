import { findTables, type PageTables } from '../extractors/layout/find-tables.js';
import type { Grid } from '../extractors/layout/grid.js';
import { readDocument, type ReadOptions } from '../extractors/read/read-document.js';
import { fileRead, NoFile, TooLarge } from '../pipeline/batch/file-read.js';
import { MEBIBYTE } from '../pipeline/batch/limits.js';
import { DocumentError } from '../schemas/outcome.js';
import type { Box } from '../schemas/page.js';
import type { FileTables, Table } from '../schemas/tables.js';

/** Every table of a file, page by page, without any form. A file that can't be read has no pages and says why in `error`; it never throws for one. */
export async function fileToTables(file: string, { maxFileBytes = Infinity, ...options }: ReadOptions & { readonly maxFileBytes?: number }): Promise<FileTables> {
  try {
    const read = await readDocument(await fileBytes(file, maxFileBytes), options);
    const wanted = options.pages ? new Set(options.pages) : null;
    const pages: FileTables['pages'] = [];
    let previous: PageTables | undefined;
    for (const page of read.pages) {
      const grids = findTables(page, previous);
      previous = { page, grids };
      if (wanted && !wanted.has(page.number)) continue;
      pages.push({ page: page.number, unit: page.unit, width: rounded(page.width), height: rounded(page.height), tables: grids.map(gridToTable) });
    }
    const problem = (read.limit === undefined ? null : `limit-exceeded: ${read.limit}`) ?? read.failure ?? read.pages.find((page) => page.needsOcr !== null && (!wanted || wanted.has(page.number)))?.needsOcr;
    return { file, ...(problem ? { error: problem } : {}), pages };
  } catch (error) {
    if (error instanceof DocumentError) return { file, error: `${error.outcome}: ${error.message}`, pages: [] };
    if (error instanceof TooLarge) return { file, error: `limit-exceeded: it is larger than ${maxFileBytes / MEBIBYTE} MiB`, pages: [] };
    if (error instanceof NoFile) return { file, error: 'unreadable: it is no file but a folder, pipe, socket or device', pages: [] };
    if (error instanceof Error && 'code' in error) return { file, error: `unreadable: ${error.message}`, pages: [] };
    return { file, error: `crashed: ${error instanceof Error ? error.message : String(error)}`, pages: [] };
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
