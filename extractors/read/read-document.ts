import { DocumentError } from '../../schemas/outcome.js';
import type { Page, ReadDocument, ReadEnd } from '../../schemas/page.js';
import type { Ocr } from './ocr/open-ocr.js';
import { readPdf, type ReadPdfOptions } from './read-pdf.js';
import { ScanReader } from './scan-reader.js';
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
  /** Called by readDocument after each page of a PDF or image with what reads it; again for a page that is recognised after its text turned out to be unusable. */
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
      const ocr = options.ocr === 'off' ? null : await openOcrFor(options.ocr, options);
      try {
        return await readImage(bytes, ocr, options);
      } finally {
        await ocr?.close();
      }
    }
    case 'text/plain':
      return firstPages(readText(bytes), options.maxPages ?? Infinity);
    default:
      throw new DocumentError('unsupported', `is a ${mediaType} file, which holds no pages that we know`);
  }
}

/** The same, one page after the other, each as it will stay: of a PDF file no page is held once it is given. */
export async function* readPages(bytes: Uint8Array, options: ReadOptions): AsyncGenerator<Page, ReadEnd> {
  if (sniffMediaType(bytes) !== 'application/pdf') {
    const { pages, ...end } = await readDocument(bytes, options);
    yield* pages;
    return end;
  }
  const scans = scanReader(bytes, options);
  const pages: AsyncIterator<Page, ReadEnd> = readPdf(bytes, toPdfOptions(options));
  try {
    for (;;) {
      const next = await pages.next();
      if (next.done) return scans?.end(next.value) ?? next.value;
      yield (await scans?.readPage(next.value)) ?? next.value;
    }
  } finally {
    // Whoever stops early has the file closed, too.
    await pages.return?.();
    await scans?.close();
  }
}

/** A dump is read at once; its pages beyond the limit are as unread as those of any file. */
function firstPages(read: ReadDocument, most: number): ReadDocument {
  return read.pages.length <= most ? read : { ...read, pages: read.pages.slice(0, most), limit: tooManyPages(read.pages.length, most) };
}

/** A PDF whose pages without usable text are recognised, after all the others are read: should recognition pass a limit, they are not lost with it. */
async function readPdfAndScans(bytes: Uint8Array, options: ReadOptions): Promise<ReadDocument> {
  const { onPage } = options;
  const read = await collectPages(readPdf(bytes, { ...toPdfOptions(options), ...(onPage ? { onPage } : {}) }));
  const scans = scanReader(bytes, options);
  if (scans === null) return read;
  try {
    const pages: Page[] = [];
    for (const page of read.pages) {
      const recognised = await scans.readPage(page);
      pages.push(recognised);
      if (recognised !== page) onPage?.(recognised, scans.readerWith(read.reader));
    }
    return { ...scans.end(read), pages };
  } finally {
    await scans.close();
  }
}

/** All pages of a reader that gives them one by one, and what it says at the end. */
export async function collectPages(reader: AsyncGenerator<Page, ReadEnd>): Promise<ReadDocument> {
  const pages: Page[] = [];
  for (;;) {
    const next = await reader.next();
    if (next.done) return { ...next.value, pages };
    pages.push(next.value);
  }
}

const toPdfOptions = ({ pdfEngine: engine, verify, witness = true, pages, maxPages }: ReadOptions): ReadPdfOptions => ({
  engine,
  verify,
  witness,
  ...(pages ? { pages } : {}),
  ...(maxPages === undefined ? {} : { maxPages }),
});

function scanReader(bytes: Uint8Array, { ocr, ...options }: ReadOptions): ScanReader | null {
  return ocr === 'off' ? null : new ScanReader(bytes, () => openOcrFor(ocr, options));
}

/** Recognisers are loaded only for documents that need them: they cost a second and hundreds of megabytes. */
async function openOcrFor(engine: 'ppocr' | 'tesseract', { verify, labels }: Pick<ReadOptions, 'verify' | 'labels'>): Promise<Ocr> {
  const { openOcr } = await import('./ocr/open-ocr.js');
  return openOcr({ engine, verify, ...(labels ? { labels } : {}) });
}
