import type { ExtractedCell, ExtractedForm, ExtractedTable } from '../../schemas/extraction.js';
import type { FieldDefinition, TableDefinition } from '../../schemas/form-definition.js';
import type { Doubt, Word } from '../../schemas/page.js';
import { columnRoles } from './column-roles.js';
import type { CompiledDefinition, CompiledTable } from './compile-definition.js';
import { doubtOneOf, lostCell } from './doubt-cell.js';
import type { FormOrigin, RowEdge } from './doubt-losses.js';
import type { FormLines } from './find-forms.js';
import { foldLabel } from './fold-label.js';
import { headingInProse } from './heading-in-prose.js';
import { joinWords } from './join-words.js';
import type { Line } from './line.js';
import { EMPTY_CELL, makeCell, type Piece } from './make-cell.js';
import { readHeader } from './read-header.js';
import { readProse } from './read-prose.js';
import { FITS_NO_CELL, readTable } from './read-table.js';
import { readTotal } from './read-total.js';
import type { ReadingOn } from './reading-on.js';
import { AFTER_THE_END, AT_PAGE_EDGE, BESIDE_HEADER, BESIDE_NO_LABEL, NO_CELL, OTHER_WITH_VALUE, type Residue, type SortedLines, sortLines } from './sort-lines.js';
import type { Token } from './token.js';
import { costOfKind, shapeOf } from './token-evidence.js';

export interface ReadForm {
  readonly form: ExtractedForm;
  readonly origin: FormOrigin;
  readonly claimed: readonly Word[];
  readonly boilerplate: readonly Word[];
  readonly residue: readonly Residue[];
}

type Fields = Record<string, ExtractedCell>;

/** Shorter labels may stand in a name. */
const MIN_SWALLOWED = 4;
/** A text of a kind that its field doesn't hold. */
const UNEXPECTED = 4;

/** A line may print its title, and the labels of the head behind it. */
const UNTITLED: Doubt = { code: 'title-missing', note: 'no title of the form was found: it may be lost or stand elsewhere' };
/** So many lines above a title may be of the head below it. */
const ABOVE_TITLE = 3;
/** Prose holds words; so many labels of one header are none. */
const MOST_HEADER_LABELS = 3;

/** Reads one form from its lines. Null when they hold no row of any table: labels alone are no form. */
export function readForm(lines: readonly Line[], region: FormLines, compiled: CompiledDefinition, reading: ReadingOn): ReadForm | null {
  const sorted = sortLines(lines, region, compiled);
  const { claimed, boilerplate, residue, starredFields, year } = sorted;
  const { definition } = compiled;
  const fields = readFields(sorted, compiled);
  const proseIsLaidOut = readProse(sorted.prose, fields, claimed, boilerplate, compiled, reading);
  doubtProse(fields, sorted, compiled);
  // Rows alone say little of the form they are of.
  const headless: Doubt | null =
    region.title === null && sorted.fields.size === 0 ? { code: 'head-missing', note: 'neither the title nor a label of the head was found: the head of the form is lost or stands elsewhere' } : null;
  if (headless) for (const { name } of definition.fields) if (fields[name] === EMPTY_CELL) fields[name] = lostCell(headless);
  doubtUnlabelled(fields, sorted, compiled);
  doubtAboveTitle(fields, lines, region, compiled);

  const doubts: Doubt[] = [];
  const tables: Record<string, ExtractedTable> = {};
  const edges: Record<string, RowEdge[]> = {};
  let rowCount = 0;
  let isPrintedByLine = false;
  for (const table of compiled.tables) {
    const { name, headings, total } = table.definition;
    const section = sorted.tables.get(table);
    const extracted = section ? readTable(section, table, lines, reading, claimed, boilerplate, residue) : null;
    tables[name] = { rows: extracted?.rows ?? [], unit: sorted.units.get(table) ?? null, columns: extracted?.columns ?? [], starred: extracted?.starred ?? [] };
    edges[name] = extracted?.edges ?? [];
    if (extracted?.isCentred) isPrintedByLine = true;
    rowCount += extracted?.rows.length ?? 0;
    // One column beside its items needs no header.
    if (section && section.header === null && table.labelled > 1) doubts.push({ code: 'header-missing', note: `the header of ${headings[0] ?? name} was not found; its columns are read in the usual order` });
    const printedTotal = sorted.totals.get(table);
    if (printedTotal) {
      readTotal(printedTotal, table, extracted?.printed ?? readHeader(null, table, []).columns, fields, claimed, boilerplate);
      doubtTotal(fields, table);
    }
    // A table without the columns of its total prints none; one without rows may have lost its columns with them.
    else if (total && !(section?.header && (extracted?.rows.length ?? 0) > 0 && Object.keys(total.cells).every((column) => !extracted?.columns.includes(column)))) {
      for (const field of Object.values(total.cells)) fields[field] = lostCell({ code: 'cell-missing', note: `the row ${total.labels[0] ?? ''} was not found` });
      doubts.push({ code: 'form-unfinished', note: `the row ${total.labels[0] ?? ''} that ends the form was not found` });
    }
  }
  doubtLostFields(fields, tables, sorted, compiled);
  // Labels alone are no form: it holds a row, or values beside two of them. Under its title they are one that could not be read.
  if (rowCount === 0 && [...sorted.fields.values()].filter(({ pieces }) => pieces.length > 0).length < 2 && region.title === null) return null;
  if (rowCount === 0 && compiled.tables.length > 0) doubts.push({ code: 'rows-missing', note: 'labels of the form were found, its rows were not' });
  if (sorted.behindTotal.length > 0) {
    const doubt: Doubt = { code: 'stray-text', note: `"${sorted.behindTotal.join(' ')}" stands below the row of totals and may belong to it` };
    for (const { total } of definition.tables) for (const field of Object.values(total?.cells ?? {})) doubtOneOf(fields, field, doubt);
  }
  const isWhole = residue.length === 0 && areWhole(lines, region);
  return {
    form: { definition, title: headless ? lostCell(headless) : sorted.title === EMPTY_CELL && definition.titles.length > 0 ? lostCell(UNTITLED) : sorted.title, year, fields, starredFields, tables, doubts },
    origin: { edges, flowing: rowCount === 0 || hasLines(sorted, 'flowing'), drawn: hasLines(sorted, 'grid'), isWhole, isPrintedByLine, proseIsLaidOut, last: region.to >= lines.length, isOpen: region.to >= lines.length && !sorted.isEnded, breaksOff: false },
    claimed,
    boilerplate,
    residue,
  };
}

