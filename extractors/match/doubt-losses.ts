import type { ExtractedCell, ExtractedForm, ExtractedRow, ExtractedTable } from '../../schemas/extraction.js';
import type { CellKind, ColumnDefinition } from '../../schemas/form-definition.js';
import type { Doubt, Source } from '../../schemas/page.js';
import { doubtCell, doubtRow } from './doubt-cell.js';
import { doubtEnds } from './doubt-ends.js';
import { doubtBareItems, doubtHeadlessItems, doubtLostItemCells, doubtPiecedItems } from './doubt-items.js';
import { doubtDisplacedRows, doubtLevels, doubtLostLabels, doubtUnknownLabels } from './doubt-levels.js';
import { collectEndings, doubtCutNames } from './doubt-names.js';
import { doubtRepeats } from './doubt-repeats.js';
import { doubtSplitRows } from './doubt-split-rows.js';
import { Endings } from './endings.js';
import { FormHabits, MIN_ROWS, type Others, OTHERS_PRINT } from './form-habits.js';
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

const NO_TITLES = new Endings([]);

/** Adds the doubts that only neighbours can raise: names cut off at the edge of their column, cells pushed off the edge of a line, forms without an end. */
export function doubtLosses(forms: readonly ExtractedForm[], origins: readonly FormOrigin[], reading: ReadingOn): ExtractedForm[] {
  const endings = collectEndings(forms, origins);
  const habits = new FormHabits(forms);
  const finished = forms.filter((form) => !isUnfinished(form)).length;
  const titles = new Map(forms.map(({ definition }) => [definition, new Endings(definition.titles)]));
  const doubted: ExtractedForm[] = [];
  for (const [i, form] of forms.entries()) {
    const origin = origins[i];
    doubted.push(origin ? doubtForm(form, origin, reading, endings, habits, titles.get(form.definition) ?? NO_TITLES, finished === 0) : form);
  }
  return doubted;
}

/** `noneFinished`: no form of the document has the end that its definition knows. */
function doubtForm(form: ExtractedForm, origin: FormOrigin, reading: ReadingOn, endings: ReadonlySet<string>, habits: FormHabits, titles: Endings, noneFinished: boolean): ExtractedForm {
  const others = habits.others(form);
  const tables: Record<string, ExtractedTable> = {};
  for (const definition of form.definition.tables) {
    const { name, columns, anchors } = definition;
    const table = form.tables[name];
    if (!table) continue;
    let rows: readonly ExtractedRow[] = doubtPushedOff(table.rows, origin.edges[name] ?? [], columns.at(-1)?.name);
    const text = columns.find((column) => column.kind === 'text' && column.labels.length > 0)?.name;
    if (origin.flowing && text !== undefined) rows = doubtCutNames(rows, text, reading, endings);
    rows = doubtUnknownLabels(rows, columns);
    rows = doubtGluedValues(rows, columns, titles);
    rows = doubtBareItems(rows, columns);
    rows = doubtSplitRows(rows, columns);
    rows = doubtPiecedItems(doubtHeadlessItems(rows, columns), definition, form, origin.flowing);
    rows = doubtEnds(origin.drawn ? rows : doubtSignsBehind(rows, columns), columns);
    rows = doubtRepeats(rows, definition, form);
    if (!origin.drawn) rows = doubtLevels(rows, columns);
    if (!origin.isWhole) rows = doubtLostCells(rows, columns, anchors);
    if (!origin.drawn) {
      if (origin.flowing) rows = doubtGluedNumbers(rows, columns);
      if (origin.flowing) rows = doubtAfterLoss(rows, columns, anchors);
      rows = doubtLostItemCells(rows, columns, name, others);
      rows = doubtDisplacedRows(rows, columns, name, others);
      rows = doubtLostLabels(rows, columns, name, others, habits.labels(form, name));
    }
    tables[name] = { ...table, rows };
  }
  if (origin.breaksOff && !isUnfinished(form)) return doubtUnfinished({ ...doubtLostFields({ ...form, tables }, others), doubts: [...form.doubts, BREAKS_OFF] }, origin);
  const own = isUnfinished(form) && noneFinished && !origin.last ? { ...form, doubts: form.doubts.filter(({ code }) => code !== 'form-unfinished') } : form;
  return doubtUnfinished(doubtLostFields({ ...own, tables }, others), origin);
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
const TEXT_AND_NUMBER = /\p{Script=Han}\s*[\d,]+(\.\d+)?$/u;
const LISTED = /[/、，,；;~～—至到-]/;

/** How many brackets are opened and not closed, or closed and not opened. */
function openBrackets(text: string): number {
  let open = 0;
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (character === '（' || character === '(') open++;
    else if (character === '）' || character === ')') open--;
  }
  return Math.abs(open);
}

