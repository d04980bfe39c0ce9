import { decimal } from './decimal.js';

/** A number that begins at `start`: its decimal text and where it ends, and whether it is written in Chinese. */
export interface ScannedNumber {
  readonly number: string;
  readonly end: number;
  readonly chinese: boolean;
}

const DIGITS = new Map([...'零〇一二三四五六七八九'].map((digit, i) => [digit, Math.max(0, i - 1)] as const).concat([['两', 2]]));
const POSITIONS = new Map([
  ['十', 10],
  ['百', 100],
  ['千', 1000],
]);
const CHINESE_RUN = /[零〇一二两三四五六七八九十百千万亿]+/y;
const MINUS = 45;
const isDigit = (code: number): boolean => code >= 48 && code <= 57;
/** A digit, a point or a comma. */
const isInNumber = (code: number): boolean => isDigit(code) || code === 46 || code === 44;

/**
 * The number printed at `start` (`1,234.5`, `-3`, `二十`), or null. A run of digits, points and commas is a number as a whole or not at all.
 * 万 or 亿 behind the last Chinese digit are left to the unit (二十万元 is 20 万元, as in 20万元).
 */
export function scanNumber(text: string, start: number): ScannedNumber | null {
  const code = text.charCodeAt(start);
  if (isDigit(code) || code === MINUS) {
    let end = start + 1;
    if (code === MINUS && !isDigit(text.charCodeAt(end))) return null;
    while (isInNumber(text.charCodeAt(end))) end += 1;
    const number = decimal.parse(text.slice(start, end));
    return number === null ? null : { number, end, chinese: false };
  }
  if (code < 0x3007) return null;
  CHINESE_RUN.lastIndex = start;
  const run = CHINESE_RUN.exec(text)?.[0];
  if (run === undefined) return null;
  const written = run.replace(/[万亿]+$/, '');
  const number = chineseNumber(written);
  return number === null ? null : { number: String(number), end: start + written.length, chinese: true };
}

/** The number that is written in Chinese numerals with their positions (三千五百, 一万二千); null for 二三 or 五六十, which name a span, and for 万 alone. */
function chineseNumber(written: string): number | null {
  let total = 0;
  let section = 0;
  let digit: number | null = null;
  let lastPosition = 10_000;
  let afterZero = true;
  for (const character of written) {
    const value = DIGITS.get(character);
    const position = POSITIONS.get(character);
    if (value !== undefined) {
      if (digit !== null && digit !== 0) return null;
      afterZero ||= value === 0;
      digit = value;
    } else if (position !== undefined) {
      if (position >= lastPosition || (digit === null && position !== 10)) return null;
      section += (digit ?? 1) * position;
      digit = null;
      lastPosition = position;
      afterZero = position === 10;
    } else {
      if (character === '亿' || section + (digit ?? 0) === 0 || total > 0) return null;
      total = (section + (digit ?? 0)) * 10_000;
      section = 0;
      digit = null;
      lastPosition = 10_000;
      afterZero = false;
    }
  }
  // 一百五 is said for 150 and written for 105: only 一百零五 is sure.
  if (written === '' || (digit !== null && digit !== 0 && !afterZero)) return null;
  return total + section + (digit ?? 0);
}
