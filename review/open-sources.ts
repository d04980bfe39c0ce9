import { stat } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import type { DrawnPage, OpenedSource, PageLayers, SourceAnswer, SourceRequest } from './source-reader.js';

/** A file that a document was read from. */
export interface SourceFile {
  readonly path: string;
  readonly sha256: string;
}

export interface Sources {
  /** How the file stands, and its lines when it is text. */
  open(file: SourceFile): Promise<OpenedSource>;
  image(file: SourceFile, page: number): Promise<DrawnPage>;
  layers(file: SourceFile, page: number): Promise<PageLayers>;
  close(): Promise<void>;
}

/** A page that takes longer hangs its reader, which is then started anew. */
const TIMEOUT_MILLISECONDS = 20_000;
/** Drawn pages that stay in memory, in bytes: about two hundred pages of text. */
const CACHE_BYTES = 64 << 20;
/** Small print is readable at this density when a row is zoomed to the width of a screen. */
const DPI = 150;

/** Opens source files in a thread of their own. Answers fail with an Error that says why. */
export function openSources(): Sources {
  let worker: Worker | null = null;
  let next = 0;
  const waiting = new Map<number, { resolve(answer: SourceAnswer): void; reject(error: Error): void; timer: NodeJS.Timeout }>();
  const images = new Map<string, DrawnPage>();
  let imageBytes = 0;
  const texts = new Map<string, { mark: string; opened: OpenedSource }>();

  const fail = (message: string): void => {
    const gone = worker;
    worker = null;
    void gone?.terminate();
    for (const { reject, timer } of waiting.values()) {
      clearTimeout(timer);
      reject(new Error(message));
    }
    waiting.clear();
  };
  const started = (): Worker => {
    if (worker !== null) return worker;
    const fresh = new Worker(new URL('./source-reader.js', import.meta.url));
    fresh.unref();
    fresh.on('message', (answer: SourceAnswer) => {
      const entry = waiting.get(answer.id);
      waiting.delete(answer.id);
      clearTimeout(entry?.timer);
      entry?.resolve(answer);
    });
    fresh.on('error', (error) => worker === fresh && fail(error.message));
    worker = fresh;
    return fresh;
  };
  const markOf = ({ path }: SourceFile): Promise<string> => stat(path).then(({ size, mtimeMs }) => `${size} ${mtimeMs}`, () => 'gone');
  const ask = async (file: SourceFile, want: SourceRequest['want']): Promise<SourceAnswer> => {
    const mark = await markOf(file);
    return new Promise((resolve, reject) => {
      const id = ++next;
      const timer = setTimeout(() => fail('its reader takes too long'), TIMEOUT_MILLISECONDS);
      timer.unref();
      waiting.set(id, { resolve, reject, timer });
      started().postMessage({ id, ...file, mark, want } satisfies SourceRequest);
    });
  };

  return {
    async open(file) {
      const mark = await markOf(file);
      const known = texts.get(file.path);
      if (known?.mark === `${mark} ${file.sha256}`) return known.opened;
      const answer = await ask(file, { kind: 'open' });
      if (!('opened' in answer)) throw new Error('error' in answer ? answer.error : 'no answer');
      texts.delete(file.path);
      texts.set(file.path, { mark: `${mark} ${file.sha256}`, opened: answer.opened });
      for (const oldest of texts.keys()) {
        if (texts.size <= 4) break;
        texts.delete(oldest);
      }
      return answer.opened;
    },
    async image(file, page) {
      const key = `${file.sha256} ${page}`;
      const known = images.get(key);
      if (known !== undefined) {
        images.delete(key);
        images.set(key, known);
        return known;
      }
      const answer = await ask(file, { kind: 'image', page, dpi: DPI });
      if (!('drawn' in answer)) throw new Error('error' in answer ? answer.error : 'no answer');
      // Two may have asked at once.
      if (!images.has(key)) imageBytes += answer.drawn.image.length;
      images.set(key, answer.drawn);
      for (const [oldest, { image }] of images) {
        if (imageBytes <= CACHE_BYTES) break;
        images.delete(oldest);
        imageBytes -= image.length;
      }
      return answer.drawn;
    },
    async layers(file, page) {
      const answer = await ask(file, { kind: 'layers', page });
      if (!('layers' in answer)) throw new Error('error' in answer ? answer.error : 'no answer');
      return answer.layers;
    },
    async close() {
      await worker?.terminate();
      worker = null;
    },
  };
}