/** A comparator belongs to a target. Where it stands before what was reached, and the target is without one, the two may have changed places. */
function doubtSignsBehind(rows: readonly ExtractedRow[], columns: readonly ColumnDefinition[]): ExtractedRow[] {
  const [target, ...others] = columns.filter(({ kind }) => kind === 'value').map(({ name }) => name);
  if (target === undefined) return [...rows];
  return rows.map((row) => {
    const aim = shapeOf(row.cells[target]?.text ?? '');
    const behind = others.find((name) => SIGNED.test(row.cells[name]?.text ?? ''));
    if (behind === undefined || aim.length === 0 || aim.signed) return row;
    return doubtRow(row, behind, { code: 'uncertain-place', note: `"${row.cells[behind]?.text ?? ''}" begins with the sign of a target, which stands elsewhere: cells may have changed places` });
  });
}
const SIGNED = /^[≥≤＞＜≧≦⩾⩽]/u;

/** A name with the target of its row behind it: the blank or the border between them was lost. */
const TEXT_AND_TARGET = /\p{Script=Han}[≥≤≧≦⩾⩽＞＜><][\d.,]+\s*[\p{Script=Han}%％‰/]{0,6}$/u;

function doubtGluedValues(rows: readonly ExtractedRow[], columns: readonly ColumnDefinition[], titles: Endings): ExtractedRow[] {
  const result: ExtractedRow[] = [];
  for (const row of rows) {
    let doubted = row;
    for (const { name, kind, labels } of columns) {
      const cell = row.cells[name];
      if (!cell || cell.text === '' || cell.doubts.length > 0 || !isGlued(cell.text, kind, labels.length > 0, titles)) continue;
      doubted = doubtRow(doubted, name, { code: 'fused-cells', note: `"${cell.text}" is not what stands in ${labels[0] ?? name}: text of another cell may be in it` });
    }
    result.push(doubted);
  }
  return result;
}

/** True when a text is not what stands in a column of this kind alone. */
function isGlued(text: string, kind: CellKind, isLabelled: boolean, titles: Endings): boolean {
  if (kind !== 'level' && DOUBLED.test(text)) return true;
  switch (kind) {
    case 'value':
      return (text.length < MAX_VALUE && MAY_BE_TWO.test(text) && TWO_VALUES.test(text) && !LISTED.test(text)) || openBrackets(text) > 0;
    case 'text':
      // Beside items, which head their rows and have no label, stand the numbers of a column whose label was lost.
      return titles.isEndOf(text) || openBrackets(text) > 0 || (!isLabelled && TEXT_AND_NUMBER.test(text)) || TEXT_AND_TARGET.test(text);
    case 'prose':
      return shapeOf(text).number || titles.isEndOf(text);
    default:
      return false;
  }
}

