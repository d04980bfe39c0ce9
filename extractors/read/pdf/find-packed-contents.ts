/** The codecs of images. A page or form whose drawing is packed with one is none that a program writes; the engines leave it packed. */
const IMAGE_CODECS = ['JBIG2Decode', 'JPXDecode', 'DCTDecode', 'CCITTFaxDecode'];
/** Dictionaries of streams are shorter, but for a few of images, which don't matter here. */
const LONGEST_DICTIONARY = 2048;
/** What an image, its mask or its thumbnail says of itself, and an attached file. */
const IS_IMAGE_OR_FILE = /\/(?:Width|Height|BitsPerComponent|ImageMask)\b|\/Subtype\s*\/Image\b|\/Type\s*\/EmbeddedFile\b|\/Params\b/u;

/**
 * How many streams of a PDF file are packed with the codec of an image and are none, and that codec; null where there are none. A stream of 120 KB can
 * hold gigabytes so, which is why they are left unread. Dictionaries of streams stand in the file as they are, also where it is encrypted.
 */
export function findPackedContents(bytes: Uint8Array): { readonly count: number; readonly codec: string } | null {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const found: string[] = [];
  for (const codec of IMAGE_CODECS) {
    for (let at = file.indexOf(codec, 0, 'latin1'); at !== -1; at = file.indexOf(codec, at + codec.length, 'latin1')) {
      const start = file.subarray(Math.max(0, at - LONGEST_DICTIONARY), at).lastIndexOf('obj', undefined, 'latin1');
      const end = file.subarray(at, at + LONGEST_DICTIONARY).indexOf('stream', 0, 'latin1');
      if (start === -1 || end === -1) continue;
      const dictionary = file.toString('latin1', Math.max(0, at - LONGEST_DICTIONARY) + start + 3, at + end);
      // Between the two stands one dictionary, or this is text inside of another stream.
      if (!/^\s*<</u.test(dictionary) || /stream|endobj/u.test(dictionary) || IS_IMAGE_OR_FILE.test(dictionary)) continue;
      found.push(codec);
    }
  }
  const [first] = found;
  return first === undefined ? null : { count: found.length, codec: first };
}
