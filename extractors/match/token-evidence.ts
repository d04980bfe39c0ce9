import type { CellKind } from '../../schemas/form-definition.js';
import { knownText } from './known-text.js';
import { textWidth } from './text-width.js';

/**
 * What a text looks like, and how ill it suits a kind of column. Costs are in nats: 0 is what one expects there, 3 is rare, 10 hardly ever seen.
 * They rest on what the kinds mean, not on any document.
 */
export interface TokenShape {
  readonly number: boolean;
  readonly rate: boolean;
  /** `/`, a dash, a star alone: printed to say that nothing is there. */
  readonly mark: boolean;
  /** 不适用, 无: words that say the same. */
  readonly notApplicable: boolean;
  /** Begins with a comparator, or is a number with a unit, or a date: what targets and results look like. */
  readonly measure: boolean;
  /** Begins with a year and a month. */
  readonly dated: boolean;
  readonly hasDigit: boolean;
  readonly length: number;
  /** In columns of a dump. */
  readonly width: number;
  /** A full stop, semicolon or comma inside: a sentence. */
  readonly clauses: number;
  readonly endsSentence: boolean;
  /** Begins with a sign that can't begin a text: a closing bracket, comma, full stop, percent sign. */
  readonly beginsInside: boolean;
  readonly endsOpen: boolean;
  /** `（50分）`: a bracketed number. */
  readonly bracketNumber: boolean;
  /** A short word with a number and a colon (指标2：…) begins a name, wherever names are numbered. */
  readonly itemised: boolean;
  /** Begins with a comparator, or with a word that stands for one. */
  readonly signed: boolean;
}

const NUMBER = /^[+-]?\d[\d,]*(\.\d+)?$/;
const RATE = /^[+-]?\d[\d,]*(\.\d+)?\s*[%％‰]$/;
const MARK = /^(\/|／|[-－—–─―]{1,4}|\*|＊|\\|○)$/;
const NOT_APPLICABLE = /^(不适用|无|暂无|不涉及|n\/a)$/i;
const COMPARED = /^[≥≤≧≦⩾⩽><＞＜=＝~～±约][^\s]/;
const MEASURED = /^[约近]?[\d.,]+\s*[×xX]?\d*\s*[一-鿿%％‰㎡/()（）A-Za-z]{1,12}$/;
const DATED = /^\d{2,4}\s*[年./-]\s*\d{1,2}/;
const YEAR_AND_MONTH = /^\d{4}\s*年\s*\d{1,2}\s*月/;
const INSIDE = /^[%％‰，。；、,;.!！?？：:)）】》」』”’]/;
const OPEN_END = /[，、（(【《「『“‘及和与的]$/;
const SIGN = /^([≥≤≧≦⩾⩽><＞＜=＝≈~～]|[<>]=|定性|正向|反向)/;
const ITEM = /^\p{Script=Han}{2,4}\d{1,2}[:：]./u;
const BRACKET_NUMBER = /^[（(]\s*\d+(\.\d+)?\s*[分%％]?\s*[)）]$/;

/** Looks at a text, see TokenShape. */
export const shapeOf = (text: string): TokenShape => (knownText(text).shape ??= lookAt(text));

function lookAt(text: string): TokenShape {
  const number = NUMBER.test(text);
  const rate = !number && RATE.test(text);
  let clauses = 0;
  for (const character of text) if ('，。；,;！？'.includes(character)) clauses++;
  return {
    number,
    rate,
    mark: MARK.test(text),
    notApplicable: NOT_APPLICABLE.test(text),
    measure: !number && (rate || COMPARED.test(text) || MEASURED.test(text) || DATED.test(text)),
    dated: YEAR_AND_MONTH.test(text),
    hasDigit: /\d/.test(text),
    length: text.length,
    width: textWidth(text),
    clauses: number ? 0 : clauses,
    endsSentence: /[。；;！!？?]$/.test(text),
    beginsInside: INSIDE.test(text),
    endsOpen: OPEN_END.test(text),
    bracketNumber: BRACKET_NUMBER.test(text),
    itemised: ITEM.test(text),
    signed: SIGN.test(text),
  };
}

export const IMPOSSIBLE = 14;
const ITEM_AS_NAME = -2;

/** The cost of finding this shape in a column of this kind (levels are judged by their vocabulary elsewhere). */
export function costOfKind(kind: CellKind, shape: TokenShape): number {
  switch (kind) {
    case 'points':
      if (shape.number) return 0;
      return shape.mark ? 0.2 : shape.notApplicable ? 2.5 : IMPOSSIBLE;
    case 'money':
      if (shape.number) return 0;
      return shape.mark ? 0.4 : shape.notApplicable ? 1 : shape.measure ? 3 : IMPOSSIBLE;
    case 'rate':
      if (shape.rate) return 0;
      return shape.number ? 0.2 : shape.mark ? 0.4 : shape.notApplicable ? 1 : IMPOSSIBLE;
    case 'number':
    case 'code':
      return shape.number ? 0 : shape.hasDigit ? 1 : shape.mark ? 1 : 8;
    case 'date':
      return shape.measure ? 0 : shape.hasDigit ? 1 : shape.mark || shape.notApplicable ? 1 : 8;
    case 'value':
      if (shape.measure || shape.mark || shape.notApplicable) return 0;
      if (shape.number) return 0.4;
      return Math.min(5, 0.6 + shape.length * 0.08 + shape.clauses * 1.2 + (shape.endsSentence ? 2 : 0) + (shape.beginsInside ? 2.5 : 0));
    case 'text':
      if (shape.itemised) return ITEM_AS_NAME;
      if (shape.number) return 6;
      if (shape.mark) return 3;
      // 5G消息发射数量 begins like a quantity and is a name.
      if (shape.measure) return shape.length > 6 && !shape.rate && !shape.dated ? 1.5 : 4;
      return (shape.notApplicable ? 0.4 : 0) + Math.min(4, shape.clauses * 1.3 + (shape.endsSentence ? 2.5 : 0)) + (shape.beginsInside ? 3 : 0);
    case 'prose':
      if (shape.number || shape.itemised) return 6;
      if (shape.mark) return 0.6;
      if (shape.notApplicable) return 1.5;
      // 2座公厕因施工缓建 begins like one, too, and explains.
      if (shape.measure) return shape.length > 12 ? 1 : shape.length > 6 && !shape.rate && !shape.dated ? 2 : 4;
      return shape.clauses > 0 || shape.endsSentence ? 0 : Math.max(0.2, 1.6 - shape.length * 0.08) + (shape.beginsInside ? 4 : 0);
    case 'level':
      return 0;
  }
}
