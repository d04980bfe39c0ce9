import type { ExtractedCell, ExtractedForm, ExtractedRow } from '../../schemas/extraction.js';
import { doubtRow } from './doubt-cell.js';
import type { FormOrigin } from './doubt-losses.js';
import type { ReadingOn } from './reading-on.js';
import { standsOverLines } from './stands-over-lines.js';
import { textWidth } from './text-width.js';
import { shapeOf } from './token-evidence.js';

/** A last character that so many whole names share ends a name (率, 数). */
const COMMON_ENDING = 2;

/** The last two characters of the names that wrap or leave room, and so are whole; the last one alone where it is common. */
export function collectEndings(forms: readonly ExtractedForm[], origins: readonly FormOrigin[]): Set<string> {
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
export function doubtCutNames(rows: readonly ExtractedRow[], column: string, reading: ReadingOn, endings: ReadonlySet<string>): ExtractedRow[] {
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
