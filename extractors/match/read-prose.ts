import type { ExtractedCell } from '../../schemas/extraction.js';
import type { FieldDefinition } from '../../schemas/form-definition.js';
import type { Doubt, Word } from '../../schemas/page.js';
import type { CompiledDefinition } from './compile-definition.js';
import { foldLabel } from './fold-label.js';
import { joinWords } from './join-words.js';
import { findWrappedHeading, splitLaidOutProse } from './laid-out-prose.js';
import type { Line } from './line.js';
import { makeCell, type Piece } from './make-cell.js';
import type { ReadingOn } from './reading-on.js';
import { splitProse } from './split-prose.js';
import { textWidth } from './text-width.js';
import { type Token, wordsOf } from './token.js';
import { shapeOf } from './token-evidence.js';

/** Shorter parts of labels may be words of the prose. */
const MIN_LABEL_FRAGMENT = 4;
const MIN_HEADING_PART = 3;
/** What stands behind the last sentence of a text. */
const BEHIND_SENTENCE = /[。；;！!]([^。；;！!]+)$/u;

const headingFragment = (text: string): Doubt => ({ code: 'heading-fragment', note: `"${text}" is a part of a heading that stands beside the text` });

/** Prose below its labels, which may head columns side by side. */
export interface ProseLines {
  readonly labels: { readonly field: FieldDefinition; readonly token: Token }[];
  readonly lines: Line[];
}

/** Reads the fields below labels into `fields`. True when their columns were told apart by the places that blanks keep. */
export function readProse(
  prose: ProseLines,
  fields: Record<string, ExtractedCell>,
  claimed: Word[],
  boilerplate: Word[],
  compiled: CompiledDefinition,
  reading: ReadingOn,
): boolean {
  const { labels } = prose;
  if (labels.length === 0) return false;
  const heading = findWrappedHeading(prose.lines, compiled.headings);
  for (const token of heading) boilerplate.push(...token.words);
  const lines = heading.length === 0 ? prose.lines : prose.lines.map((line) => ({ ...line, tokens: line.tokens.filter((token) => !heading.includes(token)) }));
  for (const line of lines) for (const token of line.tokens) for (const word of token.words) claimed.push(word);
  const put = (index: number, pieces: readonly Piece[], margin: number, doubts: readonly Doubt[]): void => {
    const field = labels[index]?.field;
    if (!field) return;
    const cell = makeCell(pieces, { margin, doubts, candidates: [] });
    const behind = BEHIND_SENTENCE.exec(cell.text)?.[1] ?? '';
    const isHeading = behind.length >= MIN_HEADING_PART && compiled.headingParts.has(foldLabel(behind).text);
    fields[field.name] = isHeading ? makeCell(pieces, { margin, doubts: [...doubts, headingFragment(behind)], candidates: [] }) : cell;
  };
  if (labels.length === 1) {
    put(0, lines.map((line) => ({ line: line.index, words: wordsOf(line.tokens) })), Infinity, []);
    return false;
  }
  const positioned = positionedColumns(labels.map(({ token }) => token), lines);
  if (positioned) {
    // The first half of a wrapped header label stands between the prose and its table.
    const isLabelPart = ({ words }: Piece): boolean => {
      const text = foldLabel(joinWords(words)).text;
      return text.length >= MIN_LABEL_FRAGMENT && compiled.tables.some((table) => table.headerParts.has(text));
    };
    positioned.columns.forEach((own, i) => {
      const prose = own.filter((piece) => !isLabelPart(piece));
      for (const { words } of own.filter(isLabelPart)) {
        for (const word of words) claimed.splice(claimed.indexOf(word), 1);
        boilerplate.push(...words);
      }
      const aside = besideProse(prose);
      const doubts: Doubt[] = aside === null ? [] : [{ code: 'stray-text', note: `"${aside}" stands left of the other lines and may be a part of a label` }];
      if (positioned.rival !== null) doubts.push({ code: 'uncertain-split', note: `"${positioned.rival}" stands between two gaps that may both part the columns` });
      put(i, prose, Infinity, doubts);
    });
    return true;
  }
  if (lines.some((line) => line.kind !== 'flowing')) {
    const pieces: Piece[][] = labels.map(() => []);
    let irregular = false;
    let last = 0;
    for (const line of lines) {
      if (line.tokens.length !== labels.length && !(line.kind === 'grid')) irregular = true;
      for (const token of line.tokens) {
        const at = token.cell === null ? last : labels.findLastIndex(({ token: label }) => (label.cell ?? 0) <= (token.cell ?? 0));
        last = line.tokens.length === labels.length ? line.tokens.indexOf(token) : Math.max(0, at);
        pieces[last]?.push({ line: line.index, words: token.words });
      }
    }
    if (pieces.some((own) => own.some((piece, i) => i > 0 && joinWords(piece.words) === joinWords(own[i - 1]?.words ?? [])))) irregular = true;
    const doubts: Doubt[] = irregular ? [{ code: 'uncertain-place', note: 'the lines of the two columns have not one cell for each of them, or are printed twice' }] : [];
    pieces.forEach((own, i) => put(i, own, irregular ? 0 : Infinity, doubts));
    return true;
  }
  const laidOut = splitLaidOutProse(labels.map(({ token }) => token), lines);
  if (laidOut) {
    const doubts = laidOut.flat().flatMap(({ words }) => doubtLaidOutLine(words, compiled));
    laidOut.forEach((own, i) => put(i, own, Infinity, doubts));
    return true;
  }
  const split = splitProse(lines, reading);
  // One blank inside prose is a tool's; columns printed beside each other have one on line after line.
  const beside = lines.filter(isSideBySide);
  const mixed = beside.length >= MIN_SIDE_BY_SIDE || lines.some(hasWideGap) ? beside[0] : undefined;
  // A line as wide as any that ends no sentence goes on in the next one.
  const last = split.left.at(-1);
  const widthOf = (piece: Piece | undefined): number => (piece ? textWidth(joinWords(piece.words)) : 0);
  const widest = Math.max(...[...split.left, ...split.right].map(widthOf));
  const goesOn = last !== undefined && split.right.some(({ line }) => line > last.line) && widthOf(last) >= widest - 2 && !shapeOf(joinWords(last.words)).endsSentence;
  const sideDoubts: Doubt[] = mixed ? [{ code: 'side-by-side', note: `"${joinWords(wordsOf(mixed.tokens))}" may be lines of both columns` }] : [];
  // 年度总 in front of a line: the page was printed line by line, and the line may hold both columns.
  const aside = lines.find(({ tokens }) => tokens.length > 1 && beginsWithHeadingPart(tokens, compiled))?.tokens[0]?.text;
  if (aside !== undefined) sideDoubts.push(headingFragment(aside));
  const doubts: Doubt[] = goesOn ? [...split.doubts, ...sideDoubts, { code: 'uncertain-split', note: `"${joinWords(last.words)}" fills its line and may go on in the next one` }] : [...split.doubts, ...sideDoubts];
  put(0, split.left, split.margin, doubts);
  put(1, split.right, split.margin, doubts);
  return false;
}

