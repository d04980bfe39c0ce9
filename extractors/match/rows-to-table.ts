import type { Candidate, ExtractedCell } from '../../schemas/extraction.js';
import type { ColumnDefinition } from '../../schemas/form-definition.js';
import type { Doubt, Word } from '../../schemas/page.js';
import type { CompiledTable } from './compile-definition.js';
import type { PlacedToken, PrintedColumn, Role } from './decode-rows.js';
import { doubtOneOf } from './doubt-cell.js';
import { doubtContent, doubtWrapping, isFlowing } from './doubt-content.js';
import { foldLabel } from './fold-label.js';
import type { Line } from './line.js';
import { DOUBTFUL_MARGIN, makeCell, marginToConfidence, type Piece, piecesToText } from './make-cell.js';
import type { ReadingOn } from './reading-on.js';
import { sliceWord } from './slice-word.js';
import type { Token } from './token.js';

/** A row while it is put together: its tokens by column index, in printed order. */
export interface RawRow {
  readonly cells: (PlacedToken[] | undefined)[];
  readonly firstLine: number;
  /** Text in or beside the row that fits none of its cells: what stands there instead may be wrong. */
  readonly stray: string[];
  /** Text that stands in the row above or below and may as well belong to this one, with the column it would stand in. */
  readonly contested: { readonly column: number; readonly text: string }[];
}

/** Pieces of one line that are parts of one text are told apart by a fraction of a line. */
const PART_STEP = 0.25;

/** Ends of names that stand behind a value of the next row: lines were printed out of order there. */
export function tornTokens(placed: readonly PlacedToken[]): Set<PlacedToken> {
  const torn = new Set<PlacedToken>();
  let early = false;
  for (const token of placed) {
    if (token.role === 'early') early = true;
    else if (token.role === 'new') early = false;
    else if (early && token.role === 'tail') torn.add(token);
  }
  return torn;
}

/** Groups the tokens of a decoded table into rows. Junk comes back apart. */
export function groupRows(placed: readonly PlacedToken[], columns: readonly PrintedColumn[]): { rows: RawRow[]; junk: PlacedToken[] } {
  const rows: RawRow[] = [];
  const junk: PlacedToken[] = [];
  let early: PlacedToken[] = [];
  let strayAbove: string[] = [];
  for (const token of placed) {
    if (token.role === 'junk' || token.column < 0) {
      junk.push(token);
      rows.at(-1)?.stray.push(token.token.text);
      strayAbove.push(token.token.text);
    } else if (token.role === 'early') early.push(token);
    else if (token.role === 'new') {
      const row: RawRow = { cells: new Array<PlacedToken[] | undefined>(columns.length), firstLine: token.token.line, stray: strayAbove, contested: [] };
      strayAbove = [];
      rows.push(row);
      for (const waiting of early) addToken(row, waiting);
      if (early.length > 0) early = [];
      addToken(row, token);
    } else {
      // A label that a page break cut began on the row it stands on first.
      const row = token.role === 'tail' && columns[token.column]?.column.definition.kind === 'level' ? rows.findLast((candidate) => candidate.cells[token.column] !== undefined) : rows.at(-1);
      if (row) addToken(row, token);
      else junk.push(token);
    }
  }
  contest(placed, rows);
  junk.push(...early);
  return { rows, junk };
}

/** Most cells are one token, and a list that grows from nothing takes room for many. */
function addToken({ cells }: RawRow, token: PlacedToken): void {
  const own = cells[token.column];
  if (own === undefined) cells[token.column] = [token];
  else own.push(token);
}

/** A token that nearly went to the row above or below makes a cell of that row doubtful too. */
function contest(placed: readonly PlacedToken[], rows: readonly RawRow[]): void {
  let row = -1;
  for (const token of placed) {
    if (token.role === 'new') row++;
    const { rival } = token;
    if (!rival || token.margin >= DOUBTFUL_MARGIN || rival.column < 0) continue;
    const other = token.role === 'new' && rival.role !== 'new' ? rows[row - 1] : token.role !== 'new' && (rival.role === 'new' || rival.role === 'early') ? rows[row + 1] : undefined;
    other?.contested.push({ column: rival.column, text: token.token.text });
  }
}

const BRACKET_DIGITS = /\d+(\.\d+)?/;

