import type { Page, ReadDocument } from '../../schemas/page.js';
import { type ImageFile, openImage } from './image-codec.js';
import type { Ocr } from './ocr/open-ocr.js';
import type { ReadOptions } from './read-document.js';
import { tooManyPages } from './too-many-pages.js';

const POINTS_PER_INCH = 72;
const AN_IMAGE = 'the page is an image';

/** A page that was not read: only its size, and why it has no words. */
const unreadPage = (number: number, width: number, height: number, why: string): Page => ({
  number,
  unit: 'pt',
  width,
  height,
  em: 0,
  words: [],
  rulings: [],
  separators: [],
  suppressed: [],
  needsOcr: why,
});

/**
 * Reads a PNG, JPEG or TIFF file; each page of a TIFF is a page. With `ocr` null the pages have no words and say that they need it. A page that can't
 * be decoded or read is a page without words, `partial` is true and `failure` says which and why.
 * Throws DocumentError `unsupported` or `damaged` when the file can't be opened, and what the first page throws when it has only that one.
 */
export async function readImage(bytes: Uint8Array, ocr: Ocr | null, { maxPages = Infinity, onPage }: Pick<ReadOptions, 'maxPages' | 'onPage'> = {}): Promise<ReadDocument> {
  const file: ImageFile = await openImage(bytes);
  const pages: Page[] = [];
  const reader = ocr === null ? 'image' : `image/${ocr.engine}`;
  let failure: string | null = null;
  for (let number = 1; number <= Math.min(file.pageCount, maxPages); number += 1) {
    let page: Page;
    try {
      const image = await file.readPage(number);
      const [width, height] = [(image.width * POINTS_PER_INCH) / image.dpi, (image.height * POINTS_PER_INCH) / image.dpi];
      page = ocr === null ? unreadPage(number, width, height, AN_IMAGE) : { ...(await ocr.readPage(image, { number, width, height })), recognised: AN_IMAGE };
    } catch (error) {
      if (file.pageCount === 1) throw error;
      const why = error instanceof Error ? error.message : String(error);
      failure ??= `Page ${number}: ${why}`;
      page = unreadPage(number, 0, 0, why);
    }
    pages.push(page);
    onPage?.(page, reader);
  }
  return { mediaType: file.mediaType, encoding: null, reader, pages, partial: failure !== null, failure, ...(file.pageCount > maxPages ? { limit: tooManyPages(file.pageCount, maxPages) } : {}) };
}
