import type { Ruling } from '../../schemas/page.js';
import type { Span } from './partition.js';
import type { Phrase, PhraseLine } from './phrases.js';

/** A phrase that reaches this many ems into a neighbouring column stands over both. */
const REACHES = 0.5;
/** Lines of one wrapped header cell follow each other within this many ems. */
const LEADING = 0.6;
/** Nearer lines, in ems, may be one label whatever the distance of rows. */
const TIGHT = 0.3;
/** A phrase centred over columns agrees with their middle within this many ems. */
const CENTRED = 0.8;

interface Placed {
  readonly line: number;
  from: number;
  to: number;
  readonly phrase: Phrase;
}

function rulesBetween(rules: readonly Ruling[], top: number, bottom: number, x0: number, x1: number): Ruling[] {
  return rules.filter((rule) => rule.axis === 'h' && rule.at > top && rule.at < bottom && Math.min(rule.to, x1) - Math.max(rule.from, x0) > 0.5 * Math.min(rule.to - rule.from, x1 - x0));
}

function middle(line: PhraseLine): number {
  return (line.top + line.bottom) / 2;
}

/** The columns (first to last) that a phrase stands over, by its own extent. */
function touched(phrase: Phrase, columns: readonly { x0: number; x1: number }[], xs: readonly number[], em: number): [number, number] {
  let from = -1;
  let to = -1;
  columns.forEach((column, index) => {
    const overlap = Math.min(phrase.x1, column.x1) - Math.max(phrase.x0, column.x0);
    const narrow = Math.min(column.x1 - column.x0, phrase.x1 - phrase.x0);
    if (overlap >= Math.min(REACHES * em, 0.5 * narrow)) {
      if (from < 0) from = index;
      to = index;
    }
  });
  if (from >= 0) return [from, to];
  const centre = (phrase.x0 + phrase.x1) / 2;
  let index = 0;
  while (index + 2 < xs.length && centre >= (xs[index + 1] ?? 0)) index += 1;
  return [index, index];
}

/**
 * The cells of a header whose lines are given from top to bottom: spanning headers over the columns their rule underlines or their middle is
 * centred on, wrapped labels in one cell, blanks above or below a label joined to it. Rows are header levels, counted from 0; gives also the
 * y boundaries between them (one fewer than levels). `rowGap` is the usual white between rows of the body.
 */
