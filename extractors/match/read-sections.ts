import type { Page, Word } from '../../schemas/page.js';
import type { Grid, GridCell } from '../layout/grid.js';
import type { LabelSpan, LabelSpans } from '../layout/lines-to-label-spans.js';
import { linesToRuledRows } from '../layout/lines-to-ruled-rows.js';
import { type CellTail, type KeyedColumn, type KeyedRow, lineText, linesToKeyedRows, usualLeading, widthOf } from '../layout/lines-to-keyed-rows.js';
import { type Line, wordsToLines } from '../layout/words-to-lines.js';
import { mergeRulings } from '../layout/merge-rulings.js';
import { wordsToText } from '../layout/words-to-text.js';
import { areTwoValues } from './are-two-values.js';
import type { CompiledDefinition, CompiledTable } from './compile-definition.js';
import { doubtWord, noteOf } from './doubt-word.js';
import { type FoundLabel, splitFusedLabels } from './find-labels.js';
import { definitionsToIndex, findSections, type HeaderRow, type Sections } from './find-sections.js';
import { isBeside, isWithin, type LabelledLine, labelToCell, middleOf, NEAR, readFields, readItems } from './read-field-lines.js';
import { addCosts, labelAsKnown, type ModeCosts, NO_COSTS, readLabelColumns } from './read-label-columns.js';
import { headerToColumns, type SectionColumn, wordsToColumns } from './section-columns.js';

/** A table that may go on at the top of the next page, with its columns as they stand. */
export interface OpenSection {
  readonly table: CompiledTable;
  readonly columns: readonly SectionColumn[];
  /** What its cells said so far of where they stand in their rows. */
  readonly modeCosts: ModeCosts;
  /** The last label of each column that has printed one. */
  readonly labelled: ReadonlyMap<number, string>;
  /** How its last row ends, by column; null where it prints nothing. */
  readonly tails: readonly (CellTail | null)[];
}

export interface ReadSections {
  readonly grids: readonly Grid[];
  readonly lines: readonly LabelledLine[];
  readonly open: OpenSection | null;
}

/** The numbers of a row of totals reach no further below its label than this many ems. */
const TOTALS = 1.5;
/** A text on a line that stands below this many labels is a row of their table. */
const ROW_OF = 2;
/** A rule parts the cells of a column when it runs along this share of it. */
const COVERS = 0.8;

/**
 * Reads the parts of a form that no rules are drawn around: the labels of the definitions say where its tables and fields are and how their columns
 * run, the alignment of the rest says which row it is of. `furniture` tells lines that are printed on every page. Null where no table of a form is
 * found.
 */
export function readSections(page: UndrawnPage, next: UndrawnPage | null, definitions: readonly CompiledDefinition[], open: OpenSection | null, furniture: (line: Line) => boolean): ReadSections | null {
  const { em } = page.page;
  const { sections, content, labelWords } = toContents(page, definitions, furniture);
  if (sections.headers.length === 0 && open === null) return null;
  const grids: Grid[] = [];
  const lines: LabelledLine[] = [];
  let last: OpenSection | null = null;
  const readTable = (table: CompiledTable, header: HeaderRow | null, from: number, columnsOfPage: readonly SectionColumn[] | null): void => {
    const ending = endOf(sections, header, from, content, page.page);
    const { end, isEnd } = ending;
    const own = content.filter((word) => isWithin(word, from, end) && !labelWords.has(word));
    // What goes on over the page break says how wide the columns are, too.
    const ahead = isEnd || header === null || next === null ? [] : restOfTable(toContents(next, definitions, furniture), next.page);
    const columns = columnsOfPage ?? (header === null ? [] : headerToColumns(header, [...own, ...ahead], em));
    const read = columns.length === 0 ? null : sectionToGrid(page.page, table, header, columns, own, ending, header === null ? open : null);
    if (read !== null) grids.push(read.grid);
    last = isEnd || read === null ? null : { table, columns, modeCosts: read.modeCosts, labelled: read.labelled, tails: read.tails };
  };
  const ordered = [...sections.headers].sort((a, b) => a.top - b.top);
  if (open !== null) readTable(open.table, null, -Infinity, open.columns);
  for (const header of ordered) readTable(header.table, header, header.bottom, null);
  if (grids.length === 0) return null;
  const items = readItems(sections, content, definitions, em);
  lines.push(...items);
  const taken = new Set(items.flatMap(({ cells }) => cells.flatMap(({ words }) => words)));
  lines.push(...readFields(sections, content.filter((word) => !taken.has(word)), labelWords, grids.map(({ box }) => box[3]), em));
  for (const row of sections.prose) lines.push({ y: row.top, cells: row.labels.map(labelToCell) });
  for (const heading of sections.headings) lines.push({ y: headingTop(heading, sections), cells: [labelToCell(heading)] });
  return { grids, lines, open: last };
}

