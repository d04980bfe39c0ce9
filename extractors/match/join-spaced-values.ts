import { Token, wordsOf } from './token.js';
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
/** What the second part of each begins with. */
const SECOND = '年月日分';
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
export function joinSpacedValues(tokens: readonly Token[], vocabulary: Vocabulary): Token[] {
  const units = unitsOf(tokens, vocabulary);
  const joined: Token[] = [];
  for (let i = 0; i < tokens.length; ) {
    const length = lengthAt(tokens, i, units, vocabulary);
    const token = tokens[i] as Token; // within bounds
    if (length === 1) joined.push(token);
    else {
      const own = tokens.slice(i, i + length);
      joined.push(new Token(own.map(({ text }) => text).join(''), wordsOf(own), token.line, token.cell, token.rowSpan));
    }
    i += length;
  }
  return joined;
}

/** The units behind numbers with a comparator. */
function unitsOf(tokens: readonly Token[], vocabulary: Vocabulary): ReadonlySet<string> {
  const units = new Set<string>();
  for (let i = 1; i < tokens.length; i++) {
    const before = tokens[i - 1] as Token; // within bounds
    const token = tokens[i] as Token;
    if (mayBegin(before) && follows(tokens, i) && COMPARED.test(before.text) && isUnit(token, vocabulary)) units.add(token.text);
  }
  return units;
}

/** True for a token one blank behind the one before it. */
function follows(tokens: readonly Token[], i: number): boolean {
  const token = tokens[i];
  const before = tokens[i - 1];
  return before !== undefined && token !== undefined && before.line === token.line && before.cell === null && gapBetween(before, token) === 1;
}

const isUnit = ({ text, label }: Token, { levels, printed }: Vocabulary): boolean => UNIT.test(text) && !levels.has(label.text) && !printed.has(label.text);

/** How many tokens from `i` on are one. */
function lengthAt(tokens: readonly Token[], i: number, units: ReadonlySet<string>, vocabulary: Vocabulary): number {
  // Few tokens are followed so, by which all else is told.
  if (!follows(tokens, i + 1)) return 1;
  const first = tokens[i] as Token; // the next one follows it
  const next = tokens[i + 1] as Token;
  if (!mayBegin(first)) return ITEM_NUMBER.test(next.text) && ITEM.test(first.text) ? 2 : sentenceAt(tokens, i, units, vocabulary);
  if (SECOND.includes(next.text.charAt(0))) for (const parts of APART) if (standApart(tokens, i, parts)) return parts.length;
  const isMeasure = isUnit(next, vocabulary) && (COMPARED.test(first.text) || (NUMBER.test(first.text) && units.has(next.text)));
  return isMeasure ? 2 : sentenceAt(tokens, i, units, vocabulary);
}

/** True when the tokens from `i` on are such parts, one blank behind another. */
function standApart(tokens: readonly Token[], i: number, parts: readonly RegExp[]): boolean {
  for (let j = 0; j < parts.length; j++) {
    if (parts[j]?.test(tokens[i + j]?.text ?? '') !== true || (j > 0 && !follows(tokens, i + j))) return false;
  }
  return true;
}

/** How many tokens from `i` on are a sentence that spaces part at its numbers: 塌方 0.8 公里，已列入 2025 年计划. */
function sentenceAt(tokens: readonly Token[], i: number, units: ReadonlySet<string>, { levels, printed }: Vocabulary): number {
  const first = tokens[i];
  if (units.size === 0 || first === undefined || !/^\p{Script=Han}/u.test(first.text) || levels.has(first.label.text) || printed.has(first.label.text)) return 1;
  let end = i + 1;
  while (follows(tokens, end) && /\d$/u.test(tokens[end - 1]?.text ?? '') !== /\d$/u.test(tokens[end]?.text ?? '')) end++;
  const isSentence = tokens.slice(i, end).some(({ text }) => /\p{Script=Han}[，。；]/u.test(text));
  return isSentence && end - i > 2 ? end - i : 1;
}

/** True for what ends with a digit or a mark between digits: all that begins a date, a weight or a number with its unit does. */
function mayBegin(token: Token | undefined): boolean {
  const last = token?.text.charCodeAt(token.text.length - 1) ?? 0;
  return (last >= 0x30 && last <= 0x39) || last === 0x2e || last === 0x2c;
}
