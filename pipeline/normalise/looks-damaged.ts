import { SIGNS } from './comparators.js';
import { findUnit, findUnitAt } from './find-unit.js';

// Letters and marks that recognition puts in place of digits: 1OO%, l00%, 9S%.
const LOOKALIKE = /[OoQDlIi|!SsBZzbqg]/;
const DIGITS_AND_LOOKALIKES = /^[≥≤><=≈]*[\dOoQDlIi|!SsBZzbqg.,' ]+(?<unit>.*)$/;
const MARKS_ONLY = /^[\d.,'"`:;%‰≥≤><=≈+\-—~ /×*·]+$/;
// Dates, telephone numbers, times, fractions, modes, versions of two: several whole numbers joined by one mark each are names, not ruins.
const JOINED = /^[≥≤><=≈+]?\d+(?:\.\d+)?%?(?:[-/:×*+~—]\d+(?:\.\d+)?%?)+$/;
// +5%, 10+: more than the contract's values say, and no damage.
const SIGNED = /^\+\d+(?:\.\d+)?%?$|^\d+\+$/;
const BROKEN = /^[≥≤><=≈]?\d[\d.,]*(?<junk>(?![至到和及与])\p{Script=Han}|[^\p{Script=Han}\d.,\-/:×xX*+~—%‰≥≤><=≈()、;]{1,2})[.,]*\d[\d.,]*(?<unit>.*)$/u;
const JUNK_MARK = /[\uFFFD□■?^&_{}[\]@\\]/;
// A damaged value is as short as a value.
const LONGEST_VALUE = 16;

/** True where `text` (folded, and no reading found) looks like a value with damage in it: 8工5%, 7,00.0,77, 1OO%, ≥≥95, ≥%. */
export function looksDamaged(text: string): boolean {
  if (text.length > LONGEST_VALUE) return false;
  const hasDigit = /\d/.test(text);
  const signs = SIGNS[text.charAt(0)] === undefined ? 0 : 1;
  if (!hasDigit && (text.length === signs || findUnit(text.slice(signs)) !== null)) return signs === 1 || text === '%' || text === '‰';
  if (JUNK_MARK.test(text) && (hasDigit || /[%‰]/.test(text))) return true;
  const unit = DIGITS_AND_LOOKALIKES.exec(text)?.groups?.['unit'];
  if (unit !== undefined && LOOKALIKE.test(text) && (hasDigit ? unit === '' || findUnit(unit) !== null : /^[%‰]/.test(unit))) return true;
  if (!hasDigit) return false;
  if (MARKS_ONLY.test(text)) return !JOINED.test(text) && !SIGNED.test(text);
  // 95%≥, 5>台, ≥≥95: a sign where none belongs. A second bound (≥95%,且≤100%) is no damage.
  if (/\d[^\d]{0,3}[≥≤><=≈]+$|\d[≥≤><=≈]|[≥≤><=≈]{2}/.test(text)) return true;
  const broken = BROKEN.exec(text)?.groups;
  if (broken !== undefined && findUnitAt(broken['junk'] ?? '', 0) === null && !/^[年月日号时分度第]/.test(broken['junk'] ?? '')) {
    const behind = broken['unit'] ?? '';
    if (behind === '' || findUnitAt(behind, 0) !== null) return true;
  }
  if (wrongNumber(text)) return true;
  // 工5%, O5%: one strange character in front of a rate or a unit.
  return /^[≥≤><=≈]?[^\d≥≤><=≈+\-第前近]\d[\d.]*(?:%|‰)$/u.test(text) || /^[≥≤><=≈]?\d[\d.]*[^\d第以内左上下的]%$/u.test(text);
}

/** True where a run of digits, points and commas in `text` can't be a number and no list of numbers either. */
function wrongNumber(text: string): boolean {
  const run = /^[≥≤><=≈]?(?<run>[\d.,]+)/.exec(text)?.groups?.['run'];
  if (run === undefined || !/[.,]/.test(run)) return /^[≥≤><=≈]?0\d/.test(text);
  const rest = text.slice(text.indexOf(run) + run.length);
  return !/^\d+(\.\d+)?$|^\d{1,3}(,\d{3})+(\.\d+)?$/.test(run) && (rest === '' || findUnitAt(rest, 0) !== null);
}
