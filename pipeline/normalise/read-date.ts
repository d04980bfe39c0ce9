import type { DateValue, Value } from '../../schemas/value.js';
import { scanNumber } from './numerals.js';

type Period = Extract<Value, { kind: 'period' }>;

/** A date as printed: each part a number or null. `end` marks 底 and 末: the last day of the month or year. */
interface Parts {
  readonly year: number | null;
  readonly month: number | null;
  readonly day: number | null;
  readonly quarter: number | null;
  readonly half: number | null;
  readonly end: boolean;
}

const YEAR = '(?<year>(?:19|20)\\d\\d|[一二][〇零一二三四五六七八九]{3})年?';
const QUARTER = '(?:第?(?<quarter>[一二三四])|第(?<quarterDigit>[1-4]))季度?';
const HALF = '(?<half>[上下])半年';
const MONTH = '(?<month>\\d{1,2}|十[一二]?|[一二三四五六七八九])';
const DAY = '(?<day>\\d{1,2}|二?十[一二三四五六七八九]?|三十一?|[一二三四五六七八九])';
const END = '(?<end>底|末)?';

/** Whole expressions, the first that fits counts. The suffix (前, 以后 …) is cut off before. */
const FORMS: readonly RegExp[] = [
  `${YEAR.replace('年?', '年')}度?(?:${MONTH}月(?:份|${DAY}[日号]|[上中下]旬|初)?${END})`,
  `${YEAR.replace('年?', '年')}度?(?:${QUARTER}|${HALF})${END}`,
  `${YEAR.replace('年?', '年')}度?(?:年?${END})`,
  `(?<year>(?:19|20)\\d\\d)(?<mark>[-./])(?<month>\\d{1,2})(?:\\k<mark>(?<day>\\d{1,2})日?)?`,
  `${MONTH}月(?:份|${DAY}[日号]|[上中下]旬|初)?${END}`,
  `(?:每月)?(?<day>\\d{1,2})[日号]`,
  `(?:本年度?|当年|全年|年)?(?:${QUARTER}|${HALF})${END}`,
  `(?:本|当)?年(?<yearEnd>底|末)`,
].map((form) => new RegExp(`^${form}$`));

const BEFORE = /(?:之前|以前|前)(?:全部|均|已)?(?:完成|完工|竣工|验收|交付|发放|支付|上线|办结|实施|启动|开展|到位|报送|提交|建成|投入使用)*$/;
const AFTER = /(?:之后|以后|后|起)(?:实施|启动|开展|执行)?$/;
const DONE = /(?<=[年月日号底末旬份度内\d])(?:已|全部|均|按时|按期)*(?:完成|完工|竣工|验收|交付|发放|支付|上线|办结|建成)(?:完毕|完成|验收)?$/;
// 2021年内; not 1月内, which may be within a month.
const WITHIN = /(?<=\d{4}年.*)内$/;
const LEAD = /^(?:不晚于|不迟于|不得晚于|不得迟于|最晚|最迟|≤|截止到?|截至|于|在|已于|≥|=|早于)/;
const BY_LEAD = /^(?:不晚于|不迟于|不得晚于|不得迟于|最晚|最迟|≤|截止到?|早于)$/;

/**
 * The date that the whole of `text` (folded) states, or null: `2021年12月前`, `12月31日前`, `2021.7`, `2021-07-26`, `年底前`; a quarter or half
 * year without a bound is a period. Undefined where it is written like a date and no calendar has it (2021年13月).
 */
export function readDate(text: string): DateValue | Period | null | undefined {
  const lead = LEAD.exec(text)?.[0] ?? '';
  let core = text.slice(lead.length);
  const before = BEFORE.exec(core);
  const after = before === null ? AFTER.exec(core) : null;
  if (before !== null || after !== null) core = core.slice(0, (before ?? after)?.index);
  else core = core.replace(DONE, '').replace(WITHIN, '');
  const parts = readParts(core);
  if (parts === null || parts === undefined) return parts;
  const by = before !== null || BY_LEAD.test(lead);
  const from = after !== null || lead === '≥';
  // 12月中旬前 is earlier than 12月前.
  if ((by && from) || (by && /[旬初]/.test(core))) return null;
  // 25日 may be a day of the month or a stretch of days, ≥12月 a month or twelve of them; a bound behind it, or a day, makes it sure.
  if (parts.year === null && parts.quarter === null && parts.half === null && before === null && after === null) {
    if (parts.month === null && !text.startsWith('每月')) return null;
    if (parts.day === null && (lead === '≤' || lead === '≥')) return null;
  }
  if ((parts.quarter !== null || parts.half !== null) && !by && !from && !parts.end) {
    const [first, last] = parts.quarter === null ? [parts.half === 1 ? 1 : 7, parts.half === 1 ? 6 : 12] : [parts.quarter * 3 - 2, parts.quarter * 3];
    return { kind: 'period', from: isoDate({ ...parts, month: first }), to: isoDate({ ...parts, month: last }) };
  }
  const month = parts.month ?? lastMonth(parts);
  const day = parts.day ?? (parts.end && by ? lastDay(parts.year, month) : null);
  const date = isoDate({ ...parts, month, day });
  if (by) return { kind: 'date', comparator: '<=', date, op: 'by' };
  if (from) return { kind: 'date', comparator: '>=', date, op: 'from' };
  return { kind: 'date', comparator: null, date, op: day === null ? 'in' : 'on' };
}

