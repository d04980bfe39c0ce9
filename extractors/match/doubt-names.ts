import type { ExtractedCell, ExtractedForm, ExtractedRow } from '../../schemas/extraction.js';
import { columnRoles } from './column-roles.js';
import { doubtRow } from './doubt-cell.js';
import type { FormOrigin } from './doubt-losses.js';
import type { ReadingOn } from './reading-on.js';
import { standsOverLines } from './stands-over-lines.js';
import { shapeOf } from './token-evidence.js';

/** A last character that so many whole names share ends a name (率, 数). */
const COMMON_ENDING = 2;

/** The last two characters of the names that wrap or leave room, and so are whole; the last one alone where it is common. */
export function collectEndings(forms: readonly ExtractedForm[], origins: readonly FormOrigin[]): Set<string> {
  const endings = new Map<string, number>();
  for (const [i, form] of forms.entries()) {
    for (const { name, columns } of form.definition.tables) {
      const text = columnRoles(columns).name;
      if (text !== undefined) countEndings(form.tables[name]?.rows ?? [], text, origins[i]?.flowing === true, endings);
    }
  }
  const common = new Set<string>();
  for (const [ending, count] of endings) if (ending.length > 1 || count >= COMMON_ENDING) common.add(ending);
  return common;
}

function countEndings(rows: readonly ExtractedRow[], column: string, flowing: boolean, endings: Map<string, number>): void {
  const widths: number[] = [];
  let widest = 0;
  if (flowing) {
    for (const { cells } of rows) {
      const width = lineWidth(cells[column]);
      widths.push(width);
      widest = Math.max(widest, width);
    }
  }
  for (let i = 0; i < rows.length; i++) {
    const cell = rows[i]?.cells[column];
    if (!cell || cell.text.length < 3 || (flowing && (widths[i] ?? 0) >= widest) || shapeOf(cell.text).notApplicable) continue;
    for (let length = 2; length > 0; length--) {
      const ending = cell.text.slice(-length);
      endings.set(ending, (endings.get(ending) ?? 0) + 1);
    }
  }
}

/** The width of a text that stands on one line; 0 where it wraps. */
function lineWidth(cell: ExtractedCell | undefined): number {
  if (!cell) return 0;
  return cell.source.length === 1 || (cell.source.length > 0 && !standsOverLines(cell)) ? shapeOf(cell.text).width : 0;
}

/** The code points of a cell on each of its lines. */
function lineLengths(cell: ExtractedCell | undefined): readonly number[] {
  const places = cell?.source ?? [];
  const [first] = places;
  // Most names stand on one line.
  if (places.length < 2) return first !== undefined && 'line' in first ? [first.length] : [];
  const lengths = new Map<number, number>();
  for (const source of places) if ('line' in source) lengths.set(source.line, (lengths.get(source.line) ?? 0) + source.length);
  return [...lengths.values()];
}

/**
 * A name whose last line fills the column, where the others' names end otherwise and its own end goes on elsewhere, was cut. A column is as wide as it
 * wraps, or, where nothing wraps, as its widest text.
 */
export function doubtCutNames(rows: ExtractedRow[], column: string, reading: ReadingOn, endings: ReadonlySet<string>): void {
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
  for (let i = 0; i < rows.length; i++) if (lasts[i]) doubtCutName(rows, i, column, lasts[i] ?? 0, full, reading, endings);
}

/** `last` is the length of the name's last line, `full` what one has that fills its column. */
function doubtCutName(rows: ExtractedRow[], at: number, column: string, last: number, full: number, reading: ReadingOn, endings: ReadonlySet<string>): void {
  const { text } = rows[at]?.cells[column] ?? { text: '' };
  if (reading.seemsTorn(text)) {
    doubtRow(rows, at, column, { code: 'cut-off', note: `"${text}" begins inside a word of the document: what stood before it may be lost` });
  } else if (last >= full && reading.seemsCut(text, endings)) {
    doubtRow(rows, at, column, { code: 'cut-off', note: `"${text}" fills its column and breaks off: other words of the document go on after "${text.slice(-2)}"` });
  }
}
