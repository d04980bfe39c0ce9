import type { CompiledTable } from './compile-definition.js';
import type { Placement, PlacedToken, PrintedColumn } from './decode-rows.js';
import { type FoldedLabel, foldLabel } from './fold-label.js';
import type { Line } from './line.js';
import type { Token } from './token.js';
import { centreOf, isLaidOut } from './token-places.js';
import type { RawRow } from './rows-to-table.js';

/**
 * Tools that print a page line by line put the label of a merged cell where it stands on the page: in the middle of its rows, beside whatever is
 * printed there, or on a line of its own; a wrapped one in pieces over several lines. Here the labels are taken out of the lines, and each is given the
 * rows that it stands in the middle of.
 */
export interface GatheredLabels {
  /** The lines without the labels; those that held nothing else are gone. */
  readonly lines: Line[];
  readonly labels: readonly PrintedLabel[];
  /** Tokens of headings that stand beside the whole table. */
  readonly headings: readonly Token[];
  /** Asides that are pieces of labels. */
  readonly fromAsides: ReadonlySet<Token>;
  /** Where a line stands, counted in lines that hold more than labels. */
  readonly heights: ReadonlyMap<number, number>;
}

export interface PrintedLabel {
  /** Which of the level columns it belongs to, the highest first. */
  readonly level: number;
  readonly tokens: readonly Token[];
  /** Its weight, where one is printed in brackets. */
  readonly bracket: string | null;
  /** Where its first line stands. */
  readonly first: number;
  /** The page of its first line. */
  readonly page: number;
  /** The middle of its lines, see `GatheredLabels.heights`. */
  readonly height: number;
}

interface OpenLabel {
  text: string;
  /** Known where a label of a lower level stands behind it. */
  level: number | null;
  bracket: string | null;
  /** What stands in a bracket that is not closed yet. */
  torn: string | null;
  readonly tokens: Token[];
  lastLine: number;
}

/** The pieces of one label stand on lines this close. */
const MOST_LINES_APART = 4;
const LEAST_PREFIX = 2;
/** Lines below a header that may hold the rest of it. */
const HEADER_REST = 2;

const levelsOf = (table: CompiledTable): CompiledTable['columns'] => table.columns.filter(({ definition }) => definition.kind === 'level');

/** The level whose header label stands next above a token, -1 for another column's; null where blanks keep no places. */
function levelsByPlace(header: Line | null, lines: readonly Line[], table: CompiledTable): (token: Token) => number | null {
  const levels = levelsOf(table);
  const labels = (header?.tokens ?? []).flatMap((token) => {
    const column = table.header.get(token.label.text);
    return column === undefined ? [] : [{ centre: centreOf(token), level: levels.indexOf(column) }];
  });
  if (header?.kind !== 'flowing' || !isLaidOut(lines) || levels.some((_, level) => !labels.some((label) => label.level === level))) return () => null;
  return (token) => labels.toSorted((a, b) => Math.abs(a.centre - centreOf(token)) - Math.abs(b.centre - centreOf(token)))[0]?.level ?? null;
}

/**
 * Takes labels, whole or in pieces, off the heads of flowing lines. `asides` are pieces of headings that were taken off before: some are pieces of labels.
 * A label that two levels know is of the one whose header label it stands below. Null when there are no labels.
 */
