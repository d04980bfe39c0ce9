import type { ExtractedCell, ExtractedForm, ExtractedRow, ExtractedTable } from '../../schemas/extraction.js';
import type { CellKind, ColumnDefinition, FormDefinition } from '../../schemas/form-definition.js';
import type { Doubt, Source } from '../../schemas/page.js';
import { columnRoles } from './column-roles.js';
import { compileDefinition, type CompiledTable } from './compile-definition.js';
import { doubtCell, doubtRow } from './doubt-cell.js';
import { doubtEnds } from './doubt-ends.js';
import { doubtBareItems, doubtHeadlessItems, doubtLostItemCells, doubtPiecedItems } from './doubt-items.js';
import { doubtDisplacedRows, doubtLevels, doubtLostLabels, doubtUnknownLabels } from './doubt-levels.js';
import { collectEndings, doubtCutNames } from './doubt-names.js';
import { doubtRepeats } from './doubt-repeats.js';
import { doubtSplitRows } from './doubt-split-rows.js';
import { Endings } from './endings.js';
import { FormHabits, MIN_ROWS, type OtherForms, OTHERS_PRINT } from './form-habits.js';
import type { ReadingOn } from './reading-on.js';
import { standsOverLines } from './stands-over-lines.js';
import { shapeOf } from './token-evidence.js';

/** What a form was read from, as far as losses depend on it. */
export interface FormOrigin {
  /** Cell count of the line of each row by table, and the cell its last text stands in: a row that fills its line to the edge may have lost more. */
  readonly edges: Readonly<Record<string, readonly RowEdge[]>>;
  /** True when the lines were flowing: a cell that did not fit its column was cut there. */
  readonly flowing: boolean;
  /** True when the rows stand in drawn cells: then an empty cell is empty, and a label spans the rows that its cell does. */
  readonly drawn: boolean;
  /** True when the file itself gives every character of the pages, and all of the form's have their place: then an empty cell was left empty. */
  readonly isWhole: boolean;
  /** True when labels stand in the middle of their rows: the tool printed the page line by line, columns of prose too. */
  readonly isPrintedByLine: boolean;
  /** True when the columns of prose were told apart by their places. */
  readonly proseIsLaidOut: boolean;
  /** True when nothing follows the form in the document. */
  readonly last: boolean;
  /** True when nothing follows the form, and nothing ends it: neither its totals nor a note. */
  readonly isOpen: boolean;
  /** True when the form is open and the document breaks off. */
  readonly breaksOff: boolean;
}

export interface RowEdge {
  /** Cells that the row stands to the right of its place. */
  readonly shift: number;
  /** Empty cells behind its last text; null in flowing lines. */
  readonly free: number | null;
}

/** A cell is missed when at least this share of the neighbours print one. */
const NEIGHBOURS_PRINT = 0.75;
const MIN_NEIGHBOURS = 3;
/** A value longer than this is a sentence, which may hold any numbers. */
const MAX_VALUE = 24;
const MAX_BLANK_SHARE = 0.15;

/** Adds the doubts that only neighbours can raise: names cut off at the edge of their column, cells pushed off the edge of a line, forms without an end. */
export function doubtLosses(forms: readonly ExtractedForm[], origins: readonly FormOrigin[], reading: ReadingOn): ExtractedForm[] {
  const endings = collectEndings(forms, origins);
  const habits = new FormHabits(forms);
  const finished = forms.filter((form) => !isUnfinished(form)).length;
  const doubted: ExtractedForm[] = [];
  for (const [i, form] of forms.entries()) {
    const origin = origins[i];
    doubted.push(origin ? doubtForm(form, origin, reading, endings, habits.others(form), finished === 0) : form);
  }
  return doubted;
}

/** `noneFinished`: no form of the document has the end that its definition knows. */
function doubtForm(form: ExtractedForm, origin: FormOrigin, reading: ReadingOn, endings: ReadonlySet<string>, others: OtherForms, noneFinished: boolean): ExtractedForm {
  const tables: Record<string, ExtractedTable> = {};
  for (const compiled of compileDefinition(form.definition).tables) {
    const { name } = compiled.definition;
    const table = form.tables[name];
    if (table) tables[name] = { ...table, rows: doubtRows(table.rows, compiled, form, origin, reading, endings, others) };
  }
  if (origin.breaksOff && !isUnfinished(form)) return doubtUnfinished({ ...doubtLostFields({ ...form, tables }, others), doubts: [...form.doubts, BREAKS_OFF] }, origin);
  const own = isUnfinished(form) && noneFinished && !origin.last ? { ...form, doubts: form.doubts.filter(({ code }) => code !== 'form-unfinished') } : form;
  return doubtUnfinished(doubtLostFields({ ...own, tables }, others), origin);
}