const beginsWithHeadingPart = ([head]: readonly Token[], { headingParts }: CompiledDefinition): boolean => head !== undefined && head.text.length >= MIN_HEADING_PART && headingParts.has(head.label.text);

/**
 * On a page with places the columns of prose are parted by the widest gap between the centres of their labels that no word crosses. Null where the
 * words have no places of their own, or no such gap is there.
 */
function positionedColumns(labels: readonly Token[], lines: readonly Line[]): { columns: Piece[][]; rival: string | null } | null {
  const words: Word[] = [];
  for (const { tokens } of lines) {
    for (const token of tokens) {
      for (const word of token.words) {
        if ('line' in word.source) return null;
        words.push(word);
      }
    }
  }
  if (words.length === 0) return null;
  const centres = labels.map(({ words: own }) => ((own[0]?.box[0] ?? 0) + (own.at(-1)?.box[2] ?? 0)) / 2);
  const cuts: number[] = [];
  let rival: string | null = null;
  for (let i = 0; i + 1 < centres.length; i++) {
    const gap = widestGap(words, centres[i] ?? 0, centres[i + 1] ?? 0);
    if (gap === null) return null;
    cuts.push(gap.at);
    const [from, to] = [Math.min(gap.at, gap.rival ?? gap.at), Math.max(gap.at, gap.rival ?? gap.at)];
    rival ??= words.find(({ box }) => box[0] >= from && box[2] <= to)?.text ?? null;
  }
  const pieces: Piece[][] = labels.map(() => []);
  for (const line of lines) {
    for (const word of wordsOf(line.tokens)) {
      const x = (word.box[0] + word.box[2]) / 2;
      const column = cuts.findLastIndex((cut) => cut < x) + 1;
      // The printed line, not the row of a grid, is what a piece belongs to.
      const last = pieces[column]?.at(-1);
      const sameLine = last !== undefined && Math.abs((last.words[0]?.box[1] ?? 0) - word.box[1]) < word.size / 2;
      if (last && sameLine) pieces[column]?.splice(-1, 1, { line: last.line, words: [...last.words, word] });
      else pieces[column]?.push({ line: word.box[1], words: [word] });
    }
  }
  return { columns: pieces, rival };
}