function areWhole(lines: readonly Line[], { from, to }: FormLines): boolean {
  for (let at = from; at < to; at++) if (lines[at]?.isWhole !== true) return false;
  return true;
}

/** True when some line of a table is of this kind. */
function hasLines({ tables }: SortedLines, kind: Line['kind']): boolean {
  for (const section of tables.values()) for (const line of section.lines) if (line.kind === kind) return true;
  return false;
}

/** The fields beside their labels. */
function readFields({ fields: printed, residue }: SortedLines, compiled: CompiledDefinition): Fields {
  const fields: Fields = {};
  const stray = residue.filter(({ why }) => why === BESIDE_NO_LABEL || why === NO_CELL).map(({ word }) => word.text);
  for (const definition of compiled.definition.fields) {
    const entry = printed.get(definition.name);
    if (!entry) {
      fields[definition.name] = EMPTY_CELL;
      continue;
    }
    if (definition.kind === 'text') {
      const text = foldLabel(entry.pieces.map(({ words }) => joinWords(words)).join('')).text;
      const fused = swallowedLabel(text, definition, compiled);
      if (fused !== undefined) entry.doubts.push({ code: 'fused-cells', note: `"${text}" holds the label ${fused}: lines ran together` });
    }
    if (stray.length > 0) entry.doubts.push({ code: 'stray-text', note: `"${stray.join(' ')}" stands among the fields and belongs to none that we know` });
    fields[definition.name] = fieldCell(definition, entry.pieces, entry.doubts);
  }
  return fields;
}

/** The label of another field that stands in a text, or the heading that ends it: a lost line break leaves the next label in the value. */
function swallowedLabel(text: string, definition: FieldDefinition, { fieldLabels, headings }: CompiledDefinition): string | undefined {
  for (const [label, field] of fieldLabels) if (label.length >= MIN_SWALLOWED && field !== definition && text.includes(label)) return label;
  for (const label of headings) if (label.length >= MIN_SWALLOWED && text.length > label.length && text.endsWith(label)) return label;
  return undefined;
}

