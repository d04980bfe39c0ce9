import { stat } from 'node:fs/promises';
import { startCallChild } from '../pipeline/batch/call-child.js';
import type { Limits } from '../pipeline/batch/limits.js';
import type { OpenedSource, PageLayers, SourceAnswer, SourceRequest } from './source-reader.js';

/** A file that a document was read from. */
export interface SourceFile {
  readonly path: string;
  readonly sha256: string;
}

/** A drawn page: a JPEG image and its size in points. */
export interface ShownPage {
  readonly image: Uint8Array;
  readonly width: number;
  readonly height: number;
}

export interface Sources {
  /** Has what opens files ready before the first is asked for. */
  start(): void;
  /** How the file stands, and its lines when it is text. */
  open(file: SourceFile): Promise<OpenedSource>;
  image(file: SourceFile, page: number): Promise<ShownPage>;
  layers(file: SourceFile, page: number): Promise<PageLayers>;
  close(): Promise<void>;
}

/** A page that takes longer hangs its reader, which is then started anew. A drawn page of the largest sheets takes 1 GiB. */
const LIMITS: Pick<Limits, 'seconds' | 'memory'> = { seconds: 20, memory: 2048 };
/** Drawn pages that stay in memory, in bytes: about two hundred pages of text. */
const CACHE_BYTES = 64 << 20;
/** Small print is readable at this density when a row is zoomed to the width of a screen. */
const DPI = 150;

/** Opens source files in a child process. Answers fail with an Error that says why. */
export function openSources(limits: Pick<Limits, 'seconds' | 'memory'> = LIMITS): Sources {
  const child = startCallChild(new URL('./source-reader.js', import.meta.url).href, limits);
  const images = new Map<string, ShownPage>();
  let imageBytes = 0;
  const texts = new Map<string, { mark: string; opened: OpenedSource }>();

  const markOf = ({ path }: SourceFile): Promise<string> => stat(path).then(({ size, mtimeMs }) => `${size} ${mtimeMs}`, () => 'gone');
  // The child is ours, and its answers are taken as they come.
  const ask = async (file: SourceFile, want: SourceRequest['want']): Promise<SourceAnswer> =>
    (await child.call({ ...file, mark: await markOf(file), want } satisfies SourceRequest)) as SourceAnswer;

  return {
    start: () => child.start(),
    async open(file) {
      const mark = await markOf(file);
      const known = texts.get(file.path);
      if (known?.mark === `${mark} ${file.sha256}`) return known.opened;
      const answer = await ask(file, { kind: 'open' });
      if (!('opened' in answer)) throw new Error('no answer');
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
      if (!('drawn' in answer)) throw new Error('no answer');
      const { image: base64, width, height } = answer.drawn;
      const drawn = { image: Buffer.from(base64, 'base64'), width, height };
      // Two may have asked at once.
      if (!images.has(key)) imageBytes += drawn.image.length;
      images.set(key, drawn);
      for (const [oldest, { image }] of images) {
        if (imageBytes <= CACHE_BYTES) break;
        images.delete(oldest);
        imageBytes -= image.length;
      }
      return drawn;
    },
    async layers(file, page) {
      const answer = await ask(file, { kind: 'layers', page });
      if (!('layers' in answer)) throw new Error('no answer');
      return answer.layers;
    },
    close: () => child.end(),
  };
}
