import type { Box, Page, Ruling, Word } from '../../schemas/page.js';
import type { Partition, Span } from './partition.js';
import { type PhraseLine, wordsToPhraseLines } from './phrases.js';

/** Ends of rules agree within this many ems. */
const SAME_END = 0.6;
/** A drawing of rows has at least this many rules; with fewer, lines of text are the rows. */
const FEWEST_RULES = 5;
/** Text goes on below the last rule of a page, for a row cut by the page break, when it follows within this many ems. */
const FOLLOWS = 1.2;
/** A table cut by the page break begins at most this many ems above its first rule. */
const OPEN_TOP = 40;
/** White between columns of a section. */
const GUTTER = 0.5;
/** Boundaries of different sections this near are one. */
const SAME_BOUNDARY = 1;
/** A rule is a cell's border when it covers this share of its text's width. */
const COVERS = 0.5;

interface Column {
  x0: number;
  x1: number;
}
interface Section {
  top: number;
  bottom: number;
  ys: number[];
  columns: Column[];
}

/** Groups of horizontal rules that end at one x on the right: the row borders of one table, some of them begun behind its labels. */
export function rulesToFamilies(rules: readonly Ruling[], em: number): { box: Box; full: Ruling[]; all: Ruling[] }[] {
  const families: { box: Box; full: Ruling[]; all: Ruling[] }[] = [];
  const sorted = [...rules].sort((a, b) => a.to - b.to || a.at - b.at);
  for (let start = 0; start < sorted.length; ) {
    let end = start + 1;
    while (end < sorted.length && (sorted[end]?.to ?? Infinity) - (sorted[start]?.to ?? 0) <= SAME_END * em) end += 1;
    const all = sorted.slice(start, end).sort((a, b) => a.at - b.at);
    start = end;
    const from = Math.min(...all.map((rule) => rule.from));
    const to = Math.max(...all.map((rule) => rule.to));
    const full = all.filter((rule) => rule.from <= from + SAME_END * em);
    families.push({ box: [from, all[0]?.at ?? 0, to, all.at(-1)?.at ?? 0], full, all });
  }
  return families;
}

function unite(columns: readonly Column[], line: PhraseLine, gutter: number): Column[] {
  const sorted = [...columns.map((column) => ({ ...column })), ...line.phrases.map(({ x0, x1 }) => ({ x0, x1 }))].sort((a, b) => a.x0 - b.x0);
  const merged: Column[] = [];
  for (const column of sorted) {
    const last = merged.at(-1);
    if (last !== undefined && column.x0 - last.x1 < gutter) last.x1 = Math.max(last.x1, column.x1);
    else merged.push(column);
  }
  return merged;
}

/**
 * The partition of a region whose rows are drawn by horizontal rules alone: rules from edge to edge part sections, in each of which the words show
 * the columns; shorter rules part the rows of the columns they cover, so that a label beside several rows spans them. Null when the rules don't
 * draw rows. `words` are those of the page outside other tables.
 */