function fieldCell(definition: FieldDefinition, pieces: readonly Piece[], doubts: readonly Doubt[]): ExtractedCell {
  const cell = makeCell(pieces, { margin: Infinity, doubts, candidates: [] });
  if (cell.text === '' || definition.kind === 'text' || costOfKind(definition.kind, shapeOf(cell.text)) < UNEXPECTED) return cell;
  return makeCell(pieces, { margin: 0, doubts: [...doubts, { code: 'unexpected-content', note: `"${cell.text}" is not what stands in ${definition.labels[0] ?? definition.name}` }], candidates: [] });
}

/** A score is no more than what it is a share of: where it is, the two numbers may have changed places. */
function doubtTotal(fields: Fields, table: CompiledTable): void {
  const [most, reached] = columnRoles(table.definition.columns).points.flatMap(({ name }) => table.definition.total?.cells[name] ?? []);
  if (most === undefined || reached === undefined) return;
  const [weight, score] = [fields[most]?.text ?? '', fields[reached]?.text ?? ''];
  if (!shapeOf(weight).number || !shapeOf(score).number || Number(score) <= Number(weight)) return;
  for (const name of [most, reached]) doubtOneOf(fields, name, { code: 'uncertain-place', note: `${score} is more than ${weight}: the two may have changed places` });
}

/** Labels of the head above the title, with their values: lines may have changed places, and what the head lacks is there. */
function doubtAboveTitle(fields: Fields, lines: readonly Line[], { title }: FormLines, compiled: CompiledDefinition): void {
  if (title === null) return;
  for (let at = Math.max(0, title - ABOVE_TITLE); at < title; at++) {
    const tokens = lines[at]?.tokens ?? [];
    // The last token of a line has no value beside it.
    for (let i = 0; i + 1 < tokens.length; i++) {
      const { label, text } = tokens[i] as Token; // within bounds
      const field = compiled.fields.get(label.text);
      if (field?.place !== 'beside' || fields[field.name] !== EMPTY_CELL) continue;
      fields[field.name] = lostCell({ code: 'label-missing', note: `"${text}" stands above the title of the form: lines may have changed places` });
    }
  }
}

/** Doubts prose that may hold the rest of a heading, or the text of a column whose label was not found. */
function doubtProse(fields: Fields, { prose, headingPieces, residue }: SortedLines, compiled: CompiledDefinition): void {
  const continued = headingInProse(headingPieces, prose, compiled);
  if (continued !== null) {
    const note = `the rest of the heading "${continued}" was not found beside this text: it may stand in it`;
    for (const { field } of prose.labels) doubtOneOf(fields, field.name, { code: 'heading-fragment', note });
  }
  doubtHeadersInProse(fields, compiled);
  const columns = compiled.definition.fields.filter(({ place }) => place === 'below');
  const [label] = prose.labels;
  if (label && columns.every(({ name }) => fields[name]?.text === '')) {
    // With nothing between them one of the labels may have been taken for a part of the header below it.
    for (const { name } of columns) if ((fields[name]?.doubts.length ?? 0) === 0) fields[name] = lostCell({ code: 'cell-missing', note: `nothing stands below "${label.token.text}": lines may be lost` });
  }
  const blank = prose.labels.filter(({ field }) => fields[field.name]?.text === '').length;
  if (blank > 0 && blank < prose.labels.length && prose.lines.length > 0 && prose.lines.every(({ kind }) => kind === 'flowing')) {
    const note = 'of the columns side by side one is blank: a line may be lost, and this text of either';
    for (const { field } of prose.labels) doubtOneOf(fields, field.name, { code: 'uncertain-split', note });
  }
  const [only, ...others] = prose.labels;
  if (!only || others.length > 0 || columns.length < 2 || !(residue.some(({ why }) => why !== AT_PAGE_EDGE) || prose.lines.some(({ kind }) => kind === 'flowing'))) return;
  doubtOneOf(fields, only.field.name, { code: 'label-missing', note: 'the label of the column beside it was not found: its text may be in this cell' });
  for (const { name, labels } of columns) if (fields[name] === EMPTY_CELL) fields[name] = lostCell({ code: 'cell-missing', note: `nothing was found for ${labels[0] ?? name}: it may be lost` });
}

/** Labels of a header in prose: the header was not found, and rows may stand in the prose as well. */
function doubtHeadersInProse(fields: Fields, compiled: CompiledDefinition): void {
  for (const { name, place } of compiled.definition.fields) {
    const cell = place === 'below' ? fields[name] : undefined;
    const text = cell === undefined || cell.text === '' ? '' : foldLabel(cell.text).text;
    const table = text === '' ? undefined : compiled.tables.find((candidate) => holdsHeader(text, candidate));
    if (table !== undefined) doubtOneOf(fields, name, { code: 'fused-cells', note: `the text holds the header of ${table.definition.headings[0] ?? table.definition.name}: lines ran together` });
  }
}

