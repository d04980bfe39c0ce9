import type { Box, Word } from '../../schemas/page.js';
import { type Line, wordsToLines } from '../layout/words-to-lines.js';
import type { CompiledDefinition, CompiledTable } from './compile-definition.js';
import { isHeaderOf } from './find-forms.js';
import { findLabels, type FoundLabel, indexLabels, type LabelIndex } from './find-labels.js';
import { foldLabel } from './fold-label.js';
import { isNote } from './is-note.js';

/** Labels that stand in one row of a form. */
export interface LabelRow {
  readonly labels: readonly FoundLabel[];
  readonly top: number;
  readonly bottom: number;
}

export interface HeaderRow extends LabelRow {
  readonly table: CompiledTable;
  /** What stands among its labels and is none that the table knows: labels of columns that it has no place for. */
  readonly unknown: readonly FoundLabel[];
}

/** What the labels of a page say of its build. */
export interface Sections {
  readonly headers: readonly HeaderRow[];
  /** Rows of labels with their values beside them. */
  readonly fields: readonly LabelRow[];
  /** Rows of labels that head columns of prose. */
  readonly prose: readonly LabelRow[];
  readonly headings: readonly FoundLabel[];
  readonly totals: readonly FoundLabel[];
  /** Titles, notes and numbers of pages: lines that are part of no cell. A table ends at the first two of them. */
  readonly titles: readonly Line[];
  readonly asides: readonly Line[];
  readonly pageNumbers: readonly Line[];
}

const PAGE_NUMBER = /^([-—–]?\s*\d{1,4}\s*[-—–]?|第\s*\d+\s*页.*|\d+\s*\/\s*\d+)$/;
const YEAR_OR_UNIT = /^[（(]?((19|20)\d{2}\s*年度?|(金额)?单位[:：].{1,8})[)）]?$/;
const LONGEST_TITLE = 60;

const indexes = new WeakMap<readonly CompiledDefinition[], LabelIndex>();

/** Every label of the definitions that heads something; labels of levels and items are content. */
export function definitionsToIndex(definitions: readonly CompiledDefinition[]): LabelIndex {
  let index = indexes.get(definitions);
  if (!index) {
    index = indexLabels(definitions.flatMap(({ labels, headings, others }) => [...labels, ...headings, ...others]));
    indexes.set(definitions, index);
  }
  return index;
}

const shared = (a: Box | LabelRow, b: Box): number => ('labels' in a ? Math.min(a.bottom, b[3]) - Math.max(a.top, b[1]) : Math.min(a[3], b[3]) - Math.max(a[1], b[1]));

/** Labels whose heights overlap stand in one row. */
function toRows(labels: readonly FoundLabel[]): LabelRow[] {
  const rows: { labels: FoundLabel[]; top: number; bottom: number }[] = [];
  for (const label of [...labels].sort((a, b) => a.box[1] + a.box[3] - b.box[1] - b.box[3])) {
    const row = rows.find((other) => shared(other, label.box) > 0.3 * Math.min(other.bottom - other.top, label.box[3] - label.box[1]));
    if (row === undefined) rows.push({ labels: [label], top: label.box[1], bottom: label.box[3] });
    else {
      row.labels.push(label);
      row.top = Math.min(row.top, label.box[1]);
      row.bottom = Math.max(row.bottom, label.box[3]);
    }
  }
  for (const row of rows) row.labels.sort((a, b) => a.box[0] - b.box[0]);
  return rows;
}

/** The header of a table among labels of one row; the table of which most labels are found. */
function toHeader(row: LabelRow, tables: readonly CompiledTable[]): HeaderRow | null {
  let best: { table: CompiledTable; labels: FoundLabel[] } | null = null;
  for (const table of tables) {
    const names = new Set<string>();
    const labels = row.labels.filter(({ text }) => {
      const name = table.header.get(text)?.definition.name;
      if (name === undefined || names.has(name)) return false;
      names.add(name);
      return true;
    });
    if (!isHeaderOf(names, table) || !table.definition.needs.every((name) => names.has(name))) continue;
    if (best === null || labels.length > best.labels.length) best = { table, labels };
  }
  if (best === null) return null;
  const { table, labels } = best;
  return { table, labels, unknown: [], top: Math.min(...labels.map(({ box }) => box[1])), bottom: Math.max(...labels.map(({ box }) => box[3])) };
}

/** An unknown label is no longer than this, in characters, and stands this many ems apart from the known ones. */
const LONGEST_UNKNOWN = 12;
const APART = 0.1;