export function headerSpans(
  lines: readonly PhraseLine[],
  columns: readonly { x0: number; x1: number }[],
  xs: readonly number[],
  rules: readonly Ruling[],
  em: number,
  bodyTop: number,
  rowGap: number,
): { spans: Span[]; boundaries: number[] } {
  const count = columns.length;
  const left = columns[0]?.x0 ?? 0;
  const right = columns.at(-1)?.x1 ?? 0;
  const placed: Placed[][] = lines.map((line, index) =>
    line.phrases.map((phrase) => {
      const [from, to] = touched(phrase, columns, xs, em);
      return { line: index, from, to, phrase };
    }),
  );
  // Phrases that fall into one column are one cell.
  placed.forEach((row) => {
    for (let i = row.length - 1; i > 0; i -= 1) {
      const a = row[i - 1];
      const b = row[i];
      if (a !== undefined && b !== undefined && b.from <= a.to) {
        a.to = Math.max(a.to, b.to);
        row.splice(i, 1);
      }
    }
  });

  // Spanning headers: what a rule underlines, else what the phrase is centred over while the columns beside it are free here and labelled below.
  placed.forEach((row, index) => {
    const line = lines[index];
    const below = lines[index + 1];
    if (line === undefined) return;
    const bottom = below === undefined ? bodyTop : middle(below);
    const underlines = rulesBetween(rules, middle(line), bottom, left, right).filter((rule) => rule.to - rule.from < 0.9 * (right - left));
    row.forEach((cell, k) => {
      const free = (column: number): boolean => row.every((other) => other === cell || column < other.from || column > other.to);
      const rule = underlines.find((candidate) => candidate.from <= cell.phrase.x0 + 0.5 * em && candidate.to >= cell.phrase.x1 - 0.5 * em);
      if (rule !== undefined) {
        columns.forEach((column, c) => {
          const within = Math.min(rule.to, column.x1) - Math.max(rule.from, column.x0);
          if (within > 0.5 * (column.x1 - column.x0) && free(c)) {
            cell.from = Math.min(cell.from, c);
            cell.to = Math.max(cell.to, c);
          }
        });
        return;
      }
      if (below === undefined) return;
      const labelled = (column: number): boolean => placed.slice(index + 1).some((other) => other.some((b) => b.from <= column && column <= b.to));
      const limitLeft = (row[k - 1]?.to ?? 0) + 1;
      const limitRight = (row[k + 1]?.from ?? count) - 1;
      const centre = (cell.phrase.x0 + cell.phrase.x1) / 2;
      let bestFrom = cell.from;
      let bestTo = cell.to;
      for (let from = cell.from; from >= Math.max(limitLeft, 1); from -= 1) {
        if (from < cell.from && !(free(from) && labelled(from))) break;
        for (let to = cell.to; to <= limitRight; to += 1) {
          if (to > cell.to && !(free(to) && labelled(to))) break;
          const group = ((columns[from]?.x0 ?? 0) + (columns[to]?.x1 ?? 0)) / 2;
          if (Math.abs(group - centre) <= CENTRED * em && to - from > bestTo - bestFrom) {
            bestFrom = from;
            bestTo = to;
          }
        }
      }
      cell.from = bestFrom;
      cell.to = bestTo;
    });
  });

  // Levels: a new one starts below a line with a spanning header and below a rule.
  const level: number[] = [];
  const boundaries: number[] = [];
  lines.forEach((line, index) => {
    const above = lines[index - 1];
    if (above === undefined) {
      level.push(0);
      return;
    }
    const spans = placed[index - 1]?.some((cell) => cell.to > cell.from) === true;
    const sameSpans = spans && placed[index]?.every((cell) => placed[index - 1]?.some((a) => a.from === cell.from && a.to === cell.to)) === true;
    const ruled = rulesBetween(rules, middle(above), middle(line), left, right).length > 0;
    const gap = line.top - above.bottom;
    // Lines as far apart as the rows of the body are rows themselves, unless everything is set tightly.
    const apart = gap > LEADING * em || (gap > TIGHT * em && gap >= 0.9 * rowGap);
    if ((spans && !sameSpans) || ruled || apart) {
      boundaries.push((above.bottom + line.top) / 2);
      level.push((level[index - 1] ?? 0) + 1);
    } else level.push(level[index - 1] ?? 0);
  });
  const levels = (level.at(-1) ?? 0) + 1;

  // Cells by level; a column's label that wraps over a level boundary without a rule is one cell.
  const owner: (Span | null)[][] = Array.from({ length: levels }, () => Array.from({ length: count }, () => null));
  placed.forEach((row, index) => {
    for (const cell of row) {
      const at = level[index] ?? 0;
      const existing = owner[at]?.[cell.from];
      const from = Math.min(cell.from, existing?.column ?? cell.from);
      let to = cell.to;
      for (let c = from; c <= to; c += 1) {
        const other = owner[at]?.[c];
        if (other !== null && other !== undefined) to = Math.max(to, other.column + other.columnSpan - 1);
      }
      const span = { row: at, column: from, rowSpan: 1, columnSpan: to - from + 1 };
      for (let c = from; c <= to; c += 1) {
        const line = owner[at];
        if (line !== undefined) line[c] = span;
      }
    }
  });
  for (let at = 0; at < levels; at += 1) {
    for (let c = 0; c < count; c += 1) {
      const line = owner[at];
      if (line !== undefined && line[c] === null) line[c] = { row: at, column: c, rowSpan: 1, columnSpan: 1 };
    }
  }
  const text = new Set<Span>();
  placed.forEach((row, index) => row.forEach((cell) => {
    const span = owner[level[index] ?? 0]?.[cell.from];
    if (span !== null && span !== undefined) text.add(span);
  }));
  const ruledAt = (at: number, c: number): boolean => {
    const y = boundaries[at];
    if (y === undefined) return false;
    const x0 = columns[c]?.x0 ?? 0;
    const x1 = columns[c]?.x1 ?? 0;
    return rules.some((rule) => rule.axis === 'h' && Math.abs(rule.at - y) < em && Math.min(rule.to, x1) - Math.max(rule.from, x0) > 0.5 * (x1 - x0));
  };
  const spans: Span[] = [];
  const done = new Set<Span>();
  for (let c = 0; c < count; c += 1) {
    let at = 0;
    while (at < levels) {
      const span = owner[at]?.[c];
      if (span === null || span === undefined || done.has(span)) {
        at += 1;
        continue;
      }
      done.add(span);
      let rowSpan = 1;
      let hasText = text.has(span);
      while (at + rowSpan < levels && span.columnSpan === 1) {
        const below = owner[at + rowSpan]?.[c];
        if (below === null || below === undefined || below.columnSpan !== 1 || ruledAt(at + rowSpan - 1, c)) break;
        // Two labels that stand apart are two cells; a blank joins its neighbour.
        if (hasText && text.has(below) && c !== 0) break;
        hasText = hasText || text.has(below);
        done.add(below);
        rowSpan += 1;
      }
      spans.push({ ...span, rowSpan });
      at += rowSpan;
    }
  }
  return { spans, boundaries };
}
