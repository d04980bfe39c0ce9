import type { Box, Page } from '../../../schemas/page.js';
import type { LineRecogniser } from './line-recogniser.js';
import { KeptCrops } from './kept-crops.js';
import { type OcrPage, ocrPage, type Sheet } from './ocr-page.js';
import { openPaddleRecogniser } from './paddle-recogniser.js';
import type { PageImage } from './raster.js';
import { openTesseractRecogniser } from './tesseract-recogniser.js';

export interface OcrOptions {
  /** Who reads; the other one is the witness. */
  readonly engine: 'ppocr' | 'tesseract';
  /** Whether the witness reads every line, and must agree on its digits; with tesseract as the reader it always does, and on every sign. */
  readonly verify: boolean;
  /** Labels that forms print: evidence about cells that are one of them but for a sign. None when absent. */
  readonly labels?: readonly string[];
  /** False: confidences are what the engines say, for fitting. They are the share of such cells that was right when absent. */
  readonly calibrated?: boolean;
}

/** What the other engine says about one word. */
export interface SecondOpinion {
  readonly text: string;
  readonly confidence: number;
  readonly engine: string;
}

/** Recognisers for the pages of one document: loaded once, closed at the end. One page at a time. */
export interface Ocr {
  /** Name and version of the reader, as `source.ocr` has it. */
  readonly engine: string;
  /** The words and rulings of a page image. Throws what the engines throw; the next page may be read all the same. */
  readPage(image: PageImage, sheet: Sheet): Promise<Page>;
  /**
   * What the other engine reads where a word of this document stands (`source.bbox`), for a sum that doesn't close. Null where no picture was kept:
   * only words with digits or doubts have one.
   */
  secondOpinion(page: number, bbox: Box): Promise<SecondOpinion | null>;
  /** Lines read so far, and how many of them the other engine read too. */
  counts(): { readonly lines: number; readonly witnessed: number };
  close(): Promise<void>;
}

/** Pictures of words are kept up to this many bytes, the oldest pages' dropped first: a page has about half a megabyte of them. */
const KEPT_BYTES = 64 * 1024 * 1024;

const openers = { ppocr: openPaddleRecogniser, tesseract: openTesseractRecogniser } as const;

/** Loads the reader; the other engine is loaded when it is first asked. */
export async function openOcr(options: OcrOptions): Promise<Ocr> {
  const reader: LineRecogniser = await openers[options.engine]();
  let other: Promise<LineRecogniser> | null = null;
  const witness = (): Promise<LineRecogniser> => (other ??= openers[options.engine === 'ppocr' ? 'tesseract' : 'ppocr']());
  // Tesseract is sure of wrong digits: as the reader it is never left alone.
  const compare = options.engine === 'tesseract' ? 'everything' : options.verify ? 'digits' : 'nothing';
  const crops = new KeptCrops(KEPT_BYTES);
  let [lines, witnessed] = [0, 0];
  return {
    engine: reader.name,
    async readPage(image, sheet) {
      const read: OcrPage = await ocrPage(image, sheet, { reader, witness, compare, labels: options.labels ?? [], calibrated: options.calibrated ?? true });
      lines += read.lines;
      witnessed += read.witnessed;
      for (const [place, crop] of read.crops) crops.keep(`${sheet.number} ${place}`, crop);
      return read.page;
    },
    async secondOpinion(page, bbox) {
      const crop = crops.get(`${page} ${JSON.stringify(bbox)}`);
      if (crop === undefined) return null;
      const engine = await witness();
      const [reading] = await engine.read([crop]);
      const characters = reading?.characters ?? [];
      const text = characters
        .map((character) => character.text)
        .join('')
        .trim();
      return { text, confidence: Math.min(1, ...characters.map((character) => character.confidence)), engine: engine.name };
    },
    counts: () => ({ lines, witnessed }),
    async close() {
      await reader.close();
      const opened = await other;
      await opened?.close();
    },
  };
}
