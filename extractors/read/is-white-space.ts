/** What \s matches. A test by code unit: every character of a document is asked, some of them several times, and nearly all are ASCII or ideographs. */
export const isWhiteSpace = (code: number): boolean =>
  code > 0x3000
    ? code === 0xfeff
    : code < 0xa0
      ? code === 0x20 || (code >= 9 && code <= 13)
      : code === 0xa0 || code === 0x3000 || code === 0x1680 || (code >= 0x2000 && code <= 0x200a) || code === 0x2028 || code === 0x2029 || code === 0x202f || code === 0x205f;
