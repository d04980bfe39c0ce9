import type { Box, Word } from '../../schemas/page.js';
import { leastCrossed, whitesBetween } from '../layout/column-cuts.js';
import { type Line, wordsToLines } from '../layout/words-to-lines.js';
import type { CompiledColumn } from './compile-definition.js';
import { costOfKind, shapeOf } from './token-evidence.js';

/** A column by its label. */
export interface LabelledColumn {
  /** Null for a label of which nothing is known. */
  readonly column: CompiledColumn | null;
  readonly box: Box;
}

/** Where one column ends and the next begins. */
export interface ColumnCut {
  readonly x: number;
  /** True where texts that stand between the two labels may be of either. */
  readonly isUnsure: boolean;
}

/** Texts of one line this many ems apart are no words of one text, nor parts of one number. */
const APART = 0.5;
const APART_NUMBERS = 0.12;
/** Cost of two such texts in one cell, of a column of numbers and of any other, and of a blank in a text. */
const TWO_NUMBERS = 8;
const TWO_TEXTS = 4;
const BLANK = 1;
/** No text in a wrong column costs more than this: what the other rows say outweighs it. */
const MOST_KIND = 6;
/** Cost of a column that holds nothing, of a text that does not stand below its label, and of one that is cut through. */
const EMPTY = 2;
const ASIDE = 0.1;
const CROSSED = 1.5;
/** Cuts this much cheaper than all that part the texts otherwise are certain. */
const CERTAIN = 3;
/** Seams this near to each other, in ems, are one. */
const SAME_SEAM = 0.06;

const middle = (x0: number, x1: number): number => (x0 + x1) / 2;

interface Candidate {
  readonly x: number;
  /** How many texts it cuts through. */
  readonly crossed: number;
}

/**
 * Where the columns below a row of labels are parted: in the whites between them, or where a label begins or ends (numbers set right below labels set
 * left touch the next column). Of all ways to cut the one wins in which what stands in each column suits its kind best.
 */
export function cutBetweenLabels(labels: readonly LabelledColumn[], words: readonly Word[], em: number): ColumnCut[] {
  const lines = wordsToLines(words);
  const candidates = labels.slice(1).map((right, i) => toCandidates((labels[i] ?? right).box, right.box, words, labels, em));
  const costs = new Map<string, number>();
  const columnCost = (i: number, from: Candidate | null, to: Candidate | null): number => {
    const key = `${i} ${from?.x ?? ''} ${to?.x ?? ''}`;
    let cost = costs.get(key);
    if (cost === undefined) costs.set(key, (cost = contentCost(labels[i] as LabelledColumn, lines, from?.x ?? -Infinity, to?.x ?? Infinity, em))); // i is the index of a label
    return cost;
  };
  const last = labels.length - 1;
  const forward: number[][] = [];
  candidates.forEach((own, i) => {
    forward.push(
      own.map((cut) => {
        const before = i === 0 ? [columnCost(0, null, cut)] : (candidates[i - 1] ?? []).map((from, k) => (from.x <= cut.x ? (forward[i - 1]?.[k] ?? Infinity) + columnCost(i, from, cut) : Infinity));
        return Math.min(...before) + cut.crossed * CROSSED;
      }),
    );
  });
  const backward: number[][] = [];
  for (let i = last - 1; i >= 0; i--) {
    backward[i] = (candidates[i] ?? []).map((cut) => {
      if (i === last - 1) return columnCost(last, cut, null);
      return Math.min(...(candidates[i + 1] ?? []).map((to, k) => (cut.x <= to.x ? columnCost(i + 1, cut, to) + to.crossed * CROSSED + (backward[i + 1]?.[k] ?? Infinity) : Infinity)));
    });
  }
  return candidates.map((own, i) => {
    const totals = own.map((cut, k) => ({ cut, total: (forward[i]?.[k] ?? Infinity) + (backward[i]?.[k] ?? Infinity) })).sort((a, b) => a.total - b.total);
    const best = totals[0];
    const rival = best === undefined ? undefined : totals.find(({ cut }) => !partAlike(best.cut.x, cut.x, words));
    return { x: best?.cut.x ?? 0, isUnsure: best !== undefined && rival !== undefined && rival.total - best.total < CERTAIN };
  });
}

