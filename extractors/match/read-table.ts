import type { ExtractedRow } from '../../schemas/extraction.js';
import type { Doubt, Word } from '../../schemas/page.js';
import { centreLabels, gatherLabels } from './centred-labels.js';
import type { CompiledTable } from './compile-definition.js';
import { decodeRows, type PlacedToken, type PrintedColumn } from './decode-rows.js';
import type { RowEdge } from './doubt-losses.js';
import { isOpenSlot } from './doubt-content.js';
import { doubtExchanged } from './doubt-exchanged.js';
import { doubtHiddenLabels } from './doubt-hidden-labels.js';
import { touches } from './fold-strips.js';
import { foldLabel } from './fold-label.js';
import { doubtRunningProse, isAnyStaggered, layOutRows } from './laid-out-rows.js';
import type { Line } from './line.js';
import { mirrorRows } from './mirrored-rows.js';
import { readHeader } from './read-header.js';
import type { ReadingOn } from './reading-on.js';
import { resolveLevels } from './resolve-levels.js';
import { buildRow, groupRows, type RawRow, tornTokens } from './rows-to-table.js';
import { shareSpans } from './share-spans.js';
import { type Token, wordsOf } from './token.js';
import { isLaidOut } from './token-places.js';

/** The lines of a table. */
export interface TableLines {
  header: Line | null;
  /** The header and its repetitions on other pages. */
  readonly headers: Line[];
  readonly lines: Line[];
  /** Pieces of headings at the heads of flowing lines. Some are pieces of labels (指标 below 经济效益). */
  readonly asides: Line[];
  /** Labels that stand between the cells of a drawn table, in none of them. */
  readonly strayLabels: Token[];
}

/** Dots that a form prints where more could be filled in: …… or 指标3：……. */
const LAST_OF_SLOT = /[…⋯.·]$/;
const SLOT = /^([^\s:：]{1,4}\d{0,2}[:：])?(…|⋯|\.{3}|·{3})+$/;

const isSlot = (line: Line, { text }: Token): boolean => (LAST_OF_SLOT.test(text) && SLOT.test(text)) || (line.kind !== 'flowing' && isOpenSlot(text));

export const FITS_NO_CELL = 'fits no cell of the table';
const IN_UNKNOWN_COLUMN = 'in a column that the form does not know';

/**
 * Reads the rows of a table from its lines. Two readings compete: labels stand in front of the first row they hold for, or in the middle of their rows.
 */
