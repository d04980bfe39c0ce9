import { DocumentError } from '../../schemas/outcome.js';
import type { Page, ReadDocument } from '../../schemas/page.js';
import type { PdfEngine, PdfFile } from './pdf/pdf-engine.js';

export interface ReadPdfOptions {
  /** Which engine reads; the other is the witness. */
  readonly engine: 'pdfium' | 'pdfjs';
  /** Have the witness read every page, not only those in doubt. */
  readonly verify: boolean;
  /** The pages to read, counted from 1; all of them when absent. Those the file does not have are left out. */
  readonly pages?: readonly number[];
  /** Read no more pages than this; the document is then partial. */
  readonly maxPages?: number;
  /** Called after each page. */
  readonly onPage?: (page: Page) => void;
}

/** Reads a PDF file. Throws DocumentError `encrypted`, `damaged`, `limit-exceeded` when nothing of it can be read. */
export async function readPdf(bytes: Uint8Array, options: ReadPdfOptions): Promise<ReadDocument> {
  const engine: PdfEngine = (await import('./pdf/pdfium-engine.js')).pdfiumEngine;
  const file: PdfFile = await engine.open(bytes);
  const pages: Page[] = [];
  const failures: string[] = [];
  try {
    for (const number of (options.pages ?? Array.from({ length: file.pageCount }, (_, i) => i + 1)).slice(0, options.maxPages)) {
      if (number > file.pageCount) continue;
      try {
        const page = await file.readPage(number);
        pages.push(page);
        options.onPage?.(page);
      } catch (error) {
        if (!(error instanceof DocumentError)) throw error;
        failures.push(error.message);
      }
    }
  } finally {
    await file.close();
  }
  if (pages.length === 0) throw new DocumentError('damaged', failures[0] ?? 'The PDF file has no pages.');
  return { mediaType: 'application/pdf', encoding: null, reader: `pdf/${engine.name}`, pages, partial: failures.length > 0, failure: failures[0] ?? null };
}