export function ruleRowsPartition(family: { box: Box; full: readonly Ruling[]; all: readonly Ruling[] }, words: readonly Word[], page: Page): Partition | null {
  const { em } = page;
  if (family.all.length < FEWEST_RULES) return null;
  const [x0, , x1] = family.box;
  const firstAt = family.all[0]?.at ?? 0;
  const within = words.filter((word) => word.rotation === 0 && word.box[0] >= x0 - em && word.box[2] <= x1 + em && (word.box[1] + word.box[3]) / 2 > firstAt - OPEN_TOP * em);
  const lines = wordsToPhraseLines(within, [], page);
  const ys: number[] = [];
  for (const rule of family.all) if (ys.length === 0 || rule.at - (ys.at(-1) ?? 0) > 0.5 * em) ys.push(rule.at);
  // A table cut by the page break has no rule at its beginning or its end.
  const isFullRule = (y: number): boolean => family.full.some((rule) => Math.abs(rule.at - y) < 0.5 * em);
  if (!isFullRule(firstAt)) {
    let reach = firstAt;
    for (const line of [...lines].reverse()) {
      if (line.top >= reach) continue;
      if (reach - line.bottom > FOLLOWS * em) break;
      reach = line.top;
    }
    if (reach < firstAt) ys.unshift(reach - 0.2 * em);
  }
  let bottom = ys.at(-1) ?? 0;
  if (!isFullRule(bottom)) {
    let reach = bottom;
    for (const line of lines) {
      if (line.bottom <= reach) continue;
      if (line.top - reach > FOLLOWS * em) break;
      reach = line.bottom;
    }
    if (reach > bottom) {
      bottom = reach + 0.2 * em;
      ys.push(bottom);
    }
  }
  const isFull = (y: number): boolean => y === bottom || isFullRule(y);
  const sections: Section[] = [];
  let from = 0;
  for (let i = 1; i < ys.length; i += 1) {
    if (!isFull(ys[i] ?? 0)) continue;
    const section: Section = { top: ys[from] ?? 0, bottom: ys[i] ?? 0, ys: ys.slice(from, i + 1), columns: [] };
    for (const line of lines) {
      const middle = (line.top + line.bottom) / 2;
      if (middle > section.top && middle < section.bottom) section.columns = unite(section.columns, line, GUTTER * em);
    }
    sections.push(section);
    from = i;
  }
  if (sections.length === 0) return null;
  // Sections of one kind share their columns, also those that one of them leaves empty.
  for (let i = 1; i < sections.length; i += 1) {
    const above = sections[i - 1] as Section;
    const here = sections[i] as Section;
    if (above.columns.length === 0 || here.columns.length === 0) continue;
    const united = unite(above.columns, { phrases: here.columns.map((column) => ({ ...column, words: [], top: 0, bottom: 0 })), top: 0, bottom: 0 }, GUTTER * em);
    if (united.length === Math.max(above.columns.length, here.columns.length) && Math.min(above.columns.length, here.columns.length) > 1) {
      above.columns = united;
      here.columns = united;
    }
  }
  if (sections.filter((section) => section.columns.length > 1).length < 0.5 * sections.length) return null;

  const inner = sections.flatMap((section) => section.columns.slice(1).map((column, index) => ((section.columns[index]?.x1 ?? 0) + column.x0) / 2)).sort((a, b) => a - b);
  const xs: number[] = [x0];
  let sum = 0;
  let count = 0;
  let start = -Infinity;
  const flush = (): void => {
    if (count > 0) xs.push(sum / count);
  };
  for (const x of inner) {
    if (x - start > SAME_BOUNDARY * em) {
      flush();
      sum = 0;
      count = 0;
      start = x;
    }
    sum += x;
    count += 1;
  }
  flush();
  xs.push(x1);
  const nearest = (x: number): number => xs.reduce((best, candidate, index) => (Math.abs(candidate - x) < Math.abs((xs[best] ?? 0) - x) ? index : best), 0);

  const spans: Span[] = [];
  let row = 0;
  for (const section of sections) {
    const edges = [0, ...section.columns.slice(1).map((column, index) => nearest(((section.columns[index]?.x1 ?? 0) + column.x0) / 2)), xs.length - 1];
    const bounds = [...new Set(edges)].sort((a, b) => a - b);
    const rows = section.ys.length - 1;
    for (let k = 0; k + 1 < bounds.length; k += 1) {
      const column = bounds[k] ?? 0;
      const columnSpan = (bounds[k + 1] ?? 0) - column;
      const left = xs[column] ?? 0;
      const right = xs[column + columnSpan] ?? 0;
      let begin = 0;
      for (let r = 1; r <= rows; r += 1) {
        const y = section.ys[r] ?? 0;
        const drawn = r === rows || family.all.some((rule) => Math.abs(rule.at - y) <= 0.5 * em && Math.min(rule.to, right) - Math.max(rule.from, left) >= COVERS * (right - left));
        if (!drawn) continue;
        spans.push({ row: row + begin, column, rowSpan: r - begin, columnSpan });
        begin = r;
      }
    }
    row += rows;
  }
  spans.sort((a, b) => a.row - b.row || a.column - b.column);
  const allYs = [sections[0]?.top ?? 0, ...sections.flatMap((section) => section.ys.slice(1))];
  return { xs, ys: allYs, spans };
}
