/** Scripts that put blanks between words, and digits. */
const LETTER_OR_DIGIT = /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Nd}]/u;
const LETTER = /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]/u;

/** A whole number, amount or rate, which a narrow cell may break between any two of its characters. */
const NUMBER = /^[+-]?\d[\d,]*(\.\d+)?[%％‰]?$/;
const NUMERIC = /^[\d.,%％‰+-]+$/;
const DIGITS_MEET = /\d\n\d/;

/**
 * Whether a line that had no room for the next character was broken inside a number: digits meet there without a blank between them, which only words
 * of Latin script leave out at the end of a line. Numbers below each other are one only if they make one.
 */
function breaksNumber(before: string, after: string): boolean {
  if (!DIGITS_MEET.test(`${before}\n${after}`) || LETTER.test(before) || LETTER.test(after)) return false;
  return !(NUMERIC.test(before) && NUMERIC.test(after));
}

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
 * or Latin running text goes on behind a sign. Outer blanks of each line are trimmed, empty lines left out. `isFull(i)` says that line i had no room for
 * the first character of the next: a number that such lines make together is one number.
 */
export function joinLines(lines: readonly string[], isFull: (line: number) => boolean = () => false): string {
  const trimmed = lines.map((line) => line.trim());
  const last = trimmed.length - 1;
  if (last > 0 && NUMBER.test(trimmed.join('')) && trimmed.every((line, i) => line !== '' && (i === last || isFull(i)))) return trimmed.join('');
  let text = '';
  trimmed.forEach((line, i) => {
    if (line === '') return;
    const above = trimmed[i - 1] ?? '';
    text += (needsBlank(text, line) && !(isFull(i - 1) && breaksNumber(above, line)) ? ' ' : '') + line;
  });
  return text;
}
