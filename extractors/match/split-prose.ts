import type { Doubt } from '../../schemas/page.js';
import type { Line } from './line.js';
import { type Token, wordsOf } from './token.js';
import { joinWords } from './join-words.js';
import type { Piece } from './make-cell.js';
import type { ReadingOn } from './reading-on.js';
import { textWidth } from './text-width.js';

/**
 * Two columns of prose that a tool printed one after the other, or line by line beside each other, are parted again. Readings compete: a cut
 * between two lines, a cut inside a line, or two texts woven into each other. What counts is where sentences end, which pieces read on, and that the
 * lines of one column are equally wide.
 */
export interface SplitProse {
  readonly left: readonly Piece[];
  readonly right: readonly Piece[];
  readonly margin: number;
  readonly doubts: readonly Doubt[];
}

interface TextLine {
  readonly index: number;
  readonly gapBefore: boolean;
  readonly tokens: readonly Token[];
  readonly text: string;
  /** In columns. */
  readonly width: number;
  readonly endsSentence: boolean;
  /** With a sentence or a colon. */
  readonly endsParagraph: boolean;
  readonly beginsInBracket: boolean;
  /** The line that it was last asked to read on with, and what that costs: most readings hold the same lines one below the other. */
  next: TextLine | null;
  joinCost: number;
}

/** Cuts that cost less than this more than the best are not told from it. */
const DOUBTFUL_MARGIN = 1;
const SENTENCE_ENDS = '。；;！!？?.…';
const CLOSERS = '"”’」』)）';
const OPEN_ENDS = '，、,（(【《「『“‘:：';
const CANT_BEGIN = /^[，。；、,;.!！?？：:)）】》」』”’%％‰]/;

const endsWithOne = (text: string, characters: string): boolean => text !== '' && characters.includes(text.charAt(text.length - 1));

/** True for a text that ends a sentence, with or without a quotation mark or a bracket behind it. */
const endsSentence = (text: string): boolean =>
  endsWithOne(text, SENTENCE_ENDS) || (text.length > 1 && endsWithOne(text, CLOSERS) && SENTENCE_ENDS.includes(text.charAt(text.length - 2)));