/** The words among the labels of a header, right of the first, that are of none: those below each other are one label. */
function unknownLabels({ labels, top, bottom }: HeaderRow, words: readonly Word[]): FoundLabel[] {
  const first = labels[0];
  if (first === undefined) return [];
  const isIn = ({ box, size, rotation }: Word): boolean => {
    const middle = (box[1] + box[3]) / 2;
    return rotation === 0 && middle > top && middle < bottom && box[0] > first.box[2] && !labels.some((label) => label.box[0] < box[2] + APART * size && label.box[2] > box[0] - APART * size);
  };
  const groups: Word[][] = [];
  for (const word of words.filter(isIn)) {
    const group = groups.find((others) => others.some(({ box }) => box[0] < word.box[2] && box[2] > word.box[0]));
    if (group === undefined) groups.push([word]);
    else group.push(word);
  }
  return groups.flatMap((group) => {
    const text = foldLabel(group.map((word) => word.text).join('')).text;
    const boxes = group.map(({ box }) => box);
    const box: Box = [Math.min(...boxes.map(([x0]) => x0)), Math.min(...boxes.map(([, y0]) => y0)), Math.max(...boxes.map(([, , x1]) => x1)), Math.max(...boxes.map(([, , , y1]) => y1))];
    return /^\p{Script=Han}{2,}/u.test(text) && text.length <= LONGEST_UNKNOWN ? [{ text, words: group, box }] : [];
  });
}

/** Lines of a cell are no further apart than this many line heights. */
const WRAPPED = 0.8;

const lineToText = ({ words }: Line): string => words.map(({ text }) => text).join('');

/** Finds the rows of labels that the definitions' forms are built of. */
export function findSections(words: readonly Word[], definitions: readonly CompiledDefinition[]): Sections {
  const tables = definitions.flatMap((definition) => definition.tables);
  const labels = findLabels(words, definitionsToIndex(definitions));
  const lines = wordsToLines(words.filter(({ rotation }) => rotation === 0));
  const isTitle = (line: Line): boolean => {
    const text = foldLabel(lineToText(line)).text;
    return text.length <= LONGEST_TITLE && !/[，。；]/.test(text) && definitions.some(({ titles }) => titles.some((title) => text.endsWith(title)));
  };
  const isPageNumber = (line: Line, i: number): boolean => {
    if (!PAGE_NUMBER.test(lineToText(line)) || (i > 0 && i < lines.length - 1)) return false;
    // A broken number may end a table; that of the page stands apart.
    const neighbour = lines[i === 0 ? 1 : i - 1];
    const gap = neighbour === undefined ? Infinity : Math.max(neighbour.top - line.bottom, line.top - neighbour.bottom);
    return gap > line.bottom - line.top;
  };
  /** The last line of a cell, on which nothing else stands: the line above it ends right over it and is no title. */
  const isWrapped = (line: Line, i: number): boolean => {
    const above = lines[i - 1];
    const [x0, x1] = [line.words[0]?.box[0] ?? 0, line.words.at(-1)?.box[2] ?? 0];
    return above !== undefined && !isTitle(above) && line.top - above.bottom < WRAPPED * (line.bottom - line.top) && above.words.some(({ box }) => box[0] < x1 && box[2] > x1 && box[0] - x0 < line.bottom - line.top);
  };
  const isAside = (line: Line, i: number): boolean => {
    const text = lineToText(line);
    return (YEAR_OR_UNIT.test(text) && !isWrapped(line, i)) || definitions.some(({ notes }) => isNote(text, notes));
  };
  const titles = lines.filter(isTitle);
  const titleWords = new Set(titles.flatMap((line) => line.words));
  const free = labels.filter((label) => !label.words.some((word) => titleWords.has(word)));
  const isPlaced = (place: 'beside' | 'below') => ({ text }: FoundLabel): boolean =>
    definitions.some(({ fields, others }) => fields.get(text)?.place === place || (place === 'beside' && others.has(text)));
  const headers = toRows(free.filter(({ text }) => tables.some(({ header }) => header.has(text)))).flatMap((row) => {
    const header = toHeader(row, tables);
    return header === null ? [] : { ...header, unknown: unknownLabels(header, words) };
  });
  const taken = new Set(headers.flatMap((row) => row.labels));
  const rest = free.filter((label) => !taken.has(label));
  const prose = toRows(rest.filter(isPlaced('below')));
  const headsProse = new Set(prose.flatMap((row) => row.labels));
  // What heads the prose of one form may be the label of a value in another.
  const isHeading = (label: FoundLabel): boolean =>
    !headsProse.has(label) && definitions.some(({ headings }) => headings.has(label.text)) && (prose.length > 0 || !isPlaced('beside')(label));
  const fields = toRows(rest.filter((label) => isPlaced('beside')(label) && !isHeading(label)));
  const totals = rest.filter(({ text, box }) => tables.some((table) => table.totals.has(text)) && !lines.some((line) => line.words.some((word) => word.box[2] < box[0] && shared(box, word.box) > 0.5 * word.size)));
  const headings = rest.filter((label) => !totals.includes(label) && isHeading(label));
  return { headers, fields, prose, headings, totals, titles, asides: lines.filter(isAside), pageNumbers: lines.filter(isPageNumber) };
}
