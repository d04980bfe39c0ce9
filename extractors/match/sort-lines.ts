import type { ExtractedCell } from '../../schemas/extraction.js';
import type { FieldDefinition } from '../../schemas/form-definition.js';
import type { Doubt, Word } from '../../schemas/page.js';
import type { CompiledDefinition, CompiledTable } from './compile-definition.js';
import { type FormLines, type Header, isRepeated, lineToHeader } from './find-forms.js';
import { foldBrackets, foldLabel } from './fold-label.js';
import { isNote, mayBeNote } from './is-note.js';
import { joinWords } from './join-words.js';
import type { Line } from './line.js';
import { EMPTY_CELL, makeCell, type Piece } from './make-cell.js';
import type { ProseLines } from './read-prose.js';
import type { TableLines } from './read-table.js';
import { sliceWord } from './slice-word.js';
import { type Token, wordsOf } from './token.js';

/** What stands beside the label of a field. */
export interface FieldPieces {
  readonly definition: FieldDefinition;
  readonly pieces: Piece[];
  readonly doubts: Doubt[];
}

export interface Residue {
  readonly word: Word;
  readonly why: string;
}

/** The lines of a form, sorted by what they are printed for. Each word is claimed, boilerplate or residue, or stands in the lines of a table or of prose. */
export interface SortedLines {
  readonly title: ExtractedCell;
  readonly year: number | null;
  /** The units of amounts that headings print. */
  readonly units: ReadonlyMap<CompiledTable, string>;
  readonly tables: ReadonlyMap<CompiledTable, TableLines>;
  readonly totals: ReadonlyMap<CompiledTable, Line>;
  readonly prose: ProseLines;
  readonly fields: ReadonlyMap<string, FieldPieces>;
  readonly starredFields: readonly string[];
  /** Parts of headings that were printed alone, in their order. */
  readonly headingPieces: readonly string[];
  /** Numbers below the row of totals, which may be a part of it. */
  readonly behindTotal: readonly string[];
  /** True when the totals, a note or something else ends the form. */
  readonly isEnded: boolean;
  readonly claimed: Word[];
  readonly boilerplate: Word[];
  readonly residue: Residue[];
}

export const BESIDE_NO_LABEL = 'beside no label';
const BESIDE_OTHER = 'beside a label that no field takes';
export const OTHER_WITH_VALUE = 'a label with its value that no field takes';
export const NO_CELL = 'no cell of the form';
export const BESIDE_HEADER = 'beside the header of a table';
export const AFTER_THE_END = 'after the end of the form';
export const AT_PAGE_EDGE = 'printed at the edge of every page';
const OUTSIDE_CELLS = 'outside the cells of the table';
const UNIT = /^((?:金额)?单位)?[:：]?((亿|千万|百万|万|千)?元)$/;
/** The line below a title: the year, and the unit of amounts. */
const YEAR_LINE = /^[（(]?(?:19|20)\d{2}\s*年度?[)）]?\s*((?:金额)?单位[:：]?.{1,3})?$/;
/** The weight of what a heading stands beside. */
const POINTS = /^\d+(\.\d+)?分$/;
const YEAR = /((?:19|20)\d{2})年/;
const MIN_LABEL_FRAGMENT = 4;
const MIN_BESIDE_ROW = 3;
const LONGEST_LABEL = 12;
const WORDY = /^\p{Script=Han}{2}/u;
const PAGE_NUMBER = /^([-—–]?\s*\d{1,4}\s*[-—–]?|第\s*\d+\s*页.*|\d+\s*\/\s*\d+)$/;

/** Sorts the lines of a region by what they are printed for, from its first to its last. */
export const sortLines = (lines: readonly Line[], region: FormLines, compiled: CompiledDefinition): SortedLines => new LineSorter(lines, region, compiled).sort();

