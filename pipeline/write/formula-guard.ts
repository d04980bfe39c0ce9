// Excel and its relatives take a text that begins so for a formula, also behind the apostrophe we guard with, which must then be guarded itself.
const risky = /^'*[=+\-@＝＋－＠\t\r]/;
// A number, with thousands separators or without: spreadsheets read it as one, and so does whoever loads the file.
const plainNumber = /^[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)?(?:\.\d*)?$/;

/** The text as it stands in a CSV: one more leading apostrophe where a spreadsheet would take it for a formula. Numbers are never touched. */
export function guardFormula(text: string): string {
  return risky.test(text) && !(plainNumber.test(text) && /\d/.test(text)) ? `'${text}` : text;
}

/** The inverse of `guardFormula`: the text that was printed, from the text in a CSV. */
export function unguardFormula(text: string): string {
  return text.startsWith("'") && risky.test(text) ? text.slice(1) : text;
}