export function readTable(
  section: TableLines,
  table: CompiledTable,
  lines: readonly Line[],
  reading: ReadingOn,
  claimed: Word[],
  boilerplate: Word[],
  residue: { word: Word; why: string }[],
): { rows: ExtractedRow[]; columns: readonly string[]; printed: readonly PrintedColumn[]; starred: readonly string[]; edges: RowEdge[]; isCentred: boolean } {
  const header = readHeader(section.header, table, section.lines);
  // A heading beside the table that a page break cut goes on left of its columns.
  const edge = Math.min(...header.columns.flatMap(({ cell }) => cell ?? []));
  const isRest = (line: Line, token: Token): boolean =>
    line.drawn === true && token.cell !== null && token.cell < edge && [...table.headings].some((heading) => heading.endsWith(token.label.text));
  // What stands below a label that the table doesn't know is no part of the cell before it.
  const isForeign = (line: Line, { cell }: Token): boolean => line.kind === 'grid' && cell !== null && header.foreign.some(({ from, to }) => cell >= from && cell < to);
  const lowest = table.lowestLevel;
  // A label that the form prints without a row beside it, above the next one.
  const isIdleLabel = (line: Line, next: Line | undefined): boolean => {
    const label = line.tokens.at(-1)?.label.text ?? '';
    const below = next?.tokens[0]?.label.text ?? '';
    const isLowest = lowest?.vocabulary.has(label) === true && !table.columns.some((column) => column !== lowest && column.vocabulary.has(label));
    return isLowest && line.tokens.every((token) => table.levels.has(token.label.text)) && (next === undefined || table.levels.has(below));
  };
  const filled: Line[] = [];
  for (const [i, line] of section.lines.entries()) {
    const idle: Token[] = [];
    for (const token of line.tokens) if (isSlot(line, token) || isRest(line, token)) idle.push(token);
    const last = line.tokens.at(-1);
    if (line.kind !== 'flowing' && last !== undefined && last !== idle.at(-1) && isIdleLabel(line, section.lines[i + 1])) idle.push(last);
    for (const { words } of idle) boilerplate.push(...words);
    const foreign = header.foreign.length === 0 ? [] : line.tokens.filter((token) => isForeign(line, token));
    if (idle.length === 0 && foreign.length === 0) {
      filled.push(line);
      continue;
    }
    for (const word of wordsOf(foreign)) residue.push({ word, why: IN_UNKNOWN_COLUMN });
    filled.push({ ...line, tokens: line.tokens.filter((token) => !idle.includes(token) && !foreign.includes(token)) });
  }
  const broken = section.lines.some((line) => line.kind === 'separated') && section.lines.some((line) => line.kind === 'flowing');
  const beside = readRows(filled, table, header.columns, lines, broken, reading);
  const centred = filled.every((line) => line.kind === 'flowing') && !isRunTogether(filled, beside.raw) && countLabelFaults(beside.rows, table) > 0 ? readCentred(section, filled, table, header.columns, lines, reading) : null;
  const best = centred && faultsOf(centred.rows, table) < faultsOf(beside.rows, table) ? centred : beside;
  const { raw, rows: carried } = best;
  for (const { token } of best.junk) for (const word of token.words) residue.push({ word, why: FITS_NO_CELL });
  for (const word of best.foreign) residue.push({ word, why: IN_UNKNOWN_COLUMN });
  claimed.push(...best.claimed);
  boilerplate.push(...best.boilerplate);
  for (const token of section.asides.flatMap(({ tokens }) => tokens)) if (!best.fromAsides.has(token)) boilerplate.push(...token.words);
  const rows = shareSpans(best === beside && filled.every((line) => line.kind === 'flowing') ? doubtSpans(doubtLoneLabels(carried, raw, header.columns, section), raw, header.columns) : carried, raw, header.columns, lines);
  const blame: Doubt = section.header?.isGathered === true ? { code: 'header-missing', note: `the labels of the header stand on several lines, and "${header.unknown}" is none that we know: the cells may stand in another column` } : { code: 'header-missing', note: `the label ${header.missing} was not found, and "${header.unknown}" is none that we know: the cells may stand in another column` };
  for (const name of header.unsure) {
    // What every row prints is missed where it is blank; what a row may leave out isn't.
    const isMissed = table.definition.anchors.includes(name);
    rows.forEach((row, i) => {
      if (isMissed || (row.cells[name]?.text ?? '') !== '') rows[i] = withDoubt(row, name, blame);
    });
  }
  for (const pair of header.exchangeable) rows.splice(0, rows.length, ...doubtExchanged(rows, header.columns, pair));
  // A label that ran into the row above is the label of this row.
  const labelled = rows.map((row, i) => {
    const fused = i === 0 ? undefined : findDoubt(rows[i - 1], 'fused-cells');
    if (!fused) return row;
    const level = table.columns.find(({ definition }) => definition.kind === 'level' && row.cells[definition.name]?.text !== '')?.definition.name;
    const cell = level === undefined ? undefined : row.cells[level];
    if (level === undefined || !cell) return row;
    return { cells: { ...row.cells, [level]: { ...cell, confidence: Math.min(cell.confidence, 0.5), doubts: [...cell.doubts, { code: 'label-missing', note: `the row above may hold its label: ${fused.note}` }] } } };
  });
  const unhidden = filled.some((line) => line.kind === 'flowing') ? doubtHiddenLabels(best === beside && touches(lines) ? doubtTouching(labelled, raw, header.columns) : labelled, raw, header.columns, lines, best === centred) : labelled;
  for (const token of section.strayLabels) doubtAround(token, unhidden, raw, header.columns);
  const edges = raw.map((row): RowEdge => {
    const c = row.cells.findLastIndex((tokens) => tokens !== undefined);
    const token = row.cells[c]?.at(-1)?.token;
    const place = header.columns[c]?.cell;
    const line = token ? lines[token.line] : undefined;
    if (token?.cell == null || place == null || !line || line.kind === 'flowing') return { shift: 0, free: null };
    return { shift: token.cell - place, free: line.cellCount - 1 - token.cell };
  });
  return { rows: unhidden, columns: header.found, printed: header.columns, starred: header.starred, edges, isCentred: best === centred };
}