/** A page, and its words outside drawn tables. */
export interface UndrawnPage {
  readonly page: Page;
  readonly words: readonly Word[];
}

interface Contents {
  readonly sections: Sections;
  /** All words but titles, notes and what is printed on every page. */
  readonly content: readonly Word[];
  readonly labelWords: ReadonlySet<Word>;
}

const contents = new WeakMap<UndrawnPage, Contents>();

function toContents(page: UndrawnPage, definitions: readonly CompiledDefinition[], furniture: (line: Line) => boolean): Contents {
  const known = contents.get(page);
  if (known !== undefined) return known;
  const index = definitionsToIndex(definitions);
  const all = page.words.flatMap((word) => splitFusedLabels(word, index));
  const sections = findSections(all, definitions);
  const outside = new Set(wordsToLines(all).filter(furniture).flatMap((line) => line.words));
  for (const line of [...sections.asides, ...sections.pageNumbers, ...sections.titles]) for (const word of line.words) outside.add(word);
  const labelWords = new Set([...sections.headers, ...sections.fields, ...sections.prose].flatMap((row) => row.labels.flatMap((label) => label.words)));
  for (const label of [...sections.headings, ...sections.totals]) for (const word of label.words) labelWords.add(word);
  const made = { sections, content: all.filter((word) => word.rotation === 0 && !outside.has(word)), labelWords };
  contents.set(page, made);
  return made;
}

/** The words at the head of a page that go on with the table of the page before. */
function restOfTable({ sections, content, labelWords }: Contents, page: Page): Word[] {
  const { end } = endOf(sections, null, -Infinity, content, page);
  return content.filter((word) => isWithin(word, -Infinity, end) && !labelWords.has(word));
}

/** A heading stands beside its region, above whose first row it is read. */
function headingTop(heading: FoundLabel, { headers, prose }: Sections): number {
  const centre = (heading.box[1] + heading.box[3]) / 2;
  const above = [...headers, ...prose].filter((row) => row.top <= centre).sort((a, b) => b.top - a.top)[0];
  return above === undefined ? heading.box[1] : above.top - 0.01;
}

interface TableEnd {
  readonly end: number;
  /** False for the end of the page. */
  readonly isEnd: boolean;
  /** The label of its row of totals, where that ends it. */
  readonly total: FoundLabel | null;
}

/**
 * Where a table that begins at `from` ends: behind its row of totals, which a rule may end, at the next row of labels, title or note, at the heading of
 * a chapter, or where a text runs across its columns.
 */
