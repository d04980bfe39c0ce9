import type { Candidate, ExtractedCell } from '../../schemas/extraction.js';
import type { Doubt, Source, Word } from '../../schemas/page.js';
import { joinWords, joinWrapped } from './join-words.js';
import { wordCandidates } from './word-candidates.js';

/** A part of a cell's text that stands in one place: the words of one line. */
export interface Piece {
  readonly line: number;
  readonly words: readonly Word[];
  /** The text of the words where a drawn cell holds them: its width tells a broken number from two. */
  readonly text?: string;
  /** True for a second print of the same text: it adds a place, no text. */
  readonly again?: boolean;
}

export interface CellEvidence {
  readonly margin: number;
  readonly doubts: readonly Doubt[];
  readonly candidates: readonly Candidate[];
}

/** A margin of this many nats halves the remaining doubt about three times: readings closer than DOUBTFUL_MARGIN are not told apart. */
export const DOUBTFUL_MARGIN = 1.6;
const MARGIN_SCALE = 1.2;

/** The probability that the best of two readings is right, from the difference of their costs in nats. */
export const marginToConfidence = (margin: number): number =>
  margin === Infinity ? 1 : Math.round((1 / (1 + Math.exp(-Math.max(0, margin) / MARGIN_SCALE))) * 1000) / 1000;

const NO_DOUBTS: readonly Doubt[] = [];

export const EMPTY_CELL: ExtractedCell = { text: '', source: [], confidence: 1, doubts: [], candidates: [] };

/** True when a word stands on another printed line than the one before it. */
function beginsLine(word: Word, before: Word | undefined): boolean {
  if (before === undefined) return false;
  if ('bbox' in word.source) return Math.abs(word.box[1] + word.box[3] - before.box[1] - before.box[3]) > word.size;
  return 'line' in before.source && before.source.line !== word.source.line;
}

/** The text of pieces: blanks between the words of a line, lines joined as a wrapped cell. */
export function piecesToText(pieces: readonly Piece[]): string {
  // Most cells are one word.
  const [first] = pieces;
  if (first && pieces.length === 1 && first.words.length === 1 && !first.again) return first.words[0]?.text ?? '';
  const lines: { line: number; words: Word[]; text?: string }[] = [];
  for (const piece of pieces) {
    if (piece.again) continue;
    if (piece.text !== undefined) {
      lines.push({ line: -1, words: [], text: piece.text });
      continue;
    }
    for (const word of piece.words) {
      const last = lines.at(-1);
      if (last && last.line === piece.line && !beginsLine(word, last.words.at(-1))) last.words.push(word);
      else lines.push({ line: piece.line, words: [word] });
    }
  }
  const texts: string[] = [];
  for (const { words, text } of lines) texts.push(text ?? joinWords(words));
  return joinWrapped(texts);
}

/** Makes a cell of its pieces; the words' own doubts (undecodable bytes, engines that disagree) become the cell's, and so do their candidates. */
export function makeCell(pieces: readonly Piece[], evidence: CellEvidence): ExtractedCell {
  if (pieces.length === 0 && evidence.doubts.length === 0) return EMPTY_CELL;
  let doubts: readonly Doubt[] = evidence.doubts.length > 0 ? [...evidence.doubts] : NO_DOUBTS;
  let isRecognised = false;
  let source: Source[] | null = null;
  let confidence = marginToConfidence(evidence.margin);
  for (const piece of pieces) {
    for (const word of piece.words) {
      // Most cells are one word, and a list that grows from nothing takes room for many.
      if (source === null) source = [word.source];
      else addSource(source, word.source);
      if (word.candidates !== undefined) isRecognised = true;
      if (word.confidence < confidence) confidence = word.confidence;
      for (const doubt of word.doubts) if (!doubts.some((known) => known.code === doubt.code && known.note === doubt.note)) doubts = [...doubts, doubt];
    }
  }
  if (doubts.length > 0) confidence = Math.min(confidence, 0.5);
  const text = piecesToText(pieces);
  const others = isRecognised ? otherTexts(pieces, text) : [];
  return { text, source: source ?? [], confidence, doubts, candidates: others.length === 0 ? evidence.candidates : [...evidence.candidates, ...others] };
}

/** What else a cell of recognised words may print. */
function otherTexts(pieces: readonly Piece[], text: string): Candidate[] {
  const printed = pieces.filter(({ again }) => !again);
  return wordCandidates(
    printed.flatMap(({ words }) => words),
    text,
    (words) => {
      const left = [...words];
      const kept = printed.map((piece) => ({ ...piece, words: piece.words.flatMap(({ source: own }) => (left[0]?.source === own ? left.splice(0, 1) : [])) }));
      return piecesToText(kept);
    },
  );
}

/** Neighbouring words of one line become one place: column and length run from the first to the last of them. */
function addSource(sources: Source[], source: Source): void {
  const last = sources.at(-1);
  if (last && 'line' in last && 'line' in source && last.line === source.line && last.column + last.length + 1 === source.column) {
    sources[sources.length - 1] = { ...last, length: source.column + source.length - last.column };
  } else sources.push(source);
}
