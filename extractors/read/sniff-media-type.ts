const PDF_MARK = '%PDF-';
/** The mark of a PDF file may stand behind up to a kilobyte of something else, as readers have always allowed. */
const PDF_MARK_WITHIN = 1024;

const startsWith = (bytes: Uint8Array, ...mark: number[]): boolean => mark.every((byte, i) => bytes[i] === byte);

/** What a file is, by its first bytes; its name is not asked. */
export function sniffMediaType(bytes: Uint8Array): string {
  if (Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, PDF_MARK_WITHIN)).includes(PDF_MARK, 0, 'latin1')) return 'application/pdf';
  if (startsWith(bytes, 0x89, 0x50, 0x4e, 0x47)) return 'image/png';
  if (startsWith(bytes, 0xff, 0xd8, 0xff)) return 'image/jpeg';
  if (startsWith(bytes, 0x49, 0x49, 0x2a, 0) || startsWith(bytes, 0x4d, 0x4d, 0, 0x2a)) return 'image/tiff';
  if (startsWith(bytes, 0x50, 0x4b, 3, 4)) return 'application/zip';
  return 'text/plain';
}
