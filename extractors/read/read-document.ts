import { DocumentError } from '../../schemas/outcome.js';
import type { Page, ReadDocument } from '../../schemas/page.js';
import type { Ocr } from './ocr/open-ocr.js';
import { readPdf } from './read-pdf.js';
import { sniffMediaType } from './sniff-media-type.js';
import { tooManyPages } from './too-many-pages.js';
import { readText } from './read-text.js';

export interface ReadOptions {
  readonly pdfEngine: 'pdfium' | 'pdfjs';
  /** Which engine reads images and pages without usable text; `off` leaves them unread. */
  readonly ocr: 'ppocr' | 'tesseract' | 'off';
  /** Have the second engine read all, not only what is in doubt. */
  readonly verify: boolean;
  /** False: a second PDF engine reads only what the first fails on, not what is in doubt. True when absent. */
  readonly witness?: boolean;
  /** Labels that forms print, by which a recogniser knows what can stand in a cell. */
  readonly labels?: readonly string[];
  readonly pages?: readonly number[];
  /** Read no more pages than this: the first ones. */
  readonly maxPages?: number;
  /** Called after each page of a PDF or image with what reads it; again for a page that is recognised after its text turned out to be unusable. */
  readonly onPage?: (page: Page, reader: string) => void;
}

/** Reads a file into pages of words, whatever it is. Throws DocumentError for what can't be read. */
export async function readDocument(bytes: Uint8Array, options: ReadOptions): Promise<ReadDocument> {
  const mediaType = sniffMediaType(bytes);
  switch (mediaType) {
    case 'application/pdf':
      return readPdfAndScans(bytes, options);
    case 'image/png':
    case 'image/jpeg':
    case 'image/tiff': {
      const { readImage } = await import('./read-image.js');
      return withOcr(options, (ocr) => readImage(bytes, ocr, options));
    }
    case 'text/plain':
      return firstPages(readText(bytes), options.maxPages ?? Infinity);
    default:
      throw new DocumentError('unsupported', `is a ${mediaType} file, which holds no pages that we know`);
  }
}

/** A dump is read at once; its pages beyond the limit are as unread as those of any file. */
function firstPages(read: ReadDocument, most: number): ReadDocument {
  return read.pages.length <= most ? read : { ...read, pages: read.pages.slice(0, most), limit: tooManyPages(read.pages.length, most) };
}

/** A PDF whose pages without usable text are drawn and recognised. */
async function readPdfAndScans(bytes: Uint8Array, options: ReadOptions): Promise<ReadDocument> {
  const { pdfEngine: engine, verify, pages, maxPages, onPage } = options;
  const read = await readPdf(bytes, { engine, verify, witness: options.witness ?? true, ...(pages ? { pages } : {}), ...(maxPages === undefined ? {} : { maxPages }), ...(onPage ? { onPage } : {}) });
  if (options.ocr === 'off' || read.pages.every((page) => page.needsOcr === null)) return read;
  const { ocrPages } = await import('./ocr/ocr-pages.js');
  const { pdfiumEngine } = await import('./pdf/pdfium-engine.js');
  const file = await pdfiumEngine.open(bytes);
  try {
    return await withOcr(options, async (ocr) => {
      if (ocr === null) return read;
      const draw = async (number: number, dpi: number): Promise<{ width: number; height: number; data: Uint8Array }> => {
        const image = await file.renderPage?.(number, dpi);
        if (!image) throw new DocumentError('unsupported', `the engine can't draw page ${number}`);
        return { width: image.width, height: image.height, data: image.rgba };
      };
      const reader = `${read.reader}+${ocr.engine}`;
      const recognised = await ocrPages(read, draw, ocr, (page) => onPage?.(page, reader));
      return { ...recognised, reader };
    });
  } finally {
    await file.close();
  }
}

/** Recognisers are loaded only for documents that need them: they cost a second and hundreds of megabytes. */
async function withOcr<T>(options: ReadOptions, read: (ocr: Ocr | null) => Promise<T>): Promise<T> {
  if (options.ocr === 'off') return read(null);
  const { openOcr } = await import('./ocr/open-ocr.js');
  const ocr = await openOcr({ engine: options.ocr, verify: options.verify, ...(options.labels ? { labels: options.labels } : {}) });
  try {
    return await read(ocr);
  } finally {
    await ocr.close();
  }
}
