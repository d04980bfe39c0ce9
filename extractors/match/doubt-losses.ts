import type { ExtractedCell, ExtractedForm, ExtractedRow, ExtractedTable } from '../../schemas/extraction.js';
import type { CellKind, ColumnDefinition, TableDefinition } from '../../schemas/form-definition.js';
import type { Doubt, Source } from '../../schemas/page.js';
import { doubtCell } from './doubt-cell.js';
import { doubtSplitRows } from './doubt-split-rows.js';
import { doubtEnds } from './doubt-ends.js';
import { doubtRepeats } from './doubt-repeats.js';
import { Endings } from './endings.js';
import { foldLabel } from './fold-label.js';
import { FormHabits, itemColumn, itemOf, lowestLevel, nameColumn, nameEnding, rowsToLabels } from './form-habits.js';
import type { ReadingOn } from './reading-on.js';
import { textWidth } from './text-width.js';
import { shapeOf } from './token-evidence.js';
import { usualEnding } from './usual-ending.js';

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
const MIN_ROWS = 4;
/** A value longer than this is a sentence, which may hold any numbers. */
const MAX_VALUE = 24;
const MAX_BLANK_SHARE = 0.15;
/** How many other forms it takes to know what their kind prints, and the share of them that must print it. */
const MIN_FORMS = 3;
const OTHERS_PRINT = 0.8;

const NO_TITLES = new Endings([]);

type Others = (...key: readonly string[]) => number;

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

/** A last character that so many whole names share ends a name (率, 数). */
const COMMON_ENDING = 2;

const BREAKS_OFF: Doubt = { code: 'form-unfinished', note: 'nothing ends the form, and the last line of the document has no end: more may be lost' };

const isUnfinished = (form: ExtractedForm): boolean => form.doubts.some((doubt) => doubt.code === 'form-unfinished');

const doubtRow = (row: ExtractedRow, column: string, doubt: Doubt): ExtractedRow => {
  const cell = row.cells[column];
  return cell ? { cells: { ...row.cells, [column]: doubtCell(cell, doubt) } } : row;
};

/**
 * Labels that were lost or displaced show in what they stand beside: a label under a higher one that it never stands under, and a row that is not
 * applicable among others, though such a row stands alone under its label.
 */
function doubtLevels(rows: readonly ExtractedRow[], columns: readonly ColumnDefinition[]): ExtractedRow[] {
  const levels = columns.filter((column) => column.kind === 'level');
  const lowest = levels.at(-1);
  const text = columns.find((column) => column.kind === 'text' && column.labels.length > 0);
  let result = [...rows];
  levels.forEach((level, depth) => {
    const higher = levels[depth - 1];
    if (!level.under || !higher) return;
    result = result.map((row) => {
      // Labels are compared without the blanks that a dump prints inside them.
      const label = foldLabel(row.cells[level.name]?.text ?? '').text;
      const parent = foldLabel(row.cells[higher.name]?.text ?? '').text;
      const allowed = level.under?.[label];
      if (parent === '' || !allowed || allowed.includes(parent)) return row;
      return doubtRow(row, higher.name, { code: 'label-missing', note: `${label} does not stand under ${parent}: a label between them may be lost` });
    });
  });
  for (const { name, bracket } of levels) {
    // Labels that print a weight do so throughout a form.
    if (!bracket || !result.some((row) => row.cells[bracket.column]?.text !== '')) continue;
    result = result.map((row) => {
      const label = row.cells[name]?.text ?? '';
      const weight = row.cells[bracket.column];
      if (label === '' || weight?.text !== '' || weight.doubts.length > 0) return row;
      return doubtRow(row, bracket.column, { code: 'cell-missing', note: `${label} prints no weight, though the other labels do: it may be lost` });
    });
  }
  if (!lowest || !text) return result;
  const groups = result.map((row) => levels.map(({ name }) => row.cells[name]?.text ?? '').join('\n'));
  const idle = result.map((row) => shapeOf(row.cells[text.name]?.text ?? '').notApplicable);
  const members = new Map<string, { idle: number; busy: number }>();
  groups.forEach((group, i) => {
    const count = members.get(group) ?? { idle: 0, busy: 0 };
    members.set(group, count);
    if (idle[i]) count.idle++;
    else count.busy++;
  });
  return result.map((row, i) => {
    const count = members.get(groups[i] ?? '');
    if (!count || count.idle === 0 || count.busy === 0 || groups[i - 1] !== groups[i]) return row;
    return doubtRow(row, lowest.name, { code: 'label-missing', note: 'a row that is not applicable stands alone under its label: the label of this one may be lost' });
  });
}