/** Doubts the labels of the rows that may stand under a label that is in no cell: those from it on to the next label of its level, and the one above it. */
function doubtAround(label: Token, rows: ExtractedRow[], raw: readonly RawRow[], columns: readonly PrintedColumn[]): void {
  const note = `"${label.text}" stands between the cells of the table: the row may stand under it`;
  columns.forEach(({ column, isBracket }, c) => {
    const { name } = column.definition;
    if (isBracket || !column.vocabulary.has(label.label.text)) return;
    const next = raw.findIndex((row) => row.firstLine > label.line);
    const first = next < 0 ? raw.length : next;
    for (let i = Math.max(0, first - 1); i < raw.length; i++) {
      if (i > first && raw[i]?.cells[c] !== undefined) return;
      rows[i] = withDoubt(rows[i], name, { code: 'label-missing', note });
    }
  });
}

/** Where the first row prints no label of a level and a later one does, labels may stand in the middle of their rows: a row without one may be of the label below it. */
function doubtSpans(rows: readonly ExtractedRow[], raw: readonly RawRow[], columns: readonly PrintedColumn[]): ExtractedRow[] {
  const result = [...rows];
  columns.forEach(({ column, isBracket }, c) => {
    const { kind, name } = column.definition;
    if (kind !== 'level' || isBracket || raw[0]?.cells[c] !== undefined) return;
    let below = '';
    for (let i = raw.length - 1; i > 0; i--) {
      const own = raw[i]?.cells[c];
      if (own !== undefined) below = own.map(({ token }) => token.text).join('');
      else if (below !== '') result[i] = withDoubt(result[i], name, { code: 'uncertain-span', note: `the row may stand under "${below}", which is printed in the middle of its rows` });
    }
  });
  return result;
}

/**
 * A label on a line of its own stands in the middle of its rows where the lines of the dump are those of the page: then a row above it that prints none may
 * be one of them. They are where blanks keep places, or where a label stands below one that it is printed left of.
 */
function doubtLoneLabels(rows: readonly ExtractedRow[], raw: readonly RawRow[], columns: readonly PrintedColumn[], { lines: own, asides }: TableLines): ExtractedRow[] {
  const levels = columns.flatMap(({ column, isBracket }, c) => (column.definition.kind === 'level' && !isBracket ? [c] : []));
  const first = raw[0]?.firstLine ?? Infinity;
  const isPage = isLaidOut(own) || asides.some(({ index }) => index > first) || raw.some((row) => standsAbove(row, levels));
  if (!isPage) return [...rows];
  const result = [...rows];
  const tokensOn = new Map<number, number>();
  for (const { cells } of raw) for (const tokens of cells) for (const { token } of tokens ?? []) tokensOn.set(token.line, (tokensOn.get(token.line) ?? 0) + 1);
  for (const [r, { cells }] of raw.entries()) {
    const labels: PlacedToken[] = [];
    for (const c of levels) labels.push(...(cells[c] ?? []));
    const lone = labels.find(({ token }) => tokensOn.get(token.line) === labels.filter((label) => label.token.line === token.line).length);
    if (!lone) continue;
    const doubt: Doubt = { code: 'uncertain-span', note: `"${lone.token.text}" stands on a line of its own below the row, which may stand under it` };
    for (const c of levels) for (let i = r - 1; i >= 0 && raw[i]?.cells[c] === undefined; i--) result[i] = withDoubt(result[i], columns[c]?.column.definition.name ?? '', doubt);
  }
  return result;
}

