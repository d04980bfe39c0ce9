import type { Candidate, ExtractedCell } from '../../schemas/extraction.js';
import type { CellKind } from '../../schemas/form-definition.js';
import type { Doubt, Word } from '../../schemas/page.js';
import type { CompiledTable } from './compile-definition.js';
import type { PlacedToken, PrintedColumn, Role } from './decode-rows.js';
import { doubtOneOf } from './doubt-cell.js';
import { foldLabel } from './fold-label.js';
import type { Line } from './line.js';
import { DOUBTFUL_MARGIN, makeCell, marginToConfidence, type Piece, piecesToText } from './make-cell.js';
import type { ReadingOn } from './reading-on.js';
import { sliceWord } from './slice-word.js';
import { textWidth } from './text-width.js';
import { inCharacters } from './token-places.js';
import type { Token } from './token.js';
import { costOfKind, shapeOf } from './token-evidence.js';

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

/** A cell of this cost for its column's kind is not what stands there: the row must be looked at. */
const UNEXPECTED_KIND_COST = 4;
/** Kinds of which nothing but a number or a mark is expected. */
const NUMERIC_KINDS: ReadonlySet<CellKind> = new Set(['points', 'money', 'rate']);
const MIN_GLUED_LABEL = 4;

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

/** A numbered name (指标3：) with nothing behind it: a slot that was not filled in. */
const OPEN_SLOT = /^\p{Script=Han}{2,4}\d{1,2}[:：]$/u;
const LAST_OF_SLOT = /[:：]$/;
export const isOpenSlot = (text: string): boolean => LAST_OF_SLOT.test(text) && OPEN_SLOT.test(text);
/** A dash or slash glued to the text behind it. */
const FUSED = /^[—–－／/][^\s—–－／/]/;

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
  const hasParts = columns.some(({ column }) => column.partOf);
  for (let c = 0; c < columns.length; c++) {
    const { column, isBracket, isForeign } = columns[c] as PrintedColumn; // within bounds
    const { definition } = column;
    const own = raw.cells[c] ?? NO_TOKENS;
    if (isForeign) for (const { token } of own) foreign.push(...token.words);
    if (isForeign || column.partOf) continue;
    const parts = hasParts ? [partsOf(definition.name, 'before', raw, columns), own, partsOf(definition.name, 'after', raw, columns)] : null;
    const tokens = parts?.flat() ?? own;
    if (tokens.length === 0) continue;
    let margin = Infinity;
    const doubts: Doubt[] = [];
    for (const token of tokens) {
      const isSure = hasParts && isOneText(token, columns);
      if (!isSure) margin = Math.min(margin, token.margin);
      if (broken && isFlowing(token.token, lines)) doubts.push({ code: 'uncertain-place', note: `"${token.token.text}" stands on a line without separators: which cell it goes on is not certain` });
      if (!isSure && token.margin < DOUBTFUL_MARGIN) doubts.push({ code: 'uncertain-place', note: describeRival(token, columns) });
      if (torn.has(token)) doubts.push({ code: 'out-of-order', note: `"${token.token.text}" is printed among the cells of another row` });
      if (token.role === 'early') doubts.push({ code: 'out-of-order', note: `"${token.token.text}" is printed before the row it seems to belong to` });
    }
    for (let i = 1; i < tokens.length; i++) {
      const [above, token] = [tokens[i - 1]?.token, tokens[i]?.token];
      if (above && token && definition.kind !== 'level' && above.text === token.text && above.line !== token.line) {
        doubts.push({ code: 'repeated-line', note: `"${token.text}" is printed twice` });
      }
    }
    if (tokens[0] && isFlowing(tokens[0].token, lines)) doubts.push(...doubtWrapping(tokens, definition.kind, table, reading));
    // Parts are joined like the lines of a wrapped cell: ≥ | 95 | % is ≥95%.
    if (definition.kind === 'prose' && tokens.length > 2 && isSwallowed(tokens, lines)) doubts.push({ code: 'swallowed-row', note: 'what looks like cells of a row of its own stands in this text' });
    const pieces = parts === null ? tokensToPieces(own, definition.kind === 'level', lines, 0) : parts.flatMap((part, i) => tokensToPieces(part, definition.kind === 'level', lines, i * PART_STEP));
    if (isBracket || definition.bracket) {
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
      if (isBracket) continue;
      // The bracket may run over lines, so the words are parted all at once.
      const labelPieces = pieces
        .map(({ line, words: own, again = false }) => ({ line, again, words: again ? own : split.label.filter((word) => own.some((whole) => whole === word || startsAlike(whole, word))) }))
        .filter((piece) => piece.words.length > 0);
      cells[definition.name] = makeCell(labelPieces, { margin, doubts, candidates: NO_CANDIDATES });
      claimed.push(...split.label);
      continue;
    }
    const cell = makeCell(pieces, { margin, doubts, candidates: NO_CANDIDATES });
    // Nearly every cell is one token, whose shape and label are known.
    const { shape, label } = cell.text === tokens[0]?.token.text ? tokens[0].token : { shape: shapeOf(cell.text), label: foldLabel(cell.text) };
    const kindCost = definition.kind === 'level' ? 0 : costOfKind(definition.kind, shape);
    if (table.items.size > 0 && definition.kind === 'text' && isFusedItem(label.text, table)) {
      doubts.push({ code: 'fused-cells', note: `"${cell.text}" holds a label of the table and more: cells or lines ran together` });
    }
    // Most cells are one token, which neither wraps nor stands apart.
    const isSingle = tokens.length === 1;
    const apart = definition.kind === 'text' && !isSingle ? tokens.findIndex(({ token }, i) => isApart(tokens[i - 1]?.token, token, lines)) : -1;
    if (apart > 0) doubts.push({ code: 'fused-cells', note: `"${tokens[apart - 1]?.token.text ?? ''}" and "${tokens[apart]?.token.text ?? ''}" stand apart in one cell: a label or another cell may be between them` });
    const aside = definition.kind === 'level' || isSingle ? undefined : tokens.find(({ token }) => standsAside(tokens[0]?.token, token, lines));
    if (aside) doubts.push({ code: 'uncertain-place', note: `"${aside.token.text}" does not stand below the text that it was read as the rest of` });
    const woven = definition.kind === 'value' && !isSingle ? tokens.find(({ token }, i) => isWoven(tokens[0]?.token, tokens[i - 1]?.token, token, lines)) : undefined;
    if (woven) doubts.push({ code: 'fused-cells', note: `"${woven.token.text}" stands apart on a line below: it may be of another cell` });
    const isLabel = definition.kind === 'prose' && table.levels.has(label.text);
    const glued = definition.kind !== 'level' && (isLabel || holdsBracketedLabel(cell.text, table) || endsWithLabel(cell.text, table));
    const headingPart = (definition.kind === 'text' || definition.kind === 'prose') && pieces.length > 1 ? tokens.find(({ token }) => isHeadingPart(token.label.text, table)) : undefined;
    if (headingPart) doubts.push({ code: 'heading-fragment', note: `"${headingPart.token.text}" is a part of a heading that stands beside the table` });
    if (definition.kind === 'text' && beginsWithLabel(label.text, table)) doubts.push({ code: 'fused-cells', note: `"${cell.text}" begins with a label that may stand beside it` });
    if (definition.kind === 'prose' && isHeadingPart(label.text, table)) doubts.push({ code: 'heading-fragment', note: `"${cell.text}" is a part of a heading that stands beside the table` });
    if (definition.kind === 'text' && definition.labels.length > 0 && cell.text.length === 1 && !shape.notApplicable && !shape.mark) doubts.push({ code: 'cut-off', note: `"${cell.text}" is hardly a whole text: the rest of it may be lost` });
    const last = tokens.at(-1);
    if (last && isOpenSlot(last.token.text)) doubts.push({ code: 'stray-text', note: `"${last.token.text}" may be an empty slot of the form or the beginning of the next name` });
    if (glued) doubts.push({ code: 'fused-cells', note: `"${cell.text}" holds a label that may stand beside it` });
    if ((definition.kind === 'text' || definition.kind === 'value') && FUSED.test(cell.text) && !shape.mark) {
      doubts.push({ code: 'fused-cells', note: `"${cell.text}" begins with what may be the end of the cell before it` });
    }
    if (kindCost >= UNEXPECTED_KIND_COST && (NUMERIC_KINDS.has(definition.kind) || table.definition.anchors.includes(definition.name))) {
      doubts.push({ code: 'unexpected-content', note: `"${cell.text}" is not what stands in ${definition.labels[0] ?? definition.name}` });
      cells[definition.name] = makeCell(pieces, { margin, doubts, candidates: NO_CANDIDATES });
    } else cells[definition.name] = doubts.length > cell.doubts.length ? makeCell(pieces, { margin, doubts, candidates: NO_CANDIDATES }) : cell;
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

/** True for two words of ideographs with a blank between them on one line: a name holds none. */
function isApart(before: Token | undefined, token: Token, lines: readonly Line[]): boolean {
  const [last, first] = [before?.words.at(-1)?.source, token.words[0]?.source];
  if (!before || !last || !first || !('line' in last) || !('line' in first) || last.line !== first.line || lines[token.line]?.kind !== 'flowing') return false;
  return /\p{Script=Han}{2}$/u.test(before.text) && /^\p{Script=Han}{2}/u.test(token.text);
}

/** True for the second of two texts with a blank between them on a line below the first of a quantity: each may be the rest of a cell of its own. */
const isWoven = (first: Token | undefined, before: Token | undefined, token: Token, lines: readonly Line[]): boolean =>
  before !== undefined && before.line === token.line && token.line !== first?.line && lines[token.line]?.kind === 'flowing';

/** A text behind at least so many blanks was put in its place, and one this far from another, in characters, is not below it. */
const INDENTED = 3;
const FAR = 6;

/** True for a text at the head of an indented line that stands neither below the first of its cell nor near to that. */
function standsAside(first: Token | undefined, token: Token, lines: readonly Line[]): boolean {
  const line = lines[token.line];
  if (first === undefined || first.line === token.line || line?.kind !== 'flowing' || line.tokens[0] !== token) return false;
  const [[from, to], [start, end]] = [inCharacters(first), inCharacters(token)];
  return start >= INDENTED && (start - to > FAR || from - end > FAR);
}

const LEAST_HEADING_PART = 3;

/** True for the first or last part of a heading of the table, which a narrow cell wrapped. */
function isHeadingPart(part: string, table: CompiledTable): boolean {
  return part.length >= LEAST_HEADING_PART && table.headingParts.has(part);
}

/** True when a text of flowing lines holds a target and a result that stand alone between blanks: a row without a weight may have run into it. */
const isSwallowed = (tokens: readonly PlacedToken[], lines: readonly Line[]): boolean =>
  tokens.some(({ token }, i) => {
    const next = tokens[i + 1]?.token;
    return i > 0 && next !== undefined && lines[token.line]?.kind === 'flowing' && token.shape.measure && next.shape.measure;
  });

/** True when the second word is the beginning of the first. */
const startsAlike = (whole: Word, part: Word): boolean => whole.box[0] === part.box[0] && whole.box[1] === part.box[1] && whole.text.startsWith(part.text);

const NO_TOKENS: readonly PlacedToken[] = [];
const NO_CANDIDATES: readonly Candidate[] = [];

/** The tokens of a row that hold a part of a column's text in cells of their own. */
const partsOf = (name: string, side: 'before' | 'after', { cells }: RawRow, columns: readonly PrintedColumn[]): PlacedToken[] =>
  columns.flatMap(({ column: { partOf } }, c) => (partOf?.column === name && partOf.side === side ? (cells[c] ?? []) : []));

function tokensToPieces(tokens: readonly PlacedToken[], isLabel: boolean, lines: readonly Line[], step: number): readonly Piece[] {
  const [first] = tokens;
  if (first !== undefined && tokens.length === 1) return [toPiece(first.token, undefined, isLabel, lines, step)];
  return tokens.map(({ token }, i) => toPiece(token, tokens[i - 1]?.token, isLabel, lines, step));
}

function toPiece(token: Token, before: Token | undefined, isLabel: boolean, lines: readonly Line[], step: number): Piece {
  const again = before !== undefined && before.text === token.text && (before.line === token.line ? before.cell !== null && before.cell !== token.cell : isLabel);
  const line = token.line + step;
  return lines[token.line]?.kind === 'grid' ? { line, words: token.words, again, text: token.text } : { line, words: token.words, again };
}

const isFlowing = ({ line }: Token, lines: readonly Line[]): boolean => lines[line]?.kind === 'flowing';

/** A line inside a cell that is shorter than the widest by this much, in columns of the dump, does not wrap. */
const RAGGED = 5;
const READS_BADLY = 1;

/** What in the lines of a wrapped cell says that they don't belong together, or that one of them is missing. */
function doubtWrapping(tokens: readonly PlacedToken[], kind: CellKind, table: CompiledTable, reading: ReadingOn): Doubt[] {
  const doubts: Doubt[] = [];
  if (kind !== 'text' && kind !== 'prose') return doubts;
  // A name of one token wraps nowhere.
  if (kind === 'text' && tokens.length === 1) return doubts;
  const byLine: { line: number; text: string }[] = [];
  for (const { token } of tokens) {
    const last = byLine.at(-1);
    if (last && last.line === token.line) last.text += token.text;
    else byLine.push({ line: token.line, text: token.text });
  }
  const first = byLine[0]?.text ?? '';
  if (kind === 'prose' && table.columns.some(({ definition, beginnings }) => definition.kind === 'level' && beginnings.has(first))) {
    doubts.push({ code: 'label-fragment', note: `"${first}" may be the beginning of a label` });
  }
  const widest = Math.max(...byLine.map(({ text }) => textWidth(text)));
  byLine.forEach(({ text }, i) => {
    const next = byLine[i + 1]?.text;
    const ended = /[。；;！？!?：:]["”’」』)）]?$/.test(text);
    if (next !== undefined) {
      // A sentence that runs into a name: an explanation that stands where a name begins.
      if (kind === 'text' && /[，。；]/.test(text) && reading.joinCost(text, next) > READS_BADLY) doubts.push({ code: 'reads-badly', note: `"${text}" and "${next}" follow each other here and nowhere else in the document` });
      if (!ended && textWidth(text) < widest - RAGGED) doubts.push({ code: 'ragged-line', note: `"${text}" breaks off before the end of its line: lines may be lost or displaced` });
    } else if (kind === 'prose' && byLine.length > 2 && !ended && textWidth(text) >= widest - 1) {
      doubts.push({ code: 'cut-off', note: `"${text}" fills its line and ends no sentence: more may be lost` });
    }
  });
  return doubts;
}

/** True for a text that is no item of the table and ends with one: what stands before it belongs to other cells. */
function isFusedItem(folded: string, table: CompiledTable): boolean {
  return !table.items.has(folded) && [...table.items].some((item) => item.length >= MIN_GLUED_LABEL && folded.endsWith(item));
}

/** 满意度指标（10分）: a label with its weight, or the beginning of it, is no content, wherever it stands. */
function holdsBracketedLabel(text: string, table: CompiledTable): boolean {
  if (!text.includes('（') && !text.includes('(')) return false;
  for (const { index } of text.matchAll(/[（(]\d+(\.\d+)?分?([）)]|$)/gu)) {
    const before = foldLabel(text.slice(0, index)).text;
    for (const label of table.levels) if (before.endsWith(label)) return true;
  }
  return false;
}

/** True for a name behind a label of the lowest level (数量指标购置数量); a name may be such a label itself. */
function beginsWithLabel(folded: string, table: CompiledTable): boolean {
  const lowest = table.lowestLevel;
  if (!lowest?.beginnings.has(folded.charAt(0)) || table.levels.has(folded)) return false;
  for (const label of lowest.vocabulary) if (label.length >= MIN_GLUED_LABEL && folded.startsWith(label)) return true;
  return false;
}

function endsWithLabel(text: string, table: CompiledTable): boolean {
  for (const label of table.levelEndings.behind(text.charAt(text.length - 1))) if (label.length >= MIN_GLUED_LABEL && text.length > label.length && text.endsWith(label)) return true;
  for (const label of table.totals) if (text.length > label.length && text.endsWith(label) && /[。；;]$/.test(text.slice(0, -label.length))) return true;
  return false;
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
