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
  const tables = definitions.flatMap((definition) => definition.tables);
  lines.forEach((line, at) => {
    if (line.kind !== 'flowing' || result[at] !== line || !hasWholeLabels(line, vocabulary)) return;
    const window = result.slice(Math.max(0, at - NEAR), endOfHeader(result, at, vocabulary)).filter((near) => near.kind === 'flowing');
    if (!hasPieces(window, vocabulary)) return;
    // Tables of other forms know some of the labels, too.
    const readings = tables.flatMap((table) => {
      const whole = line.tokens.filter((token) => table.header.has(token.label.text));
      const joined = whole.length < LEAST_WHOLE ? [] : joinPieces(window, line, table, vocabulary);
      return joined.length === 0 ? [] : [{ table, joined, labels: whole.length + joined.length }];
    });
    const [best] = readings.toSorted((a, b) => b.labels - a.labels);
    if (!best) return;
    const taken = new Set(best.joined.flatMap(({ pieces }) => pieces));
    for (const near of window) {
      const tokens = near.tokens.filter((token) => !taken.has(token));
      if (near === line) result[at] = { ...line, ...withJoined(line.tokens, best.joined, best.table) };
      else if (tokens.length < near.tokens.length) result[result.indexOf(near)] = { ...near, tokens };
    }
  });
  return result.filter(({ tokens, marks }) => tokens.length > 0 || marks.length > 0);
}

/** The line behind those that may hold pieces of a header: some below it, and where blanks keep places more, as long as nothing but such pieces stands there. */
function endOfHeader(lines: readonly Line[], at: number, { beginnings, headerEnds }: Vocabulary): number {
  let end = at + 1;
  const isPlaced = lines[at]?.tokens.some((token, i, tokens) => i > 0 && gapBetween(tokens[i - 1] ?? token, token) >= GAP) === true;
  while (isPlaced && end - at <= FARTHEST && lines[end]?.tokens.every(({ label: { text } }) => beginnings.has(text) || headerEnds.has(text)) === true) end++;
  return Math.max(end, at + NEAR + 1);
}

/** True when a line may hold the header of any table: nearly none does. */
function hasWholeLabels({ tokens }: Line, { headers }: Vocabulary): boolean {
  let whole = 0;
  for (const token of tokens) if (headers.has(token.label.text)) whole++;
  return whole >= LEAST_WHOLE;
}

/** True when some line holds a text that goes on with one on a line above it as a label does: else no table has anything to join. */
function hasPieces(window: readonly Line[], { beginnings, labels }: Vocabulary): boolean {
  return window.some(({ tokens }, below) =>
    tokens.some(
      ({ label: { text: end } }) =>
        end !== '' && !labels.has(end) && window.slice(0, below).some((above) => above.tokens.some(({ label: { text: beginning } }) => beginning !== '' && beginnings.has(beginning) && beginnings.has(beginning + end))),
    ),
  );
}

/** The labels of a table that the lines hold in pieces, one below the other, and whole ones on a line beside the header's. */
function joinPieces(window: readonly Line[], line: Line, table: CompiledTable, { beginnings, headers, headerEnds }: Vocabulary): Joined[] {
  const isPlaced = window.some(({ tokens }) => tokens.some((token, i) => i > 0 && gapBetween(tokens[i - 1] ?? token, token) >= GAP));
  const printed = new Set(line.tokens.flatMap((token) => table.header.get(token.label.text)?.definition.name ?? []));
  const joined: Joined[] = [];
  // Pieces that follow each other are one label wherever they stand, and joined with all others later.
  const consecutive = new Set<Token>();
  let before: Token | undefined;
  for (const { tokens } of window) {
    for (const token of tokens) {
      const { text } = token.label;
      if (before !== undefined && (headerEnds.has(text) || headers.has(text)) && table.header.has(before.label.text + text)) consecutive.add(before).add(token);
      before = token;
    }
  }
  const free = (token: Token): boolean => token.label.text !== '' && !consecutive.has(token) && !joined.some(({ pieces }) => pieces.includes(token));
  window.forEach((upper, u) => {
    for (const first of upper.tokens) {
      const own = table.header.get(first.label.text)?.definition.name;
      if (!beginnings.has(first.label.text) || first.label.bracket !== null || !free(first)) continue;
      const pieces = [first];
      let text = first.label.text;
      let found: Joined | null = null;
      for (const lower of window.slice(u + 1)) {
        const [next] = lower.tokens
          .filter((token) => {
            const whole = text + token.label.text;
            const column = table.header.get(whole)?.definition.name;
            const isNew = column === undefined || (own === undefined ? !printed.has(column) : own === column);
            return token.label.text !== '' && !table.header.has(token.label.text) && free(token) && beginnings.has(whole) && isNew && (!isPlaced || Math.abs(centreOf(token) - centreOf(first)) <= BESIDE);
          })
          // Without places the pieces of each line have the order of their labels: the first that is free.
          .toSorted((a, b) => (isPlaced ? Math.abs(centreOf(a) - centreOf(first)) - Math.abs(centreOf(b) - centreOf(first)) : 0));
        if (!next) continue;
        pieces.push(next);
        text += next.label.text;
        const printedText = pieces.map((piece) => piece.text).join('');
        const column = table.header.get(foldLabel(printedText).text);
        if (column) found = { token: new Token(printedText, pieces.flatMap(({ words }) => words), line.index, null, 1), column, pieces: [...pieces] };
      }
      if (found === null) continue;
      joined.push(found);
      printed.add(found.column.definition.name);
    }
  });
  if (joined.length === 0) return [];
  for (const near of window) {
    if (near === line || near.tokens.filter(free).some((token) => !table.header.has(token.label.text))) continue;
    for (const token of near.tokens) {
      const column = table.header.get(token.label.text);
      if (column && free(token) && !printed.has(column.definition.name)) joined.push({ token: token.onLine(line.index), column, pieces: [token] });
    }
  }
  return joined;
}

/**
 * The tokens of the header's line with those that were put together: in their places, or, where blanks keep none, as each line prints them and so that the
 * order of the definition is kept best. A label that the table doesn't know has no place among those of other lines then, and neither have these beside it.
 */
function withJoined(printed: readonly Token[], joined: readonly Joined[], table: CompiledTable): { tokens: Token[]; isGathered?: boolean } {
  const taken = new Set(joined.flatMap(({ pieces }) => pieces));
  const tokens = printed.filter((token) => !taken.has(token));
  const isPlaced = printed.some((token, i) => i > 0 && gapBetween(printed[i - 1] ?? token, token) >= GAP);
  if (isPlaced) {
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
