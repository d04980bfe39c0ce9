import sharp, { type Metadata } from 'sharp';
import { DocumentError } from '../../schemas/outcome.js';
import type { PageImage } from './ocr/raster.js';

/** Pages of an image file; more than one only in a TIFF. */
export interface ImageFile {
  readonly mediaType: string;
  readonly pageCount: number;
  /** Page `number`, counted from 1, upright as its EXIF mark says, transparent parts on white. */
  readPage(number: number): Promise<PageImage>;
}

const MEDIA_TYPES: Readonly<Record<string, string>> = { png: 'image/png', jpeg: 'image/jpeg', tiff: 'image/tiff' };
/** A0 at 300 dpi is 140 million pixels. What is larger is no scanned page, and would not fit into memory as plain pixels. */
const MAX_PIXELS = 150_000_000;
/** Cameras and editors write 72 or 96 whatever the picture shows; below this a density says nothing. */
const LEAST_CREDIBLE_DPI = 100;
const MOST_CREDIBLE_DPI = 1200;
/** A page whose density is unknown is taken for a sheet of A4, 11.69 inches on its long side. */
const A4_LONG_INCH = 11.69;

/** The density a file states, when the sheet it makes is credible; otherwise that of a sheet of A4. */
function densityOf(stated: number | undefined, width: number, height: number): number {
  if (stated !== undefined && stated >= LEAST_CREDIBLE_DPI && stated <= MOST_CREDIBLE_DPI) return stated;
  return Math.max(width, height) / A4_LONG_INCH;
}

/** Opens a PNG, JPEG or TIFF file. Throws DocumentError `unsupported` (another format), `damaged`, `limit-exceeded` (too many pixels). */
export async function openImage(bytes: Uint8Array): Promise<ImageFile> {
  const damaged = (error: unknown): DocumentError => new DocumentError('damaged', `The image can't be decoded: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`);
  let metadata: Metadata;
  try {
    metadata = await sharp(bytes, { limitInputPixels: false, failOn: 'none' }).metadata();
  } catch (error) {
    throw damaged(error);
  }
  const mediaType = MEDIA_TYPES[metadata.format ?? ''];
  if (mediaType === undefined) throw new DocumentError('unsupported', `An image of the format ${metadata.format} is not read; PNG, JPEG and TIFF are.`);
  return {
    mediaType,
    pageCount: metadata.pages ?? 1,
    async readPage(number) {
      const page = await sharp(bytes, { page: number - 1, limitInputPixels: false, failOn: 'none' })
        .metadata()
        .catch((error: unknown) => Promise.reject(damaged(error)));
      if (page.width * page.height > MAX_PIXELS) {
        throw new DocumentError('limit-exceeded', `The image has ${page.width} × ${page.height} pixels; up to ${MAX_PIXELS / 1e6} million are read.`);
      }
      try {
        const { data, info } = await sharp(bytes, { page: number - 1, limitInputPixels: MAX_PIXELS, failOn: 'truncated' })
          .autoOrient()
          .flatten({ background: '#fff' })
          .toColourspace('srgb')
          .ensureAlpha()
          .raw({ depth: 'uchar' })
          .toBuffer({ resolveWithObject: true });
        return { width: info.width, height: info.height, data, dpi: densityOf(page.density, info.width, info.height) };
      } catch (error) {
        throw damaged(error);
      }
    },
  };
}

/** Encodes an image (gray or rgba) as JPEG or PNG, its density written into it. */
export async function encodeImage(image: PageImage, format: 'jpeg' | 'png', quality = 80): Promise<Uint8Array> {
  const channels = image.data.length === image.width * image.height ? 1 : 4;
  const picture = sharp(image.data, { raw: { width: image.width, height: image.height, channels } }).withMetadata({ density: Math.round(image.dpi) });
  return format === 'jpeg' ? picture.flatten({ background: '#fff' }).jpeg({ quality }).toBuffer() : picture.png().toBuffer();
}
