import type { Box } from '../../../schemas/page.js';
import type { PdfiumLibrary } from './pdfium-library.js';

const SUBTYPE_TEXT = 1;
const SUBTYPE_LINK = 2;
const SUBTYPE_FREE_TEXT = 3;
const SUBTYPE_STAMP = 13;
const SUBTYPE_POPUP = 16;
const SUBTYPE_WIDGET = 20;
/** Types whose text, if they have any, is painted on the page by their appearance. */
const PRINTED = new Set([SUBTYPE_FREE_TEXT, SUBTYPE_STAMP]);
/** Types that paint nothing a table or a text is made of. */
const UNPAINTED = new Set([SUBTYPE_TEXT, SUBTYPE_LINK, SUBTYPE_POPUP]);
const FLATTEN_FOR_DISPLAY = 0;
const FLATTENED = 1;

export interface Comment {
  readonly text: string;
  /** In user space: left, bottom, right, top. */
  readonly box: Box;
}

/**
 * Paints the annotations of a page (form fields, free text, stamps) into its content, where they are read like all else, giving fields and free text
 * without an appearance the one their value asks for. `openForm` gives the document's form-filling handle, 0 when it has no form; it is asked only on
 * pages with fields. Returns the comments beside the page, and whether the page must be loaded anew.
 */
export function paintPdfiumAnnotations(lib: PdfiumLibrary, page: number, openForm: () => number): { comments: Comment[]; painted: boolean } {
  const { call, scratch } = lib;
  const comments: Comment[] = [];
  let paint = false;
  let fields = false;
  const count = call.FPDFPage_GetAnnotCount(page);
  for (let i = 0; i < count; i++) {
    const annotation = call.FPDFPage_GetAnnot(page, i);
    if (annotation === 0) continue;
    const subtype = call.FPDFAnnot_GetSubtype(annotation);
    if (subtype === SUBTYPE_WIDGET) {
      fields = true;
    } else if (PRINTED.has(subtype)) {
      if (!hasKey(lib, annotation, 'AP')) call.EPDFAnnot_GenerateAppearance(annotation);
    } else if (subtype !== SUBTYPE_LINK) {
      const text = stringValue(lib, annotation, 'Contents').trim();
      if (text !== '') {
        call.FPDFAnnot_GetRect(annotation, scratch);
        const at = scratch >> 2;
        const [left = 0, top = 0, right = 0, bottom = 0] = lib.f32.subarray(at, at + 4);
        comments.push({ text, box: [left, Math.min(top, bottom), right, Math.max(top, bottom)] });
      }
    }
    paint ||= !UNPAINTED.has(subtype);
    call.FPDFPage_CloseAnnot(annotation);
  }
  if (fields) {
    const form = openForm();
    if (form !== 0) {
      // Loading the page into the form makes the appearances of its fields from their values.
      call.FORM_OnAfterLoadPage(page, form);
      call.FORM_OnBeforeClosePage(page, form);
    }
  }
  return { comments, painted: paint && call.FPDFPage_Flatten(page, FLATTEN_FOR_DISPLAY) === FLATTENED };
}

const hasKey = (lib: PdfiumLibrary, annotation: number, key: string): boolean =>
  lib.lendText(key, (pointer) => lib.call.FPDFAnnot_HasKey(annotation, pointer) !== 0);

function stringValue(lib: PdfiumLibrary, annotation: number, key: string): string {
  return lib.lendText(key, (pointer) => {
    const bytes = lib.call.FPDFAnnot_GetStringValue(annotation, pointer, 0, 0);
    if (bytes <= 2) return '';
    return lib.borrow(bytes, (buffer) => {
      lib.call.FPDFAnnot_GetStringValue(annotation, pointer, buffer, bytes);
      return Buffer.from(lib.u8.slice(buffer, buffer + bytes - 2)).toString('utf16le');
    });
  });
}
