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
  if (line.tokens.length < LEAST_HEADER_LABELS) return null;
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
  return found.size >= Math.max(LEAST_HEADER_LABELS, table.labelled * MIN_HEADER_SHARE);
}

/** The length of the longest of the titles that a line ends with; 0 when it is no title. */
function titleLength(line: Line, titles: Endings): number {
  if (!mayEndTitle(line, titles)) return 0;
  const { tokens } = line;
  const { text } = tokens.length === 1 && tokens[0] ? tokens[0].label : foldLabel(tokens.map((token) => token.text).join(''));
  if (text.length > MAX_TITLE_LENGTH) return 0;
  let length = 0;
  for (const title of titles.behind(text)) if (title.length > length && text.endsWith(title)) length = title.length;
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
function isOfOtherTable({ tokens }: Line, otherTableLabels: Endings): boolean {
  for (const { text, label } of tokens) if (text.length <= LONGEST_LABEL && otherTableLabels.isEndOf(label.text)) return true;
  return false;
}

/** A line by which forms are found, and what it tells of them, whichever their definition. */
export interface TellingLine {
  readonly line: Line;
  /** The length of the longest title that it ends with; 0 when it is none. */
  readonly titleLength: number;
  /** Its labels that a form or a table can begin with. */
  readonly heads: readonly string[];
  /** True for one with a label that only other tables print. */
  readonly isOfOtherTable: boolean;
}

const NO_HEADS: readonly string[] = [];

/**
 * The lines that end with a title, print a label that a form or a table can begin with or that only other tables print, or the row of totals: the only ones
 * that forms are found by, and few.
 */
export function findTellingLines(lines: readonly Line[], { heads, totals, titleEndings, otherTableLabels }: Vocabulary): TellingLine[] {
  const telling: TellingLine[] = [];
  for (const line of lines) {
    let own: string[] | null = null;
    for (const { label } of line.tokens) {
      if (!heads.has(label.text)) continue;
      if (own === null) own = [label.text];
      else own.push(label.text);
    }
    const length = titleLength(line, titleEndings);
    const isStrange = isOfOtherTable(line, otherTableLabels);
    if (own !== null || length > 0 || isStrange || totals.has(firstLabel(line))) telling.push({ line, titleLength: length, heads: own ?? NO_HEADS, isOfOtherTable: isStrange });
  }
  return telling;
}

const firstLabel = ({ tokens }: Line): string => tokens[0]?.label.text ?? '';

/** False when the last character of a line tells that it is no title, as it does of nearly all. */
function mayEndTitle({ tokens }: Line, titles: Endings): boolean {
  const label = tokens.at(-1)?.label;
  if (label === undefined || tokens.length > MAX_TITLE_TOKENS) return false;
  const { text, bracket } = label;
  return text === '' || text.endsWith(')') || bracket !== null || titles.behind(text).length > 0;
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

/** A form whose end isn't found yet. */
interface OpenForm extends Omit<FormLines, 'to' | 'evidence'> {
  /** True below the title of another one. */
  readonly isOther: boolean;
  /** The fields beside their labels. */
  readonly seen: Set<string>;
  /** For each table the most labels that a header of it prints. */
  readonly headers: Map<CompiledTable, number>;
  readonly printed: Header[];
  /** True when something of another table was printed. */
  isStrange: boolean;
}

/**
 * Finds the forms of a definition in the lines of a document. A form begins at its title, or, where that is missing, where a label of its head
 * is printed again. What has neither the header of a table nor two labels of the head is no form; without a title it must have a header whose labels
 * are known for the most part, and print no label of another table. `telling` are the lines that tell of a form; a longer title on one than this
 * definition knows is of another form.
 */
export function findForms(lines: readonly Line[], telling: readonly TellingLine[], definition: CompiledDefinition): FormLines[] {
  const forms: FormLines[] = [];
  let title: { line: number; length: number; isOther: boolean } | null = null;
  /** The first line of the last form below its title. */
  let from = -1;
  /** True behind the row of totals. */
  let ended = false;
  let open: OpenForm | null = null;
  for (const { line, heads, titleLength: longest, isOfOtherTable: isStrange } of telling) {
    if (longest > 0) {
      const length = titleLength(line, definition.titleEndings);
      title = { line: line.index, length, isOther: longest > length };
      continue;
    }
    if (isStrange && open !== null && isOfOtherTable(line, definition.otherTableLabels)) open.isStrange = true;
    if (endsTable(line, definition)) ended = true;
    const labels = headsToFields(heads, definition);
    const own = heads.length < LEAST_HEADER_LABELS ? NO_HEADERS : lineToHeaders(lines, line, definition);
    if (labels.length === 0 && own.length === 0) continue;
    // A title printed again on the next page, with the rest of the form below it.
    if (title !== null && title.line > from && labels.length === 0 && open !== null && open.seen.size > 0 && !ended && isRepeated(lines, open.title, title.line)) title = null;
    const titled: typeof title = title !== null && line.index - title.line <= MAX_TITLE_DISTANCE && title.line > from ? title : null;
    // A line printed twice repeats a label too: only behind a table does it begin a form.
    if (open === null || titled || repeats(open, labels)) {
      const start = titled?.line ?? line.index;
      if (open !== null) finishForm(open, start, lines, forms);
      open = { title: titled?.line ?? null, from: start, titleLength: titled?.length ?? 0, isOther: titled?.isOther ?? false, seen: new Set(), headers: new Map(), printed: [], isStrange: false };
      from = line.index;
      ended = false;
    }
    for (const label of labels) open.seen.add(label);
    for (const header of own) {
      open.printed.push(header);
      open.headers.set(header.table, Math.max(header.found, open.headers.get(header.table) ?? 0));
    }
  }
  if (open !== null) finishForm(open, lines.length, lines, forms);
  return forms;
}

/** Puts a form to those that were found, unless it is none of this definition's. */
function finishForm(open: OpenForm, to: number, lines: readonly Line[], forms: FormLines[]): void {
  const { title, from, titleLength: length, isOther, seen, headers, isStrange } = open;
  let hasTable = false;
  let evidence = seen.size;
  for (const [table, found] of headers) {
    if (table.items.size === 0) hasTable = true;
    evidence += found;
  }
  if (isOther || (!hasTable && seen.size + headers.size < 2)) return;
  // Without a title the labels of the head vouch for a table, or it must know all of its own.
  if (title === null && (isStrange || countVague(open, lines) >= headers.size)) return;
  forms.push({ title, from, to, titleLength: length, evidence });
}

/** How many tables have a header that may be another's: asked only of a form without a title. */
function countVague({ printed, seen }: OpenForm, lines: readonly Line[]): number {
  const most = seen.size > 0 ? MOST_UNKNOWN : 0;
  const vague = new Set<CompiledTable>();
  for (const header of printed) if (unknownShare(lines, header) > most) vague.add(header.table);
  return vague.size;
}

/** Whether a form with a table prints one of these labels already. */
function repeats({ headers, seen }: OpenForm, labels: readonly string[]): boolean {
  if (headers.size > 0) for (const label of labels) if (seen.has(label)) return true;
  return false;
}

/** True for the row of totals of a table. */
function endsTable(line: Line, { tables }: CompiledDefinition): boolean {
  const first = firstLabel(line);
  for (const { totals } of tables) if (totals.has(first)) return true;
  return false;
}

/** The fields beside these labels. */
function headsToFields(heads: readonly string[], { fields }: CompiledDefinition): readonly string[] {
  let names: string[] | null = null;
  for (const label of heads) {
    const field = fields.get(label);
    if (field?.place !== 'beside') continue;
    if (names === null) names = [field.name];
    else names.push(field.name);
  }
  return names ?? NO_HEADS;
}

const NO_HEADERS: readonly Header[] = [];

/** The headers that a line prints, of each table that has all it needs there and its items below. */
function lineToHeaders(lines: readonly Line[], line: Line, { tables }: CompiledDefinition): readonly Header[] {
  let headers: Header[] | null = null;
  for (const table of tables) {
    const header = lineToHeader(line, table);
    if (header === null || !header.isProof || !hasItem(lines, line.index, table)) continue;
    if (headers === null) headers = [header];
    else headers.push(header);
  }
  return headers ?? NO_HEADERS;
}