/** True where no text stands between two places: a column that ends at either holds the same. */
const partAlike = (a: number, b: number, words: readonly Word[]): boolean => !words.some(({ box }) => box[0] >= Math.min(a, b) && box[2] <= Math.max(a, b));

/** The places where a column may end, one for each way to part the texts; the widest whites come first. */
function toCandidates(left: Box, right: Box, words: readonly Word[], labels: readonly LabelledColumn[], em: number): Candidate[] {
  const extents = [...words, ...labels].map(({ box }) => [box[0], box[2]] as const);
  const [from, to] = [middle(left[0], left[2]), middle(right[0], right[2])];
  const whites = whitesBetween(extents, from, to, em).sort((a, b) => b.to - b.from - (a.to - a.from)).map((white) => middle(white.from, white.to));
  // Labels that touch have an edge in common.
  const seams = words.flatMap(seamsOf).sort((a, b) => a - b);
  const edges = [right[0], left[2], ...seams.filter((x, i) => i === 0 || x - (seams[i - 1] ?? x) > SAME_SEAM * em)].filter((x) => x > from && x < to);
  const found: Candidate[] = [];
  for (const x of whites.length > 0 ? [...whites, ...edges] : [leastCrossed(extents, Math.min(left[2], right[0]), Math.max(left[2], right[0])), ...edges]) {
    const crossed = words.filter((word) => word.box[0] < x && word.box[2] > x && !seamsOf(word).some((seam) => Math.abs(seam - x) <= SAME_SEAM * word.size)).length;
    const alike = found.findIndex((other) => partAlike(other.x, x, words));
    if (alike < 0) found.push({ x, crossed });
    else if (crossed < (found[alike]?.crossed ?? 0)) found[alike] = { x, crossed };
  }
  return found;
}

/** Where two cells may touch in a word: behind a number in front of a text that is no unit of it, and before a comparator. */
function seamsOf({ text, edges }: Word): number[] {
  const characters = [...text];
  const isSeam = (i: number): boolean => (/\p{Script=Han}/u.test(characters[i] ?? '') ? !shapeOf(text).measure && shapeOf(characters.slice(0, i).join('')).number : /\p{Script=Han}/u.test(characters[i - 1] ?? '') && /[≥≤<>＜＞=＝]/u.test(characters[i] ?? ''));
  return characters.flatMap((_, i) => (i > 0 && isSeam(i) ? [edges[i] ?? 0] : []));
}

/** What it costs to find the words between two x below a label. */
function contentCost({ column, box: label }: LabelledColumn, lines: readonly Line[], from: number, to: number, em: number): number {
  const kind = column?.definition.kind;
  const isKey = kind === 'points' || kind === 'money' || kind === 'rate' || kind === 'number';
  const apart = (isKey ? APART_NUMBERS : APART) * em;
  let cost = 0;
  let isEmpty = true;
  for (const { words } of lines) {
    const texts: { text: string; box: Box }[] = [];
    for (const { text, box } of words) {
      const at = middle(box[0], box[2]);
      if (at < from || at >= to) continue;
      const before = texts.at(-1);
      const gap = before === undefined ? Infinity : box[0] - before.box[2];
      if (gap < apart && gap >= APART_NUMBERS * em) cost += BLANK;
      if (before !== undefined && gap < apart) texts[texts.length - 1] = { text: before.text + text, box: [before.box[0], before.box[1], box[2], box[3]] };
      else texts.push({ text, box });
    }
    if (texts.length === 0) continue;
    isEmpty = false;
    cost += (texts.length - 1) * (isKey ? TWO_NUMBERS : TWO_TEXTS);
    for (const { text, box } of texts) {
      const shape = shapeOf(text);
      if (kind !== undefined) cost += kind === 'level' ? (shape.number || shape.measure ? MOST_KIND : 0) : Math.min(MOST_KIND, Math.max(0, costOfKind(kind, shape)));
      if (box[2] <= label[0] || box[0] >= label[2]) cost += ASIDE;
    }
  }
  return isEmpty ? EMPTY : cost;
}
