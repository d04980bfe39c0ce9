/**
 * The bytes of a path as text: UTF-8 where they are, and `%XX` for each byte that isn't part of a valid character, so that a name in any encoding
 * gives one readable name that is the same on every machine. On Windows `\` becomes `/`.
 */
export function bytesToName(bytes: Uint8Array): string {
  const name = validUtf8(bytes) ?? escapeInvalid(bytes);
  return process.platform === 'win32' ? name.replaceAll('\\', '/') : name;
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function validUtf8(bytes: Uint8Array): string | null {
  try {
    return strict.decode(bytes);
  } catch {
    return null;
  }
}

function escapeInvalid(bytes: Uint8Array): string {
  let name = '';
  for (let index = 0; index < bytes.length; ) {
    const length = [1, 2, 3, 4].find((size) => index + size <= bytes.length && validUtf8(bytes.subarray(index, index + size)) !== null);
    const character = length === undefined ? null : validUtf8(bytes.subarray(index, index + length));
    name += character ?? `%${(bytes[index] ?? 0).toString(16).toUpperCase().padStart(2, '0')}`;
    index += length ?? 1;
  }
  return name;
}
