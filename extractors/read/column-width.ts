/** How many columns of a dump a character takes: 2 for the full-width ones (CJK, kana, hangul, full-width forms), 0 for combining marks, else 1. */
export function columnWidth(codePoint: number): 0 | 1 | 2 {
  if (codePoint < 0x300) return 1;
  // Nearly all that is no ASCII.
  if (codePoint >= 0x2e80 && codePoint <= 0xa4cf) return 2;
  if (codePoint <= 0x36f) return 0;
  if (codePoint < 0x1100) return 1;
  if (
    codePoint <= 0x115f ||
    (codePoint >= 0xac00 && codePoint <= 0xd7a3) ||
    (codePoint >= 0xf900 && codePoint <= 0xfaff) ||
    (codePoint >= 0xfe30 && codePoint <= 0xfe6f) ||
    (codePoint >= 0xff00 && codePoint <= 0xff60) ||
    (codePoint >= 0xffe0 && codePoint <= 0xffe6) ||
    (codePoint >= 0x20000 && codePoint <= 0x3fffd)
  )
    return 2;
  return 1;
}
