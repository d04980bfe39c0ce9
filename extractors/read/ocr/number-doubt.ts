import type { Doubt } from '../../../schemas/page.js';
import { foldReading } from './fold-reading.js';

/** A letter or ring where a digit must be: between digits, or at the end of one's run. */
const LETTER_IN_NUMBER = /[0-9][oOlI|S○〇。工][0-9.%‰]|[0-9.][oOlI|○〇](?:$|[%‰])|^[<>≥≤]?[oOlI|○〇][0-9.]/u;
/** Digits, points and commas all through. */
const NUMBER = /^[<>≥≤=~]?[0-9.,]+[%‰]?$/u;
/** How such a number is written: digits with or without groups of three, and one point. A date may have two. */
const WELL_FORMED = /^[<>≥≤=~]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?[%‰]?$|^\d{4}\.\d{1,2}(?:\.\d{1,2})?$/u;

/** Whether a text is a number as numbers are written. */
export const isNumber = (text: string): boolean => WELL_FORMED.test(foldReading(text));

/** The doubt that a cell's text raises by looking like a number that nobody writes (100O%, 7,00.0,77), or null. The text stays as it was read. */
export function numberDoubt(text: string): Doubt | null {
  const folded = foldReading(text);
  const odd = LETTER_IN_NUMBER.test(folded) || (NUMBER.test(folded) && /\d/u.test(folded) && !WELL_FORMED.test(folded));
  return odd ? { code: 'ocr-not-a-number', note: `“${text}” looks like a number and is not written like one` } : null;
}
