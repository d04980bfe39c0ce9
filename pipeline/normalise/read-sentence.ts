import { hasComparatorWord } from './comparators.js';
import { readQuantity, type Measured } from './read-quantity.js';

// A longer text is prose, whatever number it ends with.
const LONGEST_SENTENCE = 40;
const ONE_NUMBER = /^[^\d]*\d[\d.,]*[^\d]*$/;
const STATEMENT = /^[\p{Script=Han}“”"'《》():：,、a-zA-Z_-]{2,}$/u;
const SAYS = /(?:为|是|达|达到|达成|共|共计|合计|累计|总计|计|至|到|:)$/;
const SHORT_SAYS = /^[达为共计至已]$/;
// 前3名, 第3批, 每3天, 满5年: the number is no amount of the thing. B5%: it may be a digit misread.
const BINDS_NUMBER = /[第前后满每上下仅\p{Script=Latin}\p{Pd}.'"（(]$/u;
const NEGATED = /[不未没无非否].{0,2}$/u;
const PER_INSIDE = /每|[人户亩日月年周]均|[一二两三四五六七八九十百千万亿]$/;

// 成本节约5万元 is no 约5万元.
const WORD_ENDS = /(?:[节合签预履违契制]约|[附邻最临]近)$/;

/** The quantity that ends a short statement and is the only number in it (主干光纤传输单价为每条2.2万元), or null. */
export function readSentence(text: string, moneyHint: boolean): Measured | null {
  if (text.length > LONGEST_SENTENCE || !ONE_NUMBER.test(text)) return null;
  const digit = text.search(/\d/);
  for (let start = 1; start <= digit; start += 1) {
    if (WORD_ENDS.test(text.slice(0, start + 1))) continue;
    const value = readQuantity(text.slice(start), moneyHint);
    if (value === null) continue;
    const statement = text.slice(0, start);
    if (BINDS_NUMBER.test(statement) || NEGATED.test(statement) || PER_INSIDE.test(statement) || hasComparatorWord(statement)) return null;
    if (!SHORT_SAYS.test(statement) && !STATEMENT.test(statement)) return null;
    // 方案39 names a plan; 共39 says how many.
    return value.unit === null && !SAYS.test(statement) ? null : value;
  }
  return null;
}