/** The rows of a table with all that is doubted of them, in the order in which one doubt rests on another. */
function doubtRows(printed: readonly ExtractedRow[], compiled: CompiledTable, form: ExtractedForm, origin: FormOrigin, reading: ReadingOn, endings: ReadonlySet<string>, others: OtherForms): ExtractedRow[] {
  const rows = [...printed];
  const { name: table, columns, anchors } = compiled.definition;
  const { name } = columnRoles(columns);
  doubtPushedOff(rows, origin.edges[table] ?? [], columns.at(-1)?.name);
  if (origin.flowing && name !== undefined) doubtCutNames(rows, name, reading, endings);
  doubtUnknownLabels(rows, columns);
  doubtGluedValues(rows, columns, titlesOf(form.definition));
  doubtBareItems(rows, columns);
  doubtSplitRows(rows, columns);
  doubtHeadlessItems(rows, columns);
  doubtPiecedItems(rows, compiled, form.definition, origin.flowing);
  if (!origin.drawn) doubtSignsBehind(rows, columns);
  doubtEnds(rows, columns);
  doubtRepeats(rows, compiled.definition, form);
  if (!origin.drawn) doubtLevels(rows, columns);
  if (!origin.isWhole) doubtLostCells(rows, columns, anchors);
  if (origin.drawn) return rows;
  if (origin.flowing) doubtGluedNumbers(rows, columns);
  if (origin.flowing) doubtAfterLoss(rows, columns, anchors);
  const beside = others.table(table, columns);
  doubtLostItemCells(rows, columns, beside);
  doubtDisplacedRows(rows, columns, beside);
  doubtLostLabels(rows, columns, beside);
  return rows;
}

const DOCUMENT_ENDS: Doubt = { code: 'cut-off', note: 'the document breaks off here: the cell may be incomplete, and more may be lost' };
const FORM_ENDS: Doubt = { code: 'cut-off', note: 'the form breaks off here: the cell may be incomplete, and more may be lost' };
const BREAKS_OFF: Doubt = { code: 'form-unfinished', note: 'nothing ends the form, and the last line of the document has no end: more may be lost' };

const isUnfinished = (form: ExtractedForm): boolean => form.doubts.some((doubt) => doubt.code === 'form-unfinished');

/** A comparator in the middle of a value, or a bare number behind one with its unit: two cells in one. A list says so with a mark between its parts. */
const TWO_VALUES = /\d[^≥≤＞＜=＝]*[≥≤＞＜=＝]|\d[\d.]*\s*[\p{Script=Han}%％‰]+\d+(\.\d+)?$/u;
/** What a text must hold to be two values. */
const MAY_BE_TWO = /[^][≥≤＞＜=＝]|\d$/;
/** A text, and the same text again. */
const DOUBLED = /^(.{3,}?)\s*\1$/u;
const LEAST_DOUBLED = 3;
const TEXT_AND_NUMBER = /\p{Script=Han}\s*[\d,]+(\.\d+)?$/u;
const LISTED = /[/、，,；;~～—至到-]/;

/** How many brackets are opened and not closed, or closed and not opened. */
function openBrackets(text: string): number {
  let open = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x28 || code === 0xff08) open++;
    else if (code === 0x29 || code === 0xff09) open--;
  }
  return Math.abs(open);
}

/** True for a text that is printed twice. In its second half it begins once more: nearly none does. */
function isDoubled(text: string): boolean {
  const first = text.charCodeAt(0);
  for (let at = Math.ceil(text.length / 2); at <= text.length - LEAST_DOUBLED; at++) if (text.charCodeAt(at) === first) return DOUBLED.test(text);
  return false;
}

/** A comparator belongs to a target. Where it stands before what was reached, and the target is without one, the two may have changed places. */
function doubtSignsBehind(rows: ExtractedRow[], columns: readonly ColumnDefinition[]): void {
  const [target, ...others] = columnRoles(columns).values;
  if (target === undefined) return;
  for (const [i, { cells }] of rows.entries()) {
    const behind = others.find(({ name }) => SIGNED.test(cells[name]?.text ?? ''))?.name;
    const aim = shapeOf(cells[target.name]?.text ?? '');
    if (behind === undefined || aim.length === 0 || aim.signed) continue;
    doubtRow(rows, i, behind, { code: 'uncertain-place', note: `"${cells[behind]?.text ?? ''}" begins with the sign of a target, which stands elsewhere: cells may have changed places` });
  }
}
const SIGNED = /^[≥≤＞＜≧≦⩾⩽]/u;

/** A name with the target of its row behind it: the blank or the border between them was lost. */
const TEXT_AND_TARGET = /\p{Script=Han}[≥≤≧≦⩾⩽＞＜><][\d.,]+\s*[\p{Script=Han}%％‰/]{0,6}$/u;

const TARGET_SIGN = /[≥≤≧≦⩾⩽＞＜><]/u;

