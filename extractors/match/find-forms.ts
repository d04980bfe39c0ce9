import type { CompiledDefinition, CompiledTable } from './compile-definition.js';
import type { Endings } from './endings.js';
import { foldLabel } from './fold-label.js';
import type { Line } from './line.js';
import type { Vocabulary } from './vocabulary.js';

/** The header line of a table: which token names which column. */
export interface Header {
  readonly table: CompiledTable;
  readonly line: number;
  /** How many of the table's header labels it prints. */
  readonly found: number;
  /** True when it prints all that the table needs: then it is no other table's. */
  readonly isProof: boolean;
}

/** The lines of one form: from its title to the next form's. */
export interface FormLines {
  readonly title: number | null;
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
  /** How much speaks for this definition: the length of the title it knows, and how many labels it finds. */
  readonly titleLength: number;
  readonly evidence: number;
}

/** A header prints at least this share of the table's labels, and never fewer than two. */
const MIN_HEADER_SHARE = 0.5;
const LEAST_HEADER_LABELS = 2;
const MAX_TITLE_LENGTH = 60;
const LONGEST_LABEL = 16;
/** A header that no title stands above, but labels of the head, holds at most this many labels that the table doesn't know, for each that it does. */
const MOST_UNKNOWN = 0.3;
/** The labels that a reading knows and those that it doesn't stand on so many lines, with one cell a line. */
const HEADER_LINES = 8;
const MAX_TITLE_TOKENS = 4;
/** A title stands at most this many lines above the first label of its form. */
export const MAX_TITLE_DISTANCE = 8;
/** A table of known items prints one of them at most this many lines below its header, even with one cell a line. */
const MAX_ITEM_DISTANCE = 12;

/** The header of `table` that a line prints, or null. It may lack what the table needs: within a form that is known a label may be lost. */
export function lineToHeader(line: Line, table: CompiledTable): Header | null {
  let labels = 0;
  for (const token of line.tokens) if (table.header.has(token.label.text)) labels++;
  if (labels < LEAST_HEADER_LABELS) return null;
  const found = new Set<string>();
  for (const token of line.tokens) {
    const column = table.header.get(token.label.text);
    if (column) found.add(column.definition.name);
  }
  return isHeaderOf(found, table) ? { table, line: line.index, found: found.size, isProof: table.definition.needs.every((name) => found.has(name)) } : null;
}

/** True when labels of these columns together are a header of the table. */
export function isHeaderOf(found: ReadonlySet<string>, table: CompiledTable): boolean {
  const labelled = table.columns.filter((column) => column.labels.size > 0).length;
  return found.size >= Math.max(LEAST_HEADER_LABELS, labelled * MIN_HEADER_SHARE);
}

/** The length of the longest of the titles that a line ends with; 0 when it is no title. */
function titleLength(line: Line, titles: Endings): number {
  if (!mayEndTitle(line, titles)) return 0;
  const { tokens } = line;
  const { text } = tokens.length === 1 && tokens[0] ? tokens[0].label : foldLabel(tokens.map((token) => token.text).join(''));
  if (text.length > MAX_TITLE_LENGTH) return 0;
  let length = 0;
  for (const title of titles.behind(text.charAt(text.length - 1))) if (title.length > length && text.endsWith(title)) length = title.length;
  return length > 0 && /[，。；]/.test(text) ? 0 : length;
}

const lineText = (line: Line | undefined): string => foldLabel(line?.tokens.map((token) => token.text).join('') ?? '').text;

/** True for a line at the head of a page that prints the title of the form that goes on there once more. */
export function isRepeated(lines: readonly Line[], title: number | null, at: number): boolean {
  const line = lines[at];
  if (title === null || line === undefined || title === at || lines[title]?.page === line.page) return false;
  if (lineText(lines[title]) !== lineText(line)) return false;
  for (let i = at - 1; lines[i]?.page === line.page; i--) if (lines[i]?.kind === 'grid') return false;
  return true;
}

/** True for a line with a label that only other tables print. Labels are short; what ends like one in a sentence is none. */
const isOfOtherTable = ({ tokens }: Line, otherTableLabels: Endings): boolean =>
  tokens.some(({ text, label }) => text.length <= LONGEST_LABEL && otherTableLabels.isEndOf(label.text));

/**
 * True when a line ends with a title, prints a label that a form or a table can begin with or that only other tables print, or the row of totals: the only
 * lines that forms are found by.
 */
export const tellsOfForm = (line: Line, { heads, totals, titleEndings, otherTableLabels }: Vocabulary): boolean =>
  line.tokens.some((token) => heads.has(token.label.text)) ||
  totals.has(line.tokens[0]?.label.text ?? '') ||
  titleLength(line, titleEndings) > 0 ||
  isOfOtherTable(line, otherTableLabels);

/** False when the last character of a line tells that it is no title, as it does of nearly all. */
function mayEndTitle({ tokens }: Line, titles: Endings): boolean {
  const label = tokens.at(-1)?.label;
  if (label === undefined || tokens.length > MAX_TITLE_TOKENS) return false;
  const last = label.text.charAt(label.text.length - 1);
  return last === '' || last === ')' || label.bracket !== null || titles.behind(last).length > 0;
}