export function gatherLabels(header: Line | null, content: readonly Line[], asides: readonly Line[], table: CompiledTable): GatheredLabels | null {
  const aside = new Set(asides.flatMap(({ tokens }) => tokens));
  const lines = mergeLines(content, asides);
  const known = new Set([...table.levels, ...table.headings]);
  const isBeginning = (text: string): boolean => {
    if (text.length < LEAST_PREFIX) return false;
    for (const label of known) if (label.length > text.length && label.startsWith(text)) return true;
    return false;
  };
  const isEnd = (text: string): boolean => text !== '' && [...known].some((label) => label.length > text.length && label.endsWith(text));
  const isOfPieces = (line: Line | undefined): boolean => line !== undefined && line.tokens.length > 0 && line.tokens.every(({ label: { text } }) => known.has(text) || isBeginning(text) || isEnd(text));
  const labels: OpenLabel[] = [];
  const levels = levelsOf(table);
  const levelOf = levelsByPlace(header, lines, table);
  lines.forEach((line, at) => {
    /** The lowest level that the line has a whole label of: what follows is of a lower one, or a name that reads like a label. */
    let lowest = -1;
    let isLast = false;
    for (const [i, token] of line.tokens.entries()) {
      const torn = tornLabel(token, levels);
      const folded = torn?.label ?? token.label;
      const near = labels.filter(({ lastLine, bracket }) => at - lastLine <= MOST_LINES_APART && bracket === null);
      const byPlace = near.toSorted((a, b) => Math.abs(centreOf(a.tokens[0] ?? token) - centreOf(token)) - Math.abs(centreOf(b.tokens[0] ?? token) - centreOf(token)));
      if (folded.text === '' && folded.bracket !== null && token.shape.bracketNumber) {
        // 成本指标 stands on either level; one that stands on no other is likelier to print a weight.
        const printsWeight = byPlace.filter(({ text }) => levels.some(({ definition, vocabulary }) => definition.bracket && vocabulary.has(text)));
        const owner = printsWeight.find(({ text }) => levels.every(({ definition, vocabulary }) => definition.bracket || !vocabulary.has(text))) ?? printsWeight[0];
        if (!owner) return;
        owner.bracket = folded.bracket;
        owner.tokens.push(token);
        owner.lastLine = at;
        continue;
      }
      const open = byPlace.find((label) => label.torn !== null);
      if (open && CLOSES.test(folded.text)) {
        open.bracket = (open.torn ?? '') + folded.text.slice(0, -1);
        open.torn = null;
        open.tokens.push(token);
        open.lastLine = at;
        continue;
      }
      // 经济效益 may be whole, and 指标 below it the rest all the same.
      const unfinished = byPlace.find(({ text }) => known.has(text + folded.text) || (!known.has(text) && isBeginning(text + folded.text)));
      // 服务对象 is none without 满意度 below it, though that is one.
      const completes = unfinished !== undefined && !known.has(unfinished.text) && known.has(unfinished.text + folded.text);
      if (unfinished && (completes || !known.has(folded.text))) {
        unfinished.text += folded.text;
        unfinished.bracket = folded.bracket;
        unfinished.tokens.push(token);
        unfinished.lastLine = at;
        continue;
      }
      if (!known.has(folded.text) && !(folded.bracket === null && isBeginning(folded.text))) {
        if (aside.has(token)) continue;
        return;
      }
      if (table.levels.has(folded.text)) {
        const level = levels.findIndex(({ vocabulary }, candidate) => candidate > lowest && vocabulary.has(folded.text));
        const next = line.tokens[i + 1];
        // 满意度指标 服务对象满意度 ≥80%: where a value follows, the name must be what stands before it.
        if (level < 0 || (levelOf(token) === -1 && i > 0) || (isLast && (!next || next.shape.measure || next.shape.number))) return;
        // 满意度指 服务对象满意度 above, 标 指标 below: what stands between labels and pieces of them, with no name beside it, is the name.
        if (i === 0 && levelOf(token) === null && next?.shape.measure === true && [lines[at - 1], lines[at + 1]].every(isOfPieces)) return;
        const previous = labels.at(-1);
        if (lowest >= 0 && previous?.tokens.at(-1)?.line === token.line) previous.level = lowest;
        lowest = level;
        isLast = levels.at(-1)?.vocabulary.has(folded.text) ?? false;
      }
      labels.push({ text: folded.text, level: null, bracket: folded.bracket, torn: torn?.inside ?? null, tokens: [token], lastLine: at });
    }
  });
  const whole = labels.filter(({ text, tokens }) => known.has(text) && !(tokens.every((token) => aside.has(token)) && !table.levels.has(text)));
  const taken = new Set(whole.flatMap(({ tokens }) => tokens));
  const fromAsides = new Set([...taken].filter((token) => aside.has(token)));
  for (const token of aside) taken.add(token);
  // The rest of a header whose labels were wrapped.
  const isHeaderPart = (token: Token): boolean => token.text.length >= LEAST_PREFIX && [...table.header.keys()].some((label) => label.endsWith(token.label.text));
  const headerRest = lines.slice(0, HEADER_REST).flatMap(({ tokens }) => {
    const rest = tokens.filter((token) => !taken.has(token));
    return rest.length > 0 && rest.every(isHeaderPart) ? rest : [];
  });
  for (const token of headerRest) taken.add(token);
  if (taken.size === 0) return null;
  const kept = lines.map((line) => ({ ...line, tokens: line.tokens.filter((token) => !taken.has(token)) }));
  const heights = toHeights(kept);
  const pageOf = new Map(lines.map(({ index, page }) => [index, page]));
  // 绩效指标 beside the whole table, where other labels stand for its rows.
  const isHeading = ({ text }: OpenLabel): boolean => !table.levels.has(text) || (table.headings.has(text) && levels.some(({ vocabulary }) => vocabulary.has(text) && whole.some((other) => other.text !== text && vocabulary.has(other.text))));
  const fittingOf = (text: string): number[] => levels.flatMap(({ vocabulary }, level) => (vocabulary.has(text) ? [level] : []));
  const printed = whole.filter((label) => !isHeading(label)).flatMap(({ text, level: known, bracket, tokens }): PrintedLabel[] => {
    const height = tokens.reduce((sum, token) => sum + (heights.get(token.line) ?? 0), 0) / tokens.length;
    const fitting = fittingOf(text);
    // Two labels whose lines overlap stand beside each other, not one below the other: one of them is of a higher level.
    const lowest = fitting.at(-1);
    const isBeside = whole.some((other) => {
      const own = fittingOf(other.text);
      const isBelow = own.length === 1 || levels[lowest ?? -1]?.definition.under?.[other.text]?.includes(text) === true;
      return other.tokens !== tokens && other.text !== text && own.at(-1) === lowest && isBelow && overlap(other.tokens, tokens);
    });
    const higher = fitting.length > 1 && isBeside ? fitting[0] : undefined;
    // A label that both levels know: with a weight it is the one whose labels print weights, else the lower one.
    const [first] = tokens;
    const below = first === undefined ? null : levelOf(first);
    const level = known ?? higher ?? fitting.find((candidate) => bracket !== null && levels[candidate]?.definition.bracket) ?? fitting.find((candidate) => candidate === below) ?? fitting.at(-1);
    return level === undefined ? [] : [{ level, tokens, bracket, height, first: heights.get(tokens[0]?.line ?? 0) ?? 0, page: pageOf.get(tokens[0]?.line ?? 0) ?? 0 }];
  });
  const headings = [...headerRest, ...whole.filter(isHeading).flatMap(({ tokens }) => tokens)];
  return { lines: kept.filter(({ tokens }) => tokens.length > 0), labels: printed, headings, heights, fromAsides };
}

