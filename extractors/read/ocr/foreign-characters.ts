/** The ideographs of GB/T 2312, which text in simplified Chinese rarely leaves: its rows 16 to 87, decoded from their bytes. */
const usual: ReadonlySet<string> = (() => {
  const bytes: number[] = [];
  for (let row = 0xb0; row <= 0xf7; row += 1) for (let cell = 0xa1; cell <= 0xfe; cell += 1) bytes.push(row, cell);
  return new Set(new TextDecoder('gbk').decode(Uint8Array.from(bytes)));
})();

const IDEOGRAPH = /\p{Script=Han}/gu;
/** A page on which more than this share of the ideographs is none of them is written in other characters. */
const MOST = 0.02;

/**
 * Tells, of the texts of a page in simplified Chinese, an ideograph in a text that such pages hardly ever print: engines take 雹 for 電. Null for none, and
 * for all texts of a page that is written otherwise.
 */
export function findForeignCharacters(texts: readonly string[]): (text: string) => string | null {
  const foreignIn = (text: string): string[] => (text.match(IDEOGRAPH) ?? []).filter((sign) => !usual.has(sign));
  const all = texts.reduce((sum, text) => sum + (text.match(IDEOGRAPH) ?? []).length, 0);
  const foreign = texts.reduce((sum, text) => sum + foreignIn(text).length, 0);
  return foreign > MOST * all ? () => null : (text) => foreignIn(text)[0] ?? null;
}
