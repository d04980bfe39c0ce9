import { Token } from './token.js';
import { gapBetween } from './token-places.js';
import type { Vocabulary } from './vocabulary.js';

/** The parts of a date, or of a weight in brackets, that a word processor set apart: 2024 年 4 月 12 日前, （40 分）. */
const APART: readonly (readonly RegExp[])[] = [
  [/^\d{4}$/u, /^年$/u, /^\d{1,2}$/u, /^月$/u, /^\d{1,2}$/u, /^日/u],
  [/^\d{4}$/u, /^年$/u, /^\d{1,2}$/u, /^月/u],
  [/^\d{1,2}$/u, /^月$/u, /^\d{1,2}$/u, /^日/u],
  [/^\d{1,2}$/u, /^月[底末初前份上中下]/u],
  [/^\d{1,2}$/u, /^日前?$/u],
  [/[（(]\d+(\.\d+)?$/u, /^分[）)]$/u],
];
/** The beginning of a numbered name: 指标 1：…. */
const ITEM = /^\p{Script=Han}{2,4}$/u;
const ITEM_NUMBER = /^\d{1,2}[:：]/u;
const COMPARED = /^[≥≤≧≦⩾⩽＞＜><＝=]{1,2}[\d.,]+$/u;
const NUMBER = /^[\d.,]+$/u;
/** No unit is longer, in characters. */
const UNIT = /^[\p{Script=Han}/]{1,6}$/u;

/**
 * Word processors set a little space between digits and ideographs, which tools print as a blank: dates, and numbers with their units, become one token again.
 * A unit is known by a number with a comparator in front of it; then it is one behind bare numbers, too.
 */
export function joinSpacedValues(tokens: readonly Token[], { levels, printed }: Vocabulary): Token[] {
  const follows = (i: number): boolean => {
    const [before, token] = [tokens[i - 1], tokens[i]];
    return before !== undefined && token !== undefined && before.line === token.line && before.cell === null && gapBetween(before, token) === 1;
  };
  const isUnit = (i: number): boolean => {
    const token = tokens[i];
    return token !== undefined && follows(i) && UNIT.test(token.text) && !levels.has(token.label.text) && !printed.has(token.label.text);
  };
  const units = new Set<string | undefined>();
  tokens.forEach((token, i) => {
    if (mayBegin(token) && COMPARED.test(token.text) && isUnit(i + 1)) units.add(tokens[i + 1]?.text);
  });
  /** How many tokens from `i` on are a sentence that spaces part at its numbers: 塌方 0.8 公里，已列入 2025 年计划. */
  const sentenceAt = (i: number): number => {
    const first = tokens[i];
    if (units.size === 0 || first === undefined || !/^\p{Script=Han}/u.test(first.text) || levels.has(first.label.text) || printed.has(first.label.text)) return 1;
    let end = i + 1;
    while (follows(end) && /\d$/u.test(tokens[end - 1]?.text ?? '') !== /\d$/u.test(tokens[end]?.text ?? '')) end++;
    const isSentence = tokens.slice(i, end).some(({ text }) => /\p{Script=Han}[，。；]/u.test(text));
    return isSentence && end - i > 2 ? end - i : 1;
  };
  const lengthAt = (i: number): number => {
    // Few tokens are followed so, by which all else is told.
    if (!follows(i + 1)) return 1;
    if (!mayBegin(tokens[i])) return ITEM.test(tokens[i]?.text ?? '') && ITEM_NUMBER.test(tokens[i + 1]?.text ?? '') ? 2 : sentenceAt(i);
    for (const parts of APART) if (parts.every((part, j) => part.test(tokens[i + j]?.text ?? '') && (j === 0 || follows(i + j)))) return parts.length;
    const { text } = tokens[i] ?? { text: '' };
    const unit = isUnit(i + 1) && (COMPARED.test(text) || (NUMBER.test(text) && units.has(tokens[i + 1]?.text)));
    return unit ? 2 : sentenceAt(i);
  };
  const joined: Token[] = [];
  for (let i = 0; i < tokens.length; ) {
    const length = lengthAt(i);
    const token = tokens[i];
    if (length === 1 && token) {
      joined.push(token);
      i++;
      continue;
    }
    const own = tokens.slice(i, i + length);
    const [first] = own;
    if (first) joined.push(new Token(own.map(({ text }) => text).join(''), own.flatMap(({ words }) => words), first.line, first.cell, first.rowSpan));
    i += length;
  }
  return joined;
}

/** True for what ends with a digit or a mark between digits: all that begins a date, a weight or a number with its unit does. */
function mayBegin(token: Token | undefined): boolean {
  const last = token?.text.charCodeAt(token.text.length - 1) ?? 0;
  return (last >= 0x30 && last <= 0x39) || last === 0x2e || last === 0x2c;
}
