import type { Page, ReadDocument } from '../schemas/page.js';
import type { DocumentResult } from '../schemas/record.js';

/** What whoever reads a document learns while it is read, so that what is finished survives a failure. */
export interface ReadingProgress {
  /** The result of the pages that are finished so far; not after each page, since it costs as much as the result of a document of these pages. */
  readonly onPartial?: (result: DocumentResult) => void;
  /** Pages 1 to `finished` need not be read again to know what stands on them. */
  readonly onPages?: (finished: number) => void;
}

/** A document that is read within this time gives no partial result: reading the same pages again costs no more than that. */
const FIRST_MILLISECONDS = 2000;
/** The share of the reading time that partial results may take. */
const SHARE = 0.05;

/** Gives what to call after each page (see ReadOptions.onPage). `toResult` makes a result of pages; `ocr` tells whether pages without usable text come again. */
export function partialResults(
  { onPartial, onPages }: ReadingProgress,
  toResult: (read: Pick<ReadDocument, 'reader' | 'pages'>) => DocumentResult,
  { ocr, first = FIRST_MILLISECONDS }: { readonly ocr: boolean; readonly first?: number },
): (page: Page, reader: string) => void {
  const pages = new Map<number, Page>();
  const waiting = new Set<number>();
  let last = 0;
  let due = performance.now() + first;
  return (page, reader) => {
    // The second time a page comes is the last, whether it was recognised or not.
    const comesAgain = ocr && page.needsOcr !== null && !pages.has(page.number);
    pages.set(page.number, page);
    if (comesAgain) waiting.add(page.number);
    else waiting.delete(page.number);
    last = Math.max(last, page.number);
    onPages?.(waiting.size === 0 ? last : Math.min(...waiting) - 1);
    const began = performance.now();
    if (onPartial === undefined || comesAgain || began < due) return;
    onPartial(toResult({ reader, pages: [...pages.values()].sort((a, b) => a.number - b.number) }));
    const cost = performance.now() - began;
    due = began + Math.max(first, cost / SHARE);
  };
}