/** Each `take` method takes a line and gives true, or leaves it to the next one. */
class LineSorter {
  readonly #lines: readonly Line[];
  readonly #region: FormLines;
  readonly #compiled: CompiledDefinition;
  readonly #claimed: Word[] = [];
  readonly #boilerplate: Word[] = [];
  readonly #residue: Residue[] = [];
  readonly #starredFields: string[] = [];
  readonly #units = new Map<CompiledTable, string>();
  readonly #tables = new Map<CompiledTable, TableLines>();
  readonly #totals = new Map<CompiledTable, Line>();
  readonly #prose: ProseLines = { labels: [], lines: [] };
  readonly #fields = new Map<string, FieldPieces>();
  readonly #headingPieces: string[] = [];
  readonly #behindTotal: string[] = [];
  #title: ExtractedCell = EMPTY_CELL;
  #year: number | null = null;
  #unit: string | null = null;
  /** What the lines at hand are of. */
  #mode: 'head' | 'prose' | 'after' | CompiledTable = 'head';
  /** A part of a heading that was printed alone and waits for the rest. */
  #tornHeading: string | null = null;
  #lastField: FieldPieces | null = null;

  constructor(lines: readonly Line[], region: FormLines, compiled: CompiledDefinition) {
    this.#lines = lines;
    this.#region = region;
    this.#compiled = compiled;
  }

  sort(): SortedLines {
    for (let at = this.#region.from; at < this.#region.to; at++) {
      const line = this.#lines[at];
      if (!line || line.tokens.length === 0) continue;
      // Most lines print no label: one look at each word tells that they are neither parted nor headers.
      const isLabelled = holdsLabel(line, this.#compiled);
      for (const part of isLabelled ? this.#partLine(line) : [line]) {
        if (this.#takeTitle(part) || this.#takeFurniture(part, at) || this.#takeNote(part) || this.#takeYear(part) || (isLabelled && this.#takeHeader(part))) continue;
        const content = this.#withoutHeadings(part);
        const [first] = content;
        if (first) this.#takeContent(part, content, first, at);
      }
    }
    return {
      title: this.#title,
      year: this.#year,
      units: this.#units,
      tables: this.#tables,
      totals: this.#totals,
      prose: this.#prose,
      fields: this.#fields,
      starredFields: this.#starredFields,
      headingPieces: this.#headingPieces,
      behindTotal: this.#behindTotal,
      isEnded: this.#mode === 'after',
      claimed: this.#claimed,
      boilerplate: this.#boilerplate,
      residue: this.#residue,
    };
  }

  /** A line that lost its end carries the labels that head the prose, or the header of a table behind fields, at its own. */
  #partLine(line: Line): readonly Line[] {
    const { fields, labels, headers } = this.#compiled;
    const { tokens } = line;
    const count = tokens.length;
    // A line is parted behind its first token, in front of two that are labels.
    if (count < 3) return [line];
    let below = count;
    while (below > 0 && this.#placeOf(tokens[below - 1]) === 'below') below--;
    let header = 0;
    while (header + 1 < count && !(headers.has(tokens[header]?.label.text ?? '') && headers.has(tokens[header + 1]?.label.text ?? ''))) header++;
    const isBelow = below > 0 && below + 1 < count && tokens.slice(0, below).some(({ label }) => !labels.has(label.text));
    const at = isBelow ? below : header > 0 && header + 1 < count && tokens.slice(0, header).some(({ label }) => fields.get(label.text)?.place === 'beside' && !headers.has(label.text)) ? header : 0;
    return at === 0 ? [line] : [{ ...line, tokens: tokens.slice(0, at) }, { ...line, tokens: tokens.slice(at) }];
  }

  /** Where the value of the field stands whose label a token is. */
  #placeOf(token: Token | undefined): FieldDefinition['place'] | undefined {
    return token && this.#compiled.fields.get(token.label.text)?.place;
  }

  #takeContent(line: Line, content: readonly Token[], first: Token, at: number): void {
    const taken =
      this.#takeTotal(line, content, first) ||
      this.#takeBox(content, first, at) ||
      this.#takeItem(line, content, first) ||
      this.#takeProseLabels(content) ||
      this.#takeRow(line, content) ||
      this.#takeFields(line, content) ||
      this.#takeProse(line, content, first) ||
      this.#takeRowWithoutHeader(line, content, first) ||
      this.#takeRestOfField(line, content);
    if (taken) return;
    if (this.#mode === 'after' && this.#totals.size > 0 && content.every((token) => token.shape.number || token.shape.mark)) this.#behindTotal.push(lineToText(line));
    for (const token of content) this.#asResidue(token, this.#mode === 'after' ? AFTER_THE_END : NO_CELL);
  }

  /** The table whose rows are read, where it is one. */
  get #table(): CompiledTable | null {
    return typeof this.#mode === 'object' ? this.#mode : null;
  }

