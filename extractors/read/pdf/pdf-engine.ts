import type { Page } from '../../../schemas/page.js';

/** A rendered page: `rgba` is row-major from the top, 4 bytes a pixel, `width * height * 4` long; the page stands on opaque white. */
export interface PageImage {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array;
}

/** An opened PDF. Every call may throw DocumentError; a page that can't be read does not spoil the others. Use one page at a time. */
export interface PdfFile {
  readonly pageCount: number;
  /** True where the file was broken and the engine rebuilt its structure as best it could: pages or text may be missing. */
  readonly repaired: boolean;
  /** Page `number`, counted from 1: words, rulings and what was suppressed, in points of the page as shown. */
  readPage(number: number): Promise<Page>;
  /** The page as shown, annotations and form fields included, at `dpi` dots an inch. Absent where the engine can't. */
  renderPage?(number: number, dpi: number): Promise<PageImage>;
  close(): Promise<void>;
}

/** A library that reads PDF files. Each is one file, so that it can be replaced by writing one file. */
export interface PdfEngine {
  readonly name: 'pdfium' | 'pdfjs';
  /** Opens a file; an empty user password is tried. Throws DocumentError `encrypted`, `damaged`, `limit-exceeded`. */
  open(bytes: Uint8Array): Promise<PdfFile>;
}