function endOf(sections: Sections, header: HeaderRow | null, from: number, content: readonly Word[], { em, rulings }: Page): TableEnd {
  const tops = [
    ...[...sections.headers, ...sections.fields, ...sections.prose].map(({ top }) => top),
    ...[...sections.titles, ...sections.asides].map(({ top }) => top).filter((top) => header !== null || top > Math.min(...content.map(({ box }) => box[1]))),
  ].filter((top) => top >= from - 0.3 * em);
  const labels = header?.labels ?? [];
  const runsAcross = ({ box }: Word): boolean => labels.filter((label) => box[0] < (label.box[0] + label.box[2]) / 2 && box[2] > (label.box[0] + label.box[2]) / 2).length > 1;
  for (const word of content) {
    const { box } = word;
    if (box[1] < from || sections.totals.some((total) => Math.abs(total.box[1] - box[1]) < em) || !runsAcross(word)) continue;
    // Two cells that touch read as one text, too; but then the others of their row stand below labels of their own.
    const beside = content.filter((other) => isBeside(other, word, em) && !runsAcross(other));
    // So do they beside a label of rows, or behind one.
    if (header !== null && [word, ...beside].some(({ text }) => [...header.table.levels].some((label) => text.startsWith(label)))) continue;
    if (labels.filter((label) => beside.some((other) => other.box[0] < label.box[2] && other.box[2] > label.box[0])).length < ROW_OF) tops.push(box[1]);
  }
  const left = header === null ? Math.min(...content.map(({ box }) => box[0])) + NEAR * em : (labels[0]?.box[2] ?? 0);
  for (const { text, box } of content) if (box[1] >= from && box[0] < left && HEADING.test(text)) tops.push(box[1]);
  const end = Math.min(Infinity, ...tops);
  const total = sections.totals.filter(({ box }) => box[1] >= from - 0.3 * em && box[1] < end).sort((a, b) => a.box[1] - b.box[1])[0];
  if (total === undefined) return { end, isEnd: end < Infinity, total: null };
  const rule = Math.min(...rulings.filter(({ axis, at, from: x0, to: x1 }) => axis === 'h' && at > middleOf({ top: total.box[1], bottom: total.box[3] }) && x0 < total.box[2] && x1 > total.box[0]).map(({ at }) => at));
  return { end: Math.min(end, total.box[3] + TOTALS * em, rule), isEnd: true, total };
}

/** The heading of a chapter: 三、, （一）, 第四部分. */
const HEADING = /^([一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）]|第[一二三四五六七八九十]{1,3}(章|节|部分))/u;

const NO_LABELS: ReadonlyMap<number, string> = new Map();

/** The last label of each column of labels, on this page or before. */
function lastLabels(levels: readonly number[], found: ReadonlyMap<number, LabelSpans>, before: ReadonlyMap<number, string>): Map<number, string> {
  return new Map(levels.flatMap((c) => {
    const last = found.get(c)?.spans.findLast(({ lines }) => lines.length > 0)?.lines.map(lineText).join('') ?? before.get(c);
    return last === undefined ? [] : [[c, last] as const];
  }));
}

const KEY_KINDS: ReadonlySet<string> = new Set(['points', 'money', 'rate', 'number']);

