import type { Comparator, QuantityValue, RatioValue } from '../../schemas/value.js';
import { comparatorWordAt, comparatorWordBehind, mergeComparators, SIGNS } from './comparators.js';
import { findUnit, findUnitAt, toBase, type FoundUnit } from './find-unit.js';
import { scanNumber, type ScannedNumber } from './numerals.js';
import { COUNTERS, LONG_COUNTERS, MEASURES, NAMING_COUNTERS, ORDINAL_COUNTERS, PER_TIMES } from './units.js';

export type Measured = QuantityValue | RatioValue;

// 每周至少推送3次: verbs that may stand between a frequency or bound and its number.
const VERBS = /^(?:(?:共计?|合计|累计|总计|计|为|达到?|完成|开展|举办|组织|推送|召开|发布|发放|巡查|检查|培训|更新|维护|巡检|清洗|召集|进行|报送|编制|出具|提供|安排|配备|控制在|控制|了)+)/;
const AVERAGE = /^(人|户|亩|日|月|年|周)均/;
// 50元一餐, but not 50元一次性. Of money only: 两周一次 is no price.
const PER_ONE = /^一(?=[^次]|次$)/;
const ALTERNATIVE = /^\([^()\d]{1,3}\)/;
// A remark that bounds the value is no remark: 5个(以上).
const REMARK = /\((?!及?以[上下内]|左右|上下|不含\)|含\)以)[^()\d]{1,30}\)$/;
const COUNTED = /^(?![已未不没无均全按的了完达合通正运以之前后左右上下多余万亿])[\p{Script=Han}A-Za-z“”"《》、]{1,12}$/u;
// 24小时内响应, 3个工作日内办结: what is done within the time. Not 3天内未完成.
const DONE = /^(?!.*[未不没无])[\p{Script=Han}]{1,10}$/u;
// 100%完成: the rate is the whole statement.
const REACHED = /^(?:完成|覆盖|全覆盖|达标|合格|满意|到位|通过|达成|实现|执行|办结|保障|落实|安全|准确|及时|率)$/;
const OVER = /^([万亿千百]?)[余多](?=.)/;
const TIME_BASES = new Set(['秒', '天', '工作日', '周', '月', '季度', '年']);
const PER_WORDS = new Set<string>([...PER_TIMES, ...MEASURES.map((measure) => measure.unit), ...COUNTERS, ...LONG_COUNTERS]);
const LONGEST_PER = 4;

/**
 * The quantity or ratio that the whole of `text` (folded) states, or null: `≤100元/人/月`, `每周至少推送3次`, `95%以上`, `50个秒批`.
 * `moneyHint` makes a bare 万 money. Exactly one number, and no character left over.
 */
export function readQuantity(text: string, moneyHint: boolean): Measured | null {
  const sign = SIGNS[text.charAt(0)] ?? null;
  const number = scanNumber(text, sign === null ? 0 : 1);
  if (number !== null) {
    // The common case: a sign, a number and a unit.
    if (number.end === text.length) return number.chinese ? null : measured(sign, number.number, null, [], undefined, moneyHint);
    if (!number.chinese) {
      const unit = findUnit(text.slice(number.end));
      if (unit !== null) return measured(sign, number.number, unit, [], undefined, moneyHint);
    }
    return readBehindNumber(text, number, sign, [], moneyHint);
  }
  return readFromPrefix(text, moneyHint);
}

/** Per words, comparators and verbs in front of the number, in the order people write them. */
function readFromPrefix(text: string, moneyHint: boolean): Measured | null {
  const per: string[] = [];
  let comparator: Comparator | null = null;
  let position = 0;
  for (;;) {
    const percent = percentInWords(text, position);
    if (percent !== null) return readPercentInWords(text, percent, comparator);
    const number = scanNumber(text, position);
    if (number !== null) return readBehindNumber(text, number, comparator, per, moneyHint);
    const each = perAt(text, position);
    if (each !== null) {
      per.push(each.per);
      position = each.end;
      continue;
    }
    const sign = SIGNS[text.charAt(position)];
    const word = sign === undefined ? comparatorWordAt(text, position) : { comparator: sign, length: 1 };
    if (word !== null) {
      // ≥≥95 is a damaged print; ≥ beside 不少于 says one thing twice.
      if (sign !== undefined && SIGNS[text.charAt(position + 1)] !== undefined) return null;
      const merged = mergeComparators(comparator, word.comparator);
      if (merged === undefined) return null;
      comparator = merged;
      position += word.length;
      continue;
    }
    const verbs = VERBS.exec(text.slice(position))?.[0];
    if (verbs === undefined) return null;
    position += verbs.length;
  }
}

/** What follows the number: unit, per words, what is counted, a bound in words, a remark in brackets. */
function readBehindNumber(text: string, number: ScannedNumber, comparator: Comparator | null, front: readonly string[], moneyHint: boolean): Measured | null {
  let position = number.end;
  let bound = comparator;
  const each = front.length === 0 ? perOfOne(text, number) : null;
  if (each !== null) return readBehindNumber(text, each.counted, comparator, [each.per], moneyHint);
  // 100余人, 3万余元
  const over = OVER.exec(text.slice(position));
  if (over !== null) {
    if (bound !== null) return null;
    const scale = over[1] ?? '';
    return readBehindNumber(text.slice(0, position) + scale + text.slice(position + scale.length + 1), number, '>', front, moneyHint);
  }
  let unit = findUnitAt(text, position);
  if (unit === null) {
    const bracketed = /^\([^()\d]{1,4}\)/.exec(text.slice(position))?.[0];
    unit = bracketed === undefined ? null : findUnit(bracketed);
  }
  if (unit !== null) {
    if (number.chinese && isSetPhrase(number.number, unit)) return null;
    position += unit.unit.length;
    const alternative = ALTERNATIVE.exec(text.slice(position))?.[0];
    if (alternative !== undefined) {
      const both = findUnit(unit.unit + alternative);
      if (both !== null) {
        unit = both;
        position += alternative.length;
      }
    }
  } else if (number.chinese) return null;

  const per = [...front];
  let of: string | undefined;
  for (let rest = text.slice(position); rest !== ''; rest = text.slice(position)) {
    const behind = comparatorWordBehind(text, position);
    if (behind !== null) {
      const merged = mergeComparators(bound, behind.comparator);
      if (merged === undefined) return null;
      bound = merged;
      position += behind.length;
      const done = text.slice(position);
      if (behind.comparator === '<=' && unit !== null && TIME_BASES.has(unit.base) && DONE.test(done)) break;
      continue;
    }
    if (unit === null) return null;
    const remark = REMARK.exec(rest);
    if (remark !== null && remark.index === 0) break;
    const next = perBehind(text, position, per.length > front.length, unit.base === '元');
    if (next !== null) {
      per.push(next.per);
      position = next.end;
      continue;
    }
    if (unit.kind === 'ratio' && REACHED.test(rest)) break;
    if (unit.kind !== 'count' || of !== undefined) return null;
    const counted = rest.replace(REMARK, '');
    if (!COUNTED.test(counted) || (counted.length === 1 && !NAMING_COUNTERS.includes(unit.unit)) || (number.chinese && !NAMING_COUNTERS.includes(unit.unit))) return null;
    of = counted;
    position += counted.length;
  }
  return measured(bound, number.number, unit, per, of, moneyHint);
}

/** 每人, 每1年, 每次(日), 人均 at `start`: the word behind it and where it ends. */
function perAt(text: string, start: number): { per: string; end: number } | null {
  const average = AVERAGE.exec(text.slice(start, start + 2))?.[1];
  if (average !== undefined) return { per: average, end: start + 2 };
  if (text.charAt(start) !== '每') return null;
  const one = text.charAt(start + 1);
  const from = (one === '1' && !/\d/.test(text.charAt(start + 2))) || one === '一' ? start + 2 : start + 1;
  return perWordAt(text, from);
}

/** 一年两次, 1天开展1次: one stretch of time in front of a number of something else. 1小时30分钟 is one stretch. */
function perOfOne(text: string, number: ScannedNumber): { per: string; counted: ScannedNumber } | null {
  if (number.number !== '1') return null;
  const word = perWordAt(text, number.end);
  if (word === null || !PER_TIMES.includes(word.per)) return null;
  const verbs = VERBS.exec(text.slice(word.end))?.[0] ?? '';
  const counted = scanNumber(text, word.end + verbs.length);
  const unit = counted === null ? null : findUnitAt(text, counted.end);
  return counted === null || unit === null || TIME_BASES.has(unit.base) ? null : { per: word.per, counted };
}

/** `/人`, `·月` (behind another per), `/(人·月)`, `每人`, `一餐` at `start`. */
function perBehind(text: string, start: number, further: boolean, money: boolean): { per: string; end: number } | null {
  const sign = text.charAt(start);
  if (sign === '/' || (further && (sign === '·' || sign === '*' || sign === '×'))) {
    const opened = sign === '/' && text.charAt(start + 1) === '(';
    const from = start + (opened || text.charAt(start + 1) === '每' ? 2 : 1);
    const word = perWordAt(text, from) ?? anyPerWordAt(text, from);
    if (word === null) return null;
    const closed = further && text.charAt(word.end) === ')';
    return opened && text.indexOf(')', word.end) < 0 ? null : { per: word.per, end: word.end + (closed || (opened && text.charAt(word.end) === ')') ? 1 : 0) };
  }
  if (sign === '每') return perAt(text, start);
  return money && PER_ONE.test(text.slice(start)) ? perWordAt(text, start + 1) : null;
}

/** The longest known unit or stretch of time at `start`; an alternative in brackets behind it is passed over. */
function perWordAt(text: string, start: number): { per: string; end: number } | null {
  for (let length = LONGEST_PER; length > 0; length -= 1) {
    const word = text.slice(start, start + length);
    if (word.length < length) continue;
    if (PER_WORDS.has(word) || (length > 1 && isCounter(word))) {
      const end = start + length;
      const alternative = ALTERNATIVE.exec(text.slice(end))?.[0];
      const known = alternative !== undefined && (isCounter(alternative.slice(1, -1)) || PER_WORDS.has(alternative.slice(1, -1)));
      return { per: word, end: known && alternative !== undefined ? end + alternative.length : end };
    }
  }
  return null;
}

/** 元/学员: behind a slash any short word is what the price is per. */
function anyPerWordAt(text: string, start: number): { per: string; end: number } | null {
  const word = /^[\p{Script=Han}]{1,4}(?=$|[/·()])/u.exec(text.slice(start))?.[0];
  return word === undefined || scanNumber(word, 0) !== null ? null : { per: word, end: start + word.length };
}

function isCounter(word: string): boolean {
  const unit = findUnit(word);
  return unit !== null && unit.kind === 'count' && !unit.scaled && !word.includes('(');
}

function isSetPhrase(number: string, unit: FoundUnit): boolean {
  return unit.kind === 'count' && !unit.scaled && ORDINAL_COUNTERS.includes(unit.unit) && number.length <= 2;
}

/** True for 2021年, which is a year, for 近三年, which are the last three, and for 25日 without an upper bound, which may be a day of the month. */
function isCalendar(number: string, unit: FoundUnit, comparator: Comparator | null): boolean {
  if (unit.unit === '日') return comparator !== '<=';
  return unit.unit === '年' && (comparator === '~' || /^(?:19|20)\d\d$/.test(number));
}

interface PercentInWords {
  readonly number: string;
  readonly end: number;
  readonly unit: '%' | '‰';
}

/** 百分之九十五, 千分之5, 百分之百, 百分百 at `start`. */
function percentInWords(text: string, start: number): PercentInWords | null {
  const head = text.charAt(start);
  if ((head !== '百' && head !== '千') || text.charAt(start + 1) !== '分') return null;
  const unit = head === '百' ? '%' : '‰';
  const from = start + (text.charAt(start + 2) === '之' ? 3 : 2);
  if (head === '百' && text.charAt(from) === '百') return { number: '100', end: from + 1, unit };
  const number = from === start + 3 ? scanNumber(text, from) : null;
  return number === null ? null : { number: number.number, end: number.end, unit };
}

function readPercentInWords(text: string, percent: PercentInWords, comparator: Comparator | null): Measured | null {
  const behind = percent.end < text.length ? comparatorWordBehind(text, percent.end) : null;
  if (percent.end + (behind?.length ?? 0) !== text.length) return null;
  const merged = mergeComparators(comparator, behind?.comparator ?? null);
  return merged === undefined ? null : measured(merged, percent.number, findUnit(percent.unit), [], undefined, false);
}

function measured(comparator: Comparator | null, number: string, unit: FoundUnit | null, per: string[], of: string | undefined, moneyHint: boolean): Measured | null {
  if (unit === null) return per.length > 0 ? null : { kind: 'quantity', comparator, number, unit: null, base: null, per };
  if (unit.kind === 'ratio') {
    // A share per something is a text: nothing can be compared with it.
    return per.length > 0 ? null : { kind: 'ratio', comparator, number, unit: unit.unit, base: { number: toBase(number, unit), unit: '1' } };
  }
  if (isCalendar(number, unit, comparator)) return null;
  const base =
    unit.kind === 'scale' ? (moneyHint ? { number: toBase(number, unit), unit: '元' } : null) : { number: toBase(number, unit), unit: unit.base };
  const value: QuantityValue = { kind: 'quantity', comparator, number, unit: unit.unit, base, per };
  if (of !== undefined) value.of = of;
  return value;
}
