import ExcelJS from '@protobi/exceljs';
import { once } from 'node:events';
import type { PassThrough, Readable, Writable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import type { RowSpool } from './row-spool.js';
import type { CellContent, Column, ColumnType, Table } from './table.js';

// What a spreadsheet takes: rows of a sheet, characters of a cell and of a sheet's name, hyperlinks of a sheet, digits of a number.
const SHEET_ROWS = 1_048_576;
const CELL_CHARACTERS = 32_767;
const NAME_CHARACTERS = 31;
const SHEET_LINKS = 65_000;
const EXACT_DIGITS = 15;
// Notes are drawings, and a sheet with more of them is slow to work in; the column with the reasons holds them all.
const SHEET_NOTES = 10_000;

// In characters of the default font, a Chinese one being two wide. Widths follow the first rows; a wider text is wrapped where it is prose.
const SAMPLED_ROWS = 200;
const NARROWEST = 8;
const WIDEST = 44;
const WIDEST_UNWRAPPED = 30;
const FILTER_BUTTON = 4;
const PADDING = 3;
// In points. A row shows its wrapped texts up to this many lines; whoever wants more makes it higher.
const LINE_HEIGHT = 13.5;
const MOST_LINES = 8;

// How much of a sheet may wait for the compression before more rows are made.
const WAITING_BYTES = 1 << 20;
const ROWS_PER_TURN = 100;

// The same rows give the same bytes: neither the workbook nor its parts carry the time of the run.
const NO_TIME = new Date(Date.UTC(2000, 0, 1));

const INK = 'FF1F2937';
const HEADER_FILL = 'FF1F4E79';
const DETAIL_FILL = 'FF7A8CA0';
const REVIEW_FILL = 'FFFFF2CC';
const LINK_INK = 'FF0B5394';
const FAINT = 'FFD9D9D9';

const FONT = { name: 'Arial', family: 2, size: 10 } as const;

const solid = (argb: string): ExcelJS.Fill => ({ type: 'pattern', pattern: 'solid', fgColor: { argb }, bgColor: { argb } });
const thin = { style: 'thin', color: { argb: FAINT } } as const;
const headerStyle = (detail = false, number = false): Partial<ExcelJS.Style> => ({
  font: { ...FONT, bold: true, color: { argb: 'FFFFFFFF' } },
  fill: solid(detail ? DETAIL_FILL : HEADER_FILL),
  alignment: { vertical: 'middle', ...(number ? { horizontal: 'right' } : { horizontal: 'left', indent: 1 }) },
});

/** A table with its rows and how many of them need a human. */
export interface Sheet {
  readonly table: Table<never>;
  readonly rows: RowSpool;
  readonly review: number;
}

/**
 * Writes the workbook of these tables to the stream: a sheet that says what it holds, a sheet a table, and one that explains the columns. Texts are text
 * cells, never formulas; a decimal of more than 15 digits is one too, because a spreadsheet would round it. A text longer than a cell ends with a mark. A
 * table longer than a sheet goes on in the next.
 */
export async function writeWorkbook(sheets: readonly Sheet[], output: PassThrough): Promise<void> {
  const workbook = new DatelessWriter({ stream: output, useStyles: true, useSharedStrings: false });
  workbook.creator = 'Rowproof';
  workbook.lastModifiedBy = 'Rowproof';
  workbook.created = NO_TIME;
  workbook.modified = NO_TIME;
  const names = sheetNames(sheets.map(({ table }) => table.name));
  writeAbout(workbook, sheets, names);
  for (const [i, sheet] of sheets.entries()) await writeTable(workbook, sheet, names[i] ?? sheet.table.name);
  writeColumns(workbook, sheets, names);
  await workbook.commit();
}

interface Zip {
  append(source: Readable | string, data: { readonly name: string; readonly date?: Date }): unknown;
}

/** The parts of its package get one fixed time, for which the library's own interface has no place. */
class DatelessWriter extends ExcelJS.stream.xlsx.WorkbookWriter {
  /** The first part that is added, from within the constructor. */
  override addThemes(): Promise<void> {
    const { zip } = this as unknown as { readonly zip: Zip };
    const append = zip.append.bind(zip);
    zip.append = (source, data) => append(source, { ...data, date: NO_TIME });
    return super.addThemes();
  }
}

function sheetNames(names: readonly string[]): string[] {
  const taken = new Set(['about', 'columns']);
  return names.map((name) => {
    const plain = name.replace(/[\\/?*[\]:]+/gu, '-').replace(/^tables-/u, '');
    let short = plain.slice(0, NAME_CHARACTERS - 5);
    for (let n = 2; taken.has(short.toLowerCase()); n++) short = `${plain.slice(0, NAME_CHARACTERS - 9)} (${n})`;
    taken.add(short.toLowerCase());
    return short;
  });
}

/** A text as the file format spells it: characters that XML has no place for, and what looks like such a spelling, are spelled out. */
function textToCell(text: string): string {
  const spelled = (part: string): string => part.replace(/_(?=x[0-9A-Fa-f]{4}_)|(?![\t\n])[\p{Cc}\ufffe\uffff]/gu, (character) => `_x${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`);
  if (text.length <= CELL_CHARACTERS) return spelled(text);
  const mark = `… (${text.length} characters, cut here: the document's JSON holds all)`;
  // No half of a character that takes two.
  return spelled(text.slice(0, CELL_CHARACTERS - mark.length).replace(/[\ud800-\udbff]$/u, '')) + mark;
}

const isExact = (decimal: string): boolean => decimal.replace(/[-.]/gu, '').replace(/^0+/u, '').length <= EXACT_DIGITS;

function contentToCell(content: CellContent, { type }: Column<never>): string | number | boolean | Date | null {
  if (content === null || content === '') return null;
  if (typeof content === 'object') return content.length === 0 ? null : textToCell(content.join('; '));
  if (typeof content !== 'string') return content;
  if (type === 'decimal') return isExact(content) ? Number(content) : content;
  return type === 'date' || type === 'datetime' ? new Date(content) : textToCell(content);
}

const isProse = ({ name, prints, type }: Column<never>): boolean => prints !== undefined || name === 'message' || name === 'text' || (type === 'list' && name === 'reasons');

// Some programs show a truth value as 1 where no format says otherwise.
const numberFormats: Partial<Record<ColumnType, string>> = { boolean: '"TRUE";"TRUE";"FALSE"', date: 'yyyy-mm-dd', datetime: 'yyyy-mm-dd hh:mm:ss' };

function columnStyle(column: Column<never>, wrap: boolean): Partial<ExcelJS.Style> {
  const text = column.type === 'string' || column.type === 'list';
  return {
    numFmt: text ? '@' : (numberFormats[column.type] ?? 'General'),
    font: { ...FONT, color: { argb: INK } },
    alignment: { vertical: 'top', wrapText: wrap, ...(text ? { horizontal: 'left', indent: 1 } : {}) },
    border: { bottom: thin },
  };
}

const displayWidth = (text: string): number => Math.max(...text.split('\n').map((line) => [...line].reduce((width, character) => width + (character > '\u2e7f' ? 2 : 1), 0)));

/** How many lines a text takes in a cell of this width. */
const linesOf = (text: string, width: number): number => text.split('\n').reduce((lines, line) => lines + Math.max(1, Math.ceil(displayWidth(line) / (width - PADDING))), 0);

/** Width of each column, wide enough for its name and for most of its first texts. */
function columnWidths(columns: readonly Column<never>[], rows: RowSpool): number[] {
  const widths = columns.map((): number[] => []);
  let seen = 0;
  for (const cells of rows.rows()) {
    if (seen++ === SAMPLED_ROWS) break;
    cells.forEach((content, i) => {
      const column = columns[i];
      const cell = column === undefined ? null : contentToCell(content, column);
      if (cell !== null) widths[i]?.push(cell instanceof Date ? 'yyyy-mm-dd hh:mm'.length : displayWidth(String(cell)));
    });
  }
  return columns.map((column, i) => {
    const sorted = (widths[i] ?? []).sort((a, b) => a - b);
    const most = sorted[Math.ceil(sorted.length * 0.9) - 1] ?? 0;
    return Math.min(Math.max(NARROWEST, column.name.length + FILTER_BUTTON, most + PADDING), isProse(column) ? WIDEST : WIDEST_UNWRAPPED);
  });
}

async function writeTable(workbook: ExcelJS.stream.xlsx.WorkbookWriter, { table, rows }: Sheet, name: string): Promise<void> {
  const columns = table.columns;
  const widths = columnWidths(columns, rows);
  const styles = columns.map((column) => columnStyle(column, isProse(column)));
  const index = (wanted: string): number => columns.findIndex((column) => column.name === wanted);
  const [id, document, status, reasons] = [index('id'), index('document'), index('status'), index('reasons')];
  const linkStyle: Partial<ExcelJS.Style> = { ...styles[id], font: { ...FONT, color: { argb: LINK_INK }, underline: true } };

  let worksheet: ExcelJS.Worksheet | null = null;
  let [sheetRows, links, notes, part] = [0, 0, 0, 0];
  const finish = (): void => {
    if (worksheet === null) return;
    worksheet.autoFilter = { from: { row: 1, column: 1 }, to: { row: sheetRows, column: columns.length } };
    if (status >= 0 && sheetRows > 1) {
      const letter = worksheet.getColumn(status + 1).letter;
      const last = worksheet.getColumn(columns.length).letter;
      worksheet.addConditionalFormatting({
        ref: `A2:${last}${sheetRows}`,
        rules: [{ type: 'expression', priority: 1, formulae: [`$${letter}2="review"`], style: { fill: solid(REVIEW_FILL) } }],
      });
    }
    // The interface of the library leaves out that a sheet of a streamed workbook is finished by hand.
    (worksheet as unknown as { commit(): void }).commit();
  };
  const begin = (): ExcelJS.Worksheet => {
    part++;
    [sheetRows, links, notes] = [1, 0, 0];
    const begun = workbook.addWorksheet(part === 1 ? name : `${name} ${part}`, {
      views: [{ state: 'frozen', xSplit: 1, ySplit: 1 }],
      properties: { outlineLevelCol: 1 },
      pageSetup: { orientation: 'landscape', paperSize: 8 as ExcelJS.PaperSize, fitToPage: true, fitToWidth: 1, fitToHeight: 0, printTitlesRow: '1:1' },
    });
    begun.columns = columns.map(({ detail }, i) => ({ width: widths[i] ?? NARROWEST, ...(detail ? { outlineLevel: 1, hidden: true } : {}) }));
    const header = begun.addRow(columns.map((column) => column.name));
    header.height = 32;
    columns.forEach(({ detail, type }, i) => (header.getCell(i + 1).style = headerStyle(detail, type !== 'string' && type !== 'list')));
    header.commit();
    return begun;
  };

  worksheet = begin();
  for (const cells of rows.rows()) {
    if (sheetRows === SHEET_ROWS) {
      finish();
      worksheet = begin();
    }
    const row = worksheet.addRow([]);
    sheetRows++;
    let lines = 1;
    for (const [i, column] of columns.entries()) {
      const content = contentToCell(cells[i] ?? null, column);
      if (content === null) {
        // An empty cell that is shown keeps the line beneath its row.
        if (!column.detail) row.getCell(i + 1).style = styles[i] ?? {};
        continue;
      }
      if (isProse(column) && typeof content === 'string') lines = Math.max(lines, linesOf(content, widths[i] ?? NARROWEST));
      const cell = row.getCell(i + 1);
      const linked = i === id && typeof cells[document] === 'string' && links < SHEET_LINKS;
      if (linked) links++;
      cell.value = linked ? { text: String(content), hyperlink: documentLink(String(cells[document])) } : content;
      const style = linked ? linkStyle : styles[i];
      if (style !== undefined) cell.style = style;
    }
    row.height = Math.min(lines, MOST_LINES) * LINE_HEIGHT + 3;
    if (cells[status] === 'review' && notes < SHEET_NOTES) {
      const why = cells[reasons];
      row.getCell(status + 1).note = { texts: [{ text: textToCell(Array.isArray(why) && why.length > 0 ? why.join('\n') : 'review') }] };
      notes++;
    }
    row.commit();
    if (sheetRows % ROWS_PER_TURN === 0) await compressed(worksheet);
  }
  finish();
  await compressed(worksheet);
}

/** Settles when little of the sheet waits for the compression; the library itself takes rows without end. */
async function compressed(worksheet: ExcelJS.Worksheet): Promise<void> {
  const { stream } = worksheet as unknown as { readonly stream: { readonly pipes: readonly Writable[] } };
  await setImmediate();
  for (const pipe of stream.pipes) if (pipe.writableLength > WAITING_BYTES && !pipe.writableEnded) await once(pipe, 'drain');
}

/** Relative to the workbook, as Excel and its relatives read it. */
const documentLink = (name: string): string => `documents/${`${name}.json`.split('/').map(encodeURIComponent).join('/')}`;

function writeAbout(workbook: ExcelJS.stream.xlsx.WorkbookWriter, sheets: readonly Sheet[], names: readonly string[]): void {
  const sheet = workbook.addWorksheet('about', { views: [{ showGridLines: false }], pageSetup: { orientation: 'landscape', paperSize: 9, fitToPage: true, fitToWidth: 1, fitToHeight: 0 } });
  sheet.columns = [{ width: 24 }, { width: 12 }, { width: 12 }, { width: 110 }];
  const add = (cells: (string | number)[], style: Partial<ExcelJS.Style>, height?: number): ExcelJS.Row => {
    const row = sheet.addRow(cells);
    row.eachCell((cell) => (cell.style = style));
    if (height !== undefined) row.height = height;
    return row;
  };
  const plain: Partial<ExcelJS.Style> = { font: { ...FONT, color: { argb: INK } }, alignment: { vertical: 'top', wrapText: true, indent: 1 }, border: { bottom: thin } };
  const number: Partial<ExcelJS.Style> = { ...plain, alignment: { vertical: 'top' } };
  const line: Partial<ExcelJS.Style> = { font: { ...FONT, color: { argb: INK } } };
  add(['What was read from the documents'], { font: { ...FONT, bold: true, size: 18, color: { argb: HEADER_FILL } } }, 30).commit();
  const notes = [
    'Rows with a yellow ground need a human before they are relied on. The note on their status says why, and so does the column reasons.',
    'Texts stand as the documents print them. Nothing is corrected, completed or translated; numbers, units and dates made of them stand in columns of their own.',
    'Columns to compute with are folded away: the + above the sheet unfolds them. The last sheet explains every column.',
    'An id leads to the result of its document, in the folder beside this workbook; the command rowproof review shows the row beside the page it stands on.',
  ];
  for (const note of notes) add([note], line).commit();
  sheet.addRow([]).commit();
  const header = add(['sheet', 'rows', 'to review', 'what it holds'], headerStyle(), 22);
  for (const column of [2, 3]) header.getCell(column).style = headerStyle(false, true);
  header.commit();
  sheets.forEach(({ table, rows, review }, i) => {
    const hasStatus = table.columns.some(({ name }) => name === 'status');
    const row = add([names[i] ?? table.name, rows.size(), hasStatus ? review : '', table.description], plain);
    row.getCell(1).value = { text: names[i] ?? table.name, hyperlink: `#'${(names[i] ?? table.name).replaceAll("'", "''")}'!A1` };
    row.getCell(1).style = { ...plain, font: { ...FONT, color: { argb: LINK_INK }, underline: true } };
    for (const column of [2, 3]) row.getCell(column).style = number;
    row.height = linesOf(table.description, 110) * LINE_HEIGHT + 4;
    if (review > 0) row.getCell(3).style = { ...number, fill: solid(REVIEW_FILL) };
    row.commit();
  });
  (sheet as unknown as { commit(): void }).commit();
}

function writeColumns(workbook: ExcelJS.stream.xlsx.WorkbookWriter, sheets: readonly Sheet[], names: readonly string[]): void {
  const sheet = workbook.addWorksheet('columns', {
    views: [{ state: 'frozen', ySplit: 1 }],
    pageSetup: { orientation: 'landscape', paperSize: 9, fitToPage: true, fitToWidth: 1, fitToHeight: 0, printTitlesRow: '1:1' },
  });
  sheet.columns = [{ width: 16 }, { width: 24 }, { width: 34 }, { width: 11 }, { width: 100 }];
  const header = sheet.addRow(['sheet', 'column', 'title', 'type', 'what it is']);
  header.height = 22;
  header.eachCell((cell) => (cell.style = headerStyle()));
  header.commit();
  const plain: Partial<ExcelJS.Style> = { numFmt: '@', font: { ...FONT, color: { argb: INK } }, alignment: { vertical: 'top', wrapText: true, indent: 1 }, border: { bottom: thin } };
  let last = 1;
  sheets.forEach(({ table }, i) => {
    for (const { name, title, type, description } of table.columns) {
      const row = sheet.addRow([names[i] ?? table.name, name, title, type, description].map(textToCell));
      row.eachCell((cell) => (cell.style = plain));
      row.height = linesOf(description, 100) * LINE_HEIGHT + 3;
      row.commit();
      last++;
    }
  });
  sheet.autoFilter = { from: { row: 1, column: 1 }, to: { row: last, column: 5 } };
  (sheet as unknown as { commit(): void }).commit();
}
