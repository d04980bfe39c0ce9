/** A wrong digit still looks like a number: what numbers are made of must be sure. */
const NUMBER = /[0-9０-９<>≥≤＜＞≧≦⩾⩽%％‰]/u;
/** ≤ is read as 《 at times: such a bracket counts as one that may be a comparator. */
const LIKE_COMPARATOR = /[《》〈〉]/u;
/** Letters and rings that are digits more often than not: alone or beside digits they are never plain. */
const LIKE_DIGIT = /[oOlI|丨○〇。]/u;
/** Pairs and triples that engines take for one another where print is small or faint (measured: 完 and 元, 已 and 己, 目 and 日, 人 and 天). */
const CONFUSABLE = /[完元已己巳目日曰未末人入天大太千干于土士工]/u;
/** Points that differ by a dot or a tail, which small print loses; and a star looks like a quotation mark. */
const SMALL_POINTS = /[、·，,。．；;：:“”‘’"'*]/u;
/** Raised figures are small, and behind a unit nothing else stands there. */
const PUNCTUATION = /[\p{P}\p{S}²³]/u;

const SURE = 0.97;
/** Of the words whose least sure sign two looks gave less than this, one in five was wrong in bad scans (13 of 73), of the others one in 170. */
const FAIRLY_SURE = 0.85;
const LIKELY_POINT = 0.9;
const ANY = 0.4;

/** The digit that a sign is drawn like, or null. */
export function digitLike(sign: string): '0' | '1' | null {
  if (!LIKE_DIGIT.test(sign)) return null;
  return /[lI|丨]/u.test(sign) ? '1' : '0';
}

/** Whether a sign is a point that another is drawn much like. */
export const isSmallPoint = (sign: string): boolean => SMALL_POINTS.test(sign);

/** Whether a sign is a part of a number: digits, comparators, per cent. */
export const isOfNumber = (sign: string): boolean => NUMBER.test(sign);

/** How sure an engine must be of a sign for it to count as plainly read without another witness. */
export function neededConfidence(sign: string): number {
  if (NUMBER.test(sign) || LIKE_COMPARATOR.test(sign)) return SURE;
  if (CONFUSABLE.test(sign)) return FAIRLY_SURE;
  if (SMALL_POINTS.test(sign)) return LIKELY_POINT;
  return PUNCTUATION.test(sign) ? ANY : FAIRLY_SURE;
}

/** One look must be surer than two of all that is easily mistaken. */
const MORE = 0.25;

/** How sure one look of an engine must be of a sign where there is no other. */
export function neededByOneLook(sign: string): number {
  const isPlain = !NUMBER.test(sign) && !LIKE_COMPARATOR.test(sign) && !CONFUSABLE.test(sign) && !SMALL_POINTS.test(sign) && !PUNCTUATION.test(sign);
  return isPlain ? FAIRLY_SURE : neededConfidence(sign) + MORE;
}
