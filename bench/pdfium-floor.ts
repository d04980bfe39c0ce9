import { loadPdfium, type PdfiumLibrary } from '../extractors/read/pdf/pdfium-library.js';

const OBJECT_PATH = 2;
const OBJECT_FORM = 5;
const MOST_NESTED = 8;

let library: Promise<PdfiumLibrary> | undefined;

/**
 * Reads the text (each character with its box) and the paths (each segment) of all pages of a PDF with PDFium and keeps nothing: the least that
 * reading a page costs. Gives the number of pages read; throws where PDFium can't open the file.
 */
export async function pdfiumFloor(bytes: Uint8Array): Promise<number> {
  const lib = await (library ??= loadPdfium());
  const { call, scratch } = lib;
  const data = call.malloc(bytes.length);
  lib.u8.set(bytes, data);
  const document = call.FPDF_LoadMemDocument(data, bytes.length, 0);
  if (document === 0) throw new Error('PDFium cannot open the file.');
  const paths = (object: number, depth: number): void => {
    const type = call.FPDFPageObj_GetType(object);
    if (type === OBJECT_PATH) {
      const segments = call.FPDFPath_CountSegments(object);
      for (let s = 0; s < segments; s += 1) call.FPDFPathSegment_GetPoint(call.FPDFPath_GetPathSegment(object, s), scratch, scratch + 4);
    } else if (type === OBJECT_FORM && depth < MOST_NESTED) {
      const count = call.FPDFFormObj_CountObjects(object);
      for (let i = 0; i < count; i += 1) paths(call.FPDFFormObj_GetObject(object, i), depth + 1);
    }
  };
  const pages = call.FPDF_GetPageCount(document);
  for (let number = 0; number < pages; number += 1) {
    const page = call.FPDF_LoadPage(document, number);
    if (page === 0) continue;
    const text = call.FPDFText_LoadPage(page);
    const characters = call.FPDFText_CountChars(text);
    for (let i = 0; i < characters; i += 1) {
      call.FPDFText_GetUnicode(text, i);
      call.FPDFText_GetCharBox(text, i, scratch, scratch + 8, scratch + 16, scratch + 24);
    }
    const objects = call.FPDFPage_CountObjects(page);
    for (let i = 0; i < objects; i += 1) paths(call.FPDFPage_GetObject(page, i), 0);
    call.FPDFText_ClosePage(text);
    call.FPDF_ClosePage(page);
  }
  call.FPDF_CloseDocument(document);
  call.free(data);
  return pages;
}