/** Among labels that are known one that isn't was put together wrongly: a piece of another cell stands in it, or a piece of it is lost. */
function doubtUnknownLabels(rows: readonly ExtractedRow[], columns: readonly ColumnDefinition[]): ExtractedRow[] {
  let result = [...rows];
  for (const { name, kind, vocabulary } of columns) {
    if (kind !== 'level' || !vocabulary) continue;
    const { full, shortened, ending } = vocabularyToLabels(vocabulary);
    const printed = new Set(rows.map((row) => foldLabel(row.cells[name]?.text ?? '').text).filter((label) => label !== ''));
    // Where no label of a form prints the word that most of the known ones end with (数量 for 数量指标), none has lost it.
    const isShort = ending !== '' && [...printed].every((label) => !label.endsWith(ending));
    const known = isShort ? shortened : full;
    const sound = [...printed].filter((label) => known.has(label)).length;
    if (sound * 2 < printed.size || sound === printed.size) continue;
    result = result.map((row) => {
      const cell = row.cells[name];
      if (!cell || cell.text === '' || cell.doubts.length > 0 || known.has(foldLabel(cell.text).text)) return row;
      return doubtRow(row, name, { code: 'unknown-label', note: `"${cell.text}" is none of the labels that stand here: a piece of another cell may be in it, or a piece of it lost` });
    });
  }
  return result;
}

interface LabelForms {
  readonly full: ReadonlySet<string>;
  /** The labels, whole and without the ending that most of them have. */
  readonly shortened: ReadonlySet<string>;
  readonly ending: string;
}

const knownForms = new WeakMap<readonly string[], LabelForms>();

/** The labels of a vocabulary as they are compared, found once for a definition. */
function vocabularyToLabels(vocabulary: readonly string[]): LabelForms {
  let forms = knownForms.get(vocabulary);
  if (forms === undefined) {
    const full = new Set(vocabulary.map((label) => foldLabel(label).text));
    const ending = usualEnding([...full]);
    const shortened = new Set([...full, ...[...full].map((label) => (label.endsWith(ending) ? label.slice(0, label.length - ending.length) : label))]);
    knownForms.set(vocabulary, (forms = { full, shortened, ending }));
  }
  return forms;
}

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

/** A row of a table of items that prints no item, or nothing beside it, is a piece of something else, in drawn cells too. */
function doubtBareItems(rows: readonly ExtractedRow[], columns: readonly ColumnDefinition[]): ExtractedRow[] {
  const item = itemColumn(columns);
  if (item === undefined) return [...rows];
  return rows.map((row) => {
    if (row.cells[item]?.text === '') return doubtRow(row, item, { code: 'cell-missing', note: 'the row prints no item: it may be lost' });
    const isBare = !columns.some(({ name }) => name !== item && row.cells[name]?.text !== '');
    return isBare ? doubtRow(row, item, { code: 'cell-missing', note: 'nothing is printed beside this item' }) : row;
  });
}

/** A shorter label may stand in an item. */
const LEAST_LABEL = 4;

