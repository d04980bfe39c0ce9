import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normaliseValue } from '../../../pipeline/normalise/normalise-value.js';
import { CellKind } from '../../../schemas/form-definition.js';
import { Value } from '../../../schemas/value.js';

const PARTS =
  '0 1 5 9 95 100 2021 12 31 . , ， ％ % ‰ ≥ ≤ > < = ≥≥ ~ - — / · ( ) （ ） 万 亿 元 万元 人 次 台 个 个月 月 年 日 天 小时 分钟 工作日 ㎡ 公里 亩 每 一 两 十 百 千 百分之 不少于 不超过 以上 以内 内 左右 前 底 至 到 第三季度 O l S 工 口 □ 秒批 完成 及时 无 、 ；'.split(
    ' ',
  );
const expression = fc.array(fc.oneof(fc.constantFrom(...PARTS), fc.constant(' ')), { maxLength: 10 }).map((parts) => parts.join(''));
const anyText = fc.oneof({ weight: 3, arbitrary: expression }, fc.string({ unit: 'binary', maxLength: 200 }), fc.string({ unit: 'grapheme' }));
const kind = fc.constantFrom(...CellKind.options);
const unit = fc.constantFrom(null, '元', '万元', '%', '分');
const number = fc.oneof(
  fc.nat({ max: 99_999_999 }).map(String),
  fc.tuple(fc.nat({ max: 9999 }), fc.integer({ min: 1, max: 99 })).map(([whole, part]) => `${whole}.${part}`),
);
const tail = fc.constantFrom('', '%', '元', '万元', '人', '台', '小时', '个工作日', '㎡', '次/月', '%以上', '天内', '元/人/月');
const sign = fc.constantFrom('', '≥', '≤', '>', '<', '=', '不少于', '不超过');

describe('any text', () => {
  it('is read without an error, to a value that the schema knows', () => {
    fc.assert(
      fc.property(anyText, kind, unit, fc.boolean(), (text, cellKind, heading, moneyHint) => {
        const value = normaliseValue(text, { kind: cellKind, unit: heading, moneyHint });
        if (value !== null) Value.parse(value);
      }),
      { numRuns: 5000 },
    );
  });

  it('is read the same twice', () => {
    fc.assert(
      fc.property(expression, (text) => {
        expect(read(text)).toEqual(read(text));
      }),
    );
  });
});

describe('width', () => {
  it('does not change the value', () => {
    fc.assert(
      fc.property(expression, (text) => {
        expect(read(toFullWidth(text))).toEqual(read(text));
      }),
      { numRuns: 3000 },
    );
  });
});

describe('a printed number', () => {
  it('keeps its digits, whatever stands around it', () => {
    fc.assert(
      fc.property(sign, number, tail, (before, printed, behind) => {
        const [value] = numbersOf(read(before + printed + behind));
        // A bound on both sides may contradict itself, and 2021.7 alone is a month: then there is no number at all.
        if (value !== undefined) expect(Number(value)).toBe(Number(printed));
      }),
      { numRuns: 3000 },
    );
  });

  it('with junk inside is never another number', () => {
    const junk = fc.constantFrom('工', '口', 'O', 'l', 'S', 'B', 'Z', '|', '□', '#', '?', '\uFFFD', '..', ',,', '.,', '≥', '%', ' ', '的', '。', '“', '*', '_');
    const digits = fc.stringMatching(/^[1-9]\d{1,6}(\.\d{1,2})?$/);
    fc.assert(
      fc.property(sign, digits, fc.double({ min: 0, max: 1, noNaN: true }), junk, tail, (before, printed, where, damage, behind) => {
        const cut = 1 + Math.floor(where * (printed.length - 2));
        const damaged = printed.slice(0, cut) + damage + printed.slice(cut);
        fc.pre(/\d$/.test(printed.slice(0, cut)) && /^\d/.test(printed.slice(cut)));
        expect(numbersOf(read(before + damaged + behind))).toEqual([]);
      }),
      { numRuns: 5000 },
    );
  });

  it('whose first or last digit became a letter is never the rest of it', () => {
    fc.assert(
      fc.property(sign, fc.stringMatching(/^[1-9]\d{0,5}$/), fc.constantFrom('O', 'l', 'I', 'S', 'B', 'Z', '|', '□', '\uFFFD'), tail, fc.boolean(), (before, printed, damage, behind, first) => {
        const damaged = first ? damage + printed : printed + damage;
        expect(numbersOf(read(before + damaged + behind))).toEqual([]);
      }),
      { numRuns: 5000 },
    );
  });
});

function read(text: string): Value | null {
  return normaliseValue(text, { kind: 'value', unit: null });
}

function numbersOf(value: Value | null): string[] {
  if (value === null) return [];
  if (value.kind === 'quantity' || value.kind === 'ratio') return [value.number];
  if (value.kind === 'range') return [...numbersOf(value.from), ...numbersOf(value.to)];
  return value.kind === 'multi' ? value.parts.flatMap(numbersOf) : [];
}

function toFullWidth(text: string): string {
  return text.replace(/[!-~]/g, (character) => String.fromCharCode(character.charCodeAt(0) + 0xfee0));
}