function toTextLine(index: number, gapBefore: boolean, tokens: readonly Token[]): TextLine {
  const text = joinWords(wordsOf(tokens));
  const isSentence = endsSentence(text);
  return { index, gapBefore, tokens, text, width: textWidth(text), endsSentence: isSentence, endsParagraph: isSentence || endsWithOne(text, '：:'), beginsInBracket: /^[（(【“]/.test(text), next: null, joinCost: 0 };
}

/** What it costs that a line reads on with another. */
function costOfJoin(line: TextLine, next: TextLine, reading: ReadingOn): number {
  if (line.next !== next) {
    line.next = next;
    line.joinCost = reading.joinCost(line.text, next.text);
  }
  return line.joinCost;
}

/** Parts the lines between the labels of two columns of prose and what follows them. */
export function splitProse(lines: readonly Line[], reading: ReadingOn): SplitProse {
  const textLines: TextLine[] = [];
  for (const { index, gapBefore, tokens } of lines) if (tokens.length > 0) textLines.push(toTextLine(index, gapBefore > 0, tokens));
  if (textLines.length === 0) return { left: [], right: [], margin: Infinity, doubts: [] };
  const woven = splitWoven(textLines, reading);
  if (woven) return woven;
  const best: Reading = { cost: Infinity, rival: Infinity, left: NO_LINES, right: NO_LINES };
  const inside = textLines.length > 1 ? 2.5 : 0.5;
  for (let at = 0; at <= textLines.length; at++) {
    const above = textLines.slice(0, at);
    weigh(best, above, textLines.slice(at), 0, reading);
    const line = textLines[at];
    if (line === undefined || line.tokens.length < 2) continue;
    const below = textLines.slice(at + 1);
    for (let t = 1; t < line.tokens.length; t++) {
      const head = toTextLine(line.index, line.gapBefore, line.tokens.slice(0, t));
      const tail = toTextLine(line.index, false, line.tokens.slice(t));
      weigh(best, [...above, head], [tail, ...below], inside, reading);
    }
  }
  const margin = best.rival - best.cost;
  const doubts: Doubt[] = margin < DOUBTFUL_MARGIN ? [{ code: 'uncertain-split', note: 'where the left column ends and the right one begins is not certain' }] : [];
  // Pieces of both columns on line after line: they may be woven though they are not equally wide.
  if (doubts.length === 0 && textLines.filter(isTwoPieces).length > 1) doubts.push({ code: 'uncertain-split', note: 'where the left column ends and the right one begins is not certain' });
  const seen = new Set<string>();
  for (const { text } of textLines) {
    if (text.length > 3 && seen.has(text)) doubts.push({ code: 'repeated-line', note: `"${text}" is printed twice` });
    seen.add(text);
  }
  doubts.push(...columnToDoubts(best.left), ...columnToDoubts(best.right));
  return { left: toPieces(best.left), right: toPieces(best.right), margin, doubts };
}

/** The best reading so far, with the cost of the next best. */
interface Reading {
  cost: number;
  rival: number;
  left: readonly TextLine[];
  right: readonly TextLine[];
}

const NO_LINES: readonly TextLine[] = [];

/** Takes a reading for the best if it is. */
function weigh(best: Reading, left: readonly TextLine[], right: readonly TextLine[], more: number, reading: ReadingOn): void {
  const cost = more + costOfSplit(left, right, reading);
  if (cost < best.cost) {
    best.rival = best.cost;
    best.cost = cost;
    best.left = left;
    best.right = right;
  } else if (cost < best.rival) best.rival = cost;
}

function toPieces(lines: readonly TextLine[]): Piece[] {
  const pieces: Piece[] = [];
  for (const { index, tokens } of lines) pieces.push({ line: index, words: wordsOf(tokens) });
  return pieces;
}

function costOfSplit(left: readonly TextLine[], right: readonly TextLine[], reading: ReadingOn): number {
  const end = left.at(-1);
  const begin = right[0];
  let cost = costOfColumn(left, reading) + costOfColumn(right, reading);
  if (end === undefined) cost += 6;
  else if (endsWithOne(end.text, OPEN_ENDS)) cost += 5;
  else if (!end.endsSentence) cost += 1.5;
  if (begin === undefined) cost += 6;
  else if (CANT_BEGIN.test(begin.text)) cost += 8;
  else {
    if (begin.gapBefore) cost -= 1;
    // The two columns answer each other and often begin alike.
    if (end !== undefined && begin.text.slice(0, 2) === (left[0]?.text ?? '').slice(0, 2)) cost -= 1.5;
    if (end !== undefined && !end.endsSentence) cost += Math.max(0, -costOfJoin(end, begin, reading)) * 0.8;
  }
  return cost;
}

/** The lines of a wrapped column are equally wide, but for the last of a paragraph; a sentence that ends early ends a paragraph. */
function costOfColumn(lines: readonly TextLine[], reading: ReadingOn): number {
  let cost = 0;
  const widest = columnWidthOf(lines);
  for (let i = 0; i + 1 < lines.length; i++) {
    const line = lines[i];
    const next = lines[i + 1];
    if (!line || !next) continue;
    const missing = Math.max(0, widest - line.width - 4) / 2;
    if (missing > 0) cost += Math.min(3, missing * 0.15) * (line.endsParagraph || next.beginsInBracket ? 0.3 : 1);
    if (next.gapBefore) cost += 0.5;
    if (!line.endsSentence) cost += Math.max(0, costOfJoin(line, next, reading)) * 0.2;
  }
  return cost;
}

/** Two lines that a tool joined are wider than their column. */
const JOINED = 1.25;

/** The width that the lines of a column fill. */
function columnWidthOf(lines: readonly TextLine[]): number {
  let first = 0;
  let second = 0;
  for (const { width } of lines) {
    if (width > first) {
      second = first;
      first = width;
    } else if (width > second) second = width;
  }
  return second > 0 && first > second * JOINED && lines.length > 2 ? second : first;
}

/** A line this much narrower than its column, in columns of the dump, does not wrap. */
const RAGGED = 10;

/** What in a column of prose says that lines were lost, repeated or displaced. */
function columnToDoubts(lines: readonly TextLine[]): Doubt[] {
  const widest = columnWidthOf(lines);
  const doubts: Doubt[] = [];
  for (const [i, line] of lines.entries()) {
    const next = lines[i + 1];
    const ended = line.endsParagraph;
    if (next && next.text === line.text && line.text.length > 3) doubts.push({ code: 'repeated-line', note: `"${line.text}" is printed twice` });
    else if (!next && !ended && lines.length > 2 && line.width >= widest - 3) doubts.push({ code: 'cut-off', note: `"${line.text}" fills its line and ends no sentence: more may be lost` });
    else if (next && !ended && line.width < widest - RAGGED && !line.gapBefore && !next.gapBefore) {
      doubts.push({ code: 'ragged-line', note: `"${line.text}" breaks off before the end of its line: lines may be lost or displaced` });
    }
    if (line.width > widest * JOINED) doubts.push({ code: 'joined-lines', note: `"${line.text}" is wider than its column: two lines may be joined` });
  }
  return doubts;
}

/**
 * Columns woven into each other: a run of lines that hold a piece of each, between lines that hold a piece of one. The pieces are put in the
 * order in which they read on best; the result is always doubtful.
 */
function splitWoven(lines: readonly TextLine[], reading: ReadingOn): SplitProse | null {
  let from = -1;
  let to = -1;
  for (let i = 0; i < lines.length; i++) {
    let end = i;
    while (end < lines.length && isTwoPieces(lines[end])) end++;
    if (end - i >= 2 && end - i > to - from && equallyWide(lines.slice(i, end))) {
      from = i;
      to = end;
    }
    if (end > i) i = end;
  }
  if (from < 0) return null;
  const half = (line: TextLine, side: 0 | 1): TextLine => toTextLine(line.index, false, line.tokens.slice(side, side + 1));
  const run = lines.slice(from, to);
  const leftRun = run.map((line) => half(line, 0));
  const rightRun = run.map((line) => half(line, 1));
  const blocks: TextLine[][] = [];
  lines.forEach((line, i) => {
    if (i >= from && i < to) return;
    if (line.gapBefore || i === to || blocks.length === 0) blocks.push([line]);
    else blocks.at(-1)?.push(line);
  });
  let best: { cost: number; left: TextLine[]; right: TextLine[] } | null = null;
  for (let split = 0; split <= blocks.length; split++) {
    const leftBest = insertBest(blocks.slice(0, split), leftRun, reading);
    const rightBest = insertBest(blocks.slice(split), rightRun, reading);
    const cost = leftBest.cost + rightBest.cost;
    if (!best || cost < best.cost) best = { cost, left: leftBest.lines, right: rightBest.lines };
  }
  if (!best) return null;
  const doubts: Doubt[] = [{ code: 'woven-columns', note: 'the lines of two columns are printed through each other; the order is our best reading' }];
  return { left: toPieces(best.left), right: toPieces(best.right), margin: 0, doubts };
}

const MIN_WOVEN_PIECE = 8;
/** The left pieces of woven lines fill their column, but for blanks that a tool put before punctuation. In columns of the dump. */
const MAX_WIDTH_SPREAD = 7;

const isTwoPieces = (line: TextLine | undefined): boolean =>
  line?.tokens.length === 2 && line.tokens.every((token) => token.text.length >= MIN_WOVEN_PIECE) && !CANT_BEGIN.test(line.tokens[1]?.text ?? '');

function equallyWide(lines: readonly TextLine[]): boolean {
  const widths = lines.map((line) => textWidth(line.tokens[0]?.text ?? ''));
  return Math.max(...widths) - Math.min(...widths) <= MAX_WIDTH_SPREAD;
}

function insertBest(blocks: readonly TextLine[][], run: readonly TextLine[], reading: ReadingOn): { cost: number; lines: TextLine[] } {
  let best: { cost: number; lines: TextLine[] } | null = null;
  for (let at = 0; at <= blocks.length; at++) {
    const sequence = [...blocks.slice(0, at), run, ...blocks.slice(at)];
    let cost = 0;
    for (let i = 0; i + 1 < sequence.length; i++) {
      const [before, after] = [sequence[i]?.at(-1), sequence[i + 1]?.[0]];
      if (before && after) cost += costOfJoin(before, after, reading) + (before.endsSentence ? -2.5 : 0);
    }
    const first = sequence[0]?.[0]?.text ?? '';
    const ordered = sequence.flat();
    cost += (CANT_BEGIN.test(first) ? 5 : 0) + (ordered.at(-1)?.endsSentence ? 0 : 0.5) + costOfColumn(ordered, reading) * 0.5;
    if (!best || cost < best.cost) best = { cost, lines: ordered };
  }
  return best ?? { cost: 0, lines: [] };
}