/** True when a row prints the label of a lower level on a line above that of a higher one. */
function standsAbove({ cells }: RawRow, levels: readonly number[]): boolean {
  let before = -1;
  for (const c of levels) {
    const line = cells[c]?.[0]?.token.line ?? before;
    if (line < before) return true;
    before = line;
  }
  return false;
}

/** Where lines touch, a label may stand on the line of its neighbour: a row without one may be of the label above or below it, and so may those beside it. */
function doubtTouching(rows: readonly ExtractedRow[], raw: readonly RawRow[], columns: readonly PrintedColumn[]): ExtractedRow[] {
  const result = [...rows];
  columns.forEach(({ column, isBracket }, c) => {
    const { kind, name } = column.definition;
    if (kind !== 'level' || isBracket) return;
    raw.forEach((row, r) => {
      const isShared = [raw[r - 1], row, raw[r + 1]].some((near) => near !== undefined && near.cells[c] === undefined);
      if (isShared) result[r] = withDoubt(result[r], name, { code: 'uncertain-span', note: 'the tool printed lines that touch apart: the label of a row beside this one may be its own' });
    });
  });
  return result;
}

function withDoubt(row: ExtractedRow | undefined, name: string, doubt: Doubt): ExtractedRow {
  const cells = row?.cells ?? {};
  const cell = cells[name];
  return cell ? { cells: { ...cells, [name]: { ...cell, confidence: Math.min(cell.confidence, 0.5), doubts: [...cell.doubts, doubt] } } } : { cells };
}

/** True where a tool printed several rows on each line: then no line tells where on a page a label stands. */
function isRunTogether(lines: readonly Line[], rows: readonly RawRow[]): boolean {
  const enough = rows.length / 2;
  const printed = new Set<number>();
  for (const { tokens } of lines) {
    for (const { words } of tokens) {
      for (const { source } of words) {
        if ('line' in source) printed.add(source.line);
        if (printed.size >= enough) return false;
      }
    }
  }
  return printed.size < enough;
}

interface ReadRows {
  readonly raw: readonly RawRow[];
  readonly rows: readonly ExtractedRow[];
  readonly junk: readonly PlacedToken[];
  readonly claimed: readonly Word[];
  readonly boilerplate: readonly Word[];
  readonly foreign: readonly Word[];
  /** What of the asides turned out to be pieces of labels. */
  readonly fromAsides: ReadonlySet<Token>;
}

/** Reads rows whose labels stand in front of the first row they hold for. */
function readRows(filled: readonly Line[], table: CompiledTable, columns: readonly PrintedColumn[], lines: readonly Line[], broken: boolean, reading: ReadingOn): ReadRows {
  const placed = decodeRows(filled, table, columns, reading);
  const { rows: raw, junk } = groupRows(placed, columns);
  if (broken) {
    // A line that lost its separators, or the end of a cell: the rows on both sides of it are doubted.
    raw.forEach((row, i) => {
      const flowing = row.cells.flatMap((tokens) => tokens ?? []).filter(({ token }) => lines[token.line]?.kind === 'flowing');
      for (const { token } of flowing) raw[i + 1]?.stray.push(token.text);
    });
  }
  doubtSplitLines(raw, lines);
  return buildRows(raw, junk, tornTokens(placed), table, columns, lines, broken, reading);
}

/** A separated line is one row: where it was read as the end of one and the beginning of the next, it holds something that is not known. */
function doubtSplitLines(raw: readonly RawRow[], lines: readonly Line[]): void {
  raw.forEach((row, i) => {
    const below = raw[i + 1];
    if (below === undefined || lines[below.firstLine]?.kind !== 'separated') return;
    const last = row.cells.flatMap((tokens) => tokens ?? []).filter(({ token }) => token.line === below.firstLine).at(-1);
    if (last === undefined) return;
    for (const own of [row, below]) own.stray.push(last.token.text);
  });
}

