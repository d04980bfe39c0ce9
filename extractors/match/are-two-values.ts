import { shapeOf } from './token-evidence.js';

/** What a quantity that another may follow ends with: a list, a range, the beginning of a date. */
const MAY_GO_ON = /[年月，、；,;至到~～—-]$/;

const BROKEN_DAY = /月\d$/;
const REST_OF_DAY = /^\d日/;

/** True for a text below another that can't go on with it: one that begins with a comparator or a date, or one whole quantity below another. */
export function areTwoValues(above: string, below: string): boolean {
  const [first, second] = [shapeOf(above), shapeOf(below)];
  // A narrow cell broke the number of the day.
  if (BROKEN_DAY.test(above) && REST_OF_DAY.test(below)) return false;
  if (second.signed || second.dated) return true;
  // A sign or a word alone waits for its number; a number without a unit may be broken.
  const isWhole = first.measure && first.hasDigit && !MAY_GO_ON.test(above);
  return isWhole && /^\d/.test(below) && (second.measure || (second.number && !/\d$/.test(above)));
}
