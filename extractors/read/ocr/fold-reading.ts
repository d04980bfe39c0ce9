/** Signs that engines choose between by chance: one print, two code points. */
const SAME_PRINT: Readonly<Record<string, string>> = {
  '≧': '≥', '⩾': '≥', '≦': '≤', '⩽': '≤', '㎡': 'm2', '²': '2', '³': '3', '丶': '、', '–': '—', '―': '—', '─': '—', '－': '-', '﹣': '-', '−': '-', '∶': ':', '•': '·', '‧': '·',
};

/**
 * What two readings are compared by: blanks dropped, full width made half, and signs that look alike in print made one. Never shown to anyone; the
 * text of a word stays as the engine gave it.
 */
export function foldReading(text: string): string {
  let folded = '';
  for (const sign of text) {
    const code = sign.codePointAt(0) ?? 0;
    if (/\s/u.test(sign)) continue;
    const same = SAME_PRINT[sign];
    if (same !== undefined) folded += same;
    else folded += code >= 0xff01 && code <= 0xff5e ? String.fromCodePoint(code - 0xfee0) : sign;
  }
  return folded;
}