/** The grid of a table: its header, if it stands on this page, and its rows. Null where its rows can't be told. */
function sectionToGrid(page: Page, table: CompiledTable, header: HeaderRow | null, columns: readonly SectionColumn[], words: readonly Word[], { end, isEnd, total }: TableEnd, open: OpenSection | null): Omit<OpenSection, 'table' | 'columns'> & { readonly grid: Grid } | null {
  const { em } = page;
  const isRest = header === null;
  const before = open?.modeCosts ?? NO_COSTS;
  const { lines, torn } = wordsToColumns(words, columns);
  const isLevel = (c: number): boolean => columns[c]?.column?.definition.kind === 'level';
  const levels = columns.map((_, c) => c).filter(isLevel);
  const goesOn = isRest && open !== null ? open.labelled : NO_LABELS;
  const rulings = mergeRulings(page.rulings, em);
  const rulesOf = (c: number): number[] => {
    const own = lines[c] ?? [];
    const x0 = Math.min(...own.map(({ words: [first] }) => first?.box[0] ?? Infinity));
    const x1 = Math.max(...own.map(({ words: all }) => all.at(-1)?.box[2] ?? -Infinity));
    return rulings.filter(({ axis, from, to }) => axis === 'h' && from < x1 && to > x0 && Math.min(to, x1) - Math.max(from, x0) >= COVERS * (x1 - x0)).map(({ at }) => at);
  };
  const name = columns.findIndex(({ column }) => column?.definition.kind === 'text');
  const keyed = columns.map((column, c): KeyedColumn => {
    const kind = column.column?.definition.kind;
    const isSparse = kind === undefined || kind === 'prose' || kind === 'level';
    const label = header === null ? null : column.label;
    const tail = open === null ? {} : { tail: open.tails[c] ?? null };
    return { lines: isLevel(c) ? [] : (lines[c] ?? []), rules: rulesOf(c), ...tail, leastWidth: label === null ? 0 : label.box[2] - label.box[0], areTwo: kind === 'value' ? areTwoValues : () => false, kind: isSparse ? 'sparse' : KEY_KINDS.has(kind) ? 'key' : c === name ? 'name' : 'text' };
  });
  const isTotal = (row: KeyedRow): boolean => total !== null && row.bottom > total.box[1] && row.top < total.box[3];
  const whole = lines.map((own) => labelAsKnown(table, own));
  const isLabel = (c: number, of: readonly Line[]): boolean => of.length > 0 && table.levels.has(whole[c]?.(of.map(lineText).join('')) ?? '');
  /** True for two labels and more, one below the other: rules that leave these in one cell are not those of rows. */
  const isStack = (c: number, of: readonly Line[]): boolean => !isLabel(c, of) && of.some((_, i) => i > 0 && isLabel(c, of.slice(0, i)) && (isLabel(c, of.slice(i)) || isStack(c, of.slice(i))));
  const found = linesToRuledRows(keyed.map((column, c) => ({ ...column, lines: lines[c] ?? [] })), header?.bottom ?? -Infinity, end, em, total === null ? undefined : { top: total.box[1], bottom: total.box[3] });
  const isFalse = found !== null && levels.some((c) => (found.spans[c] ?? []).some((span) => isStack(c, span.lines)));
  const ruled = isFalse ? null : found;
  if (ruled !== null) {
    const ends = ruled.rows.findLast(isTotal);
    if (ends !== undefined && ends !== ruled.rows.at(-1)) return null;
    const cells = new Map<number, LabelSpans>(ruled.spans.map((own, c) => [c, { spans: own, doubted: new Set() }]));
    // A rule or the edge of a tint may run through the cell of a label: then one reads whole that is not cut there.
    const rows = ends === undefined ? ruled.rows : ruled.rows.slice(0, -1);
    const isWhole = (c: number) => (span: LabelSpans['spans'][number]): boolean => isLabel(c, span.lines);
    const isParted = (c: number): boolean => {
      const cut = (ruled.spans[c] ?? []).filter(({ from }) => from < rows.length);
      // Whole labels from the first row on, with nothing below some of them: cells that are not merged, as the rules say.
      return cut.filter(({ lines: own }) => own.length > 0).every(isWhole(c)) && (cut[0]?.lines.length ?? 0) > 0;
    };
    let modeCosts = before;
    if (!levels.every(isParted)) {
      const labels = lines.map((own, c) => (isLevel(c) ? own.filter(({ top, bottom }) => middleOf({ top, bottom }) < (rows.at(-1)?.bottom ?? Infinity) && (total === null || bottom <= total.box[1] || top >= total.box[3])) : own));
      // A label of several rows reaches into those beside it: how high a row is the other cells say.
      const extents = rows.map(({ top, bottom }, row) => {
        const beside = ruled.spans.flatMap((own, c) => (isLevel(c) ? [] : own.filter(({ from, to }) => from === row && to === row).flatMap((cell) => cell.lines)));
        return beside.length === 0 ? { top, bottom } : { top: Math.min(...beside.map((line) => line.top)), bottom: Math.max(...beside.map((line) => line.bottom)) };
      });
      const read = readLabelColumns({ table, columns, levels, lines: labels, rows: extents, goesOn, comesYet: !isEnd, rulesOf: () => [], rowCosts: before, leading: usualLeading(lines, em), em });
      modeCosts = read.modeCosts;
      const isRead = (c: number, { spans }: LabelSpans): boolean => spans.length > 0 && spans.every(isWhole(c));
      // Where rules or tints run through the labels of one column, they part those of no other.
      const isCut = [...read.spans].some(([c, found]) => !isParted(c) && isRead(c, found));
      for (const [c, found] of read.spans) {
        if (!isCut || !isRead(c, found)) continue;
        // Where the rules give a row to another label, neither is certain.
        const isOf = (spans: readonly LabelSpan[], row: number): LabelSpan | undefined => spans.find(({ from, to }) => from <= row && to >= row);
        const doubted = new Set([...found.doubted, ...rows.keys()].filter((row) => {
          const [label] = isOf(ruled.spans[c] ?? [], row)?.lines ?? [];
          return found.doubted.has(row) || (label !== undefined && isOf(found.spans, row)?.lines.includes(label) !== true);
        }));
        cells.set(c, { spans: ends === undefined ? found.spans : [...found.spans, { from: rows.length, to: rows.length, lines: [] }], doubted });
      }
    }
    return { grid: toGrid(page, header, columns, ruled.rows, cells, torn, lines, ends === undefined ? null : total), modeCosts, labelled: lastLabels(levels, cells, open?.labelled ?? NO_LABELS), tails: tailsOf(rows.at(-1), lines, em) };
  }
  const leading = usualLeading(lines, em);
  const read = linesToKeyedRows(isFalse ? keyed.map((column) => ({ ...column, rules: [] })) : keyed, isRest, leading, em, undefined, total === null ? undefined : { top: total.box[1], bottom: total.box[3] }) ?? (words.length === 0 && header !== null ? { rows: [], left: [], modeCosts: NO_COSTS } : null);
  if (read === null) return null;
  const ends = read.rows.findLast(isTotal);
  const rows = read.rows.filter((row) => row !== ends);
  // A cell in the middle of its row says nothing of labels of several rows.
  const rowCosts = addCosts(before, { ...read.modeCosts, first: Math.min(...Object.values(read.modeCosts)) });
  // The rest of a row stands under the label of that row, unless the page break cut the label, too.
  const [first, second] = rows;
  const rest = first?.isRest === true && second !== undefined && !levels.some((c) => (lines[c] ?? []).some((line) => middleOf(line) < (first.bottom + second.top) / 2)) ? 1 : 0;
  const labels = readLabelColumns({ table, columns, levels, lines, rows: rows.slice(rest), goesOn, comesYet: !isEnd, rulesOf: isFalse ? () => [] : rulesOf, rowCosts, leading, em });
  const { modeCosts } = labels;
  const spans = new Map([...labels.spans].map(([c, own]) => [c, moveDown(own, rest)] as const));
  return { grid: toGrid(page, header, columns, [...rows, ...(ends === undefined ? [] : [ends])], spans, torn, lines, ends === undefined ? null : total), modeCosts, labelled: lastLabels(levels, spans, open?.labelled ?? NO_LABELS), tails: tailsOf(rows.at(-1), lines, em) };
}