const PERIOD_MARK = /--|——|—|~|至|到|-/g;

/** The period that the whole of `text` (folded) states, or null: `2020.02--2020.11`, `2021年3月至9月`, `1-12月`, `2021-2022年`. */
export function readPeriod(text: string): Period | null | undefined {
  for (const mark of text.matchAll(PERIOD_MARK)) {
    const left = text.slice(0, mark.index);
    const right = text.slice(mark.index + mark[0].length).replace(/(?:期间|止|为止)$/, '');
    const to = readParts(right.replace(/^((?:19|20)\d\d)年?度?$/, '$1年'));
    // 3-9月 and 2021年1-12月 print the unit of both once.
    const from = readParts(left.replace(/^从/, '')) ?? readParts(sharedUnit(left, right));
    if (from === null || to === null || from === undefined || to === undefined) continue;
    if ([from, to].some((parts) => parts.quarter !== null || parts.half !== null || parts.end)) continue;
    if (isDotted(left) !== isDotted(right)) continue;
    const whole = { ...to, year: to.year ?? from.year, month: to.month ?? (to.day === null ? null : from.month) };
    if ((whole.month === null) !== (from.month === null) || (whole.year === null) !== (from.year === null)) continue;
    if (from.month === null && from.year === null) continue;
    const period: Period = { kind: 'period', from: isoDate(from), to: isoDate(whole) };
    if (period.from.startsWith('--') || period.from.slice(0, period.to.length) <= period.to.slice(0, period.from.length)) return period;
  }
  return null;
}

function sharedUnit(left: string, right: string): string {
  const unit = /^\d+([年月日])/.exec(right)?.[1];
  return unit === undefined || !/\d$/.test(left) ? '' : left + unit;
}

function isDotted(text: string): boolean {
  return /^\d{4}[-./]/.test(text);
}

/** The parts of a date expression without its suffix; null when it is none, undefined when no calendar has it. */
function readParts(text: string): Parts | null | undefined {
  for (const form of FORMS) {
    const groups = form.exec(text)?.groups;
    if (groups === undefined) continue;
    const year = readYear(groups['year']);
    const month = readSmall(groups['month']) ?? (groups['yearEnd'] === undefined ? null : 12);
    const day = readSmall(groups['day']);
    const quarter = readSmall(groups['quarter'] ?? groups['quarterDigit']);
    const half = groups['half'] === undefined ? null : groups['half'] === '上' ? 1 : 2;
    const end = groups['end'] !== undefined || groups['yearEnd'] !== undefined;
    // 2020.50 is an amount, 2021-13 a date gone wrong.
    if (month !== null && (month < 1 || month > 12)) return groups['mark'] === '.' && day === null ? null : undefined;
    if (day !== null && (day < 1 || day > lastDay(year, month))) return undefined;
    if (day !== null && end) return null;
    return { year, month, day, quarter, half, end };
  }
  return null;
}

function readYear(text: string | undefined): number | null {
  if (text === undefined) return null;
  const digits = [...text].map((character) => ('〇一二三四五六七八九'.includes(character) ? '〇一二三四五六七八九'.indexOf(character) : character === '零' ? 0 : character));
  return Number(digits.join(''));
}

function readSmall(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (/^\d+$/.test(text)) return Number(text);
  const number = scanNumber(text, 0);
  return number === null ? null : Number(number.number);
}

function lastMonth(parts: Parts): number | null {
  if (parts.quarter !== null) return parts.quarter * 3;
  if (parts.half !== null) return parts.half * 6;
  return parts.end ? 12 : null;
}

function lastDay(year: number | null, month: number | null): number {
  if (month === null) return 31;
  // Without a year February may have 29.
  return new Date(Date.UTC(year ?? 2000, month, 0)).getUTCDate();
}

function isoDate(parts: { readonly year: number | null; readonly month: number | null; readonly day: number | null }): string {
  const two = (part: number): string => String(part).padStart(2, '0');
  const tail = (parts.month === null ? '' : `-${two(parts.month)}`) + (parts.day === null ? '' : `-${two(parts.day)}`);
  if (parts.year !== null) return `${parts.year}${tail}`;
  return parts.month === null ? `--${tail}` : `-${tail}`;
}