/** The bracketed number of a level label, cut out of its words, and the words of the label without it; `isTwo` where another bracket follows. */
export function splitBracket(words: readonly Word[]): { label: Word[]; bracket: Word[]; rest: Word[]; isTwo: boolean } {
  const label: Word[] = [];
  const bracket: Word[] = [];
  const rest: Word[] = [];
  let inside = false;
  let isTwo = false;
  for (const word of words) {
    const characters = [...word.text];
    const open = characters.findIndex((character) => character === '(' || character === '（');
    if (open >= 0 && bracket.length > 0) isTwo = true;
    const from = inside ? 0 : open;
    if (from < 0) {
      label.push(word);
      continue;
    }
    inside = true;
    if (from > 0) label.push(sliceWord(word, 0, from));
    const tail = characters.slice(from).join('');
    const digits = BRACKET_DIGITS.exec(tail);
    if (!digits) {
      rest.push(sliceWord(word, from, characters.length));
      continue;
    }
    const start = from + Array.from(tail.slice(0, digits.index)).length;
    const end = start + digits[0].length;
    if (start > from) rest.push(sliceWord(word, from, start));
    bracket.push(sliceWord(word, start, end));
    if (end < characters.length) rest.push(sliceWord(word, end, characters.length));
  }
  return { label, bracket, rest, isTwo };
}

/** A label of a level, and the bracketed number behind it in the cell of its own column. */
function buildLabel(cells: Record<string, ExtractedCell>, { pieces, margin, doubts }: { readonly pieces: readonly Piece[]; readonly margin: number; readonly doubts: Doubt[] }, definition: ColumnDefinition, isBracket: boolean, claimed: Word[], boilerplate: Word[]): void {
  // What is printed a second time adds a place, no text.
  const split = splitBracket(pieces.flatMap(({ words, again }) => (again === true ? [] : words)));
  boilerplate.push(...split.rest);
  for (const { words, again } of pieces) if (again === true) claimed.push(...words);
  const line = pieces[0]?.line ?? 0;
  if (split.isTwo) doubts.push({ code: 'fused-cells', note: `"${piecesToText(pieces)}" holds two brackets: two labels may stand in it` });
  if (split.bracket.length > 0) {
    const name = isBracket ? definition.name : (definition.bracket?.column ?? definition.name);
    cells[name] = makeCell([{ line, words: split.bracket }], { margin, doubts: split.isTwo ? doubts : [], candidates: NO_CANDIDATES });
    claimed.push(...split.bracket);
  }
  if (isBracket) return;
  // The bracket may run over lines, so the words are parted all at once.
  const labelPieces = pieces
    .map(({ line, words: own, again = false }) => ({ line, again, words: again ? own : split.label.filter((word) => own.some((whole) => whole === word || startsAlike(whole, word))) }))
    .filter((piece) => piece.words.length > 0);
  cells[definition.name] = makeCell(labelPieces, { margin, doubts, candidates: NO_CANDIDATES });
  claimed.push(...split.label);
}

/** The least margin by which a token of a cell won its place. */
function marginOf(tokens: readonly PlacedToken[], columns: readonly PrintedColumn[], hasParts: boolean): number {
  let margin = Infinity;
  for (const token of tokens) if (token.margin < margin && !(hasParts && isOneText(token, columns))) margin = token.margin;
  return margin;
}

/** Doubts that each token of a cell stands where it was read. */
function doubtPlaces(doubts: Doubt[], tokens: readonly PlacedToken[], columns: readonly PrintedColumn[], { hasParts, broken, torn, lines }: { readonly hasParts: boolean; readonly broken: boolean; readonly torn: ReadonlySet<PlacedToken>; readonly lines: readonly Line[] }): void {
  for (const placed of tokens) {
    const { token, margin, role } = placed;
    if (broken && isFlowing(token, lines)) doubts.push({ code: 'uncertain-place', note: `"${token.text}" stands on a line without separators: which cell it goes on is not certain` });
    if (margin < DOUBTFUL_MARGIN && !(hasParts && isOneText(placed, columns))) doubts.push({ code: 'uncertain-place', note: describeRival(placed, columns) });
    if (torn.has(placed)) doubts.push({ code: 'out-of-order', note: `"${token.text}" is printed among the cells of another row` });
    if (role === 'early') doubts.push({ code: 'out-of-order', note: `"${token.text}" is printed before the row it seems to belong to` });
  }
}