/** An item that is none that is known may hold pieces of what stands beside it, where it was put together from several lines, or holds a label; or lack one. */
function doubtPiecedItems(rows: readonly ExtractedRow[], { columns, items = [] }: TableDefinition, { definition }: ExtractedForm, isFlowing: boolean): ExtractedRow[] {
  const item = itemColumn(columns);
  if (item === undefined || items.length === 0) return [...rows];
  const known = items.map((label) => foldLabel(label).text);
  const labels = definition.fields.flatMap((field) => field.labels.filter((label) => label.length >= LEAST_LABEL));
  return rows.map((row) => {
    const cell = row.cells[item];
    const text = foldLabel(cell?.text ?? '').text;
    if (!cell || text === '' || cell.doubts.length > 0 || known.includes(text)) return row;
    if ((isFlowing && standsOverLines(cell)) || labels.some((label) => text.includes(label))) {
      return doubtRow(row, item, { code: 'fused-cells', note: `"${cell.text}" is no item that is known, and holds several lines or a label: text of another cell may be in it` });
    }
    const whole = known.find((label) => label.startsWith(text));
    return whole === undefined ? row : doubtRow(row, item, { code: 'cut-off', note: `"${cell.text}" is the beginning of ${whole}: the rest of it may be lost` });
  });
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

/** What a total is made of. */
const PART = /^其中/u;

/** A part of a total without the total above it: the line of that is lost, or stands elsewhere, and the row below may have its numbers. */
function doubtHeadlessItems(rows: readonly ExtractedRow[], columns: readonly ColumnDefinition[]): ExtractedRow[] {
  const item = itemColumn(columns);
  const first = item === undefined ? '' : (rows[0]?.cells[item]?.text ?? '');
  if (item === undefined || !PART.test(first)) return [...rows];
  const doubt: Doubt = { code: 'after-loss', note: `"${first}" is a part of a total that is not printed above it: lines may be lost or displaced` };
  return rows.map((row, i) => (i <= 1 ? doubtRow(row, item, doubt) : row));
}

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

function standsOverLines({ source }: ExtractedCell): boolean {
  const [first] = source;
  const lineOf = (place: Source): number => ('line' in place ? place.line : 0);
  return first !== undefined && source.some((place) => lineOf(place) !== lineOf(first));
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

/**
 * In a table of known items the same row of the other forms tells what it prints. One blank in a column may be a loss; where several rows are blank
 * the form was filled in so.
 */
function doubtLostItemCells(rows: readonly ExtractedRow[], columns: readonly ColumnDefinition[], table: string, others: Others): ExtractedRow[] {
  const item = itemColumn(columns);
  if (item === undefined) return [...rows];
  let result = [...rows];
  // An item that no other form prints, where those agree among themselves, may be a part of one.
  const tables = others('table', table);
  if (tables >= MIN_FORMS && rows.some((row) => others('item', table, itemOf(row, item)) >= tables * OTHERS_PRINT)) {
    const note = 'no other form prints this item: a part of it may be lost or stand elsewhere';
    result = result.map((row) => (others('item', table, itemOf(row, item)) > 0 || itemOf(row, item) === '' ? row : doubtRow(row, item, { code: 'cut-off', note })));
  }
  for (const { name, labels } of columns.slice(1)) {
    const blank = result.filter((row) => row.cells[name]?.text === '');
    const [only] = blank;
    if (blank.length !== 1 || !only || only.cells[name]?.doubts.length !== 0) continue;
    const same = others('item row', table, itemOf(only, item));
    const printed = others('item cell', table, itemOf(only, item), name);
    const alone = same < MIN_FORMS && result.length >= MIN_ROWS;
    if (!alone && (same < MIN_FORMS || printed < same * OTHERS_PRINT)) continue;
    const doubt: Doubt = { code: 'cell-missing', note: `nothing is printed for ${labels[0] ?? name}, though the other rows and forms print it: it may be lost` };
    result = result.map((row) => (row === only ? doubtRow(row, name, doubt) : row));
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

const MIN_SAME_ENDING = 2;

/**
 * A row beside the border of two labels whose name ends as the other forms' names do under the label across the border, and never under its own, may
 * have changed places with the label.
 */
function doubtDisplacedRows(rows: readonly ExtractedRow[], columns: readonly ColumnDefinition[], table: string, others: Others): ExtractedRow[] {
  const level = lowestLevel(columns);
  const name = nameColumn(columns);
  if (level === undefined || name === undefined || others('table', table) < MIN_FORMS) return [...rows];
  const result: ExtractedRow[] = [];
  // The labels of the two rows above.
  let above = '';
  let before = '';
  for (const row of rows) {
    const label = row.cells[level]?.text ?? '';
    // Behind the row that carries the label: that is where a row lands that the label was moved above.
    const rival = above === label && before !== label ? before : '';
    before = above;
    above = label;
    if (rival === '' || shapeOf(row.cells[name]?.text ?? '').notApplicable) {
      result.push(row);
      continue;
    }
    const ending = nameEnding(row, name);
    const isDisplaced = others('ending', table, ending, label) === 0 && others('ending', table, ending, rival) >= MIN_SAME_ENDING;
    const note = `names that end like this one stand under ${rival} in the other forms: the row and the label beside it may have changed places`;
    result.push(isDisplaced ? doubtRow(row, level, { code: 'label-displaced', note }) : row);
  }
  return result;
}

/**
 * A label that nearly all other forms print and this one doesn't may be lost: then rows of the label before it are its rows. Only those are doubted
 * whose group holds more rows than its own label accounts for.
 */
function doubtLostLabels(
  rows: readonly ExtractedRow[],
  columns: readonly ColumnDefinition[],
  table: string,
  others: Others,
  labels: ReadonlyMap<string, ReadonlySet<string>>,
): ExtractedRow[] {
  const level = lowestLevel(columns);
  const tables = others('table', table);
  if (level === undefined || tables < MIN_FORMS) return [...rows];
  const own = new Set(rowsToLabels(rows, level));
  let result = [...rows];
  for (const [label, befores] of labels) {
    if (own.has(label) || others('label', table, label) < tables * OTHERS_PRINT) continue;
    const [previous] = [...befores].sort((a, b) => others('after', table, label, b) - others('after', table, label, a));
    if (previous === undefined || previous === '') continue;
    const doubt: Doubt = { code: 'label-missing', note: `the other forms print ${label} after ${previous}, this one doesn't: it may be lost, and the row may belong to it` };
    let seen = false;
    result = result.map((row) => {
      if (row.cells[level]?.text !== previous) return row;
      const first = !seen;
      seen = true;
      return first ? row : doubtRow(row, level, doubt);
    });
  }
  return result;
}

/** The last two characters of the names that wrap or leave room, and so are whole; the last one alone where it is common. */
function collectEndings(forms: readonly ExtractedForm[], origins: readonly FormOrigin[]): Set<string> {
  const endings = new Map<string, number>();
  for (const [i, form] of forms.entries()) {
    for (const { name, columns } of form.definition.tables) {
      const text = columns.find((column) => column.kind === 'text' && column.labels.length > 0)?.name;
      if (text !== undefined) countEndings(form.tables[name]?.rows ?? [], text, origins[i]?.flowing === true, endings);
    }
  }
  return new Set([...endings].flatMap(([ending, count]) => (ending.length > 1 || count >= COMMON_ENDING ? [ending] : [])));
}

function countEndings(rows: readonly ExtractedRow[], column: string, flowing: boolean, endings: Map<string, number>): void {
  let widest = 0;
  if (flowing) for (const { cells } of rows) widest = Math.max(widest, lineWidth(cells[column]));
  for (const { cells } of rows) {
    const cell = cells[column];
    if (!cell || cell.text.length < 3 || shapeOf(cell.text).notApplicable || (flowing && lineWidth(cell) >= widest)) continue;
    for (let length = 2; length > 0; length--) {
      const ending = cell.text.slice(-length);
      endings.set(ending, (endings.get(ending) ?? 0) + 1);
    }
  }
}

/** The width of a text that stands on one line; 0 where it wraps. */
function lineWidth(cell: ExtractedCell | undefined): number {
  if (!cell) return 0;
  return cell.source.length === 1 || (cell.source.length > 0 && !standsOverLines(cell)) ? textWidth(cell.text) : 0;
}

/** The code points of a cell on each of its lines. */
function lineLengths(cell: ExtractedCell | undefined): readonly number[] {
  const [first, ...others] = cell?.source ?? [];
  // Most names stand on one line.
  if (others.length === 0) return first !== undefined && 'line' in first ? [first.length] : [];
  const lengths = new Map<number, number>();
  for (const source of cell?.source ?? []) if ('line' in source) lengths.set(source.line, (lengths.get(source.line) ?? 0) + source.length);
  return [...lengths.values()];
}

/**
 * A name whose last line fills the column, where the others' names end otherwise and its own end goes on elsewhere, was cut. A column is as wide as it
 * wraps, or, where nothing wraps, as its widest text.
 */
function doubtCutNames(rows: readonly ExtractedRow[], column: string, reading: ReadingOn, endings: ReadonlySet<string>): ExtractedRow[] {
  const lasts: number[] = [];
  let wraps = 0;
  let widest = 0;
  for (const { cells } of rows) {
    const lengths = lineLengths(cells[column]);
    const last = lengths.at(-1) ?? 0;
    for (let k = 0; k + 1 < lengths.length; k++) wraps = Math.max(wraps, lengths[k] ?? 0);
    lasts.push(last);
    widest = Math.max(widest, wraps, last);
  }
  const full = (wraps > 0 ? wraps : widest) - 1;
  const result: ExtractedRow[] = [];
  for (const [i, row] of rows.entries()) result.push(doubtCutName(row, column, lasts[i] ?? 0, full, reading, endings));
  return result;
}

/** `last` is the length of the name's last line, `full` what one has that fills its column. */
function doubtCutName(row: ExtractedRow, column: string, last: number, full: number, reading: ReadingOn, endings: ReadonlySet<string>): ExtractedRow {
  const cell = row.cells[column];
  if (!cell || last === 0) return row;
  if (reading.seemsTorn(cell.text)) {
    return doubtRow(row, column, { code: 'cut-off', note: `"${cell.text}" begins inside a word of the document: what stood before it may be lost` });
  }
  if (last < full || !reading.seemsCut(cell.text, endings)) return row;
  const note = `"${cell.text}" fills its column and breaks off: other words of the document go on after "${cell.text.slice(-2)}"`;
  return doubtRow(row, column, { code: 'cut-off', note });
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

/** The last cell before a document breaks off may be cut, wherever it stands. */
function doubtUnfinished(form: ExtractedForm, origin: FormOrigin): ExtractedForm {
  if (!origin.last || !form.doubts.some((doubt) => doubt.code === 'form-unfinished')) return form;
  let end = -1;
  const note = (cell: ExtractedCell): void => {
    for (const source of cell.source) end = Math.max(end, position(source));
  };
  for (const cell of Object.values(form.fields)) note(cell);
  for (const table of Object.values(form.tables)) for (const row of table.rows) for (const cell of Object.values(row.cells)) note(cell);
  const doubt: Doubt = { code: 'cut-off', note: 'the document breaks off here: the cell may be incomplete, and more may be lost' };
  const mark = (cell: ExtractedCell): ExtractedCell => (cell.source.some((source) => position(source) === end) ? doubtCell(cell, doubt) : cell);
  const markAll = (cells: Readonly<Record<string, ExtractedCell>>): Record<string, ExtractedCell> => Object.fromEntries(Object.entries(cells).map(([name, cell]) => [name, mark(cell)]));
  const tables = Object.fromEntries(Object.entries(form.tables).map(([name, table]) => [name, { ...table, rows: table.rows.map((row) => ({ cells: markAll(row.cells) })) }]));
  const begun = form.definition.tables.filter(({ total }) => total).some(({ name }) => (form.tables[name]?.rows.length ?? 0) > 0);
  const prose = new Set(begun ? [] : form.definition.fields.filter(({ kind }) => kind === 'prose').map(({ name }) => name));
  const lost: Doubt = { code: 'cell-missing', note: 'the document breaks off before it' };
  const fields = Object.fromEntries(Object.entries(markAll(form.fields)).map(([name, cell]) => [name, cell.doubts.length === 0 && ((cell.text === '' && cell.source.length === 0) || prose.has(name)) ? doubtCell(cell, cell.text === '' ? lost : doubt) : cell]));
  return { ...form, fields, tables };
}

/** Where a place stands in the order of the document. */
const position = (source: Source): number => ('line' in source ? source.line * 1e6 + source.column : source.page * 1e9 + source.bbox[3] * 1e4 + source.bbox[0]);
