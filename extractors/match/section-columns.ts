import type { Word } from '../../schemas/page.js';
import { coveredRuns } from '../layout/column-cuts.js';
import { type Line, wordsToLines } from '../layout/words-to-lines.js';
import type { CompiledColumn, CompiledTable } from './compile-definition.js';
import { cutBetweenLabels, type LabelledColumn } from './cut-between-labels.js';
import type { FoundLabel } from './find-labels.js';
import { seamNear, showsSeam } from './find-seam.js';
import type { HeaderRow } from './find-sections.js';
import { foldLabel } from './fold-label.js';
import { sliceWord } from './slice-word.js';
import { shapeOf } from './token-evidence.js';

/** A column of a table without drawn columns: from `x0` to the next one's. */
export interface SectionColumn {
  readonly x0: number;
  /** Null for a column that the header prints no label for, or one that the table doesn't know. */
  readonly column: CompiledColumn | null;
  /** Null for a column that the header prints no label for. */
  readonly label: FoundLabel | null;
  /** True where texts that stand between its label and the next may be of either. */
  readonly isUnsure?: boolean;
}

/** White between texts that are columns of their own, where no label says so, in ems. */
const UNLABELLED_GUTTER = 0.3;

const middle = (x0: number, x1: number): number => (x0 + x1) / 2;

/** The columns below a header: parted by the white between its labels; what stands left of the first label is columns too. */
export function headerToColumns(header: HeaderRow, words: readonly Word[], em: number): SectionColumn[] {
  const { table } = header;
  const labels = [...header.labels, ...header.unknown].sort((a, b) => a.box[0] - b.box[0]);
  const first = labels[0];
  if (first === undefined) return [];
  const firstMiddle = middle(first.box[0], first.box[2]);
  const runs = coveredRuns([...words, ...first.words], UNLABELLED_GUTTER * em).filter(([x0]) => x0 < firstMiddle);
  const columns: SectionColumn[] = runs.map(([x0], i) => ({ x0: i === 0 ? x0 - em : middle(runs[i - 1]?.[1] ?? x0, x0), column: null, label: null }));
  // The first labelled column is the run that its label stands in; the one before it may be a column that has no label.
  const own = columns.pop() ?? { x0: first.box[0] - em };
  const unlabelled = table.columns.find(({ labels: known, definition }) => known.size === 0 && !isBracket(header, definition.name));
  const seam = unlabelled === undefined ? null : itemSeam(table, words.filter(({ box }) => middle(box[0], box[2]) >= own.x0 && box[0] < firstMiddle), first);
  if (seam !== null) columns.push({ x0: own.x0, column: null, label: null });
  if (unlabelled !== undefined && columns.length > 0) columns[columns.length - 1] = { x0: columns.at(-1)?.x0 ?? 0, column: unlabelled, label: null };
  const x0 = seam ?? own.x0;
  columns.push({ x0, column: table.header.get(first.text) ?? null, label: first });
  const labelled = labels.map(({ text, box }): LabelledColumn => ({ column: table.header.get(text) ?? null, box }));
  cutBetweenLabels(labelled, words.filter(({ box }) => middle(box[0], box[2]) >= x0), em).forEach((cut, i) => {
    columns.push({ x0: cut.x, column: labelled[i + 1]?.column ?? null, label: labels[i + 1] ?? null, ...(cut.isUnsure ? { isUnsure: true } : {}) });
  });
  return columns;
}

const isBracket = ({ table }: HeaderRow, name: string): boolean => table.columns.some(({ definition }) => definition.bracket?.column === name);

/** Where the items of rows end and the numbers of the first labelled column begin, though hardly any white parts them; null where they don't. */
function itemSeam({ items }: CompiledTable, words: readonly Word[], label: FoundLabel): number | null {
  const isNumber = ({ text }: Word): boolean => shapeOf(text).number || shapeOf(text).mark;
  const [numbers, texts] = [words.filter(isNumber), words.filter((word) => !isNumber(word) && !label.words.includes(word))];
  if (numbers.length === 0 || !texts.some(({ text }) => items.has(foldLabel(text).text))) return null;
  const [end, begin] = [Math.max(...texts.map(({ box }) => box[2])), Math.min(label.box[0], ...numbers.map(({ box }) => box[0]))];
  return end <= begin ? middle(end, begin) : null;
}

/**
 * The words of each column as lines. A word that runs over the edge of a column is cut there, where a character of it begins just where other texts
 * begin if one does. It is listed as torn unless it shows that two cells touch: text may run on over a blank cell, too.
 */
export function wordsToColumns(words: readonly Word[], columns: readonly SectionColumn[]): { lines: Line[][]; torn: Set<Word> } {
  const contents: Word[][] = columns.map(() => []);
  const torn = new Set<Word>();
  const columnAt = (x: number): number => Math.max(0, columns.findLastIndex(({ x0 }) => x0 <= x));
  for (const word of words) {
    const count = word.edges.length - 1;
    let from = 0;
    let isTorn = false;
    for (let i = 1; i <= count; i++) {
      const here = columnAt(middle(word.edges[from] ?? 0, word.edges[from + 1] ?? 0));
      const next = i === count ? -1 : columnAt(middle(word.edges[i] ?? 0, word.edges[i + 1] ?? 0));
      if (here === next) continue;
      const seam = next < 0 ? null : seamNear(word, i, words, columns[next]?.label?.box[0] ?? columns[next]?.x0 ?? -Infinity);
      const at = seam ?? i;
      if (at <= from) continue;
      const part = sliceWord(word, from, at);
      contents[here]?.push(part);
      const isSure = next < 0 || (seam !== null && showsSeam(word, from, seam));
      if (isTorn || !isSure) torn.add(part);
      isTorn = !isSure;
      from = at;
    }
  }
  return { lines: contents.map((own) => wordsToLines(own)), torn };
}