function doubtGluedValues(rows: ExtractedRow[], columns: readonly ColumnDefinition[], titles: Endings): void {
  for (const [i, { cells }] of rows.entries()) {
    for (const { name, kind, labels } of columns) {
      const cell = cells[name];
      if (!cell || cell.text === '' || cell.doubts.length > 0 || !isGlued(cell.text, kind, labels.length > 0, titles)) continue;
      doubtRow(rows, i, name, { code: 'fused-cells', note: `"${cell.text}" is not what stands in ${labels[0] ?? name}: text of another cell may be in it` });
    }
  }
}

const knownTitles = new WeakMap<FormDefinition, Endings>();

/** The titles of a definition as they are printed. */
function titlesOf(definition: FormDefinition): Endings {
  let titles = knownTitles.get(definition);
  if (titles === undefined) knownTitles.set(definition, (titles = new Endings(definition.titles)));
  return titles;
}

/** True when a text is not what stands in a column of this kind alone. */
function isGlued(text: string, kind: CellKind, isLabelled: boolean, titles: Endings): boolean {
  if (kind !== 'level' && isDoubled(text)) return true;
  switch (kind) {
    case 'value':
      return (text.length < MAX_VALUE && MAY_BE_TWO.test(text) && TWO_VALUES.test(text) && !LISTED.test(text)) || openBrackets(text) > 0;
    case 'text':
      // Beside items, which head their rows and have no label, stand the numbers of a column whose label was lost.
      return titles.isEndOf(text) || openBrackets(text) > 0 || (!isLabelled && TEXT_AND_NUMBER.test(text)) || (TARGET_SIGN.test(text) && TEXT_AND_TARGET.test(text));
    case 'prose':
      return shapeOf(text).number || titles.isEndOf(text);
    default:
      return false;
  }
}

/** What a line lost behind a row may stand in front of the next one, and what it lost in front at the end of the one above. */
function doubtAfterLoss(rows: ExtractedRow[], columns: readonly ColumnDefinition[], anchors: readonly string[]): void {
  const last = columns.findLast(({ name }) => anchors.includes(name))?.name ?? '';
  const { prose = '', texts } = columnRoles(columns);
  for (const [i, { cells }] of rows.entries()) {
    const end = cells[prose];
    if (end !== undefined && end.source.length > 1 && end.doubts.length === 0 && standsOverLines(end) && isAnyMissing(rows[i + 1], anchors)) {
      doubtRow(rows, i, prose, { code: 'before-loss', note: 'the row below lacks cells: the end of this text may be its beginning' });
    }
    const first = isMissing(rows[i - 1], last) ? texts.find(({ name }) => cells[name]?.text !== '')?.name : undefined;
    if (first !== undefined) doubtRow(rows, i, first, { code: 'after-loss', note: 'the row above lacks its last cell: it may stand at the beginning of this text' });
  }
}

function isMissing(row: ExtractedRow | undefined, column: string): boolean {
  for (const { code } of row?.cells[column]?.doubts ?? []) if (code === 'cell-missing') return true;
  return false;
}

function isAnyMissing(row: ExtractedRow | undefined, columns: readonly string[]): boolean {
  for (const name of columns) if (isMissing(row, name)) return true;
  return false;
}

/** A number, one of the table's weights or scores, glued to the name behind it: a blank between two lines was lost. */
const LEADING_NUMBER = /^(\d+(?:\.\d+)?(?=[\u3400-\u9fff])(?![个次项年月日人家台套份条名期万亿元天类级大所])|\d+\.\d+(?=[A-Za-z]))/;

function doubtGluedNumbers(rows: ExtractedRow[], columns: readonly ColumnDefinition[]): void {
  const { points, texts } = columnRoles(columns);
  for (const [i, { cells }] of rows.entries()) {
    for (const { name } of texts) {
      // Nearly no name begins like this.
      const number = LEADING_NUMBER.exec(cells[name]?.text ?? '')?.[1];
      if (number === undefined || !rows.some((row) => points.some((column) => (row.cells[column.name]?.text ?? '') === number))) continue;
      doubtRow(rows, i, name, { code: 'fused-cells', note: `"${number}" at the beginning may be the score of the row above` });
      break;
    }
  }
}

/** A cell that nearly every other row of the table prints and this one doesn't was likely lost. */
function doubtLostCells(rows: ExtractedRow[], columns: readonly ColumnDefinition[], anchors: readonly string[]): void {
  if (rows.length < MIN_ROWS) return;
  for (const { name, labels } of columns) {
    if (!anchors.includes(name) || labels.length === 0) continue;
    let blank = 0;
    for (const { cells } of rows) if ((cells[name]?.text ?? '') === '') blank++;
    if (blank === 0 || blank > rows.length * MAX_BLANK_SHARE) continue;
    const doubt: Doubt = { code: 'cell-missing', note: `nothing is printed for ${labels[0] ?? name}, though nearly every other row prints it: it may be lost` };
    for (const [i, { cells }] of rows.entries()) if (cells[name]?.text === '' && cells[name].doubts.length === 0) doubtRow(rows, i, name, doubt);
  }
}

