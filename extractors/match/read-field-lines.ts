import type { Word } from '../../schemas/page.js';
import { type KeyedColumn, linesToKeyedRows, usualLeading } from '../layout/lines-to-keyed-rows.js';
import { wordsToLines } from '../layout/words-to-lines.js';
import { wordsToText } from '../layout/words-to-text.js';
import type { CompiledDefinition } from './compile-definition.js';
import { doubtWord, noteOf } from './doubt-word.js';
import type { FoundLabel } from './find-labels.js';
import type { LabelRow, Sections } from './find-sections.js';
import { foldLabel } from './fold-label.js';
import { shapeOf } from './token-evidence.js';

/** A line of labels and values that stand beside each other. */
export interface LabelledLine {
  readonly y: number;
  readonly cells: readonly { readonly text: string; readonly words: readonly Word[] }[];
}

/** A label's values stand no further above or below it than this many ems. */
export const NEAR = 3;
/** Texts whose middles are no further apart than this many ems are on one line. */
const SAME_LINE = 0.4;

export const middleOf = ({ top, bottom }: { top: number; bottom: number }): number => (top + bottom) / 2;
export const isBeside = ({ box: a }: Word, { box: b }: Word, em: number): boolean => Math.abs((a[1] + a[3]) / 2 - (b[1] + b[3]) / 2) < SAME_LINE * em;
export const isWithin = ({ box }: Word, top: number, bottom: number): boolean => (box[1] + box[3]) / 2 > top && (box[1] + box[3]) / 2 < bottom;

export const labelToCell = ({ words }: FoundLabel): LabelledLine['cells'][number] => ({ text: words.map(({ text }) => text).join(''), words });

/** Rows of known items with the amounts on their lines, of tables that print no header. */
export function readItems({ headers }: Sections, content: readonly Word[], definitions: readonly CompiledDefinition[], em: number): LabelledLine[] {
  const tables = definitions.flatMap((definition) => definition.tables).filter(({ items }) => items.size > 0);
  if (tables.some((table) => headers.some((header) => header.table.definition.name === table.definition.name))) return [];
  return content.flatMap((word) => {
    if (!tables.some(({ items }) => items.has(foldLabel(word.text).text))) return [];
    const beside = content.filter((other) => other.box[0] > word.box[2] && isBeside(other, word, em)).sort((a, b) => a.box[0] - b.box[0]);
    const isAmount = ({ text }: Word): boolean => shapeOf(text).number || shapeOf(text).mark || shapeOf(text).rate;
    return beside.length > 0 && beside.every(isAmount) ? [{ y: word.box[1], cells: [word, ...beside].map((own) => ({ text: own.text, words: [own] })) }] : [];
  });
}

/** Rows of labels with their values: the lines between labels, given to the rows by their height. No value stands above `tableEnds`, where tables end. */
export function readFields({ fields, headers, prose }: Sections, content: readonly Word[], labelWords: ReadonlySet<Word>, tableEnds: readonly number[], em: number): LabelledLine[] {
  const blocks: LabelRow[][] = [];
  for (const row of fields) {
    const last = blocks.at(-1)?.at(-1);
    const parted = last !== undefined && [...headers, ...prose].some(({ top }) => top > last.top && top < row.top);
    if (last === undefined || parted || row.top - last.bottom > 2 * NEAR * em) blocks.push([row]);
    else blocks.at(-1)?.push(row);
  }
  return blocks.flatMap((rows) => fieldsToLines(rows, [...headers, ...prose], content, labelWords, tableEnds, em));
}

function fieldsToLines(rows: readonly LabelRow[], others: readonly LabelRow[], content: readonly Word[], labelWords: ReadonlySet<Word>, tableEnds: readonly number[], em: number): LabelledLine[] {
  const first = rows[0];
  const end = rows.at(-1);
  if (first === undefined || end === undefined) return [];
  const limit = Math.min(end.bottom + NEAR * em, ...others.filter(({ top }) => top > end.top).map(({ top }) => top));
  const floor = Math.max(first.top - NEAR * em, ...others.filter(({ bottom }) => bottom < first.bottom).map(({ bottom }) => bottom), ...tableEnds.filter((y) => y < first.bottom));
  const left = Math.min(...rows.flatMap((row) => row.labels.map(({ box }) => box[0])));
  // Labels that begin further right head a column of their own.
  const starts: number[] = [];
  for (const x of rows.flatMap((row) => row.labels.map(({ box }) => (box[0] + box[2]) / 2)).sort((a, b) => a - b)) if (starts.length === 0 || x - (starts.at(-1) ?? x) > NEAR * em) starts.push(x);
  const values = content.filter((word) => !labelWords.has(word) && word.box[0] > left && isWithin(word, floor, limit));
  const columns = starts.map((x, i) => wordsToLines(values.filter(({ box }) => box[0] > x && (starts[i + 1] === undefined || box[0] <= (starts[i + 1] ?? 0)))));
  const keyed = columns.map((lines): KeyedColumn => ({ lines, kind: 'sparse', isEven: false }));
  const read = linesToKeyedRows(keyed, false, usualLeading(columns, em), em, rows);
  if (read === null) return [];
  return rows.map((row, r) => {
    const found = read.rows[r];
    const note = found === undefined ? null : noteOf(found);
    const cells = row.labels.flatMap((label, i) => {
      const next = row.labels[i + 1]?.box[0] ?? Infinity;
      const words = (found?.cells ?? []).flatMap((lines) => lines ?? []).flatMap((line) => line.words).filter(({ box }) => box[0] > label.box[0] && box[0] < next);
      const own = note === null ? words : words.map((word) => doubtWord(word, note));
      // Where nothing was found for a label the doubt is about its blank.
      if (own.length === 0) return [labelToCell(note === null ? label : { ...label, words: label.words.map((word) => doubtWord(word, note)) })];
      return [labelToCell(label), wordsToText(own, Infinity)];
    });
    return { y: middleOf(row), cells };
  });
}
