import { DocumentError } from '../../schemas/outcome.js';
import type { Page, ReadEnd } from '../../schemas/page.js';
import { confirmWords } from './pdf/confirm-words.js';
import { findPackedContents } from './pdf/find-packed-contents.js';
import type { PdfEngine, PdfFile } from './pdf/pdf-engine.js';
import { tooManyPages } from './too-many-pages.js';

export interface ReadPdfOptions {
  /** Which engine reads; the other one is the witness. */
  readonly engine: PdfEngine['name'];
  /** Have the witness read every page, not only those in doubt. */
  readonly verify: boolean;
  /** False: the witness reads only what the first engine fails on. True when absent. */
  readonly witness?: boolean;
  /** The pages to read, counted from 1; all of them when absent. Those the file does not have are left out. */
  readonly pages?: readonly number[];
  /** Read no more pages than this; `limit` then says so. */
  readonly maxPages?: number;
  /** Called after each page with what reads it. */
  readonly onPage?: (page: Page, reader: string) => void;
}

/** Engines are loaded when first used: pdf.js costs a quarter of a second that most documents need not pay. */
const ENGINES: Readonly<Record<PdfEngine['name'], () => Promise<PdfEngine>>> = {
  pdfium: async () => (await import('./pdf/pdfium-engine.js')).pdfiumEngine,
  pdfjs: async () => (await import('./pdf/pdfjs-engine.js')).pdfjsEngine,
};

/** Doubts that another reading of the same file can't settle. */
const BEYOND_WITNESS = new Set(['scan-layer']);

/**
 * Reads a PDF file page by page. The witness reads each page whose text the first engine leaves in doubt, all pages of a file that had to be repaired, and every page
 * with `verify`; where the two disagree on a word, the word has a doubt `engines-disagree`. A page or file that one engine fails on is handed to the other.
 * Pages that neither can read are left out: `partial` is then true and `failure` says why.
 * Throws DocumentError `encrypted`, `damaged` or `limit-exceeded` when no page can be read.
 */
export async function* readPdf(bytes: Uint8Array, options: ReadPdfOptions): AsyncGenerator<Page, ReadEnd> {
  const first = options.engine;
  const second = first === 'pdfium' ? 'pdfjs' : 'pdfium';
  const { file, name } = await openWithEither(bytes, first, second);
  const reader = `pdf/${name}`;
  let pages = 0;
  const failures: string[] = [];
  let limit: string | undefined;
  // The witness, opened when first needed; null when it can't open the file or has become the reader itself.
  const witness: { file: PdfFile | null | undefined } = { file: name === first ? undefined : null };
  const askWitness = async (number: number): Promise<Page | null> => {
    if (witness.file === undefined) witness.file = await open(bytes, second).catch(toNull);
    return witness.file === null || number > witness.file.pageCount ? null : witness.file.readPage(number).catch(toNull);
  };
  try {
    const wanted = (options.pages ?? Array.from({ length: file.pageCount }, (_, i) => i + 1)).filter((number) => number >= 1 && number <= file.pageCount);
    for (const number of wanted.slice(0, options.maxPages)) {
      let page: Page;
      try {
        page = await file.readPage(number);
      } catch (error) {
        if (!(error instanceof DocumentError)) throw error;
        const rescued = await askWitness(number);
        if (rescued === null) {
          failures.push(error.message);
        } else {
          pages++;
          options.onPage?.(rescued, reader);
          yield rescued;
        }
        continue;
      }
      if (options.verify || (options.witness !== false && (file.repaired || isInDoubt(page)))) {
        const other = await askWitness(number);
        if (other !== null) page = confirmWords(page, name, other, second);
      }
      pages++;
      options.onPage?.(page, reader);
      yield page;
    }
    if (pages === 0 && wanted.length > 0) throw new DocumentError('damaged', failures[0] ?? 'No page of the PDF file can be read.');
    if (file.pageCount === 0) throw new DocumentError('damaged', 'The PDF file has no pages.');
    if (options.maxPages !== undefined && wanted.length > options.maxPages) limit = tooManyPages(wanted.length, options.maxPages);
    limit ??= packedContents(bytes);
  } finally {
    await file.close();
    await witness.file?.close();
  }
  return { mediaType: 'application/pdf', encoding: null, reader, partial: failures.length > 0, failure: failures[0] ?? null, ...(limit === undefined ? {} : { limit }) };
}

function packedContents(bytes: Uint8Array): string | undefined {
  const packed = findPackedContents(bytes);
  if (packed === null) return undefined;
  const streams = packed.count === 1 ? 'a stream that is no image is' : `${packed.count} streams that are no images are`;
  return `${streams} packed like one (${packed.codec}), which can hold gigabytes: text in it is left unread`;
}

const isInDoubt = (page: Page): boolean => page.words.some((word) => word.doubts.some((doubt) => !BEYOND_WITNESS.has(doubt.code)));

async function open(bytes: Uint8Array, name: PdfEngine['name']): Promise<PdfFile> {
  return (await ENGINES[name]()).open(bytes);
}

async function openWithEither(bytes: Uint8Array, first: PdfEngine['name'], second: PdfEngine['name']): Promise<{ file: PdfFile; name: PdfEngine['name'] }> {
  let failure: unknown;
  try {
    const file = await open(bytes, first);
    if (file.pageCount > 0) return { file, name: first };
    await file.close();
    failure = new DocumentError('damaged', 'The PDF file has no pages.');
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    failure = error;
  }
  try {
    return { file: await open(bytes, second), name: second };
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    // A password is what a person can do something about, so it is the reason to give.
    throw error.outcome === 'encrypted' ? error : failure;
  }
}

/** A witness that fails has nothing to say; a defect of ours still comes out. */
function toNull(error: unknown): null {
  if (error instanceof DocumentError) return null;
  throw error;
}