/** What a line lost behind a row may stand in front of the next one, and what it lost in front at the end of the one above. */
function doubtAfterLoss(rows: readonly ExtractedRow[], columns: readonly ColumnDefinition[], anchors: readonly string[]): ExtractedRow[] {
  const last = columns.findLast(({ name }) => anchors.includes(name))?.name ?? '';
  const prose = columns.findLast(({ kind }) => kind === 'prose')?.name ?? '';
  const doubted: ExtractedRow[] = [];
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as ExtractedRow; // within bounds
    let result = row;
    const end = row.cells[prose];
    if (end !== undefined && end.doubts.length === 0 && isAnyMissing(rows[i + 1], anchors) && standsOverLines(end)) {
      result = doubtRow(result, prose, { code: 'before-loss', note: 'the row below lacks cells: the end of this text may be its beginning' });
    }
    const first = isMissing(rows[i - 1], last) ? columns.find(({ name, kind }) => kind === 'text' && row.cells[name]?.text !== '')?.name : undefined;
    doubted.push(first === undefined ? result : doubtRow(result, first, { code: 'after-loss', note: 'the row above lacks its last cell: it may stand at the beginning of this text' }));
  }
  return doubted;
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

function doubtGluedNumbers(rows: readonly ExtractedRow[], columns: readonly ColumnDefinition[]): ExtractedRow[] {
  const points = columns.filter(({ kind }) => kind === 'points').map(({ name }) => name);
  // Nearly no name begins like this.
  let numbers: Set<string> | null = null;
  const isPrinted = (number: string): boolean => (numbers ??= new Set(rows.flatMap(({ cells }) => points.map((name) => cells[name]?.text ?? '')))).has(number);
  const texts = columns.filter(({ kind }) => kind === 'text').map(({ name }) => name);
  return rows.map((row) => {
    for (const name of texts) {
      const number = LEADING_NUMBER.exec(row.cells[name]?.text ?? '')?.[1];
      if (number !== undefined && isPrinted(number)) return doubtRow(row, name, { code: 'fused-cells', note: `"${number}" at the beginning may be the score of the row above` });
    }
    return row;
  });
}

/** A cell that nearly every other row of the table prints and this one doesn't was likely lost. */
function doubtLostCells(rows: readonly ExtractedRow[], columns: readonly ColumnDefinition[], anchors: readonly string[]): ExtractedRow[] {
  let result = [...rows];
  for (const { name, labels } of columns) {
    if (!anchors.includes(name) || labels.length === 0) continue;
    const blank = result.filter((row) => (row.cells[name]?.text ?? '') === '').length;
    if (blank === 0 || result.length < MIN_ROWS || blank > result.length * MAX_BLANK_SHARE) continue;
    const doubt: Doubt = { code: 'cell-missing', note: `nothing is printed for ${labels[0] ?? name}, though nearly every other row prints it: it may be lost` };
    result = result.map((row) => ((row.cells[name]?.text ?? '') === '' && row.cells[name]?.doubts.length === 0 ? doubtRow(row, name, doubt) : row));
  }
  return result;
}

/** A field that is blank or has no label, though it must be filled or nearly all other forms print it, was likely lost. */
function doubtLostFields(form: ExtractedForm, others: Others): ExtractedForm {
  const fields: Record<string, ExtractedCell> = { ...form.fields };
  for (const { name, labels, required } of form.definition.fields) {
    const cell = fields[name];
    if (!cell || cell.text !== '' || cell.doubts.length > 0) continue;
    const known = others('form') >= 1 && others('field', name) >= others('form') * OTHERS_PRINT;
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
function doubtPushedOff(rows: readonly ExtractedRow[], edges: readonly RowEdge[], last: string | undefined): ExtractedRow[] {
  if (last === undefined) return [...rows];
  return rows.map((row, i) => {
    const edge = edges[i];
    const cell = row.cells[last];
    if (!edge || !cell || edge.shift <= 0 || edge.free === null || edge.free > 0 || cell.text !== '') return row;
    const near = rows.filter((_, j) => j !== i && Math.abs(j - i) <= MIN_NEIGHBOURS);
    const printing = near.filter((other) => (other.cells[last]?.text ?? '') !== '').length;
    if (near.length < MIN_NEIGHBOURS || printing < near.length * NEIGHBOURS_PRINT) return row;
    const note = 'the row stands too far right and its neighbours print this cell: it was pushed off the edge of the line';
    return { cells: { ...row.cells, [last]: doubtCell(cell, { code: 'pushed-off', note }) } };
  });
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