  #asBoilerplate(tokens: readonly Token[]): void {
    for (const { words } of tokens) this.#boilerplate.push(...words);
  }

  #asResidue({ words }: Token, why: string): void {
    for (const word of words) this.#residue.push({ word, why });
  }

  #noteUnit(bracket: string | null): void {
    const match = bracket === null ? null : UNIT.exec(bracket);
    if (match?.[2]) this.#unit = match[2];
  }

  #linesOf(table: CompiledTable): TableLines {
    let entry = this.#tables.get(table);
    if (!entry) this.#tables.set(table, (entry = { header: null, headers: [], lines: [], asides: [], strayLabels: [] }));
    if (this.#unit !== null && !this.#units.has(table)) this.#units.set(table, this.#unit);
    return entry;
  }

  /** True when the table has printed a row. */
  #hasRows(table: CompiledTable): boolean {
    return (this.#tables.get(table)?.lines.length ?? 0) > 0;
  }

  /** A heading, a part of one that was wrapped, or a unit in brackets: printed beside a region, no content of it. */
  #isHeading({ label }: Token, wholeLine: boolean): boolean {
    const { headings, headingParts } = this.#compiled;
    if (label.text === '' && label.bracket !== null) {
      if (!UNIT.test(label.bracket)) return false;
      this.#noteUnit(label.bracket);
      return true;
    }
    const { text, brackets } = foldBrackets(label);
    const isWhole = headings.has(text) && brackets.every((bracket) => UNIT.test(bracket) || POINTS.test(bracket));
    if (isWhole || (wholeLine && headingParts.has(label.text))) {
      for (const bracket of brackets) this.#noteUnit(bracket);
      return true;
    }
    const bare = UNIT.exec(label.text);
    if (bare?.[1] === undefined || !bare[2]) return false;
    this.#unit = bare[2];
    return true;
  }

  /** False for what is no heading, whatever stands beside it: nearly every token. */
  #mayBeHeading({ label: { text } }: Token): boolean {
    const { headings, headingParts } = this.#compiled;
    return text === '' || text.endsWith(')') || text.endsWith('元') || headingParts.has(text) || headings.has(text);
  }

  #takeTitle(line: Line): boolean {
    if (line.index === this.#region.title) {
      const words = wordsOf(line.tokens);
      this.#title = makeCell(wordsToPieces(words), { margin: Infinity, doubts: [], candidates: [] });
      this.#claimed.push(...words);
      this.#year = toYear(this.#title.text);
      return true;
    }
    if (!isRepeated(this.#lines, this.#region.title, line.index)) return false;
    this.#asBoilerplate(line.tokens);
    return true;
  }

  /** Page numbers, and running heads and feet: no part of what a page break cuts. Above the first table these may be content that several forms share. */
  #takeFurniture(line: Line, at: number): boolean {
    if (line.kind === 'flowing' && this.#isPageEdge(at) && PAGE_NUMBER.test(lineToText(line))) {
      this.#asBoilerplate(line.tokens);
      return true;
    }
    if (line.running !== true || this.#mode === 'head' || line.tokens.some((token) => this.#compiled.labels.has(token.label.text))) return false;
    for (const token of line.tokens) this.#asResidue(token, AT_PAGE_EDGE);
    return true;
  }

  #isPageEdge(at: number): boolean {
    const page = this.#lines[at]?.page;
    return this.#lines[at - 1]?.page !== page || this.#lines[at + 1]?.page !== page;
  }

  #takeNote(line: Line): boolean {
    const { notes } = this.#compiled;
    if (!mayBeNote(line.tokens[0]?.text ?? '', notes) || !isNote(lineToText(line), notes)) return false;
    this.#asBoilerplate(line.tokens);
    if (this.#table !== null && this.#hasRows(this.#table)) this.#mode = 'after';
    return true;
  }

  #takeYear(line: Line): boolean {
    if (this.#mode !== 'head' || this.#fields.size > 0) return false;
    let text = '';
    for (const token of line.tokens) if (!this.#isHeading(token, false)) text += token.text;
    const yearLine = YEAR_LINE.exec(text);
    if (!yearLine) return false;
    this.#year ??= toYear(text);
    this.#noteUnit(yearLine[1] ?? null);
    this.#asBoilerplate(line.tokens);
    return true;
  }

  #takeHeader(line: Line): boolean {
    const table = likeliestHeader(line, this.#compiled)?.table;
    if (table === undefined) return false;
    // Behind the end of a form such a header is another table's.
    if (this.#mode === 'after' && this.#hasRows(table)) {
      for (const token of line.tokens) this.#asResidue(token, AFTER_THE_END);
      return true;
    }
    for (const token of line.tokens) {
      const { label } = token;
      if (table.header.has(label.text)) {
        this.#asBoilerplate([token]);
        this.#noteUnit(label.bracket);
      } else if (this.#isHeading(token, true) || table.headerParts.has(label.text)) this.#asBoilerplate([token]);
      else this.#asResidue(token, BESIDE_HEADER);
    }
    this.#mode = table;
    const entry = this.#linesOf(table);
    entry.header ??= line;
    entry.headers.push(line);
    return true;
  }

  /** What a line holds behind the headings that stand beside it. */
  #withoutHeadings(line: Line): readonly Token[] {
    const { tokens } = line;
    let leading = 0;
    while (leading < tokens.length && this.#standsBeside(line, leading)) leading++;
    if (leading === 0) return tokens;
    const asides = tokens.slice(0, leading);
    if (this.#table !== null && line.kind === 'flowing') this.#linesOf(this.#table).asides.push({ ...line, tokens: asides });
    else this.#asBoilerplate(asides);
    return tokens.slice(leading);
  }

  /** True for a token at the head of a line that is a heading beside it, or a part of one. */
  #standsBeside(line: Line, at: number): boolean {
    const { tokens } = line;
    const { fields, headings } = this.#compiled;
    const token = tokens[at];
    if (token === undefined || (this.#tornHeading === null && !this.#mayBeHeading(token))) return false;
    // 总体目标 is a heading beside the objectives, or the label of one: with another such label behind it, it is a label.
    if (tokens.length > at + 1 && tokens.slice(at).every((other) => this.#placeOf(other) === 'below')) return false;
    const whole = tokens.length === 1;
    const fragment = token.label.text;
    // 年度总体 in front of a line whose other half, 目标, stood on a line of its own.
    const completes = !whole && this.#tornHeading !== null && (headings.has(this.#tornHeading + fragment) || headings.has(fragment + this.#tornHeading));
    // In drawn or aligned cells what stands left of the prose is beside it.
    const beside = this.#mode === 'prose' && token.cell !== null && line.kind === 'grid' && token.cell < (this.#prose.labels[0]?.token.cell ?? 0);
    // 绩效指 in front of a row, the rest of the heading in front of a later one.
    const besideRow = line.kind === 'flowing' && at === 0 && fragment.length >= MIN_BESIDE_ROW && this.#table?.levels.has(tokens[1]?.label.text ?? '') === true;
    const besideLabels = beside || besideRow || (!whole && tokens.slice(1).every((other) => fields.has(other.label.text)));
    if (!completes && !this.#isHeading(token, whole || besideLabels)) return false;
    if (!headings.has(fragment)) this.#headingPieces.push(fragment);
    this.#tornHeading = completes || headings.has(fragment) ? null : fragment === '' ? this.#tornHeading : fragment;
    return true;
  }

  /** The row that ends a table. */
  #takeTotal(line: Line, content: readonly Token[], first: Token): boolean {
    for (const ending of this.#compiled.tables) {
      if (!ending.totals.has(first.label.text) || !this.#tables.has(ending)) continue;
      if (this.#totals.has(ending)) break;
      this.#totals.set(ending, withTokens(line, content));
      this.#mode = 'after';
      return true;
    }
    // The same, where a joined line prints it behind the last row.
    const table = this.#table;
    if (table === null || line.kind !== 'flowing' || this.#totals.has(table)) return false;
    let at = 1;
    while (at < content.length && !(table.totals.has(content[at]?.label.text ?? '') && content[at + 1]?.shape.number === true)) at++;
    if (at >= content.length) return false;
    this.#linesOf(table).lines.push({ ...line, tokens: content.slice(0, at) });
    this.#totals.set(table, { ...line, tokens: content.slice(at) });
    this.#mode = 'after';
    return true;
  }

  /** A box below the rows. */
  #takeBox(content: readonly Token[], first: Token, at: number): boolean {
    const table = this.#table;
    if (table === null || table.items.size > 0 || !this.#compiled.others.has(first.label.text) || hasLevels(this.#lines, at + 1, this.#region.to, table) || !this.#hasRows(table)) return false;
    this.#mode = 'after';
    this.#asBoilerplate([first]);
    for (const token of content.slice(1)) this.#asResidue(token, AFTER_THE_END);
    return true;
  }

  /** Rows that a vocabulary announces, with or without the header above them. */
  #takeItem(line: Line, content: readonly Token[], first: Token): boolean {
    if (content.length < 2) return false;
    const table = this.#compiled.tables.find(({ items }) => items.has(first.label.text));
    if (!table || this.#mode === 'after' || (this.#table !== null && this.#table !== table)) return false;
    this.#mode = table;
    this.#linesOf(table).lines.push(withTokens(line, content));
    return true;
  }

  /** The labels that head columns of prose. */
  #takeProseLabels(content: readonly Token[]): boolean {
    const { fields, labels, tables } = this.#compiled;
    let count = 0;
    for (const token of content) if (this.#placeOf(token) === 'below') count++;
    if (this.#mode === 'prose' && content.every((token) => labels.has(token.label.text))) {
      // The line of labels printed twice.
      if (content.length === count) {
        this.#asBoilerplate(content);
        return true;
      }
      // What is left of a table's header.
      if (content.some((token) => tables.some((table) => table.header.has(token.label.text)))) {
        this.#asBoilerplate(content);
        this.#mode = 'after';
        return true;
      }
    }
    if (count === 0 || this.#prose.labels.length > 0) return false;
    const below = content.flatMap((token) => {
      const field = fields.get(token.label.text);
      return field?.place === 'below' ? [{ field, token }] : [];
    });
    const isUnknown = (token: Token): boolean => token.text.length <= LONGEST_LABEL && !token.shape.hasDigit && token.shape.clauses === 0;
    const besideUnknown = below.length === 1 && content.length === 2 && this.#table?.items.size !== 0 && content.every((token) => fields.has(token.label.text) || (!labels.has(token.label.text) && isUnknown(token)));
    if (below.length !== content.length && !besideUnknown) return false;
    this.#mode = 'prose';
    for (const token of content) if (!fields.has(token.label.text)) this.#asResidue(token, BESIDE_NO_LABEL);
    for (const { field, token } of below) {
      this.#asBoilerplate([token]);
      if (token.label.starred) this.#starredFields.push(field.name);
      this.#prose.labels.push({ field, token });
    }
    return true;
  }

  /** A row of a table that ends with its totals. */
  #takeRow(line: Line, content: readonly Token[]): boolean {
    const table = this.#table;
    if (table === null || table.items.size > 0) return false;
    const drawn = this.#tables.get(table)?.header?.kind === 'grid';
    if (!drawn || line.kind !== 'flowing') {
      this.#linesOf(table).lines.push(withTokens(line, content));
      return true;
    }
    for (const token of content) {
      this.#asResidue(token, OUTSIDE_CELLS);
      if (table.levels.has(token.label.text)) this.#linesOf(table).strayLabels.push(token);
    }
    return true;
  }

  /** Fields beside their labels. */
  #takeFields(line: Line, content: readonly Token[]): boolean {
    if (this.#mode === 'prose' || this.#mode === 'after') return false;
    const { others } = this.#compiled;
    if (!content.some((token) => this.#isFieldLabel(token)) && fusedLabel(content, this.#compiled) === null) return false;
    this.#mode = 'head';
    this.#lastField = null;
    let why = BESIDE_NO_LABEL;
    for (const token of content) {
      if (others.has(token.label.text)) {
        this.#asBoilerplate([token]);
        this.#lastField = null;
        why = BESIDE_OTHER;
      } else if (isOtherWithValue(token, this.#compiled)) {
        this.#asResidue(token, OTHER_WITH_VALUE);
        this.#lastField = null;
      } else if (!this.#takeFieldLabel(line, token)) this.#takeFieldValue(line, token, why);
    }
    return true;
  }

  /** True for a label that stands beside its value, whether a field takes that or not. */
  #isFieldLabel(token: Token): boolean {
    return this.#placeOf(token) === 'beside' || this.#compiled.others.has(token.label.text) || isOtherWithValue(token, this.#compiled);
  }

  /** A label of a field, alone or with its value in the same token, or a heading among them. */
  #takeFieldLabel(line: Line, token: Token): boolean {
    const field = this.#compiled.fields.get(token.label.text);
    if (field?.place === 'beside' && !this.#fields.get(field.name)?.pieces.length) {
      this.#asBoilerplate([token]);
      if (token.label.starred) this.#starredFields.push(field.name);
      // What the layout doubts of a label is whether what stands beside it is its value.
      this.#beginField({ definition: field, pieces: [], doubts: token.words.flatMap(({ doubts }) => doubts.filter(({ code }) => code === 'uncertain-place')) });
      return true;
    }
    const parts = fusedLabel([token], this.#compiled);
    if (parts && !this.#fields.has(parts.field.name)) {
      this.#boilerplate.push(parts.label);
      this.#beginField({
        definition: parts.field,
        pieces: [{ line: line.index, words: parts.rest }],
        doubts: parts.colon ? [] : [{ code: 'fused-label', note: `"${token.text}" holds the label and the value without a mark between them` }],
      });
      this.#claimed.push(...parts.rest);
      return true;
    }
    if (!this.#compiled.headings.has(foldBrackets(token.label).text)) return false;
    this.#isHeading(token, true);
    this.#asBoilerplate([token]);
    return true;
  }

  #beginField(field: FieldPieces): void {
    this.#fields.set(field.definition.name, field);
    this.#lastField = field;
  }

  #takeFieldValue(line: Line, token: Token, why: string): void {
    const field = this.#lastField;
    if (!field) {
      this.#asResidue(token, why);
      return;
    }
    const isBehind = field.pieces.length > 0;
    if (isBehind && token.cell !== null) field.doubts.push({ code: 'uncertain-place', note: `"${token.text}" stands in a cell of its own behind the value: a label between them may be lost` });
    // Names hold no blanks between ideographs; a number or code may stand behind one.
    if (isBehind && token.cell === null && field.definition.kind === 'text' && WORDY.test(token.text)) {
      field.doubts.push({ code: 'uncertain-place', note: `"${token.text}" stands apart behind the value: a label between them may be lost` });
    }
    field.pieces.push({ line: line.index, words: token.words });
    this.#claimed.push(...token.words);
  }

  /** A line of prose, or what stands between the prose and the table below it. */
  #takeProse(line: Line, content: readonly Token[], first: Token): boolean {
    if (this.#mode !== 'prose') return false;
    const { headingParts, tables } = this.#compiled;
    const isHeaderPart = ({ label }: Token): boolean => tables.some((table) => table.headerParts.has(label.text));
    // A label wrapped over two lines leaves its first half above the header of its table.
    if (content.every((token) => token.text.length >= MIN_LABEL_FRAGMENT && (headingParts.has(token.label.text) || isHeaderPart(token)))) {
      this.#asBoilerplate(content);
      return true;
    }
    const labelled = tables.find((table) => table.levels.has(first.label.text));
    if (labelled && content.length === 1 && line.kind === 'flowing') {
      this.#linesOf(labelled).lines.push(withTokens(line, content));
      return true;
    }
    // The table below may have lost its header: a level label begins its rows.
    if (labelled && content.length >= 3 && line.kind !== 'flowing') {
      this.#mode = labelled;
      this.#linesOf(labelled).lines.push(withTokens(line, content));
      return true;
    }
    // A heading that a joined line carries behind the prose.
    const last = content.at(-1);
    const heading = content.length > 1 && last !== undefined && last.text.length >= MIN_LABEL_FRAGMENT && (headingParts.has(last.label.text) || (line.kind === 'grid' && isHeaderPart(last)));
    if (heading) this.#asBoilerplate([last]);
    this.#prose.lines.push(withTokens(line, heading ? content.slice(0, -1) : content));
    return true;
  }

  /** A row of a table without a header, or of one of known items: what begins with none of these may be a wrapped or ruined one. */
  #takeRowWithoutHeader(line: Line, content: readonly Token[], first: Token): boolean {
    const headless = this.#mode === 'after' ? undefined : this.#compiled.tables.find((table) => table.levels.has(first.label.text));
    const table = headless ?? this.#table;
    if (table === null) return false;
    this.#mode = table;
    this.#linesOf(table).lines.push(withTokens(line, content));
    return true;
  }

  #takeRestOfField(line: Line, content: readonly Token[]): boolean {
    const field = this.#lastField;
    if (this.#mode !== 'head' || field?.definition.kind !== 'text' || line.kind !== 'flowing') return false;
    const words = wordsOf(content);
    field.pieces.push({ line: line.index, words });
    field.doubts.push({ code: 'uncertain-place', note: `"${lineToText(line)}" stands below the field and may belong to another` });
    this.#claimed.push(...words);
    return true;
  }
}

/** The line with these of its tokens. */
const withTokens = (line: Line, tokens: readonly Token[]): Line => (tokens === line.tokens ? line : { ...line, tokens });

const lineToText = (line: Line): string => joinWords(wordsOf(line.tokens));

/** Words as a piece for each printed line: a wrapped text is joined without a blank. */
function wordsToPieces(words: readonly Word[]): Piece[] {
  const byLine = new Map<number, Word[]>();
  for (const word of words) {
    const line = 'line' in word.source ? word.source.line : 0;
    byLine.set(line, [...(byLine.get(line) ?? []), word]);
  }
  return [...byLine].map(([line, own]) => ({ line, words: own }));
}

const toYear = (text: string): number | null => {
  const match = YEAR.exec(text);
  return match?.[1] ? Number(match[1]) : null;
};

/** True when lines from `from` to `to`, exclusive, print labels of rows of the table. */
function hasLevels(lines: readonly Line[], from: number, to: number, table: CompiledTable): boolean {
  for (let at = from; at < to; at++) if (lines[at]?.tokens.some((token) => table.levels.has(token.label.text))) return true;
  return false;
}

/** True for 填报日期：2022年3月1日 in one word: nothing beside it is its value. */
const isOtherWithValue = ({ text }: Token, { others }: CompiledDefinition): boolean => {
  const colon = /[:：](?=.)/u.exec(text)?.index ?? 0;
  return colon > 0 && others.has(foldLabel(text.slice(0, colon)).text);
};

function holdsLabel({ tokens }: Line, { labels }: CompiledDefinition): boolean {
  for (const { label } of tokens) if (labels.has(label.text)) return true;
  return false;
}

/** The header that a line prints the most labels of. */
function likeliestHeader(line: Line, compiled: CompiledDefinition): Header | null {
  if (!line.tokens.some((token) => compiled.headers.has(token.label.text))) return null;
  let best: Header | null = null;
  for (const table of compiled.tables) {
    const header = lineToHeader(line, table);
    if (header && header.found > (best?.found ?? 0)) best = header;
  }
  return best;
}

/** A label and its value in one token: with a colon between them, or, after a lost separator, without. */
function fusedLabel(tokens: readonly Token[], compiled: CompiledDefinition): { field: FieldDefinition; label: Word; rest: Word[]; colon: boolean } | null {
  for (const token of tokens) {
    const [word, ...others] = token.words;
    if (!word) continue;
    for (const [label, field] of compiled.fields) {
      if (field.place !== 'beside' || !word.text.startsWith(label)) continue;
      const characters = [...word.text];
      let end = [...label].length;
      const colon = characters[end] === ':' || characters[end] === '：';
      if (colon) end++;
      if (end >= characters.length) continue;
      return { field, label: sliceWord(word, 0, end), rest: [sliceWord(word, end, characters.length), ...others], colon };
    }
  }
  return null;
}