/** Reads rows whose labels stand in the middle of the rows they hold for; null when they don't. */
function readCentred({ header, headers, asides }: TableLines, filled: readonly Line[], table: CompiledTable, columns: readonly PrintedColumn[], lines: readonly Line[], reading: ReadingOn): ReadRows | null {
  const gathered = gatherLabels(header, filled, asides, table);
  if (!gathered) return null;
  // A label of a column that the header does not print.
  const levels = table.columns.filter(({ definition }) => definition.kind === 'level');
  if (gathered.labels.some(({ level }) => !columns.some(({ column }) => column === levels[level]))) return null;
  const slack = touches(lines) ? ON_NEXT_LINE : 0;
  const laidOut = layOutRows(headers, gathered.lines, gathered.labels, columns, reading, slack);
  const mirrored = laidOut ? null : mirrorRows(gathered.lines, columns, table.definition.anchors, reading);
  const unlabelled = laidOut ?? (mirrored ? { rows: mirrored, junk: [] } : null);
  const { rows, junk, torn } = unlabelled ? { ...unlabelled, torn: new Set<PlacedToken>() } : decodeUnlabelled(gathered.lines, table, columns, reading);
  if (mirrored === null) doubtRunningProse(rows, columns);
  const spreads = unlabelled ? [] : rows.map((row) => cellSpreads(row, columns));
  // Where nothing stands above the numbers of its row, cells begin on their line.
  const lopsided = spreads.flat().some(({ above }) => above > 0) ? spreads.map((cells) => cells.filter(({ above, below }) => above !== below)) : [];
  const centred = centreLabels(rows, gathered, table, columns, isAnyStaggered(rows, columns) ? ON_NEXT_LINE : slack);
  if (!centred) return null;
  const unplaced = centred.unplaced.map((token): PlacedToken => ({ token, column: -1, role: 'junk', margin: 0, rival: null }));
  const read = buildRows(centred.rows, [...junk, ...unplaced], torn, table, columns, lines, false, reading);
  const doubted = [...read.rows];
  for (const { row, level, text } of centred.unsure) {
    const name = columns[level]?.column.definition.name ?? '';
    const cell = doubted[row]?.cells[name];
    const doubt: Doubt = { code: 'uncertain-span', note: `the row may stand under "${text}", which is printed in the middle of its rows` };
    if (cell) doubted[row] = { cells: { ...doubted[row]?.cells, [name]: { ...cell, confidence: Math.min(cell.confidence, 0.5), doubts: [...cell.doubts, doubt] } } };
  }
  lopsided.forEach((cells, row) => {
    for (const { name, text } of cells) {
      doubted[row] = withDoubt(doubted[row], name, { code: 'uncertain-place', note: `"${text}" may be of another cell: the others of this page stand as far above the numbers of their row as below` });
    }
  });
  return { ...read, rows: doubted, boilerplate: [...read.boilerplate, ...gathered.headings.flatMap(({ words }) => words)], fromAsides: gathered.fromAsides };
}

/** On how many lines the cells of a row stand above and below the line that prints most of it: as many where a page sets cells in the middle of rows. */
function cellSpreads({ cells }: RawRow, columns: readonly PrintedColumn[]): { readonly name: string; readonly text: string; readonly above: number; readonly below: number }[] {
  const counts = new Map<number, number>();
  for (const { token } of cells.flatMap((tokens) => tokens ?? [])) counts.set(token.line, (counts.get(token.line) ?? 0) + 1);
  const all = [...counts.keys()].toSorted((a, b) => a - b);
  const centre = ((all[0] ?? 0) + (all.at(-1) ?? 0)) / 2;
  const middle = [...counts].toSorted((a, b) => b[1] - a[1] || Math.abs(a[0] - centre) - Math.abs(b[0] - centre))[0]?.[0] ?? 0;
  return cells.flatMap((tokens, c) => {
    const lines = [...new Set((tokens ?? []).map(({ token }) => token.line))];
    const column = columns[c]?.column.definition;
    if (column === undefined || column.kind === 'level' || tokens === undefined) return [];
    return [{ name: column.name, text: tokens.at(-1)?.token.text ?? '', above: lines.filter((line) => line < middle).length, below: lines.filter((line) => line > middle).length }];
  });
}