/** True for a text with labels of so many columns, a long one among them. Prose may hold 原因 and 说明, which head prose as well. */
function holdsHeader(text: string, { columns, parts }: CompiledTable): boolean {
  let found = 0;
  let hasLong = false;
  for (const own of [columns, parts]) {
    for (const { definition, labels } of own) {
      if (definition.kind === 'prose') continue;
      for (const label of labels) {
        if (!text.includes(label)) continue;
        found++;
        if (label.length >= MIN_SWALLOWED) hasLong = true;
        break;
      }
    }
  }
  return hasLong && found >= MOST_HEADER_LABELS;
}

/** A sentence that fits no cell of a table may be prose whose label was not found, and a label at the end of a text that of a blank field. */
function doubtLostFields(fields: Fields, tables: Readonly<Record<string, ExtractedTable>>, { residue }: SortedLines, compiled: CompiledDefinition): void {
  const { fields: definitions, tables: tableDefinitions } = compiled.definition;
  const texts: string[] = [];
  for (const { name, kind } of definitions) if (kind === 'text') texts.push(fields[name]?.text ?? '');
  for (const { name, columns } of tableDefinitions) {
    const column = columnRoles(columns).texts[0]?.name ?? '';
    for (const { cells } of tables[name]?.rows ?? []) texts.push(cells[column]?.text ?? '');
  }
  const heads = new Map<string, string>();
  if (texts.some((text) => compiled.fieldEndings.isEndOf(text))) {
    for (const [label, { name }] of compiled.fieldLabels) {
      const fused = label.length >= MIN_SWALLOWED && fields[name] === EMPTY_CELL ? texts.find((text) => text.length > label.length && text.endsWith(label)) : undefined;
      if (fused !== undefined) heads.set(name, fused);
    }
  }
  for (const { name, kind } of definitions) {
    if (fields[name] !== EMPTY_CELL) continue;
    const text = heads.get(name) ?? (kind === 'prose' ? straySentence(tables, residue, tableDefinitions) : undefined);
    if (text !== undefined) fields[name] = lostCell({ code: 'label-missing', note: `its label was not found, and the form holds text that fits nowhere: "${text}"` });
  }
}

/** The first sentence that fits no cell. No item is a sentence either. */
function straySentence(tables: Readonly<Record<string, ExtractedTable>>, residue: readonly Residue[], definitions: readonly TableDefinition[]): string | undefined {
  for (const { word, why } of residue) if (why === FITS_NO_CELL && shapeOf(word.text).clauses > 0) return word.text;
  for (const { name, columns: [item], items = [] } of definitions) {
    if (item === undefined || items.length === 0) continue;
    for (const { cells } of tables[name]?.rows ?? []) {
      const text = cells[item.name]?.text ?? '';
      if (shapeOf(text).clauses > 0) return text;
    }
  }
  return undefined;
}

/** Text of the form that fits nowhere may be what a field without a label lacks; so may text that a value has swallowed. The label of a column is none. */
function doubtUnlabelled(fields: Fields, { fields: printed, residue }: SortedLines, compiled: CompiledDefinition): void {
  // Beside a header stand labels of columns that are not known; a sentence, or the label of a field, is of the lines above it.
  const isOfHeader = (text: string): boolean => shapeOf(text).clauses === 0 && compiled.fields.get(foldLabel(text).text)?.place !== 'below';
  const lost = residue.find(({ word, why }) => why !== AFTER_THE_END && why !== OTHER_WITH_VALUE && why !== AT_PAGE_EDGE && (why !== BESIDE_HEADER || !isOfHeader(word.text)));
  const swallowing = [...printed.values()].find(({ doubts }) => doubts.some(({ code }) => code === 'uncertain-place'));
  if (!lost && !swallowing) return;
  const text = lost?.word.text ?? swallowing?.pieces.at(-1)?.words[0]?.text ?? '';
  const note = `its label was not found, and the form holds text that fits nowhere: "${text}"`;
  for (const { name, labels } of compiled.definition.fields) {
    if (labels.length > 0 && fields[name] === EMPTY_CELL && !printed.has(name)) fields[name] = lostCell({ code: 'label-missing', note });
  }
}
