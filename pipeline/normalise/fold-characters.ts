/** What one printed character stands for. Only variants of one character meet here: ㎡ and ① have a meaning of their own and stay. */
const TABLE: readonly (readonly [folded: string, printed: string])[] = [
  ['≥', '≧⩾≥⪰'],
  ['≤', '≦⩽≤⪯'],
  ['>', '﹥'],
  ['<', '﹤'],
  ['=', '═﹦〓゠'],
  ['≈', '≒≅≃'],
  ['~', '〜∼∽˜'],
  ['-', '−‐‑﹣'],
  ['—', '–―─━⸺'],
  ['×', '✕✖╳⨯'],
  ['%', '﹪٪'],
  ['/', '∕⁄'],
  ['·', '•‧・∙⋅●'],
  [',', '﹐'],
  [';', '﹔'],
  ['〇', '○'],
  ['(', '﹙'],
  [')', '﹚'],
  ["'", '’‘'],
];

const FULL_WIDTH_FIRST = 0xff01;
const FULL_WIDTH_LAST = 0xff5e;
const FULL_WIDTH_OFFSET = 0xfee0;
const KEPT = 0;
const DROPPED = 0xffff;

/** By code unit above ASCII: what to write instead, `DROPPED` for blanks and marks without width, `KEPT` for all others. */
const FOLDED = new Uint16Array(0x10000);
for (const [folded, printed] of TABLE) {
  for (const character of printed) if (character !== folded) FOLDED[character.charCodeAt(0)] = folded.charCodeAt(0);
}
for (let code = FULL_WIDTH_FIRST; code <= FULL_WIDTH_LAST; code += 1) FOLDED[code] = code - FULL_WIDTH_OFFSET;
for (const code of [0x00a0, 0x00ad, 0x3000, 0xfeff, 0x200b, 0x200c, 0x200d, 0x202f, 0x205f, 0x2060]) FOLDED[code] = DROPPED;
for (let code = 0x2000; code <= 0x200a; code += 1) FOLDED[code] = DROPPED;

const BLANK_IN_NUMBER = /(?<=[\d.,]) +(?=[\d.,])/;
const WRITTEN_SIGNS: readonly (readonly [RegExp, string])[] = [
  [/>=|=>/g, '≥'],
  [/<=|=</g, '≤'],
];

/**
 * The text in one width and one variant of each character, without blanks: `≧ ９５ ％` gives `≥95%`, `>=5` gives `≥5`.
 * A blank between two digits, points or commas stays (as one space), because `9 9.5` is not 99.5; so does one behind a dash that opens the
 * text, written as `—`, because `- 5` is as likely an item of a list as a negative number.
 */
export function foldCharacters(text: string): string {
  const length = text.length;
  let needed = false;
  for (let i = 0; i < length; i += 1) {
    const code = text.charCodeAt(i);
    if (code <= 32 || (code > 126 && FOLDED[code] !== KEPT) || code === 61) {
      needed = true;
      break;
    }
  }
  if (!needed) return text;
  let folded = '';
  for (let i = 0; i < length; i += 1) {
    const code = text.charCodeAt(i);
    const to = code <= 32 ? DROPPED : (FOLDED[code] ?? KEPT);
    folded += to === KEPT ? text.charAt(i) : to === DROPPED ? ' ' : String.fromCharCode(to);
  }
  folded = folded.trim();
  if (folded.includes(' ')) {
    folded = folded.replace(/^- +/, '—');
    folded = folded.split(BLANK_IN_NUMBER).map(withoutBlanks).join(' ');
  }
  if (folded.includes('=')) for (const [pattern, sign] of WRITTEN_SIGNS) folded = folded.replace(pattern, sign);
  return folded;
}

function withoutBlanks(text: string): string {
  return text.replaceAll(' ', '');
}
