import type { Doubt } from '../../../schemas/page.js';
import { foldReading } from './fold-reading.js';
import { digitLike, isOfNumber, isSmallPoint, neededByOneLook, neededConfidence } from './needed-confidence.js';
import type { LineReading, ReadCharacter } from './line-recogniser.js';
import type { ComparatorShape } from './read-comparator.js';
import type { ShapeReading } from './read-shape.js';

/** One look of an engine at a line: what it read, and the ink it left unread (ems beyond every character's reach). */
export interface Look {
  readonly engine: string;
  readonly reading: LineReading;
  readonly unread: number;
}

/** All that is known about one line. */
export interface LineEvidence {
  /** The reader's looks, the usual crop first. */
  readonly looks: readonly Look[];
  /** What the other engine read, when it was asked. */
  readonly witness: Look | null;
  /** What the shape alone says, for a line that is one dash or slash. */
  readonly shape: ShapeReading | null;
  /** The comparator that the first piece of ink is by its shape, or null. */
  readonly comparator: ComparatorShape | null;
  /** Whether that comparator shows its bar beyond doubt. */
  readonly isBarred: boolean;
  /** Whether the line is one ring of the size of a zero, or begins with one. */
  readonly zero: 'alone' | 'in front' | null;
  /** Whether the ink is no wider than one figure. */
  readonly single: boolean;
  /** How many pieces the ink falls into between blank columns. */
  readonly pieces: number;
  /** Whether a percent sign has the shape of ‰. */
  readonly permille: boolean;
  /** Whether the line ends high up, as m² does and m does not. */
  readonly raised: boolean;
  /** In what the witness, where it was asked, must agree even when the reader is sure: in nothing, in digits, or in every sign. */
  readonly compare: 'nothing' | 'digits' | 'everything';
}

/** The verdict on a line. `doubts` is empty exactly where it was plainly read. */
export interface LineVerdict {
  readonly characters: readonly ReadCharacter[];
  readonly confidence: number;
  readonly doubts: readonly Doubt[];
  /** Other readings, the likeliest first. */
  readonly candidates: readonly string[];
  /** Whether the other engine read the same. */
  readonly vouchedFor: boolean;
}