/** True when pieces of one label stand on or between the lines of another's. */
function overlap(some: readonly Token[], others: readonly Token[]): boolean {
  const [first, last] = [(tokens: readonly Token[]): number => Math.min(...tokens.map(({ line }) => line)), (tokens: readonly Token[]): number => Math.max(...tokens.map(({ line }) => line))];
  return first(some) <= last(others) && first(others) <= last(some);
}

/** The end of a bracket (分）) that was opened on a line above. */
const CLOSES = /^[^()]*\)$/;

/** A label with the beginning of its weight (产出指标（50), the rest of which stands on a line below; null for any other text. */
function tornLabel({ label, text: printed }: Token, levels: CompiledTable['columns']): { readonly label: FoldedLabel; readonly inside: string } | null {
  const at = label.text.indexOf('(');
  if (at < 0 || label.bracket !== null || label.text.includes(')')) return null;
  const text = label.text.slice(0, at);
  const isWeighted = levels.some(({ definition, vocabulary }) => definition.bracket && vocabulary.has(text));
  return isWeighted ? { label: { ...label, text }, inside: printed.slice(printed.search(/[（(]/u) + 1) } : null;
}

/** Lines with what was taken off their heads, in order. */
function mergeLines(content: readonly Line[], asides: readonly Line[]): Line[] {
  const merged = new Map(content.map((line) => [line.index, line] as const));
  for (const line of asides) {
    const rest = merged.get(line.index);
    merged.set(line.index, rest ? { ...rest, tokens: [...line.tokens, ...rest.tokens] } : line);
  }
  return [...merged.values()].toSorted((a, b) => a.index - b.index);
}

/** Lines with content are one apart; those without stand evenly between them. */
function toHeights(lines: readonly Line[]): Map<number, number> {
  const heights = new Map<number, number>();
  let height = -1;
  let waiting: number[] = [];
  const place = (): void => {
    waiting.forEach((index, i) => heights.set(index, height + (i + 1) / (waiting.length + 1)));
    waiting = [];
  };
  for (const { index, tokens } of lines) {
    if (tokens.length === 0) waiting.push(index);
    else {
      place();
      heights.set(index, ++height);
    }
  }
  place();
  return heights;
}

/** Tools put a label on the nearest line of the page: up to half a line off. */
const SLACK = 0.5;
/** Rows are higher than their lines: more slack for each line that a label spans, up to a limit. */
const PER_LINE = 0.05;
const MOST_SLACK = 0.4;
/** More at a page break: how much of a cell stands on either page is not known. */
const AT_BREAK = 0.5;
/** How far beyond its slack a label is printed, in lines, and what each line off costs within it. */
const SPREAD = 0.2;
const WITHIN = 0.2;
/** A label further off is not in the middle of these rows. */
const FARTHEST = 0.8;
/** Labels that cost more than this, each, are not set in the middle of rows. */
const MOST_COST = 2;

/** A table of more rows or labels than this was not printed on pages. */
const MOST_ROWS = 300;

interface Extent {
  readonly top: number;
  readonly bottom: number;
  /** The same of the part on each of its pages. */
  readonly onPage: ReadonlyMap<number, { readonly top: number; readonly bottom: number }>;
}

/** What `from` to `to` (excluded) span together, whole or on one page. */
function middleOf(units: readonly Extent[], from: number, to: number, page: number | null): number {
  if (page === null) return ((units[from]?.top ?? 0) + (units[to - 1]?.bottom ?? 0)) / 2;
  let [top, bottom] = [Infinity, -Infinity];
  for (let unit = from; unit < to; unit++) {
    const part = units[unit]?.onPage.get(page);
    if (part) [top, bottom] = [Math.min(top, part.top), Math.max(bottom, part.bottom)];
  }
  return top === Infinity ? Infinity : (top + bottom) / 2;
}

/** First row of each label. */
interface Span {
  readonly from: number;
  /** Where it could begin as well: no surer than by SURE. */
  readonly rivals: readonly number[];
  /** How far beyond its slack the label stands off the middle, in lines. */
  readonly beyond: number;
}

/** The first or last page of a unit. */
const pageOf = (unit: Extent | undefined, which: 'first' | 'last'): number | null => (unit ? ([...unit.onPage.keys()].at(which === 'first' ? 0 : -1) ?? null) : null);

/** Cuts the units (rows, or groups of them) into as many stretches as there are labels, so that each label stands in the middle of its own. Null when none fits. */
function labelsToSpans(labels: readonly Pick<PrintedLabel, 'height' | 'first' | 'page'>[], units: readonly Extent[], slack: number, extra: (label: number, from: number, to: number) => number): Span[] | null {
  const [m, n] = [labels.length, units.length];
  if (m === 0 || m > n || n > MOST_ROWS) return null;
  const offOf = (label: number, from: number, to: number): { off: number; beyond: number } => {
    const { height, first, page } = labels[label] ?? { height: 0, first: 0, page: 0 };
    let off = Math.abs(middleOf(units, from, to, null) - height);
    // A cell that a page break cuts prints its label in the middle of the whole, or of its part on one page, or at its top.
    const isCut = units.slice(from, to).some(({ onPage }) => !onPage.has(page) || onPage.size > 1);
    if (isCut) {
      off = Math.min(off, Math.abs(middleOf(units, from, to, page) - height), Math.abs((units[from]?.top ?? 0) + 0.5 - first));
    }
    const lines = (units[to - 1]?.bottom ?? 0) - (units[from]?.top ?? 0);
    const atBreak = isCut || (from > 0 && pageOf(units[from - 1], 'last') !== pageOf(units[from], 'first')) || (to < n && pageOf(units[to - 1], 'last') !== pageOf(units[to], 'first'));
    const beyond = Math.max(0, off - SLACK - slack - (atBreak ? AT_BREAK : 0) - Math.min(MOST_SLACK, PER_LINE * Math.max(0, lines - 2)));
    return { off, beyond };
  };
  const cost = (label: number, from: number, to: number): number => {
    const { off, beyond } = offOf(label, from, to);
    return beyond > FARTHEST ? Infinity : (beyond / SPREAD) ** 2 / 2 + off * WITHIN + extra(label, from, to);
  };
  // forward[j][r]: the first j labels take the first r units. backward[j][r]: the labels from j on take the units from r on.
  const table = (): Float64Array[] => Array.from({ length: m + 1 }, () => new Float64Array(n + 1).fill(Infinity));
  const [forward, backward] = [table(), table()];
  const at = (rows: readonly Float64Array[], j: number, r: number): number => rows[j]?.[r] ?? Infinity;
  (forward[0] as Float64Array)[0] = 0; // tables have m + 1 rows
  (backward[m] as Float64Array)[n] = 0;
  for (let j = 0; j < m; j++) {
    for (let r = j + 1; r <= n; r++) for (let from = j; from < r; from++) if (at(forward, j, from) < Infinity) (forward[j + 1] as Float64Array)[r] = Math.min(at(forward, j + 1, r), at(forward, j, from) + cost(j, from, r));
  }
  if (at(forward, m, n) > MOST_COST * m) return null;
  for (let j = m - 1; j >= 0; j--) {
    for (let r = j; r < n; r++) for (let to = r + 1; to <= n; to++) if (at(backward, j + 1, to) < Infinity) (backward[j] as Float64Array)[r] = Math.min(at(backward, j, r), at(backward, j + 1, to) + cost(j, r, to));
  }
  const best = at(forward, m, n);
  const begins = labels.map((_, j) => {
    const totals = Array.from({ length: n }, (__, r) => at(forward, j, r) + at(backward, j, r));
    const from = totals.reduce((least, total, r) => (total < (totals[least] ?? Infinity) ? r : least), 0);
    const rivals = totals.flatMap((total, r) => (r !== from && total - best < SURE ? [r] : []));
    return j === 0 ? { from: 0, rivals: [] } : { from, rivals };
  });
  return begins.map((span, j) => ({ ...span, beyond: offOf(j, span.from, begins[j + 1]?.from ?? n).beyond }));
}

/** Rows with their labels, and the rows whose label may be that of their neighbour, by level: row index and the other label. */
export interface CentredRows {
  readonly rows: RawRow[];
  readonly unsure: readonly { readonly row: number; readonly level: number; readonly text: string }[];
  /** Labels of a level that stand in the middle of no rows. */
  readonly unplaced: readonly Token[];
}

/** True for a label that begins a longer one (生态效益), where no other does: the rest of it is lost. */
function isCutShort(text: string, others: readonly string[], vocabulary: ReadonlySet<string> | undefined): boolean {
  const isShort = (label: string): boolean => [...(vocabulary ?? [])].some((longer) => longer.length > label.length && longer.startsWith(label));
  return isShort(text) && others.filter(isShort).length === 1 && others.length > 1;
}

/** A label that stands above labels that never stand under it. */
const WRONG_PARENT = 8;

/** The weights of its rows don't add up to the one that the label prints. */
const OPEN_SUM = 2;

/** True when the points of these rows in some column add up to the number in a bracket. */
function addsUp(rows: readonly RawRow[], columns: readonly PrintedColumn[], bracket: string): boolean {
  const wanted = Number(/\d+(\.\d+)?/.exec(bracket)?.[0] ?? NaN);
  return columns.some(({ column, isBracket }, c) => {
    if (isBracket || column.definition.kind !== 'points') return false;
    const sum = rows.reduce((total, { cells }) => total + (Number(cells[c]?.map(({ token }) => token.text).join('') ?? 0) || 0), 0);
    return Math.abs(sum - wanted) < 1e-6;
  });
}

/**
 * Gives rows (decoded without labels; indexes of `columns`) the labels that stand in their middle, up to `slack` lines further off than usual. Null when the labels don't stand in the middle of rows.
 */
export function centreLabels(rows: readonly RawRow[], { labels, heights, lines }: GatheredLabels, table: CompiledTable, columns: readonly PrintedColumn[], slack: number): CentredRows | null {
  if (rows.length === 0) return null;
  const levels = levelsOf(table);
  const extents = rowsToExtents(rows, heights, new Map(lines.map(({ index, page }) => [index, page])));
  const result = rows.map((row) => ({ ...row, cells: [...row.cells] }));
  const unsure: { row: number; level: number; text: string }[] = [];
  const unplaced: Token[] = [];
  /** Groups of rows that a label of the level above can't cut: rows themselves, then those of one label. */
  let units = extents.map((extent, row) => ({ ...extent, row, label: '' }));
  for (let level = levels.length - 1; level >= 0; level--) {
    const own = labels.filter((label) => label.level === level).toSorted((a, b) => a.height - b.height);
    if (own.length === 0) continue;
    const texts = own.map(({ tokens }) => foldLabel(tokens.map(({ text }) => text).join('')).text);
    const under = levels[level + 1]?.definition.under;
    const evidence = (label: number, from: number, to: number): number => {
      const misplaced = units.slice(from, to).filter((unit) => under?.[unit.label]?.includes(texts[label] ?? '') === false).length;
      const { bracket } = own[label] ?? { bracket: null };
      const isOpen = bracket !== null && !addsUp(rows.slice(units[from]?.row ?? 0, units[to]?.row ?? rows.length), columns, bracket);
      return misplaced * WRONG_PARENT + (isOpen ? OPEN_SUM : 0);
    };
    const spans = labelsToSpans(own, units, slack, evidence);
    if (!spans) {
      unplaced.push(...own.flatMap(({ tokens }) => tokens));
      continue;
    }
    const column = columns.findIndex((candidate) => candidate.column === levels[level]);
    const doubtUnits = (first: number, end: number, text: string): void => {
      const last = (units[end]?.row ?? rows.length) - 1;
      for (let r = units[first]?.row ?? 0; r <= last; r++) if (!unsure.some((known) => known.row === r && known.level === column && known.text === text)) unsure.push({ row: r, level: column, text });
    };
    spans.forEach(({ from, rivals, beyond }, j) => {
      const row = units[from]?.row ?? 0;
      const placed = (own[j]?.tokens ?? []).map((token): PlacedToken => ({ token, column, role: 'same' as Placement['role'], margin: Infinity, rival: null }));
      (result[row] as RawRow).cells[column] = placed; // a unit begins at a row
      for (const rival of rivals) doubtUnits(Math.min(from, rival), Math.max(from, rival), (rival > from ? texts[j - 1] : texts[j]) ?? '');
      // A label that is not quite in the middle, or that has lost a piece: another may be lost between it and its neighbours.
      if (beyond > 0 || isCutShort(texts[j] ?? '', texts, levels[level]?.vocabulary)) doubtUnits(spans[j - 1]?.from ?? from, spans[j + 2]?.from ?? units.length, texts[j] ?? '');
    });
    units = spans.map(({ from }, j) => {
      const to = (spans[j + 1]?.from ?? units.length) - 1;
      return { ...spanExtent(units.slice(from, to + 1)), row: units[from]?.row ?? 0, label: texts[j] ?? '' };
    });
  }
  return unplaced.length === labels.flatMap(({ tokens }) => tokens).length ? null : { rows: result, unsure, unplaced };
}

function spanExtent(units: readonly Extent[]): Extent {
  const onPage = new Map<number, { top: number; bottom: number }>();
  for (const [page, { top, bottom }] of units.flatMap((unit) => [...unit.onPage])) {
    const part = onPage.get(page);
    onPage.set(page, part ? { top: Math.min(part.top, top), bottom: Math.max(part.bottom, bottom) } : { top, bottom });
  }
  return { top: units[0]?.top ?? 0, bottom: units.at(-1)?.bottom ?? 0, onPage };
}

/** A boundary between two labels that won by less is not certain. */
const SURE = 1.6;

/** Where rows begin and end: halfway between the last line of one and the first of the next, or where the page ends. */
function rowsToExtents(rows: readonly RawRow[], heights: ReadonlyMap<number, number>, pageOf: ReadonlyMap<number, number>): Extent[] {
  const parts = rows.map(({ cells }) => {
    const byPage = new Map<number, { top: number; bottom: number }>();
    for (const { token } of cells.flatMap((tokens) => tokens ?? [])) {
      const [page, height] = [pageOf.get(token.line) ?? 0, heights.get(token.line) ?? 0];
      const part = byPage.get(page);
      byPage.set(page, part ? { top: Math.min(part.top, height), bottom: Math.max(part.bottom, height) } : { top: height, bottom: height });
    }
    return byPage;
  });
  return parts.map((own, i) => {
    const onPage = new Map([...own].map(([page, { top, bottom }]) => [page, { top: ((parts[i - 1]?.get(page)?.bottom ?? top - 1) + top) / 2, bottom: (bottom + (parts[i + 1]?.get(page)?.top ?? bottom + 1)) / 2 }] as const));
    const all = [...onPage.values()];
    return { top: Math.min(...all.map(({ top }) => top)), bottom: Math.max(...all.map(({ bottom }) => bottom)), onPage };
  });
}