/**
 * How many labels a header prints that the table doesn't know, for each that it does: beside those it knows, or on the flowing lines below them, in front of
 * the first row.
 */
function unknownShare(lines: readonly Line[], { table, found, line: at }: Header): number {
  const line = lines[at];
  if (!line) return 0;
  const first = line.tokens.findIndex((token) => table.header.has(token.label.text));
  const below = lines.slice(at + 1, at + 1 + HEADER_LINES).flatMap(({ kind, tokens }) => (kind === 'flowing' && line.kind === 'flowing' ? tokens : []));
  const row = below.findIndex((token) => table.levels.has(token.label.text));
  const unknown = [...line.tokens.slice(first + 1), ...below.slice(0, Math.max(0, row))].filter(({ label }) => label.text !== '' && !table.header.has(label.text) && !table.headings.has(label.text) && !table.headerParts.has(label.text));
  return unknown.length / found;
}

/** True when a table of known items prints one below its header: other tables have such headers too. */
const hasItem = (lines: readonly Line[], at: number, table: CompiledTable): boolean =>
  table.items.size === 0 || lines.slice(at, at + MAX_ITEM_DISTANCE).some((line) => line.tokens.some((token) => table.items.has(token.label.text)));

/**
 * Finds the forms of a definition in the lines of a document. A form begins at its title, or, where that is missing, where a label of its head
 * is printed again. What has neither the header of a table nor two labels of the head is no form; without a title it must have a header whose labels
 * are known for the most part, and print no label of another table. `telling` are the lines that tell of a form, `titles` those of
 * all definitions and of their look-alikes: a longer one than this definition knows is of another form.
 */
export function findForms(lines: readonly Line[], telling: readonly Line[], definition: CompiledDefinition, titles: Endings): FormLines[] {
  const forms: FormLines[] = [];
  let title: { line: number; length: number; isOther: boolean } | null = null;
  let from = -1;
  let seen = new Set<string>();
  /** True behind the row of totals. */
  let ended = false;
  /** True when something of another table was printed. */
  let isStrange = false;
  const headers = new Map<CompiledTable, number>();
  const printed: Header[] = [];
  let current: { title: number | null; from: number; titleLength: number; isOther: boolean } | null = null;
  /** How many tables have a header that may be another's: asked only of a form without a title. */
  const countVague = (most: number): number => new Set(printed.filter((header) => unknownShare(lines, header) > most).map(({ table }) => table)).size;
  const finish = (to: number): void => {
    const hasTable = [...headers.keys()].some((table) => table.items.size === 0);
    const isProven = hasTable || seen.size + headers.size >= 2;
    // Without a title the labels of the head vouch for a table, or it must know all of its own.
    const isOurs = current?.title !== null || (!isStrange && countVague(seen.size > 0 ? MOST_UNKNOWN : 0) < headers.size);
    if (current && !current.isOther && isProven && isOurs) forms.push({ ...current, to, evidence: [...headers.values()].reduce((sum, found) => sum + found, seen.size) });
    current = null;
    seen = new Set();
    headers.clear();
    printed.length = 0;
    isStrange = false;
  };
  for (const line of telling) {
    const length = titleLength(line, definition.titleEndings);
    const isOther = titleLength(line, titles) > length;
    if (length > 0 || isOther) {
      title = { line: line.index, length, isOther };
      continue;
    }
    if (isOfOtherTable(line, definition.otherTableLabels)) isStrange = true;
    const labels: string[] = [];
    if (definition.tables.some(({ totals }) => totals.has(line.tokens[0]?.label.text ?? ''))) ended = true;
    for (const token of line.tokens) {
      const field = definition.fields.get(token.label.text);
      if (field && field.place === 'beside') labels.push(field.name);
    }
    const own = definition.tables.flatMap((table) => lineToHeader(line, table) ?? []).filter(({ table, isProof }) => isProof && hasItem(lines, line.index, table));
    if (labels.length === 0 && own.length === 0) continue;
    // A title printed again on the next page, with the rest of the form below it.
    if (title !== null && title.line > from && labels.length === 0 && seen.size > 0 && !ended && isRepeated(lines, current?.title ?? null, title.line)) title = null;
    const titled: typeof title = title !== null && line.index - title.line <= MAX_TITLE_DISTANCE && title.line > from ? title : null;
    // A line printed twice repeats a label too: only behind a table does it begin a form.
    const repeats = headers.size > 0 && labels.some((label) => seen.has(label));
    if (current === null || titled || repeats) {
      const start = titled?.line ?? line.index;
      finish(start);
      current = { title: titled?.line ?? null, from: start, titleLength: titled?.length ?? 0, isOther: titled?.isOther ?? false };
      from = line.index;
      ended = false;
    }
    for (const label of labels) seen.add(label);
    for (const header of own) {
      printed.push(header);
      headers.set(header.table, Math.max(header.found, headers.get(header.table) ?? 0));
    }
  }
  finish(lines.length);
  return forms;
}
