import { documentToLines } from '../../../extractors/match/document-to-lines.js';
import { extractForms } from '../../../extractors/match/extract-forms.js';
import type { ExtractedCell, ExtractedForm } from '../../../schemas/extraction.js';
import type { Page } from '../../../schemas/page.js';
import { builtInForms } from '../../../schemas/forms/built-in-forms.js';
import { pageFromDrawing } from '../layout/page-from-drawing.js';

/** The forms that the built-in definitions find on pages. */
export const formsOfPages = (pages: readonly Page[]): readonly ExtractedForm[] => extractForms(documentToLines(pages, builtInForms), builtInForms).forms;

/** The forms on drawn pages, see pageFromDrawing. */
export const formsOf = (...drawings: readonly string[]): readonly ExtractedForm[] => formsOfPages(drawings.map((drawing, i) => pageFromDrawing(drawing, { number: i + 1 })));

/** The texts of the rows of a table, in the order of `columns`, joined by a bar; a doubted cell has a question mark behind it. */
export const rowsOf = (form: ExtractedForm | undefined, table: string, columns: readonly string[]): string[] =>
  (form?.tables[table]?.rows ?? []).map((row) => columns.map((column) => cellText(row.cells[column])).join('|'));

const cellText = (cell: ExtractedCell | undefined): string => `${cell?.text ?? ''}${(cell?.doubts.length ?? 0) > 0 ? '?' : ''}`;
