import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import type * as pdfjsModule from 'pdfjs-dist/legacy/build/pdf.mjs';
import { DocumentError } from '../../../schemas/outcome.js';
import type { Box, Page } from '../../../schemas/page.js';
import { marksToPage } from './marks-to-page.js';
import { transformBox, userSpaceToShownPage } from './page-geometry.js';
import { PageMarks } from './page-marks.js';
import type { PdfEngine, PdfFile } from './pdf-engine.js';
import { type PdfjsFont, pdfjsOperatorsToMarks } from './pdfjs-operators-to-marks.js';

type Pdfjs = typeof pdfjsModule;
type LoadingTask = ReturnType<Pdfjs['getDocument']>;
type PdfjsDocument = Awaited<LoadingTask['promise']>;

/**
 * Images with more pixels than this are left out by pdf.js: all of them. It would decode every image of a page, which costs time, takes gigabytes where
 * the file wants it to, and hangs on some. Where they stand is seen without them.
 */
const MAX_IMAGE_PIXELS = 0;
/** Annotations whose text is printed on the page; that of all others is a comment beside it. */
const PRINTED_ANNOTATIONS = new Set(['FreeText', 'Widget', 'Stamp']);

let library: Promise<Pdfjs> | undefined;

/** pdf.js: the second witness. It can't draw pages here (that would need a canvas) and does not honour ActualText. */
export const pdfjsEngine: PdfEngine = {
  name: 'pdfjs',
  async open(bytes) {
    const pdfjs = await (library ??= importQuietly());
    const folder = dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json')) + sep;
    const task = pdfjs.getDocument({
      // pdf.js takes the buffer for itself, and takes no Buffer.
      data: new Uint8Array(bytes),
      password: '',
      // Without these, text in a font that is not embedded is lost in silence.
      cMapUrl: join(folder, 'cmaps') + sep,
      cMapPacked: true,
      standardFontDataUrl: join(folder, 'standard_fonts') + sep,
      wasmUrl: join(folder, 'wasm') + sep,
      // Tells which characters the file maps to Unicode.
      fontExtraProperties: true,
      disableFontFace: true,
      useSystemFonts: false,
      isEvalSupported: false,
      stopAtErrors: false,
      maxImageSize: MAX_IMAGE_PIXELS,
      verbosity: pdfjs.VerbosityLevel.ERRORS,
    });
    try {
      return new PdfjsFile(pdfjs, task, await task.promise);
    } catch (error) {
      await task.destroy().catch(() => undefined);
      if (error instanceof Error && error.name === 'PasswordException') throw new DocumentError('encrypted', 'The PDF file needs a password.');
      throw new DocumentError('damaged', `The PDF file is damaged: ${reason(error)}`);
    }
  },
};

/** pdf.js warns about a missing canvas as soon as it is imported; the reader needs none. */
async function importQuietly(): Promise<Pdfjs> {
  const { warn, log } = console;
  console.warn = console.log = () => undefined;
  try {
    return await import('pdfjs-dist/legacy/build/pdf.mjs');
  } finally {
    console.warn = warn;
    console.log = log;
  }
}

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error)).replace(/\s+/gu, ' ');

class PdfjsFile implements PdfFile {
  readonly pageCount: number;
  /** pdf.js does not tell. */
  readonly repaired = false;

  constructor(
    private readonly pdfjs: Pdfjs,
    private readonly task: LoadingTask,
    private readonly document: PdfjsDocument,
  ) {
    this.pageCount = document.numPages;
  }

  async readPage(number: number): Promise<Page> {
    try {
      const page = await this.document.getPage(number);
      try {
        const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = page.view;
        const { toPage, width, height } = userSpaceToShownPage([x0, y0, x1, y1], page.rotate, page.userUnit);
        const marks = new PageMarks(width, height);
        const list = await page.getOperatorList({ intent: 'display' });
        const layers = await this.document.getOptionalContentConfig();
        pdfjsOperatorsToMarks(
          list,
          {
            ops: this.pdfjs.OPS as unknown as Record<string, number>,
            font: (id) => {
              const fonts = page.commonObjs;
              return fonts.has(id) ? (fonts.get(id) as PdfjsFont) : null;
            },
            isLayerVisible: (properties) => layers.isVisible(properties),
          },
          toPage,
          marks,
        );
        for (const annotation of (await page.getAnnotations()) as { subtype?: string; rect?: number[]; contentsObj?: { str?: string } }[]) {
          const text = annotation.contentsObj?.str?.trim() ?? '';
          if (text === '' || PRINTED_ANNOTATIONS.has(annotation.subtype ?? '')) continue;
          marks.dropped.push({ text, box: transformBox((annotation.rect ?? [0, 0, 0, 0]) as unknown as Box, toPage), why: 'comment of an annotation' });
        }
        return marksToPage(marks, number);
      } finally {
        page.cleanup();
      }
    } catch (error) {
      if (error instanceof DocumentError) throw error;
      throw new DocumentError('damaged', `Page ${number} is damaged: ${reason(error)}`);
    }
  }

  async close(): Promise<void> {
    await this.task.destroy();
  }
}
