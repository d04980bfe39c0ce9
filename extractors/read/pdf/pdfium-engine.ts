import { DocumentError } from '../../../schemas/outcome.js';
import type { Page } from '../../../schemas/page.js';
import { findUserUnits } from './find-user-units.js';
import { marksToPage } from './marks-to-page.js';
import type { PageImage, PdfEngine, PdfFile } from './pdf-engine.js';
import { paintPdfiumAnnotations } from './pdfium-annotations.js';
import { type PdfiumLibrary, loadPdfium } from './pdfium-library.js';
import { pdfiumPageToMarks } from './pdfium-page-to-marks.js';

const ERROR_PASSWORD = 4;
const ERROR_SECURITY = 5;
const BITMAP_BGRA = 4;
const RENDER_ANNOTATIONS = 1;
const RENDER_RGB_ORDER = 16;
const OPAQUE_WHITE = 0xffffffff | 0;
const POINTS_PER_INCH = 72;
/** A bitmap beyond this many pixels is refused: it would need more than a gigabyte. */
const MAX_PIXELS = 1 << 28;

/** A file is opened anew after this many pages, but not more often than this, since opening takes time that grows with the file. */
const KEPT_PAGES = 100;
const MOST_OPENINGS = 20;

let shared: Promise<PdfiumLibrary> | undefined;

/** PDFium compiled to WebAssembly: the reader by default. */
export const pdfiumEngine: PdfEngine = {
  name: 'pdfium',
  async open(bytes) {
    const file = new PdfiumFile(bytes);
    await file.load();
    return file;
  },
};

class PdfiumFile implements PdfFile {
  pageCount = 0;
  repaired = false;
  private lib: PdfiumLibrary | null = null;
  private document = 0;
  private data = 0;
  private form = 0;
  private formInfo = 0;
  /** Pages that were used since the file was opened. */
  private used = 0;
  private userUnits: Map<number, number> | undefined;

  constructor(private readonly bytes: Uint8Array) {}

  async load(): Promise<void> {
    const lib = await (shared ??= loadPdfium());
    this.lib = lib;
    this.document = this.data = this.form = this.formInfo = this.used = 0;
    this.guard(lib, () => {
      this.data = lib.call.malloc(this.bytes.length);
      if (this.data === 0) throw new DocumentError('limit-exceeded', `The file (${this.bytes.length} bytes) is too large for the PDF reader.`);
      lib.u8.set(this.bytes, this.data);
      this.document = lib.call.FPDF_LoadMemDocument(this.data, this.bytes.length, 0);
      if (this.document === 0) {
        const code = lib.call.FPDF_GetLastError();
        this.release();
        if (code === ERROR_PASSWORD) throw new DocumentError('encrypted', 'The PDF file needs a password.');
        if (code === ERROR_SECURITY) throw new DocumentError('encrypted', 'The PDF file is encrypted in a way that is not supported.');
        throw new DocumentError('damaged', 'The PDF file is damaged: its structure cannot be read.');
      }
      this.pageCount = lib.call.FPDF_GetPageCount(this.document);
      this.repaired = lib.call.FPDF_DocumentHasValidCrossReferenceTable(this.document) === 0;
    });
  }

  async readPage(number: number): Promise<Page> {
    return this.withPage(number, (lib, handle) => {
      const { comments, painted } = paintPdfiumAnnotations(lib, handle, () => this.openForm(lib));
      const page = painted ? lib.call.FPDF_LoadPage(this.document, number - 1) : handle;
      const text = page === 0 ? 0 : lib.call.FPDFText_LoadPage(page);
      try {
        if (text === 0) throw new DocumentError('damaged', `The text of page ${number} cannot be read.`);
        return marksToPage(pdfiumPageToMarks(lib, page, text, this.userUnit(lib, number), comments), number);
      } finally {
        if (!lib.broken) {
          if (text !== 0) lib.call.FPDFText_ClosePage(text);
          if (painted && page !== 0) lib.call.FPDF_ClosePage(page);
        }
      }
    });
  }

