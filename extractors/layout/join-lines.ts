/** Scripts that put blanks between words, and digits. */
const LETTER_OR_DIGIT = /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Nd}]/u;
const LETTER = /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]/u;

function needsBlank(before: string, after: string): boolean {
  const left = before.at(-1) ?? '';
  const right = after.charAt(0);
  if (LETTER_OR_DIGIT.test(left) && LETTER_OR_DIGIT.test(right)) return true;
  // Running text of a Latin cell goes on after a comma or a bracket; `100,` + `000` is one number and stays one.
  if (/[,.;:!?)\]”’]/.test(left) && LETTER.test(right)) return true;
  return LETTER.test(left) && /[([“‘&]/.test(right);
}

/**
 * Joins the printed lines of one wrapped cell into its text: without a blank, unless both neighbours are letters or digits (`≥90` and `%` is `≥90%`)
 * or Latin running text goes on behind a sign. Outer blanks of each line are trimmed, empty lines left out.
 */
export function joinLines(lines: readonly string[]): string {
  let text = '';
  for (const line of lines) {
    const trimmed = line.trim();
    if (trimmed !== '') text += (needsBlank(text, trimmed) ? ' ' : '') + trimmed;
  }
  return text;
}