/** What a rival placement would have meant, in words for a person. */
function describeRival(token: PlacedToken, columns: readonly PrintedColumn[]): string {
  const { rival } = token;
  const title = rival && rival.column >= 0 ? (columns[rival.column]?.column.definition.labels[0] ?? columns[rival.column]?.column.definition.name ?? '') : '';
  if (!rival || rival.role === 'junk') return `"${token.token.text}" may be no part of the table`;
  if (rival.role === 'tail') return `"${token.token.text}" may be the end of ${title} of the row above`;
  if (rival.role === 'new') return `"${token.token.text}" may begin a row of its own, as its ${title}`;
  if (rival.role === 'early') return `"${token.token.text}" may belong to ${title} of the next row`;
  return rival.column === token.column ? `"${token.token.text}" may not belong to this cell` : `"${token.token.text}" may be ${title}`;
}

/** Between a text and the parts of it in cells of their own (≥ | 95 | %) there is nothing to choose: the three are one text. */
function isOneText({ column, role, rival }: PlacedToken, columns: readonly PrintedColumn[]): boolean {
  const isInRow = (of: Role | undefined): boolean => of === 'same' || of === 'continue';
  const textOf = (c: number): string | undefined => columns[c]?.column.partOf?.column ?? columns[c]?.column.definition.name;
  return rival !== null && isInRow(role) && isInRow(rival.role) && textOf(column) === textOf(rival.column);
}

export interface BuiltRow {
  readonly row: { readonly cells: Record<string, ExtractedCell> };
  readonly claimed: readonly Word[];
  readonly boilerplate: readonly Word[];
  /** What stands in columns that the form doesn't know. */
  readonly foreign: readonly Word[];
}

/** Turns a raw row into cells with their doubts (`broken`: the table has lines with separators and lines without); brackets behind level labels go to the column that the definition names. */
export function buildRow(raw: RawRow, columns: readonly PrintedColumn[], table: CompiledTable, lines: readonly Line[], torn: ReadonlySet<PlacedToken>, broken: boolean, reading: ReadingOn): BuiltRow {
  const cells: Record<string, ExtractedCell> = { ...table.emptyRow };
  const claimed: Word[] = [];
  const boilerplate: Word[] = [];
  const foreign: Word[] = [];
  const hasParts = columns.some(isPart);
  for (let c = 0; c < columns.length; c++) {
    const { column, isBracket, isForeign } = columns[c] as PrintedColumn; // within bounds
    const { definition } = column;
    const own = raw.cells[c] ?? NO_TOKENS;
    if (isForeign) for (const { token } of own) foreign.push(...token.words);
    if (isForeign || column.partOf) continue;
    const parts = hasParts ? [partsOf(definition.name, 'before', raw, columns), own, partsOf(definition.name, 'after', raw, columns)] : null;
    const tokens = parts?.flat() ?? own;
    if (tokens.length === 0) continue;
    const margin = marginOf(tokens, columns, hasParts);
    const doubts: Doubt[] = [];
    doubtPlaces(doubts, tokens, columns, { hasParts, broken, torn, lines });
    doubtWrapping(doubts, tokens, definition.kind, table, lines, reading);
    // Parts are joined like the lines of a wrapped cell: ≥ | 95 | % is ≥95%.
    const pieces = parts === null ? tokensToPieces(own, definition.kind === 'level', lines, 0) : parts.flatMap((part, i) => tokensToPieces(part, definition.kind === 'level', lines, i * PART_STEP));
    if (isBracket || definition.bracket) {
      buildLabel(cells, { pieces, margin, doubts }, definition, isBracket, claimed, boilerplate);
      continue;
    }
    const before = doubts.length;
    const cell = makeCell(pieces, { margin, doubts, candidates: NO_CANDIDATES });
    doubtContent(doubts, cell.text, tokens, definition, table, lines);
    cells[definition.name] = doubts.length > before ? makeCell(pieces, { margin, doubts, candidates: NO_CANDIDATES }) : cell;
    for (const piece of pieces) claimed.push(...piece.words);
  }
  addMissing(cells, raw, columns, table, lines);
  for (const { column, text } of raw.contested) {
    doubtOneOf(cells, columns[column]?.column.definition.name ?? '', { code: 'uncertain-place', note: `"${text}" stands in the next row and may belong to this cell` });
  }
  if (raw.stray.length > 0) {
    // Nobody knows which cell it was lost from: all that could hold it are doubted.
    const note = `"${raw.stray.join(' ')}" stands in or beside the row and fits none of its cells`;
    for (const anchor of table.definition.anchors) doubtOneOf(cells, anchor, { code: 'stray-text', note });
  }
  return { row: { cells }, claimed, boilerplate, foreign };
}

