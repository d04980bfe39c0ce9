import { DocumentError } from '../../schemas/outcome.js';
import type { Page, ReadEnd } from '../../schemas/page.js';
import type { Ocr } from './ocr/open-ocr.js';
import { recognisePage } from './ocr/recognise-page.js';
import type { PdfFile } from './pdf/pdf-engine.js';

/** Recognises the pages of one PDF file that need it. Nothing is loaded or opened before the first of them. */
export class ScanReader {
  private ocr: Ocr | null = null;
  private file: PdfFile | null = null;
  private failure: string | null = null;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly openOcr: () => Promise<Ocr>,
  ) {}

  /** The page, or what recognition puts in its place. A page that fails says so in `needsOcr`. */
  async readPage(page: Page): Promise<Page> {
    const { needsOcr } = page;
    if (needsOcr === null) return page;
    this.ocr ??= await this.openOcr();
    const { page: read, failure } = await recognisePage({ ...page, needsOcr }, (number, dpi) => this.draw(number, dpi), this.ocr);
    this.failure ??= failure;
    return read;
  }

  /** What reads a document whose text `reader` reads. */
  readerWith(reader: string): string {
    return this.ocr === null ? reader : `${reader}+${this.ocr.engine}`;
  }

  /** What is known of the document at its end, recognition included. */
  end(read: ReadEnd): ReadEnd {
    return { ...read, reader: this.readerWith(read.reader), partial: read.partial || this.failure !== null, failure: read.failure ?? this.failure };
  }

  async close(): Promise<void> {
    await this.ocr?.close();
    await this.file?.close();
  }

  private async draw(number: number, dpi: number): Promise<{ width: number; height: number; data: Uint8Array }> {
    this.file ??= await (await import('./pdf/pdfium-engine.js')).pdfiumEngine.open(this.bytes);
    const image = await this.file.renderPage?.(number, dpi);
    if (!image) throw new DocumentError('unsupported', `the engine can't draw page ${number}`);
    return { width: image.width, height: image.height, data: image.rgba };
  }
}
