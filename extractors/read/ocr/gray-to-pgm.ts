import type { Gray } from './raster.js';

/** The image as a binary PGM file (Netpbm P5): a header and the bytes as they are, so that nothing is compressed only to be unpacked again. */
export function grayToPgm(image: Gray): Uint8Array {
  const header = new TextEncoder().encode(`P5\n${image.width} ${image.height}\n255\n`);
  const file = new Uint8Array(header.length + image.width * image.height);
  file.set(header);
  file.set(image.data, header.length);
  return file;
}
