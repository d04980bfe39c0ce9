import { decodeText } from '../extractors/read/decode-text.js';

/** The lines of a text file as the text reader counts them; null when the bytes are no text. */
export function linesOf(bytes: Uint8Array): readonly string[] | null {
  try {
    return decodeText(bytes).text.split(/\r\n|\n|\r/u);
  } catch {
    return null;
  }
}