/** Ink this many ems out of every character's reach was not read. Of lines that are right, one in fifty has so much. */
const UNREAD = 0.05;
/** From here on the witness is asked about it. */
const PERHAPS_UNREAD = 0.012;
/** A sign left out that had this much probability was perhaps there. */
const OMITTED = 0.3;
/** So many looks that read the same are worth this much of what a sign lacks: at other sizes, sharp and blurred, grain makes other mistakes. */
const MANY_LOOKS = 4;
const WORTH = 0.18;
/** Below this mean an engine is guessing. */
const GUESS = 0.5;
/** A comparator that the engine gives less than this is not what it saw, whatever the shape says. */
const POSSIBLE = 0.12;
const CONTRADICTED = 0.5;
/** What shape and engine agree on. */
const SEEN_AND_READ = 0.985;
/** A digit that may be a comparator (≥90 read as 290) must be as sure as this; the witness makes the same mistake. */
const SURE_OF_DIGIT = 0.995;
/** A comparator of the shape that one look read so surely is what the other looks saw too. */
const SUPPORTS = 0.6;
const POINT_BEHIND = /^[0-9.%]*[0-9%]\.$/u;
/** One print of which an engine makes two signs. */
const DRAWN_TWICE = /㎡[²2]|m㎡/u;
/** What a bare comparator is with its bar. */
const BARRED: Readonly<Record<string, string>> = { '>': '≥', '<': '≤' };
/** Brackets that ≤ and ≥ are read as. */
const ANGLES: Readonly<Record<string, string>> = { '《': '≤', '》': '≥' };
/** Ends with a unit that may have lost its figure. */
const METRES = /[0-9/／]m$/u;
const COMPARATOR = /[<>≥≤《》]/u;
/** Engines know no comparators to speak of: a lone ≥ is read as V, a lone = as n. */
/** So sure of a sign alone in its cell an engine is where it is no comparator. */
const SURE_OF_OTHER = 0.9;
/** Quotation marks of Chinese text are curled; small, they look straight. */
const STRAIGHT_QUOTE = /(?<=\p{Script=Han})["']|["'](?=\p{Script=Han})/u;
const LONE_LETTER = /^[A-Za-z]$/u;
/** A stroke that stands apart from the rest of its line: engines take the dash of the next column for a shorter or a longer one. */
const STROKE_APART = /(?:^|\s)([-–一])(?:\s|$)/u;
/** Nobody prints points alone; dust is as large. */
const LONE_POINTS = /^[.,:;'*·。，、：；‘’\s]+$/u;
const textOf = (characters: readonly ReadCharacter[]): string =>
  characters
    .map((character) => character.text)
    .join('')
    .trim();

/** Whether a line is a number all through, taking letters that look like digits for digits. */
const isNumberLike = (text: string): boolean => /^[<>≥≤=~]?[0-9oOlI|丨○〇。.,:/%‰-]+$/u.test(foldReading(text)) && (/[0-9]/u.test(text) || [...text].length === 1);

const IDEOGRAPH = /[\u3400-\u9fff]$/u;

/** The probability of a character behind the text `before` as printed: code points of the same print count for it, and in a number the letters drawn like a digit. */
function confidenceOf(character: ReadCharacter, inNumber: boolean, before: string): number {
  const own = foldReading(character.text);
  let sum = character.confidence;
  // A small ring behind an ideograph is its full stop: no Chinese sentence ends with a point of the Latin kind.
  const isFullStop = character.text === '。' && IDEOGRAPH.test(before);
  // 巳 stands in names of years and hours only.
  const isAlready = character.text === '已' && !/[乙丁己辛癸]$/u.test(before);
  for (const other of character.others) if (foldReading(other.text) === own || (isAlready && other.text === '巳') || (inNumber && digitLike(other.text) === own) || (isFullStop && foldReading(other.text) === '.')) sum += other.confidence;
  return Math.min(1, sum);
}

/**
 * Weighs what the shape of the first piece says about the comparator: where the engine itself held that comparator to be possible, it is the better
 * reading of the two; where it did not, they contradict each other, and neither is plain.
 */
function withComparator(look: Look, { comparator, isBarred }: Pick<LineEvidence, 'comparator' | 'isBarred'>, supported: boolean): Look {
  const [first, ...rest] = look.reading.characters;
  if (first === undefined || comparator === null) return look;
  if (comparator === 'open') {
    const barred = BARRED[foldReading(first.text)];
    if (barred === undefined) return look;
    // Engines pass over a bar that is hardly to be seen, and are sure of what they see.
    return { ...look, reading: { ...look.reading, characters: [{ ...first, confidence: Math.min(first.confidence, CONTRADICTED), others: [{ text: barred, confidence: CONTRADICTED }] }, ...rest] } };
  }
  const withFirst = (text: string, confidence: number): Look => ({ ...look, reading: { ...look.reading, characters: [{ ...first, text, confidence: Math.min(1, confidence), others: first.others.filter((other) => foldReading(other.text) !== comparator) }, ...rest] } });
  const own = foldReading(first.text);
  const chance = [first, ...first.others].filter(({ text }) => foldReading(text) === comparator || ANGLES[text] === comparator).reduce((sum, { confidence }) => sum + confidence, 0);
  if (own === comparator) return withFirst(first.text, Math.max(first.confidence, SEEN_AND_READ));
  // In a cell of its own a comparator is read as a letter (≥ as V), and no letter has its shape; a figure that is alone stays what it was read as.
  if (rest.length === 0 && !COMPARATOR.test(own)) {
    // What the engine is not sure of and the shape shows plainly is the shape's.
    if (isBarred && first.confidence < SURE_OF_OTHER && !/[0-9]/u.test(own)) return withFirst(comparator, SEEN_AND_READ);
    return LONE_LETTER.test(own) ? withFirst(comparator, CONTRADICTED) : look;
  }
  if (chance > POSSIBLE || (supported && COMPARATOR.test(own))) return withFirst(comparator, SEEN_AND_READ);
  // A leading character that is no comparator and can't be one: the shape was something else, as the stroke of a character can be.
  if (!COMPARATOR.test(own)) return look;
  // Engines pass over the bar of ≥ in some faces and never make one up: the likelier reading of the two has it.
  const barred = /[≥≤]/u.test(comparator);
  return barred ? { ...look, reading: { ...look.reading, characters: [{ ...first, text: comparator, confidence: CONTRADICTED, others: [{ text: first.text, confidence: CONTRADICTED }] }, ...rest] } } : withFirst(first.text, CONTRADICTED);
}

/** Gives a lone ring of the size of a zero the reading 0 where the engine read some ring; a zero in front that has its shape is a sure one. */
function withZero(look: Look, zero: LineEvidence['zero']): Look {
  const [only, ...rest] = look.reading.characters.filter(({ text }) => text.trim() !== '');
  if (zero === 'in front' && only?.text === '0') {
    return { ...look, reading: { ...look.reading, characters: look.reading.characters.map((each) => (each === only ? { ...only, confidence: Math.max(only.confidence, SEEN_AND_READ) } : each)) } };
  }
  if (zero !== 'alone' || only === undefined || rest.length > 0 || (only.text !== '0' && digitLike(only.text) !== '0')) return look;
  return { ...look, reading: { ...look.reading, characters: [{ ...only, text: '0', confidence: SEEN_AND_READ, others: [] }] } };
}

const isLikeComparator = (character: ReadCharacter): boolean => /[0-9]/u.test(character.text) && character.others.some(({ text }) => COMPARATOR.test(foldReading(text)));

/** The least margin between how sure the engine is of a sign and how sure it must be; positive when every sign has what it needs. */
function weakest(look: Look, neededFor = neededConfidence): { margin: number; character: ReadCharacter | null } {
  let [margin, character]: [number, ReadCharacter | null] = [1, null];
  const inNumber = isNumberLike(textOf(look.reading.characters));
  for (const [index, each] of look.reading.characters.entries()) {
    if (each.text.trim() === '') continue;
    // A star marks a label in front; elsewhere it is a blot or a point in noise.
    const misplaced = index > 0 && each.text === '*';
    const needed = misplaced || isLikeComparator(each) || (inNumber && digitLike(each.text) !== null) ? SURE_OF_DIGIT : neededFor(each.text);
    const own = confidenceOf(each, inNumber, look.reading.characters[index - 1]?.text ?? '') - needed;
    if (own < margin) [margin, character] = [own, each];
  }
  return { margin, character };
}

function leastConfidence(look: Look): number {
  const inNumber = isNumberLike(textOf(look.reading.characters));
  return Math.min(1, ...look.reading.characters.map((character, index) => (character.text.trim() === '' ? 1 : confidenceOf(character, inNumber, look.reading.characters[index - 1]?.text ?? ''))));
}
const numberSigns = (text: string): string => [...foldReading(text)].filter((sign) => isOfNumber(sign) && !/[<>≥≤]/u.test(sign)).join('');
/** The witness knows no comparator signs to speak of, and takes brackets and points for others: what it can vouch for are digits and characters. */
const vouched = (text: string): string => foldReading(text).replace(/[^\p{L}\p{N}%‰]/gu, '');

/** Whether the witness read a sign of the look beside the same neighbour. */
function witnessSees(look: Look, sign: ReadCharacter, witness: Look | null): boolean {
  if (witness === null) return false;
  const signs = look.reading.characters.map(({ text }) => foldReading(text)).filter((text) => text.trim() !== '');
  const at = look.reading.characters.filter(({ text }) => text.trim() !== '').indexOf(sign);
  const theirs = foldReading(textOf(witness.reading.characters)).replace(/\s/gu, '');
  const own = signs[at] ?? '';
  return own !== '' && ((at > 0 && theirs.includes(`${signs[at - 1]}${own}`)) || (at + 1 < signs.length && theirs.includes(`${own}${signs[at + 1]}`)) || theirs === own);
}

/** Whether the witness read the same digits, and in a short line the same characters too. */
function witnessAgrees(text: string, witness: Look | null): boolean {
  if (witness === null) return false;
  const other = textOf(witness.reading.characters);
  if ([...text].length > 12) return numberSigns(text) === numberSigns(other);
  const strip = /^[<>≥≤]/u.test(foldReading(text));
  const [own, theirs] = [vouched(text), vouched(other)];
  // In the place of a comparator it reads some character or none.
  return own !== '' && (own === theirs || (strip && theirs.length === own.length + 1 && theirs.endsWith(own) && !/[0-9]/u.test(theirs[0] ?? '')));
}

function differs(own: string, theirs: string, compare: LineEvidence['compare']): boolean {
  if (compare === 'nothing') return false;
  return compare === 'digits' ? numberSigns(own) !== numberSigns(theirs) : foldReading(own) !== foldReading(theirs);
}

/** Whether the witness read the same points in the same order. */
const agreesOnPoints = (text: string, witness: Look | null): boolean => {
  const points = (each: string): string => [...foldReading(each)].filter(isSmallPoint).join('');
  return witness !== null && points(text) === points(textOf(witness.reading.characters));
};

/** Whether a line holds a part of a number, or is so short that nothing in it supports its characters. */
const isCritical = (text: string): boolean => [...text].some(isOfNumber) || [...text].length <= 2;

/** Whether one look settles a line: nothing critical in it, every sign sure, all ink read. */
export function isSettledByOneLook(look: Look): boolean {
  const text = textOf(look.reading.characters);
  return text !== '' && !isCritical(text) && weakest(look, neededByOneLook).margin >= 0 && look.unread <= PERHAPS_UNREAD && look.reading.omission < OMITTED / 2;
}

const printedSigns = (look: Look): number => look.reading.characters.filter(({ text }) => text.trim() !== '').length;

/** The looks with what the shapes say. In ink that holds one figure an engine may see a point beside it; a look that saw the figure alone is then better. */
function weighed({ looks, comparator, isBarred, zero, single, pieces }: LineEvidence): Look[] {
  const figures = single && looks.some((look) => printedSigns(look) === 1) ? looks.filter((look) => printedSigns(look) <= 1) : looks;
  // A point behind a number is a piece of ink of its own, or none.
  const madeUp = (look: Look): boolean => {
    const text = foldReading(textOf(look.reading.characters));
    return POINT_BEHIND.test(text) && pieces < text.length && figures.some((other) => foldReading(textOf(other.reading.characters)) === text.slice(0, -1));
  };
  const kept = figures.filter((look) => !madeUp(look));
  const whole = kept.some((look) => !DRAWN_TWICE.test(textOf(look.reading.characters))) ? kept.filter((look) => !DRAWN_TWICE.test(textOf(look.reading.characters))) : kept;
  const supported = whole.some(({ reading: { characters: [first] } }) => first !== undefined && foldReading(first.text) === comparator && first.confidence >= SUPPORTS);
  return whole.map((look) => withZero(withComparator(look, { comparator, isBarred }, supported), zero));
}

/** Whether the signs of `part` stand in `whole` in their order. */
function isWithin(part: string, whole: string): boolean {
  const signs = [...part];
  let next = 0;
  for (const sign of whole) if (sign === signs[next]) next += 1;
  return next === signs.length;
}

/** What `whole` holds besides the signs of `part`, which stand in it in their order. */
function withoutSigns(whole: string, part: string): string {
  const signs = [...part];
  let rest = '';
  let next = 0;
  for (const sign of whole) {
    if (sign === signs[next]) next += 1;
    else rest += sign;
  }
  return rest;
}

/** Signs that the reader leaves out, and that the witness can be trusted to have seen where there is ink for them. */
const LEFT_OUT = /^[*＊、。，；：]+$/u;

/** Whether more looks can make up for what a sign lacks: not where the same mistake is made at every look (≥ as 2, o as 0, a point as another). */
const canBeOutvoted = (character: ReadCharacter, inNumber: boolean): boolean =>
  !isLikeComparator(character) && !COMPARATOR.test(foldReading(character.text)) && !isSmallPoint(character.text) && !(inNumber && digitLike(character.text) !== null);

/** Whether a verdict may change when the line is looked at again. */
export const isWorthMoreLooks = ({ doubts }: LineVerdict): boolean => doubts.length > 0 && doubts.every(({ code }) => code === 'ocr-low-confidence');

/** Whether the witness read all that the reader did, and just those signs besides for which the reader left ink unread. */
function completes(look: Look, witness: Look): boolean {
  const [own, theirs] = [foldReading(textOf(look.reading.characters)), textOf(witness.reading.characters).replace(/\s/gu, '')];
  if (own === '' || look.unread <= PERHAPS_UNREAD || witness.unread > UNREAD) return false;
  let extra = '';
  let next = 0;
  const signs = [...own];
  for (const sign of theirs) {
    if (foldReading(sign) === signs[next]) next += 1;
    else extra += sign;
  }
  return next === signs.length && LEFT_OUT.test(extra) && extra.length <= 2;
}

/** Strokes that an engine passes over where they stand between others, and hardly makes up. */
const PASSED_OVER = /[-~—，、；：*]/gu;

/** Whether the other looks read the same but for strokes that they passed over and the witness saw as well. */
function strokesVouched(best: Look, looks: readonly Look[], witness: Look | null): boolean {
  if (witness === null) return false;
  const bare = (look: Look): string => foldReading(textOf(look.reading.characters)).replace(PASSED_OVER, '');
  const strokes = (look: Look): string => (foldReading(textOf(look.reading.characters)).match(PASSED_OVER) ?? []).join('');
  return strokes(best) !== '' && strokes(best) === strokes(witness) && looks.every((look) => bare(look) === bare(best));
}

/** Ink unread by two looks that read the same: what one of them misplaced is not unread. */
const unreadBy = (looks: readonly Look[]): number => Math.min(...looks.map((look) => look.unread));

/** Whether two looks settle a line without the other engine. */
export function isSettledByTwoLooks(evidence: LineEvidence): boolean {
  const [first, second] = weighed(evidence);
  if (first === undefined || second === undefined) return false;
  const text = textOf(first.reading.characters);
  return (
    text !== '' &&
    foldReading(text) === foldReading(textOf(second.reading.characters)) &&
    unreadBy([first, second]) <= PERHAPS_UNREAD &&
    Math.min(weakest(first).margin, weakest(second).margin) >= 0.02
  );
}

/**
 * Weighs the looks at a line, and says whether it was plainly read. The text is one that an engine gave, the one with the best evidence; nothing is
 * put right. A line is plain when the looks agree, all its ink is accounted for, and each sign is as sure as its kind must be, or the other
 * engine, where it is less sure, read the same.
 */
export function judgeLine(evidence: LineEvidence): LineVerdict {
  const { witness } = evidence;
  // Of a faint figure the level strokes may be left, which look like a sign of equality.
  const isFigure = evidence.shape?.text === '=' && [...evidence.looks, ...(witness === null ? [] : [witness])].some((look) => /^[0-9]$/u.test(foldReading(textOf(look.reading.characters))));
  const shape = isFigure ? null : evidence.shape;
  if (shape !== null) {
    const characters = [...shape.text].map((text) => ({ text, confidence: shape.sure ? 0.99 : 0.7, x: 0, others: [] }));
    const doubts = shape.sure ? [] : [{ code: 'ocr-confusable', note: `a stroke read as “${shape.text}” is drawn much like ${shape.others.map((other) => `“${other}”`).join(' or ')}` }];
    return { characters, confidence: shape.sure ? 0.99 : 0.7, doubts, candidates: shape.others, vouchedFor: false };
  }
  const looks = weighed(evidence);
  const folds = looks.map((look) => foldReading(textOf(look.reading.characters)));
  // Engines leave signs out; they hardly ever make one up. A reading that holds all of another one and more, and leaves no more ink, is the fuller one.
  const isFuller = (look: Look, own: string): boolean => looks.some((other, index) => own.length > (folds[index] ?? '').length && (folds[index] ?? '') !== '' && isWithin(folds[index] ?? '', own) && look.unread <= other.unread + UNREAD);
  const score = (look: Look, index: number): number => {
    const text = folds[index] ?? '';
    if (text === '') return 0;
    return leastConfidence(look) * (look.unread > UNREAD ? 0.3 : 1) * (witnessAgrees(text, witness) ? 1.6 : 1) * (isFuller(look, text) ? 2.5 : 1) * (isNumberLike(text) && [...text].every((sign) => digitLike(sign) === null) ? 1.3 : 1);
  };
  const ranked = looks.map((look, index) => ({ look, index, score: score(look, index) })).sort((a, b) => b.score - a.score || a.index - b.index);
  const best = ranked[0]?.look ?? witness;
  if (best === undefined || best === null) return { characters: [], confidence: 0, doubts: [{ code: 'ocr-unread', note: 'the ink here could not be read' }], candidates: [], vouchedFor: false };
  const fuller = witness !== null && completes(best, witness) ? witness : null;
  const text = textOf((fuller ?? best).reading.characters);
  const folded = foldReading(textOf(best.reading.characters));
  const others = [...ranked.slice(1).map(({ look }) => look), ...(witness === null ? [] : [witness])];
  const agreed = folds.every((each) => each === folded);
  const vouchedFor = witnessAgrees(text, witness);
  const unread = agreed ? unreadBy(looks) : best.unread;
  const weak = (agreed ? looks : [best]).map((look) => weakest(look)).sort((a, b) => a.margin - b.margin)[0] ?? { margin: -1, character: null };
  const least = looks.reduce((sum, look) => sum + leastConfidence(look), 0) / Math.max(1, looks.length);

  const doubts: Doubt[] = [];
  if (text === '') doubts.push({ code: 'ocr-unread', note: 'the ink here could not be read' });
  else {
    const mean = best.reading.characters.reduce((sum, character) => sum + character.confidence, 0) / best.reading.characters.length;
    if (fuller === null && (unread > UNREAD || (unread > PERHAPS_UNREAD && !(vouchedFor && foldReading(textOf(witness?.reading.characters ?? [])) === folded)))) {
      doubts.push({ code: 'ocr-ink-unread', note: `beside “${text}” there is ink that was not read` });
    }
    // The ink that the shorter reading leaves unread proves the fuller one.
    const proven = looks.every((look, index) => look === best || (isWithin(folds[index] ?? '', folded) && look.unread > UNREAD)) && best.unread <= PERHAPS_UNREAD && weakest(best).margin >= 0;
    // Two looks that differ in prose are settled by a witness that reads every sign of one of them; in numbers they are not, nor where the other saw a character more.
    const isPassedOver = folds.some((each) => isWithin(folded, each) && /[\p{L}\p{N}]/u.test(withoutSigns(each, folded)));
    if (!agreed && !proven && !strokesVouched(best, looks, witness) && (isCritical(text) || isPassedOver || !vouchedFor || foldReading(textOf(witness?.reading.characters ?? [])) !== folded)) {
      doubts.push({ code: 'ocr-readings-differ', note: `read as ${[...new Set([text, ...looks.map((look) => textOf(look.reading.characters))])].map((each) => `“${each}”`).join(' and ')}` });
    }
    if (witness !== null && differs(text, textOf(witness.reading.characters), evidence.compare)) {
      doubts.push({ code: 'ocr-engines-differ', note: `${best.engine} read “${text}”, ${witness.engine} “${textOf(witness.reading.characters)}”` });
    }
    if (isFigure) doubts.push({ code: 'ocr-confusable', note: `“${text}” has the shape of “=”` });
    if (evidence.permille && !text.includes('‰')) doubts.push({ code: 'ocr-confusable', note: `“%” has the shape of “‰”` });
    if (evidence.raised && METRES.test(text)) doubts.push({ code: 'ocr-ink-unread', note: `behind “${text}” there is raised ink: it may be “${text}²”` });
    // Many looks of one engine at a sign that it does not know make one mistake: where the other reads another there, they are worth nothing.
    const seen = weak.character !== null && looks.some((look) => weak.character !== null && look.reading.characters.includes(weak.character) && witnessSees(look, weak.character, witness));
    const lacking = agreed && looks.length >= MANY_LOOKS && weak.character !== null && canBeOutvoted(weak.character, isNumberLike(text)) && (witness === null || seen) ? -WORTH : 0;
    const vouchedSign = weak.character !== null && isSmallPoint(weak.character.text) ? agreesOnPoints(text, witness) : vouchedFor && (isOfNumber(weak.character?.text ?? '') || seen);
    if (weak.margin < lacking && weak.character !== null && (!vouchedSign || mean < GUESS || isLikeComparator(weak.character) || COMPARATOR.test(foldReading(weak.character.text)))) {
      const rival = weak.character.others[0]?.text;
      doubts.push({ code: 'ocr-low-confidence', note: `“${weak.character.text}” is not clear${rival === undefined || rival.trim() === '' ? '' : `, it may be “${rival}”`}` });
    }
    const straight = STRAIGHT_QUOTE.exec(text)?.[0];
    if (straight !== undefined) doubts.push({ code: 'ocr-confusable', note: `“${straight}” beside Chinese text is mostly a quotation mark of its own shape, “ or ”` });
    const apart = STROKE_APART.exec(text)?.[1];
    if (apart !== undefined && text !== apart) doubts.push({ code: 'ocr-confusable', note: `a stroke read as “${apart}” is drawn much like “—”` });
    if (doubts.length === 0 && LONE_POINTS.test(text)) doubts.push({ code: 'ocr-confusable', note: `“${text}” stands alone, where a point never does: it may be dust` });
    if (doubts.length === 0 && LONE_LETTER.test(text)) doubts.push({ code: 'ocr-confusable', note: `“${text}” stands alone, where a letter rarely does: it may be another sign` });
  }
  const rival = weak.character?.others[0]?.text;
  const substituted = weak.margin < 0 && rival !== undefined && weak.character !== null && text.includes(weak.character.text) ? [text.replace(weak.character.text, rival).trim()] : [];
  const shaped = [
    ...(evidence.permille ? [text.replace(/[%％]/gu, '‰')] : []),
    ...(evidence.raised && METRES.test(text) ? [`${text}²`] : []),
    ...(evidence.comparator !== null && evidence.comparator !== 'open' && COMPARATOR.test(foldReading(text[0] ?? '')) ? [evidence.comparator + text.slice(1)] : []),
  ];
  const candidates = [...new Set([...shaped, ...others.map((look) => textOf(look.reading.characters)), ...substituted])].filter((each) => each !== '' && foldReading(each) !== folded);
  const confidence = vouchedFor && agreed ? 1 - (1 - least) / 4 : agreed ? least : least / 2;
  return { characters: (fuller ?? best).reading.characters, confidence: Math.round(Math.min(confidence, doubts.length > 0 ? 0.8 : 1) * 1000) / 1000, doubts, candidates, vouchedFor };
}