/** True when the second word is the beginning of the first. */
const startsAlike = (whole: Word, part: Word): boolean => whole.box[0] === part.box[0] && whole.box[1] === part.box[1] && whole.text.startsWith(part.text);

const NO_TOKENS: readonly PlacedToken[] = [];
const NO_CANDIDATES: readonly Candidate[] = [];

const isPart = ({ column }: PrintedColumn): boolean => column.partOf !== null;

/** The tokens of a row that hold a part of a column's text in cells of their own. */
const partsOf = (name: string, side: 'before' | 'after', { cells }: RawRow, columns: readonly PrintedColumn[]): PlacedToken[] =>
  columns.flatMap(({ column: { partOf } }, c) => (partOf?.column === name && partOf.side === side ? (cells[c] ?? []) : []));

function tokensToPieces(tokens: readonly PlacedToken[], isLabel: boolean, lines: readonly Line[], step: number): readonly Piece[] {
  const [first] = tokens;
  if (first !== undefined && tokens.length === 1) return [toPiece(first.token, undefined, isLabel, lines, step)];
  return tokens.map(({ token }, i) => toPiece(token, i === 0 ? undefined : tokens[i - 1]?.token, isLabel, lines, step));
}

function toPiece(token: Token, before: Token | undefined, isLabel: boolean, lines: readonly Line[], step: number): Piece {
  const again = before !== undefined && before.text === token.text && (before.line === token.line ? before.cell !== null && before.cell !== token.cell : isLabel);
  const line = token.line + step;
  return lines[token.line]?.kind === 'grid' ? { line, words: token.words, again, text: token.text } : { line, words: token.words, again };
}

/** An anchor that a flowing row lacks may have been lost, and its neighbours may stand in its place; where cells are known an empty one is empty. */
function addMissing(cells: Record<string, ExtractedCell>, raw: RawRow, columns: readonly PrintedColumn[], table: CompiledTable, lines: readonly Line[]): void {
  const line = lines[raw.firstLine];
  for (let c = 0; c < columns.length; c++) {
    if (raw.cells[c] !== undefined) continue;
    const { column: { definition }, cell } = columns[c] as PrintedColumn; // within bounds
    if (!table.definition.anchors.includes(definition.name)) {
      // The line ends before the cell would stand: what it lacks may stand on the next.
      const numeric = definition.kind === 'points' || definition.kind === 'money' || definition.kind === 'rate';
      if (!numeric || line?.kind !== 'separated' || cell === null || standsEmpty(raw, columns, c, line)) continue;
    }
    if (line && line.kind !== 'flowing' && cell !== null && standsEmpty(raw, columns, c, line)) continue;
    const note = `nothing was found for ${definition.labels[0] ?? definition.name}; the cell may be lost or stand in another column`;
    cells[definition.name] = { text: '', source: [], confidence: marginToConfidence(0), doubts: [{ code: 'cell-missing', note }], candidates: [] };
  }
}

/** True when the line has an empty cell exactly where the column's would be, counted from both neighbours. */
function standsEmpty(raw: RawRow, columns: readonly PrintedColumn[], c: number, line: Line): boolean {
  if (line.kind === 'grid') return true;
  const place = columns[c]?.cell;
  if (place == null) return false;
  const offset = (i: number): number | null => {
    const token = raw.cells[i]?.[0]?.token;
    const cell = columns[i]?.cell;
    return token && token.cell !== null && cell != null && token.line === line.index ? token.cell - cell : null;
  };
  let left: number | null = null;
  for (let i = c - 1; i >= 0 && left === null; i--) left = offset(i);
  let right: number | null = null;
  for (let i = c + 1; i < columns.length && right === null; i++) right = offset(i);
  if (left === null && right === null) return false;
  if (left !== null && right !== null) return left === right;
  return place + (left ?? right ?? 0) < line.cellCount;
}

/** True when a text is a label of one of the table's level columns. */
export const isLevelLabel = (text: string, table: CompiledTable): boolean => table.levels.has(foldLabel(text).text);