/** A field that is blank or has no label, though it must be filled or nearly all other forms print it, was likely lost. */
function doubtLostFields(form: ExtractedForm, others: OtherForms): ExtractedForm {
  const fields: Record<string, ExtractedCell> = { ...form.fields };
  for (const { name, labels, required } of form.definition.fields) {
    const cell = fields[name];
    if (!cell || cell.text !== '' || cell.doubts.length > 0) continue;
    const known = others.count >= 1 && others.printing(name) >= others.count * OTHERS_PRINT;
    if (!known && required !== 'always') continue;
    fields[name] = doubtCell(cell, { code: 'cell-missing', note: `nothing was found for ${labels[0] ?? name}${known ? ', though the other forms print it' : ''}: it may be lost` });
  }
  // Where one of two columns of prose is lost, its text may stand in the other.
  const prose = form.definition.fields.filter(({ place }) => place === 'below').map(({ name }) => name);
  if (prose.some((name) => fields[name]?.text === '' && (fields[name]?.doubts.length ?? 0) > 0)) {
    const note = 'the column beside it was not found: its text may be in this cell';
    for (const name of prose) {
      const cell = fields[name];
      if (cell && cell.doubts.length === 0) fields[name] = doubtCell(cell, { code: 'uncertain-split', note });
    }
  }
  return { ...form, fields };
}

/** A row that stands to the right of its place and fills its line lost what its neighbours print in the last column. */
function doubtPushedOff(rows: ExtractedRow[], edges: readonly RowEdge[], last: string | undefined): void {
  if (last === undefined) return;
  for (const [i, { cells }] of rows.entries()) {
    const edge = edges[i];
    if (!edge || edge.shift <= 0 || edge.free === null || edge.free > 0 || cells[last]?.text !== '') continue;
    const near = rows.filter((_, j) => j !== i && Math.abs(j - i) <= MIN_NEIGHBOURS);
    const printing = near.filter((other) => (other.cells[last]?.text ?? '') !== '').length;
    if (near.length < MIN_NEIGHBOURS || printing < near.length * NEIGHBOURS_PRINT) continue;
    doubtRow(rows, i, last, { code: 'pushed-off', note: 'the row stands too far right and its neighbours print this cell: it was pushed off the edge of the line' });
  }
}

/** The last cell before a form breaks off may be cut, wherever it stands. */
function doubtUnfinished(form: ExtractedForm, origin: FormOrigin): ExtractedForm {
  if (!isUnfinished(form)) return form;
  let end = -1;
  const note = (cell: ExtractedCell): void => {
    for (const source of cell.source) end = Math.max(end, position(source));
  };
  for (const cell of Object.values(form.fields)) note(cell);
  for (const table of Object.values(form.tables)) for (const row of table.rows) for (const cell of Object.values(row.cells)) note(cell);
  const doubt: Doubt = origin.last ? DOCUMENT_ENDS : FORM_ENDS;
  const mark = (cell: ExtractedCell): ExtractedCell => (cell.source.some((source) => position(source) === end) ? doubtCell(cell, doubt) : cell);
  const markAll = (cells: Readonly<Record<string, ExtractedCell>>): Record<string, ExtractedCell> => Object.fromEntries(Object.entries(cells).map(([name, cell]) => [name, mark(cell)]));
  const tables = Object.fromEntries(Object.entries(form.tables).map(([name, table]) => [name, { ...table, rows: table.rows.map((row) => ({ cells: markAll(row.cells) })) }]));
  // What stands elsewhere in a document that goes on was not lost with its end.
  if (!origin.last) return { ...form, fields: markAll(form.fields), tables };
  const begun = form.definition.tables.filter(({ total }) => total).some(({ name }) => (form.tables[name]?.rows.length ?? 0) > 0);
  const prose = new Set(begun ? [] : form.definition.fields.filter(({ kind }) => kind === 'prose').map(({ name }) => name));
  const lost: Doubt = { code: 'cell-missing', note: 'the document breaks off before it' };
  const fields = Object.fromEntries(Object.entries(markAll(form.fields)).map(([name, cell]) => [name, cell.doubts.length === 0 && ((cell.text === '' && cell.source.length === 0) || prose.has(name)) ? doubtCell(cell, cell.text === '' ? lost : doubt) : cell]));
  return { ...form, fields, tables };
}

/** Where a place stands in the order of the document. */
const position = (source: Source): number => ('line' in source ? source.line * 1e6 + source.column : source.page * 1e9 + source.bbox[3] * 1e4 + source.bbox[0]);
