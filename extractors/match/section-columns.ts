import type { Box, Word } from '../../schemas/page.js';
import { coveredRuns, leastCrossed, whitesBetween } from '../layout/column-cuts.js';
import { type Line, wordsToLines } from '../layout/words-to-lines.js';
import type { CompiledColumn } from './compile-definition.js';
import type { HeaderRow } from './find-sections.js';
import { sliceWord } from './slice-word.js';

/** A column of a table without drawn columns: from `x0` to the next one's. */
export interface SectionColumn {
  readonly x0: number;
  /** Null for a column that the header prints no label for. */
  readonly column: CompiledColumn | null;
  /** True where texts that stand between its label and the next may be of either. */
  readonly isUnsure?: boolean;
}

/** White between texts that are columns of their own, where no label says so, in ems. */
const UNLABELLED_GUTTER = 0.3;

const extentsOf = (words: readonly Word[]): (readonly [number, number])[] => words.map(({ box }) => [box[0], box[2]] as const);
const middle = (x0: number, x1: number): number => (x0 + x1) / 2;

/** The columns below a header: parted by the white between its labels; what stands left of the first label is columns too. */
export function headerToColumns(header: HeaderRow, words: readonly Word[], em: number): SectionColumn[] {
  const { table, labels } = header;
  const extents = [...extentsOf(words), ...labels.map(({ box }) => [box[0], box[2]] as const)];
  const first = labels[0];
  if (first === undefined) return [];
  const firstMiddle = middle(first.box[0], first.box[2]);
  const runs = coveredRuns([...words, ...first.words], UNLABELLED_GUTTER * em).filter(([x0]) => x0 < firstMiddle);
  const columns: SectionColumn[] = runs.map(([x0], i) => ({ x0: i === 0 ? x0 - em : middle(runs[i - 1]?.[1] ?? x0, x0), column: null }));
  // The first labelled column is the run that its label stands in; the one before it may be a column that has no label.
  const own = columns.pop() ?? { x0: first.box[0] - em, column: null };
  const unlabelled = table.columns.find(({ labels: known, definition }) => known.size === 0 && !isBracket(header, definition.name));
  if (unlabelled !== undefined && columns.length > 0) columns[columns.length - 1] = { x0: columns.at(-1)?.x0 ?? 0, column: unlabelled };
  columns.push({ ...own, column: table.header.get(first.text) ?? null });
  for (let i = 1; i < labels.length; i++) {
    const [left, right] = [labels[i - 1], labels[i]];
    if (left === undefined || right === undefined) continue;
    const cut = cutBetween(left.box, right.box, words, extents, em);
    columns.push({ x0: cut.x, column: table.header.get(right.text) ?? null, ...(cut.isUnsure ? { isUnsure: true } : {}) });
  }
  return columns;
}

/**
 * Where the column of one label ends and that of the next begins: in the white between them. Where texts stand between the two labels with white on both
 * sides (numbers set right below labels set left), they are of the label that has nothing else; `isUnsure` where both have, or none.
 */
function cutBetween(left: Box, right: Box, words: readonly Word[], extents: readonly (readonly [number, number])[], em: number): { x: number; isUnsure: boolean } {
  const whites = whitesBetween(extents, middle(left[0], left[2]), middle(right[0], right[2]), em);
  const [first, last] = [whites[0], whites.at(-1)];
  const holdsText = (box: Box): boolean => words.some((word) => Math.min(word.box[2], box[2]) - Math.max(word.box[0], box[0]) > 0);
  if (first === undefined || last === undefined) {
    // Numbers set right may all stand behind their label: the column ends behind the first of them.
    const behind = words.filter(({ box }) => box[0] >= left[2] && box[2] <= right[0]).map(({ box }) => box[2]);
    const from = holdsText(left) || behind.length === 0 ? left[2] : Math.min(...behind);
    return { x: leastCrossed(extents, from, right[0]), isUnsure: false };
  }
  if (first === last) return { x: middle(first.from, first.to), isUnsure: false };
  const [leftHas, rightHas] = [holdsText([left[0], left[1], first.from, left[3]]), holdsText([last.to, right[1], right[2], right[3]])];
  const cut = rightHas && !leftHas ? last : leftHas && !rightHas ? first : whites.reduce((a, b) => (b.to - b.from > a.to - a.from ? b : a));
  return { x: middle(cut.from, cut.to), isUnsure: leftHas === rightHas };
}

const isBracket = ({ table }: HeaderRow, name: string): boolean => table.columns.some(({ definition }) => definition.bracket?.column === name);

/** The words of each column as lines; a word that runs over the edge of a column is cut there and listed as torn. */
export function wordsToColumns(words: readonly Word[], columns: readonly SectionColumn[]): { lines: Line[][]; torn: Set<Word> } {
  const contents: Word[][] = columns.map(() => []);
  const torn = new Set<Word>();
  const columnAt = (x: number): number => Math.max(0, columns.findLastIndex(({ x0 }) => x0 <= x));
  for (const word of words) {
    const count = word.edges.length - 1;
    let from = 0;
    for (let i = 1; i <= count; i++) {
      const here = columnAt(middle(word.edges[i - 1] ?? 0, word.edges[i] ?? 0));
      const next = i === count ? -1 : columnAt(middle(word.edges[i] ?? 0, word.edges[i + 1] ?? 0));
      if (here === next) continue;
      const part = sliceWord(word, from, i);
      contents[here]?.push(part);
      if (part !== word) torn.add(part);
      from = i;
    }
  }
  return { lines: contents.map((own) => wordsToLines(own)), torn };
}
