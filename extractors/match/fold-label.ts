import { knownText } from './known-text.js';

/** A label as it is compared: blanks, stars and colons gone, full-width Latin, digits and brackets made half-width. */
export interface FoldedLabel {
  /** The label without a bracket behind it. */
  readonly text: string;
  /** What stands in a bracket at its end (50分, 元, 盖章), or null. */
  readonly bracket: string | null;
  /** A star marks cells that must be filled. */
  readonly starred: boolean;
}

/** The folded text with its bracket. */
export const withBracket = ({ text, bracket }: FoldedLabel): string => (bracket === null ? text : `${text}(${bracket})`);

/** What stands before all brackets at the end of a label, and what stands in each of them: 预算执行情况（万元）（20分）. */
export function foldBrackets({ text, bracket }: FoldedLabel): { readonly text: string; readonly brackets: readonly string[] } {
  const brackets = bracket === null ? [] : [bracket];
  let label = text;
  for (let open = label.lastIndexOf('('); open >= 0 && label.endsWith(')'); open = label.lastIndexOf('(')) {
    brackets.unshift(label.slice(open + 1, -1));
    label = label.slice(0, open);
  }
  return { text: label, brackets };
}

/** Folds a printed label, see FoldedLabel. */
export const foldLabel = (printed: string): FoldedLabel => (knownText(printed).label ??= fold(printed));

function fold(printed: string): FoldedLabel {
  let text = '';
  let starred = false;
  for (let i = 0; i < printed.length; i++) {
    const code = printed.charCodeAt(i);
    if (code === 0x2a || code === 0xff0a || code === 0x2605) starred = true;
    else if (code === 0x3a || code === 0xff1a || code <= 0x20 || code === 0xa0 || code === 0x3000) continue;
    else if (code >= 0xff01 && code <= 0xff5e) text += String.fromCharCode(code - 0xfee0);
    else text += printed.charAt(i);
  }
  let bracket: string | null = null;
  if (text.endsWith(')')) {
    const open = text.lastIndexOf('(');
    if (open >= 0) {
      bracket = text.slice(open + 1, -1);
      text = text.slice(0, open);
    }
  }
  return { text, bracket, starred };
}