const moveDown = ({ spans, doubted }: LabelSpans, by: number): LabelSpans => ({ spans: spans.map((span) => ({ ...span, from: span.from + by, to: span.to + by })), doubted: new Set([...doubted].map((row) => row + by)) });

/** How the cells of the last row of a page end. */
function tailsOf(row: KeyedRow | undefined, lines: readonly (readonly Line[])[], em: number): (CellTail | null)[] {
  const ends = lines.map((_, c) => row?.cells[c]?.at(-1) ?? null);
  const lowest = Math.max(...ends.map((line) => line?.bottom ?? -Infinity));
  return ends.map((line, c) => line && { line, widest: Math.max(...(lines[c] ?? []).map(widthOf)), isLowest: line.bottom > lowest - LOWEST * em });
}

/** Lines that end within this many ems of the lowest stand at the end of their page. */
const LOWEST = 0.6;

const LABEL_NOTE = 'which label this row stands under is not certain';
const BETWEEN_NOTE = 'texts stand between the labels of two columns, and may be of either';
const TORN_NOTE = 'no white parts this text from the column beside it';
const APART_NOTE = 'texts stand apart in this cell: the label of a column between them may be lost';
/** Texts of one line that are further apart than this many ems are hardly words of one cell. */
const APART = 1.5;

const standApart = (lines: readonly Line[]): boolean => lines.some(({ words }) => words.some((word, i) => word.box[0] - (words[i - 1]?.box[2] ?? Infinity) > APART * word.size));

