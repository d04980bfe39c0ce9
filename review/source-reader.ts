import { readFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { encodeImage, openImage } from '../extractors/read/image-codec.js';
import { pdfiumEngine } from '../extractors/read/pdf/pdfium-engine.js';
import { sniffMediaType } from '../extractors/read/sniff-media-type.js';
import type { Box } from '../schemas/page.js';

/** What opens source files, in a child process of the server: a page that hangs, crashes or starves its reader takes no server with it. */

export interface SourceRequest {
  readonly path: string;
  /** What the file should be. */
  readonly sha256: string;
  /** Changes with the file. */
  readonly mark: string;
  readonly want: { readonly kind: 'open' } | { readonly kind: 'image'; readonly page: number; readonly dpi: number } | { readonly kind: 'layers'; readonly page: number };
}

/** What a page shows beside what was read from it; in points. */
export interface PageLayers {
  readonly words: readonly { readonly box: Box; readonly text: string }[];
  readonly lines: readonly Box[];
}

/** How the file stands now: as it was read, with other bytes, or not there. */
export type SourceState = 'same' | 'changed' | 'gone';

export interface OpenedSource {
  readonly state: SourceState;
  readonly kind: 'text' | 'pages' | 'none';
  readonly lines: readonly string[];
}

/** A drawn page: a JPEG image in base64, since it passes between processes as text, and its size in points. */
export interface DrawnPage {
  readonly image: string;
  readonly width: number;
  readonly height: number;
}

export type SourceAnswer = { readonly opened: OpenedSource } | { readonly drawn: DrawnPage } | { readonly layers: PageLayers };

interface Opened {
  readonly answer: OpenedSource;
  image(page: number, dpi: number): Promise<DrawnPage>;
  layers(page: number): Promise<PageLayers>;
  close(): Promise<void>;
}

/** Files that stay open, the last used ones: a person goes from one to the next and back. */
const OPEN_FILES = 2;

const noLayers: PageLayers = { words: [], lines: [] };
const noPages: Omit<Opened, 'answer'> = {
  image: async () => Promise.reject(new Error('it has no pages to draw')),
  layers: async () => noLayers,
  close: async () => undefined,
};

/** Text stays sharp at this quality, and a page takes a third of what it takes as PNG and of the time to pack it. */
const JPEG_QUALITY = 85;
const POINTS_PER_INCH = 72;

async function toDrawn(image: Parameters<typeof encodeImage>[0]): Promise<DrawnPage> {
  const scale = POINTS_PER_INCH / image.dpi;
  const jpeg = await encodeImage(image, 'jpeg', JPEG_QUALITY);
  return { image: Buffer.from(jpeg.buffer, jpeg.byteOffset, jpeg.length).toString('base64'), width: image.width * scale, height: image.height * scale };
}

async function openFile(path: string, sha256: string): Promise<Opened> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch {
    return { answer: { state: 'gone', kind: 'none', lines: [] }, ...noPages };
  }
  if (createHash('sha256').update(bytes).digest('hex') !== sha256) return { answer: { state: 'changed', kind: 'none', lines: [] }, ...noPages };
  const mediaType = sniffMediaType(bytes);
  const pages = { state: 'same', kind: 'pages', lines: [] } as const;
  if (mediaType === 'application/pdf') {
    const file = await pdfiumEngine.open(bytes);
    return {
      answer: pages,
      async image(page, dpi) {
        if (file.renderPage === undefined) throw new Error('this engine draws no pages');
        const { width, height, rgba } = await file.renderPage(page, dpi);
        return toDrawn({ width, height, data: rgba, dpi });
      },
      async layers(page) {
        const { words, rulings } = await file.readPage(page);
        return {
          words: words.map(({ box, text }) => ({ box, text })),
          lines: rulings.map(({ axis, at, from, to }): Box => (axis === 'h' ? [from, at, to, at] : [at, from, at, to])),
        };
      },
      close: () => file.close(),
    };
  }
  if (mediaType.startsWith('image/')) {
    const file = await openImage(bytes);
    return { answer: pages, image: async (page) => toDrawn(await file.readPage(page)), layers: async () => noLayers, close: async () => undefined };
  }
  try {
    // What knows encodings is loaded where there is text: the first page of a PDF file need not wait for it.
    const { decodeText } = await import('../extractors/read/decode-text.js');
    return { answer: { state: 'same', kind: 'text', lines: decodeText(bytes).text.split(/\r\n|\n|\r/u) }, ...noPages };
  } catch {
    return { answer: { state: 'same', kind: 'none', lines: [] }, ...noPages };
  }
}

// While the server reads its queue: the engine is compiled by the time that the first page is asked for. There is nothing in this file but its failure.
void pdfiumEngine.open(new Uint8Array()).catch(() => undefined);

const open = new Map<string, Promise<Opened>>();

async function opened({ path, sha256, mark }: SourceRequest): Promise<Opened> {
  const key = JSON.stringify([path, sha256, mark]);
  const known = open.get(key);
  const file = known ?? openFile(path, sha256);
  open.delete(key);
  open.set(key, file);
  for (const [oldest, old] of open) {
    if (open.size <= OPEN_FILES) break;
    open.delete(oldest);
    await old.then((entry) => entry.close()).catch(() => undefined);
  }
  // What could not be opened, or has changed, may be there the next time.
  const entry = await file.catch((error: unknown) => {
    open.delete(key);
    throw error;
  });
  if (entry.answer.state !== 'same') open.delete(key);
  return entry;
}

/** Called in the child (see call-child), one request after the other: PDFium has one memory for all. */
export async function call(argument: unknown): Promise<SourceAnswer> {
  const request = argument as SourceRequest;
  const file = await opened(request);
  const { want } = request;
  if (want.kind === 'open') return { opened: file.answer };
  return want.kind === 'image' ? { drawn: await file.image(want.page, want.dpi) } : { layers: await file.layers(want.page) };
}