/** Decodes rows without labels in the order their cells are printed. */
function decodeUnlabelled(lines: readonly Line[], table: CompiledTable, columns: readonly PrintedColumn[], reading: ReadingOn): { rows: RawRow[]; junk: PlacedToken[]; torn: Set<PlacedToken> } {
  const unlabelled = columns.filter(({ column, isBracket }) => column.definition.kind !== 'level' && !isBracket);
  const inAll = (column: number): number => columns.indexOf(unlabelled[column] as PrintedColumn); // -1 for junk in both
  const placed = decodeRows(lines, table, unlabelled, reading).map((token) => ({ ...token, column: inAll(token.column), rival: token.rival && { ...token.rival, column: inAll(token.rival.column) } }));
  return { ...groupRows(placed, columns), torn: tornTokens(placed) };
}

function buildRows(raw: readonly RawRow[], junk: readonly PlacedToken[], torn: ReadonlySet<PlacedToken>, table: CompiledTable, columns: readonly PrintedColumn[], lines: readonly Line[], broken: boolean, reading: ReadingOn): ReadRows {
  const built = raw.map((row) => buildRow(row, columns, table, lines, torn, broken, reading));
  const rows = built.map(({ row }) => row);
  resolveLevels(rows, table);
  const claimed: Word[] = [];
  const boilerplate: Word[] = [];
  const foreign: Word[] = [];
  for (const row of built) {
    claimed.push(...row.claimed);
    boilerplate.push(...row.boilerplate);
    foreign.push(...row.foreign);
  }
  return { raw, rows, junk, claimed, boilerplate, foreign, fromAsides: NO_TOKENS };
}

const NO_TOKENS: ReadonlySet<Token> = new Set();

/** Where lines touch, texts stand up to so many lines further off. */
const ON_NEXT_LINE = 0.5;

/** A wrong label says more against a reading than a doubtful cell. */
const LABEL_FAULT = 3;

/** What speaks against a reading of rows: cells in doubt, and labels that are missing or never stand where they do. */
const faultsOf = (rows: readonly ExtractedRow[], table: CompiledTable): number =>
  rows.reduce((sum, { cells }) => sum + Object.values(cells).filter(({ doubts }) => doubts.length > 0).length, LABEL_FAULT * countLabelFaults(rows, table));

/** How many rows have no label, or one that never stands under the one above it: labels may not stand in front of their rows. */
function countLabelFaults(rows: readonly ExtractedRow[], table: CompiledTable): number {
  let count = 0;
  for (const row of rows) if (hasLabelFault(row, table)) count++;
  return count;
}

function hasLabelFault({ cells }: ExtractedRow, table: CompiledTable): boolean {
  let above: string | null = null;
  for (const { definition: { kind, name, under } } of table.columns) {
    if (kind !== 'level') continue;
    const text = cells[name]?.text;
    if (text === '') return true;
    const parents = above === null ? undefined : under?.[foldLabel(text ?? '').text];
    if (parents !== undefined && !parents.includes(foldLabel(cells[above ?? '']?.text ?? '').text)) return true;
    above = name;
  }
  return false;
}

/** The first doubt of this code in the cells of a row. */
function findDoubt(row: ExtractedRow | undefined, wanted: string): Doubt | undefined {
  if (row === undefined) return undefined;
  for (const name in row.cells) {
    for (const doubt of row.cells[name]?.doubts ?? []) if (doubt.code === wanted) return doubt;
  }
  return undefined;
}