  async renderPage(number: number, dpi: number): Promise<PageImage> {
    return this.withPage(number, (lib, page) => {
      const { call } = lib;
      const scale = (dpi * this.userUnit(lib, number)) / POINTS_PER_INCH;
      const width = Math.max(1, Math.round(call.FPDF_GetPageWidthF(page) * scale));
      const height = Math.max(1, Math.round(call.FPDF_GetPageHeightF(page) * scale));
      const tooLarge = (): never => {
        throw new DocumentError('limit-exceeded', `Page ${number} is too large to be drawn at ${dpi} dpi (${width} x ${height} pixels).`);
      };
      if (!(width * height <= MAX_PIXELS)) tooLarge();
      const bitmap = call.FPDFBitmap_CreateEx(width, height, BITMAP_BGRA, 0, 0);
      if (bitmap === 0) tooLarge();
      try {
        call.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, OPAQUE_WHITE);
        call.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, RENDER_ANNOTATIONS | RENDER_RGB_ORDER);
        const stride = call.FPDFBitmap_GetStride(bitmap);
        const start = call.FPDFBitmap_GetBuffer(bitmap);
        const rgba = new Uint8Array(width * height * 4);
        const heap = lib.u8;
        for (let row = 0; row < height; row++) {
          rgba.set(heap.subarray(start + row * stride, start + row * stride + width * 4), row * width * 4);
        }
        return { width, height, rgba };
      } finally {
        call.FPDFBitmap_Destroy(bitmap);
      }
    });
  }

  async close(): Promise<void> {
    const lib = this.lib;
    if (lib !== null && !lib.broken) this.guard(lib, () => this.release());
    this.lib = null;
  }

  private async withPage<T>(number: number, use: (lib: PdfiumLibrary, page: number) => T): Promise<T> {
    // After a crash, on a page of this file or of another, the file is opened anew in a fresh instance.
    if (this.lib === null || this.lib.broken) await this.load();
    else if (++this.used > Math.max(KEPT_PAGES, this.pageCount / MOST_OPENINGS)) await this.reopen();
    const lib = this.lib;
    if (lib === null) throw new DocumentError('damaged', 'The PDF file is closed.');
    return this.guard(lib, () => {
      const page = lib.call.FPDF_LoadPage(this.document, number - 1);
      if (page === 0) throw new DocumentError('damaged', `Page ${number} is damaged.`);
      try {
        return use(lib, page);
      } finally {
        if (!lib.broken) lib.call.FPDF_ClosePage(page);
      }
    });
  }

  /** PDFium holds every object that it has parsed until the file is closed, so that a long one would fill the memory. */
  private async reopen(): Promise<void> {
    const lib = this.lib;
    if (lib !== null) this.guard(lib, () => this.release());
    await this.load();
  }

  private userUnit(lib: PdfiumLibrary, number: number): number {
    this.userUnits ??= findUserUnits(this.bytes);
    return this.userUnits.size === 0 ? 1 : (this.userUnits.get(lib.call.EPDFDoc_GetPageObjectNumberByIndex(this.document, number - 1)) ?? 1);
  }

  /** The form-filling handle of the document, opened when first needed; 0 when it has no form. */
  private openForm(lib: PdfiumLibrary): number {
    if (this.form === 0 && lib.call.FPDF_GetFormType(this.document) !== 0) {
      this.formInfo = lib.call.PDFiumExt_OpenFormFillInfo();
      this.form = lib.call.PDFiumExt_InitFormFillEnvironment(this.document, this.formInfo);
    }
    return this.form;
  }

  private release(): void {
    const lib = this.lib;
    if (lib === null) return;
    if (this.form !== 0) lib.call.PDFiumExt_ExitFormFillEnvironment(this.form);
    if (this.formInfo !== 0) lib.call.PDFiumExt_CloseFormFillInfo(this.formInfo);
    this.form = 0;
    this.formInfo = 0;
    if (this.document !== 0) lib.call.FPDF_CloseDocument(this.document);
    if (this.data !== 0) lib.call.free(this.data);
    this.document = 0;
    this.data = 0;
  }

  /** Runs calls of PDFium. A trap of WebAssembly in them breaks the instance: it is let go with all its memory. */
  private guard<T>(lib: PdfiumLibrary, run: () => T): T {
    try {
      return run();
    } catch (error) {
      if (!(error instanceof Error) || !TRAPS.has(error.name)) throw error;
      lib.broken = true;
      shared = undefined;
      throw new DocumentError('damaged', `PDFium fails on this file: ${error.message}.`);
    }
  }
}

/** What V8 throws when WebAssembly traps (RuntimeError) or overflows its stack (RangeError). */
const TRAPS = new Set(['RuntimeError', 'RangeError']);
