/**
 * Rowproof as a library: from files to rows whose every cell leads back to its place, without the command line.
 *
 *     import { extractDocument, extractFolder, extractTables } from 'rowproof';
 *
 * @packageDocumentation
 */
import { fileToTables } from './commands/file-to-tables.js';
import type { ReadOptions } from './extractors/read/read-document.js';
import { MEBIBYTE, toLimits } from './pipeline/batch/limits.js';
import type { FileTables } from './schemas/tables.js';

export { extractDocument, type DocumentInput, type ExtractOptions } from './pipeline/extract-document.js';
export { extractFolder, type FolderOptions } from './pipeline/extract-folder.js';
export { builtInForms } from './schemas/forms/built-in-forms.js';
export type { Decision } from './schemas/decision.js';
export type { FormDefinition } from './schemas/form-definition.js';
export type { Outcome } from './schemas/outcome.js';
export type { Cell, DocumentResult, Finding, FindingKind, Form, Row, Severity, Source, Status } from './schemas/record.js';
export type { FileTables, Table } from './schemas/tables.js';
export type { Value } from './schemas/value.js';

/** What reading the tables of a file depends on beside its bytes. */
export type TableOptions = Partial<Pick<ReadOptions, 'pdfEngine' | 'ocr' | 'verify' | 'pages'>>;

/**
 * Every table of a PDF file, scan or text dump, page by page, without any form: cells with rows, columns, spans and boxes. A file that can't be read has no
 * pages and says why in `error`; it never throws for one.
 */
export function extractTables(file: string, options: TableOptions = {}): Promise<FileTables> {
  return fileToTables(file, { pdfEngine: 'pdfium', ocr: 'ppocr', verify: false, maxFileBytes: toLimits().fileSize * MEBIBYTE, ...options });
}