/** The words of a line that end before all other lines of its column begin: the rest of a label that stands beside them. Null where there are none. */
function besideProse(pieces: readonly Piece[]): string | null {
  for (const { words } of pieces) {
    const others = pieces.filter((piece) => piece.words !== words).flatMap((piece) => piece.words[0]?.box[0] ?? []);
    const outside = words.filter(({ box }) => box[2] < Math.min(...others));
    if (others.length > 0 && outside.length > 0) return joinWords(outside);
  }
  return null;
}

/** A gap that is this much of the widest may be the one between the columns as well. */
const NEARLY_AS_WIDE = 0.6;

/** Where the right one of two columns begins: the widest gap whose right side lies between the two centres, or the gap that holds their middle; `rival` is another that is nearly as wide. */
function widestGap(words: readonly Word[], from: number, to: number): { at: number; rival: number | null } | null {
  const spans = words.map(({ box }) => [box[0], box[2]] as const).sort((a, b) => a[0] - b[0]);
  const middle = (from + to) / 2;
  let reached = -Infinity;
  const gaps: { width: number; at: number }[] = [];
  for (const [x0, x1] of spans) {
    const width = x0 - reached;
    if (reached > -Infinity && width > 0 && x0 > from && x0 <= to) gaps.push({ width, at: x0 - width / 2 });
    reached = Math.max(reached, x1);
  }
  const [best, second] = gaps.sort((a, b) => b.width - a.width || a.at - b.at);
  if (best !== undefined) return { at: best.at, rival: second !== undefined && second.width >= NEARLY_AS_WIDE * best.width ? second.at : null };
  return spans.some(([x0, x1]) => x0 < middle && x1 > middle) ? null : { at: middle, rival: null };
}

/** Lines with a blank inside that it takes to tell columns from a tool's own blanks. */
const MIN_SIDE_BY_SIDE = 2;
/** More than one blank between two words, in columns of the dump, is a gap between columns. */
const WIDE_GAP = 2;

function hasWideGap({ tokens }: Line): boolean {
  for (let i = 1; i < tokens.length; i++) if ((tokens[i]?.words[0]?.box[0] ?? 0) - (tokens[i - 1]?.words.at(-1)?.box[2] ?? 0) >= WIDE_GAP) return true;
  return false;
}

/** True when a line of Chinese prose has a blank between two words where no sentence ends: the lines of two columns may stand in one. */
function isSideBySide({ tokens }: Line): boolean {
  for (let i = 1; i < tokens.length; i++) {
    const before = tokens[i - 1]?.text ?? '';
    const text = tokens[i]?.text ?? '';
    if (before.length > 1 && text.length > 1 && /^(\p{Script=Han}|\d+[.、．]\p{Script=Han})/u.test(text) && /\p{Script=Han}$/u.test(before)) return true;
  }
  return false;
}

/** What in a line of one column says that something of the other, or of a heading beside them, is in it. */
function doubtLaidOutLine(words: readonly Word[], compiled: CompiledDefinition): Doubt[] {
  const text = joinWords(words);
  const doubts: Doubt[] = [];
  const joined = words.some((word, i) => i > 0 && /[\p{Script=Han}。；]$/u.test(words[i - 1]?.text ?? '') && /^(\p{Script=Han}|\d+[.、．]\p{Script=Han})/u.test(word.text));
  if (joined) doubts.push({ code: 'side-by-side', note: `"${text}" may be lines of both columns` });
  if (words.some((word) => compiled.headingParts.has(foldLabel(word.text).text))) doubts.push({ code: 'heading-fragment', note: `"${text}" holds a part of a heading that stands beside the columns` });
  if (shapeOf(words[0]?.text ?? '').beginsInside) doubts.push({ code: 'cut-off', note: `"${text}" begins inside a sentence: what stood before it may be lost` });
  return doubts;
}
