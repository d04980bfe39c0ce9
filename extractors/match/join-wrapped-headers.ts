import type { CompiledColumn, CompiledDefinition, CompiledTable } from './compile-definition.js';
import { foldLabel } from './fold-label.js';
import type { Line } from './line.js';
import { Token } from './token.js';
import { centreOf, gapBetween } from './token-places.js';
import type { Vocabulary } from './vocabulary.js';

/** The pieces of a header's labels stand on lines this close to the one that holds most of them. */
const NEAR = 2;
/** Pieces that share their lines with nothing else stand up to so many lines below it. */
const FARTHEST = 4;
/** So many whole labels on one line make it the line of a header. */
const LEAST_WHOLE = 2;
/** The pieces of one label stand below each other within this many characters, where blanks keep the places of columns. */
const BESIDE = 4;
/** A gap this wide keeps a place. */
const GAP = 3;

interface Joined {
  readonly token: Token;
  readonly column: CompiledColumn;
  readonly pieces: readonly Token[];
}

/**
 * Puts the labels of a header together that narrow columns wrapped, in dumps that print pages line by line: 一级指 on one line and 标 on the next, with
 * labels of other columns around them. Their pieces become one token on the line of the other labels; lines without such a header are left as they are.
 */
export function joinWrappedHeaders(lines: readonly Line[], definitions: readonly CompiledDefinition[], vocabulary: Vocabulary): Line[] {
  const result = [...lines];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] as Line; // within bounds
    if (line.kind !== 'flowing' || result[at] !== line || !hasWholeLabels(line.tokens, vocabulary.headers)) continue;
    const window = flowingLines(result, Math.max(0, at - NEAR), endOfHeader(result, at, vocabulary));
    if (!hasPieces(window, vocabulary)) continue;
    const best = likeliestTable(window, line, definitions, vocabulary);
    if (best === null) continue;
    const taken = new Set(best.joined.flatMap(({ pieces }) => pieces));
    for (const near of window) {
      const tokens = near.tokens.filter((token) => !taken.has(token));
      if (near === line) result[at] = { ...line, ...withJoined(line.tokens, best.joined, best.table) };
      else if (tokens.length < near.tokens.length) result[result.indexOf(near)] = { ...near, tokens };
    }
  }
  return result.filter(({ tokens, marks }) => tokens.length > 0 || marks.length > 0);
}

/** The table of which a line with pieces of labels around it prints the most labels: tables of other forms know some of them, too. Null where none can be joined. */
function likeliestTable(window: readonly Line[], line: Line, definitions: readonly CompiledDefinition[], vocabulary: Vocabulary): { table: CompiledTable; joined: readonly Joined[] } | null {
  let best: { table: CompiledTable; joined: readonly Joined[] } | null = null;
  let most = 0;
  for (const { tables } of definitions) {
    for (const table of tables) {
      const whole = countLabels(line.tokens, table.header);
      const joined = whole < LEAST_WHOLE ? NONE : joinPieces(window, line, table, vocabulary);
      if (joined.length === 0 || whole + joined.length <= most) continue;
      best = { table, joined };
      most = whole + joined.length;
    }
  }
  return best;
}

const NONE: readonly Joined[] = [];

function flowingLines(lines: readonly Line[], from: number, to: number): Line[] {
  const flowing: Line[] = [];
  for (let at = from; at < to; at++) {
    const line = lines[at];
    if (line?.kind === 'flowing') flowing.push(line);
  }
  return flowing;
}

/** The line behind those that may hold pieces of a header: some below it, and where blanks keep places more, as long as nothing but such pieces stands there. */
function endOfHeader(lines: readonly Line[], at: number, vocabulary: Vocabulary): number {
  let end = at + 1;
  if (keepsPlaces(lines[at]?.tokens ?? [])) while (end - at <= FARTHEST && isOfPieces(lines[end], vocabulary)) end++;
  return Math.max(end, at + NEAR + 1);
}

/** True for a line of nothing but what wrapped labels leave for it. */
function isOfPieces(line: Line | undefined, { beginnings, headerEnds }: Vocabulary): boolean {
  if (line === undefined) return false;
  for (const { label } of line.tokens) if (!beginnings.has(label.text) && !headerEnds.has(label.text)) return false;
  return true;
}

/** True for a line with a gap that keeps a place. */
function keepsPlaces(tokens: readonly Token[]): boolean {
  for (let i = 1; i < tokens.length; i++) if (gapBetween(tokens[i - 1] as Token, tokens[i] as Token) >= GAP) return true; // within bounds
  return false;
}

/** How many tokens are labels. */
function countLabels(tokens: readonly Token[], labels: { has(label: string): boolean }): number {
  let count = 0;
  for (const { label } of tokens) if (labels.has(label.text)) count++;
  return count;
}

