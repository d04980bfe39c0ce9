import type { Ruling } from '../../schemas/page.js';
import type { Phrase, PhraseLine } from './phrases.js';

/** A wrapped line reaches so near the column's end that the next word would not have fitted; this many ems of doubt. */
const FITS = 0.3;
/** Lines that share this part of their height can't be two rows. */
const OVERLAP = 0.25;
/** Where this share of the line gaps holds a rule, the rules are the row borders. */
const RULED_ROWS = 0.4;
/** Rows stand at least this many times further apart than the lines of a wrapped cell, where both occur. */
const WIDER = 1.6;

interface RowLine extends PhraseLine {
  /** Column index of each phrase. */
  readonly at: readonly number[];
}

/** Whether the lower phrase reads as the wrapped continuation of the upper one in a column whose text ends at `limit`. */
function wraps(upper: Phrase, lower: Phrase, limit: number, em: number): boolean {
  const firstWord = lower.words[0];
  if (firstWord === undefined) return false;
  return upper.x1 + (firstWord.box[2] - firstWord.box[0]) + FITS * em > limit;
}

function startsLow(phrase: Phrase): boolean {
  return /^[\p{Ll}(&/\-–]/u.test(phrase.words[0]?.text ?? '');
}

/**
 * Groups the lines of a table's body into rows: gives for each line whether it goes on with the row of the line above. Drawn rules decide where
 * there are any; else a line that fills only columns of text, below a line that had no room for its first word, is a wrapped cell.
 */
export function linesToRows(lines: readonly PhraseLine[], columns: readonly { x0: number; x1: number }[], rules: readonly Ruling[], em: number): boolean[] {
  const x0 = columns[0]?.x0 ?? 0;
  const x1 = columns.at(-1)?.x1 ?? 0;
  const rows: RowLine[] = lines.map((line) => ({
    ...line,
    at: line.phrases.map((phrase) => {
      const centre = (phrase.x0 + phrase.x1) / 2;
      const index = columns.findIndex((column) => centre <= column.x1);
      return index < 0 ? columns.length - 1 : index;
    }),
  }));
  const ruled = lines.map((line, index) => {
    const above = lines[index - 1];
    if (above === undefined) return false;
    const from = (above.top + above.bottom) / 2;
    const to = (line.top + line.bottom) / 2;
    return rules.some((rule) => rule.axis === 'h' && rule.at > from && rule.at < to && Math.min(rule.to, x1) - Math.max(rule.from, x0) > 0.6 * (x1 - x0));
  });
  const full = rows.filter((row) => new Set(row.at).size >= Math.max(2, columns.length * 0.5)).length;
  const rowsAreRuled = ruled.filter(Boolean).length >= RULED_ROWS * (lines.length - 1) && ruled.filter(Boolean).length >= 0.7 * (full - 1) && lines.length > 2;

  const gaps = lines.map((line, index) => line.top - (lines[index - 1]?.bottom ?? line.top));
  const limit = (line: number, column: number): number => {
    void line;
    return columns[column]?.x1 ?? x1;
  };
  // Rows padded apart: the smallest gaps are those inside wrapped cells, and full rows never follow each other that closely.
  const sorted = gaps.slice(1).sort((a, b) => a - b);
  const smallest = Math.max(sorted[Math.floor(sorted.length * 0.1)] ?? 0, 0.02 * em);
  const fullGaps = gaps.filter((_, index) => index > 0 && new Set(rows[index]?.at).size >= Math.max(2, columns.length * 0.6) && new Set(rows[index - 1]?.at).size >= Math.max(2, columns.length * 0.6));
  const padded = fullGaps.length > 0 && Math.min(...fullGaps) > WIDER * smallest + 0.1 * em;

  return rows.map((row, index) => {
    const above = rows[index - 1];
    if (above === undefined) return false;
    const gap = gaps[index] ?? 0;
    if (ruled[index] === true) return false;
    if (rowsAreRuled) return true;
    const here = new Set(row.at);
    const there = new Set(above.at);
    const disjoint = [...here].every((column) => !there.has(column));
    if (gap < -OVERLAP * Math.min(row.bottom - row.top, above.bottom - above.top) && disjoint) return true;
    if (padded) return gap <= WIDER * smallest;
    if (gap > 0.9 * em) return false;
    // Top-aligned: this line only goes on with cells that ran out of room above.
    const below = row.phrases.map((phrase, k) => {
      const column = row.at[k] ?? 0;
      const upper = above.phrases.findLast((_, m) => above.at[m] === column);
      return upper === undefined ? null : wraps(upper, phrase, limit(index, column), em) || startsLow(phrase);
    });
    if (here.size < there.size && below.every((fits) => fits === true)) {
      const first = row.phrases[0];
      const upper = above.phrases.find((_, m) => above.at[m] === row.at[0]);
      // A capital letter without an indent starts a new entry as likely as not; the room decides it.
      if (first !== undefined && upper !== undefined && (startsLow(first) || first.x0 >= upper.x0 - 0.2 * em)) return true;
    }
    // Bottom-aligned: the line above holds only the beginning of this line's label.
    if (there.size === 1 && here.size > 1 && above.phrases.length === 1) {
      const column = above.at[0] ?? 0;
      const own = row.phrases.find((_, m) => row.at[m] === column);
      const upper = above.phrases[0];
      if (own !== undefined && upper !== undefined && wraps(upper, own, limit(index, column), em) && startsLow(own)) return true;
    }
    return false;
  });
}