function toGrid(page: Page, header: HeaderRow | null, columns: readonly SectionColumn[], rows: readonly KeyedRow[], spans: ReadonlyMap<number, LabelSpans>, torn: ReadonlySet<Word>, lines: readonly Line[][], total: FoundLabel | null): Grid {
  const offset = header === null ? 0 : 1;
  const right = Math.max(page.width, ...lines.flat().map(({ words }) => words.at(-1)?.box[2] ?? 0));
  const widest = lines.map((own) => Math.max(0, ...own.map(({ words }) => (words.at(-1)?.box[2] ?? 0) - (words[0]?.box[0] ?? 0))));
  const ys: number[] = [];
  if (header !== null) ys.push(header.top);
  rows.forEach((row, i) => {
    const above = rows[i - 1];
    ys.push(above === undefined ? (header === null ? row.top : (header.bottom + row.top) / 2) : (above.bottom + row.top) / 2);
  });
  ys.push(rows.at(-1)?.bottom ?? header?.bottom ?? 0);
  const xs = [...columns.map(({ x0 }) => x0), right];
  const cells: GridCell[] = [];
  const put = (row: number, column: number, rowSpan: number, words: readonly Word[], text?: string): void => {
    const box = [xs[column] ?? 0, ys[row] ?? 0, xs[column + 1] ?? 0, ys[row + rowSpan] ?? 0] as const;
    // A number is broken where its column had no room: as wide as its widest line, and the white beside it.
    const own = text === undefined ? wordsToText(words, (widest[column] ?? 0) + 1.2 * (words[0]?.size ?? page.em)) : { words: [...words], text };
    cells.push({ row, column, rowSpan, columnSpan: 1, words: own.words, text: own.text, box });
  };
  if (header !== null) {
    columns.forEach(({ label }, c) => put(0, c, 1, label?.words ?? [], label?.words.map(({ text }) => text).join('') ?? ''));
  }
  rows.forEach((row, r) => {
    const notes = [noteOf(row), r < rows.length - (total === null ? 0 : 1) && [...spans.values()].some(({ doubted }) => doubted.has(r)) ? LABEL_NOTE : null].filter((note) => note !== null);
    const isTotal = total !== null && r === rows.length - 1;
    const isRuled = spans.size === columns.length;
    const place = total === null ? -1 : Math.max(0, columns.findLastIndex(({ x0 }) => x0 <= (total.box[0] + total.box[2]) / 2));
    columns.forEach((_, c) => {
      const labelled = isTotal && !isRuled ? undefined : spans.get(c);
      if (labelled !== undefined) {
        const own = labelled.spans.find(({ from, to }) => from <= r && to >= r);
        if (isTotal && c === place) put(r + offset, c, 1, total.words, total.words.map(({ text }) => text).join(''));
        else if (own === undefined) put(r + offset, c, 1, []);
        else if (own.from === r) put(r + offset, c, own.to - own.from + 1, own.lines.flatMap(({ words }) => words).map((word) => [...(torn.has(word) ? [TORN_NOTE] : []), ...(standApart(own.lines) ? [APART_NOTE] : [])].reduce(doubtWord, word)));
        return;
      }
      if (isTotal && c === place && labelled === undefined) {
        put(r + offset, c, 1, total.words, total.words.map(({ text }) => text).join(''));
        return;
      }
      const isUnsure = columns[c]?.isUnsure === true || columns[c + 1]?.isUnsure === true;
      const cell = row.cells[c] ?? [];
      const beside = isUnsure ? [BETWEEN_NOTE] : [];
      const apart = standApart(cell) ? [APART_NOTE] : [];
      const words = cell.flatMap((line) => line.words).map((word) => [...notes, ...(torn.has(word) ? [TORN_NOTE] : beside), ...apart].reduce(doubtWord, word));
      put(r + offset, c, 1, words);
    });
  });
  cells.sort((a, b) => a.row - b.row || a.column - b.column);
  return { page: page.number, box: [xs[0] ?? 0, ys[0] ?? 0, right, ys.at(-1) ?? 0], strategy: 'aligned', confidence: 1, rowCount: rows.length + offset, columnCount: columns.length, cells, continues: header === null };
}
