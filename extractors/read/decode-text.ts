import { detect } from 'chardet';
import iconv from 'iconv-lite';
import { DocumentError } from '../../schemas/outcome.js';

export interface DecodedText {
  readonly text: string;
  /** The name of the encoding that was used, in lower case. */
  readonly encoding: string;
  /** How many byte sequences had no character and stand as U+FFFD in `text`; each makes its word doubtful. */
  readonly undecodable: number;
}

/** Above this share of control characters bytes are no text in any encoding that we could name. */
const MAX_CONTROL_SHARE = 0.05;
/** A UTF-8 file with a few ruined bytes is still UTF-8 when at least this share of its multi-byte sequences is sound. */
const MIN_SOUND_UTF8_SHARE = 0.9;

const strict = (encoding: string, bytes: Uint8Array): string | null => {
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
};

/**
 * Turns the bytes of a text file into text: byte order mark, else strict UTF-8, else UTF-8 with a few ruined bytes, else strict GB18030, else what
 * a detector names. Undecodable bytes become U+FFFD and are counted, never dropped. Throws DocumentError `unsupported` when the bytes are no text.
 */
export function decodeText(bytes: Uint8Array): DecodedText {
  const marked = decodeMarked(bytes);
  if (marked) return marked;
  const most = bytes.length * MAX_CONTROL_SHARE;
  if (countControls(bytes) > most) {
    // UTF-16 has a zero byte beside every ASCII character; a text in an 8-bit encoding has almost none.
    if (countByte(bytes, 0) > most) return decodeUtf16WithoutMark(bytes);
    throw new DocumentError('unsupported', 'is a binary file, not text');
  }
  const utf8 = strict('utf-8', bytes);
  if (utf8 !== null) return { text: utf8, encoding: 'utf-8', undecodable: 0 };
  const loose = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  const ruined = countReplacements(loose);
  const sound = countMultiByte(loose) - ruined;
  if (sound > 0 && sound / (sound + ruined) >= MIN_SOUND_UTF8_SHARE) return { text: loose, encoding: 'utf-8', undecodable: ruined };
  const gb = strict('gb18030', bytes);
  if (gb !== null) return { text: gb, encoding: 'gb18030', undecodable: 0 };
  return decodeDetected(bytes);
}

function decodeMarked(bytes: Uint8Array): DecodedText | null {
  const [a, b, c, d] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return loosely('utf-8', bytes.subarray(3));
  if (a === 0xff && b === 0xfe && !(c === 0 && d === 0)) return loosely('utf-16le', bytes.subarray(2));
  if (a === 0xfe && b === 0xff) return loosely('utf-16be', bytes.subarray(2));
  if (a === 0x84 && b === 0x31 && c === 0x95 && d === 0x33) return loosely('gb18030', bytes.subarray(4));
  return null;
}

function loosely(encoding: string, bytes: Uint8Array): DecodedText {
  const text = new TextDecoder(encoding, { ignoreBOM: true }).decode(bytes);
  return { text, encoding, undecodable: countReplacements(text) };
}

function decodeUtf16WithoutMark(bytes: Uint8Array): DecodedText {
  let even = 0;
  let odd = 0;
  for (let i = 0; i < bytes.length; i++) if (bytes[i] === 0) {
    if (i % 2 === 0) even++;
    else odd++;
  }
  // A zero high byte is first in big endian, second in little endian; in a binary file the zeros lie on both sides.
  const [more, less] = even > odd ? [even, odd] : [odd, even];
  if (less > more / 8) throw new DocumentError('unsupported', 'is a binary file, not text');
  const decoded = loosely(even > odd ? 'utf-16be' : 'utf-16le', bytes);
  if (decoded.undecodable > 0) throw new DocumentError('unsupported', 'is a binary file, not text');
  return decoded;
}

function decodeDetected(bytes: Uint8Array): DecodedText {
  const name = detect(bytes);
  if (name !== null && iconv.encodingExists(name)) {
    const text = iconv.decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), name);
    const undecodable = countReplacements(text);
    if (undecodable < text.length / 10) return { text, encoding: name.toLowerCase(), undecodable };
  }
  throw new DocumentError('unsupported', 'is not text in any encoding that we know; save it as UTF-8');
}

/** Bytes that no text in an 8-bit encoding holds, zeros among them. */
function countControls(bytes: Uint8Array): number {
  let controls = 0;
  // Not for…of: over typed arrays that is many times dearer, and every byte of every document passes here.
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] ?? 0;
    if (byte < 0x20 && byte !== 9 && byte !== 10 && byte !== 12 && byte !== 13 && byte !== 0x1b) controls++;
  }
  return controls;
}

function countByte(bytes: Uint8Array, value: number): number {
  let n = 0;
  for (let i = 0; i < bytes.length; i++) if (bytes[i] === value) n++;
  return n;
}

function countReplacements(text: string): number {
  let n = 0;
  for (let i = text.indexOf('\ufffd'); i >= 0; i = text.indexOf('\ufffd', i + 1)) n++;
  return n;
}

function countMultiByte(text: string): number {
  let n = 0;
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) n++;
  return n;
}