/** True when a line may hold the header of any table: nearly none does. */
const hasWholeLabels = (tokens: readonly Token[], headers: ReadonlySet<string>): boolean => tokens.length >= LEAST_WHOLE && countLabels(tokens, headers) >= LEAST_WHOLE;

/** True when some line holds a text that goes on with one on a line above it as a label does: else no table has anything to join. */
function hasPieces(window: readonly Line[], vocabulary: Vocabulary): boolean {
  for (let below = 1; below < window.length; below++) {
    for (const { label } of window[below]?.tokens ?? []) {
      if (!vocabulary.labels.has(label.text) && isEndAmong(window, below, label.text, vocabulary)) return true;
    }
  }
  return false;
}

/** True when a label begins on a line above and ends with this text. */
function isEndAmong(window: readonly Line[], below: number, end: string, { followers, beginnings }: Vocabulary): boolean {
  if (end === '') return false;
  const first = end.charAt(0);
  for (let above = 0; above < below; above++) {
    for (const { label: { text } } of window[above]?.tokens ?? []) if (text !== '' && followers.get(text)?.includes(first) === true && beginnings.has(text + end)) return true;
  }
  return false;
}

/** What the joining of a table's labels goes by. */
interface Joining {
  readonly table: CompiledTable;
  readonly vocabulary: Vocabulary;
  /** Whether blanks keep the places of columns. */
  readonly isPlaced: boolean;
  /** The columns whose labels are whole or joined. */
  readonly printed: Set<string>;
  /** Tokens that can be no piece of another label. */
  readonly taken: Set<Token>;
}

const isFree = (token: Token, { taken }: Joining): boolean => token.label.text !== '' && !taken.has(token);

/** The labels of a table that the lines hold in pieces, one below the other, and whole ones on a line beside the header's. */
function joinPieces(window: readonly Line[], line: Line, table: CompiledTable, vocabulary: Vocabulary): Joined[] {
  const printed = new Set<string>();
  for (const { label } of line.tokens) {
    const column = table.header.get(label.text);
    if (column !== undefined) printed.add(column.definition.name);
  }
  const joining: Joining = { table, vocabulary, isPlaced: window.some(({ tokens }) => keepsPlaces(tokens)), printed, taken: consecutivePieces(window, table, vocabulary) };
  const joined: Joined[] = [];
  const put = (found: Joined): void => {
    joined.push(found);
    printed.add(found.column.definition.name);
    for (const piece of found.pieces) joining.taken.add(piece);
  };
  for (let upper = 0; upper < window.length; upper++) {
    for (const first of window[upper]?.tokens ?? []) {
      if (!canGoOn(first.label.text, vocabulary) || first.label.bracket !== null || !isFree(first, joining)) continue;
      const found = joinBelow(window, upper, first, line.index, joining);
      if (found !== null) put(found);
    }
  }
  if (joined.length === 0) return joined;
  for (const near of window) {
    if (near === line || near.tokens.some((token) => isFree(token, joining) && !table.header.has(token.label.text))) continue;
    for (const token of near.tokens) {
      const column = table.header.get(token.label.text);
      if (column && isFree(token, joining) && !printed.has(column.definition.name)) joined.push({ token: token.onLine(line.index), column, pieces: [token] });
    }
  }
  return joined;
}

/** True for the beginning of a label that is no whole one alone. */
const canGoOn = (text: string, { followers }: Vocabulary): boolean => (followers.get(text) ?? '') !== '';

/** Pieces that follow each other: they are one label wherever they stand, and joined with all others later. */
function consecutivePieces(window: readonly Line[], { header }: CompiledTable, vocabulary: Vocabulary): Set<Token> {
  const { headerEnds, headers } = vocabulary;
  const consecutive = new Set<Token>();
  let before: Token | undefined;
  for (const { tokens } of window) {
    for (const token of tokens) {
      const { text } = token.label;
      if (before !== undefined && (headerEnds.has(text) || headers.has(text)) && header.has(before.label.text + text)) consecutive.add(before).add(token);
      before = token;
    }
  }
  return consecutive;
}

/** The longest label that a token and pieces on the lines below it make; null where they make none. */
function joinBelow(window: readonly Line[], upper: number, first: Token, line: number, joining: Joining): Joined | null {
  const { header } = joining.table;
  const pieces = [first];
  let { text } = first.label;
  let found: Joined | null = null;
  for (let lower = upper + 1; lower < window.length; lower++) {
    const next = nextPiece(window[lower]?.tokens ?? [], text, first, joining);
    if (next === undefined) continue;
    pieces.push(next);
    text += next.label.text;
    const printedText = pieces.map((piece) => piece.text).join('');
    const column = header.get(foldLabel(printedText).text);
    if (column) found = { token: new Token(printedText, pieces.flatMap(({ words }) => words), line, null, 1), column, pieces: [...pieces] };
  }
  return found;
}

/** The token of a line that goes on with a label; of several the nearest to its first piece. Without places the pieces of each line have the order of their labels: the first that is free. */
function nextPiece(tokens: readonly Token[], text: string, first: Token, joining: Joining): Token | undefined {
  const { table, vocabulary, isPlaced, printed } = joining;
  const followers = vocabulary.followers.get(text) ?? '';
  let nearest: Token | undefined;
  let least = Infinity;
  for (const token of tokens) {
    const end = token.label.text;
    // The first character tells of nearly all that they are no end, and the two need not be joined.
    if (end === '' || !followers.includes(end.charAt(0)) || !vocabulary.beginnings.has(text + end) || table.header.has(end) || !isFree(token, joining)) continue;
    const column = table.header.get(text + end)?.definition.name;
    const own = table.header.get(first.label.text)?.definition.name;
    if (column !== undefined && (own === undefined ? printed.has(column) : own !== column)) continue;
    const distance = isPlaced ? Math.abs(centreOf(token) - centreOf(first)) : 0;
    if (distance > BESIDE || distance >= least) continue;
    nearest = token;
    least = distance;
  }
  return nearest;
}

/**
 * The tokens of the header's line with those that were put together: in their places, or, where blanks keep none, as each line prints them and so that the
 * order of the definition is kept best. A label that the table doesn't know has no place among those of other lines then, and neither have these beside it.
 */
function withJoined(printed: readonly Token[], joined: readonly Joined[], table: CompiledTable): { tokens: Token[]; isGathered?: boolean } {
  const taken = new Set(joined.flatMap(({ pieces }) => pieces));
  const tokens = printed.filter((token) => !taken.has(token));
  if (keepsPlaces(printed)) {
    const result = [...tokens];
    for (const { token } of joined) {
      const at = result.findIndex((other) => centreOf(other) > centreOf(token));
      result.splice(at < 0 ? result.length : at, 0, token);
    }
    return { tokens: result };
  }
  const order = (token: Token): number => {
    const column = table.header.get(token.label.text);
    if (column === undefined) return NaN;
    const { partOf } = column;
    return partOf === null ? table.columns.indexOf(column) : table.columns.findIndex(({ definition }) => definition.name === partOf.column) + (partOf.side === 'before' ? -PART : PART);
  };
  // Lines of other pieces print theirs in an order of their own.
  const lines = new Map<number, Joined[]>();
  const placeOf = ({ token, pieces: [first] }: Joined): number => centreOf(first ?? token);
  for (const label of joined) {
    const at = label.pieces[0]?.line ?? 0;
    lines.set(at, [...(lines.get(at) ?? []), label].toSorted((one, other) => placeOf(one) - placeOf(other)));
  }
  const merged = [...lines.values()].reduce((whole, own) => mergeInOrder(whole, own.map(({ token }) => token), order), tokens);
  return { tokens: merged, isGathered: true };
}

/** The parts of a column stand beside it. */
const PART = 0.5;

/** Two sequences as one that keeps the order of both and has the fewest pairs in the wrong order; of equals the one that takes of the first as early as it can. */
function mergeInOrder(some: readonly Token[], others: readonly Token[], order: (token: Token) => number): Token[] {
  const isWrong = (before: Token, behind: Token): number => (order(before) > order(behind) ? 1 : 0);
  // cost[i][j]: the pairs in the wrong order when i of the one and j of the other are taken.
  const cost: number[][] = Array.from({ length: some.length + 1 }, () => new Array<number>(others.length + 1).fill(Infinity));
  const at = (i: number, j: number): number => cost[i]?.[j] ?? Infinity;
  const ofSome = (i: number, j: number): number => others.slice(0, j).reduce((sum, before) => sum + isWrong(before, some[i] ?? before), 0);
  const ofOthers = (i: number, j: number): number => some.slice(0, i).reduce((sum, before) => sum + isWrong(before, others[j] ?? before), 0);
  for (let i = 0; i <= some.length; i++) {
    for (let j = 0; j <= others.length; j++) {
      const least = i + j === 0 ? 0 : Math.min(i > 0 ? at(i - 1, j) + ofSome(i - 1, j) : Infinity, j > 0 ? at(i, j - 1) + ofOthers(i, j - 1) : Infinity);
      (cost[i] as number[])[j] = least; // there is a row for each count
    }
  }
  const result: Token[] = [];
  for (let [i, j] = [some.length, others.length]; i + j > 0; ) {
    const [one, other] = [some[i - 1], others[j - 1]];
    const isOther = other !== undefined && (one === undefined || at(i, j) === at(i, j - 1) + ofOthers(i, j - 1));
    if (isOther) {
      result.push(other);
      j--;
    } else if (one !== undefined) {
      result.push(one);
      i--;
    }
  }
  return result.reverse();
}
