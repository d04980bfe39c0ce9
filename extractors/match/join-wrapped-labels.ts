import { foldLabel, withBracket } from './fold-label.js';
import type { Line } from './line.js';
import { Token } from './token.js';
import { centreOf, inCharacters, isLaidOut } from './token-places.js';
import { canBeginLabel, type Vocabulary } from './vocabulary.js';

/** The pieces of one label stand on lines this close. */
const MOST_LINES = 4;
/** The pieces of one label begin below each other, or stand in the middle of each other, within this many characters, where blanks keep the places of columns. */
const BELOW = 2;
/** A shorter beginning may be the end of something else. */
const LEAST_PREFIX = 2;

interface Piece {
  readonly at: number;
  readonly token: Token;
}

/**
 * Puts the labels of fields and of rows together that a narrow cell wrapped, in dumps that print pages line by line: 实施单 in front of its value and 位 on
 * the line below, or 其中：当年财政 above the amounts of its row and 拨款 below them. The label becomes one token on the line that prints what it labels.
 */
export function joinWrappedLabels(lines: readonly Line[], vocabulary: Vocabulary): Line[] {
  const result = [...lines];
  const pages = new Map<number, Line[]>();
  for (const line of lines) if (line.kind === 'flowing') (pages.get(line.page) ?? pages.set(line.page, []).get(line.page))?.push(line);
  const laidOut = new Set([...pages].filter(([, own]) => isLaidOut(own)).map(([page]) => page));
  for (let at = 0; at < lines.length; at++) {
    for (const token of result[at]?.tokens ?? []) {
      // Nearly no text is the beginning of a label, and of those that are most are whole.
      const found = beginsWrapped(token, vocabulary) ? findPieces(result, { at, token }, laidOut, vocabulary) : null;
      if (found === null) continue;
      const { pieces, target } = found;
      const label = new Token(pieces.map((piece) => piece.token.text).join(''), pieces.flatMap((piece) => piece.token.words), result[target]?.index ?? 0, null, 1);
      const own = pieces.find((piece) => piece.at === target);
      for (const piece of pieces) {
        const line = result[piece.at];
        if (line) result[piece.at] = { ...line, tokens: line.tokens.flatMap((other) => (other !== piece.token ? other : piece === own ? label : [])) };
      }
      const line = result[target];
      if (line && own === undefined) result[target] = { ...line, tokens: [label, ...line.tokens] };
    }
  }
  return result.filter(({ tokens, marks }) => tokens.length > 0 || marks.length > 0);
}

/** True for what may be the first piece of a label. */
function beginsWrapped({ label: { text, bracket } }: Token, vocabulary: Vocabulary): boolean {
  if (bracket !== null || text.length < LEAST_PREFIX || !canBeginLabel(text, vocabulary)) return false;
  // 年度资金 is a heading of its own elsewhere, and the beginning of 年度资金总额.
  return !vocabulary.labels.has(text) || vocabulary.marks.get(text) === 'heading';
}

/** The pieces of a label that begins with a token, and the line that prints what it labels; null where none does. */
function findPieces(lines: readonly Line[], first: Piece, laidOut: ReadonlySet<number>, vocabulary: Vocabulary): { pieces: Piece[]; target: number } | null {
  const { marks } = vocabulary;
  const line = lines[first.at];
  if (line?.kind !== 'flowing') return null;
  const pieces = [first];
  let { text } = first.token.label;
  let values: number | null = null;
  let found: { pieces: Piece[]; target: number } | null = null;
  for (let at = first.at + 1; at < first.at + MOST_LINES; at++) {
    const below = lines[at];
    if (below?.kind !== 'flowing' || below.page !== line.page) break;
    const token = nextPiece(lines, text, pieces.at(-1) ?? first, at, laidOut, vocabulary);
    if (token !== undefined) {
      pieces.push({ at, token });
      text += withBracket(token.label);
      const mark = marks.get(foldLabel(text).text);
      if ((mark === 'beside' || mark === 'item') && !pieces.every((piece, i) => i === 0 || follows(lines, pieces[i - 1] ?? first, piece))) found = { pieces: [...pieces], target: values ?? mostBehind(lines, pieces) };
    } else if (values === null && below.tokens.length > 0 && below.tokens.every(({ shape }) => shape.number || shape.mark || shape.measure)) values = at;
    else break;
  }
  return found;
}

/** The first token of a line that goes on with a label that begins with `text` and stands below its last piece. */
function nextPiece(lines: readonly Line[], text: string, last: Piece, at: number, laidOut: ReadonlySet<number>, vocabulary: Vocabulary): Token | undefined {
  for (const token of lines[at]?.tokens ?? []) {
    if (canBeginLabel(text + withBracket(token.label), vocabulary) && standsBelow(lines, last, { at, token }, laidOut)) return token;
  }
  return undefined;
}

/** True for a piece right behind another: such pieces are one label wherever they stand, and joined with all others later. */
const follows = (lines: readonly Line[], above: Piece, below: Piece): boolean =>
  below.at === above.at + 1 && lines[above.at]?.tokens.at(-1) === above.token && lines[below.at]?.tokens[0] === below.token;

/** True for a piece below another: at its place, or, where lines keep no places, at the head of its line below the end of the other's. */
function standsBelow(lines: readonly Line[], above: Piece, below: Piece, laidOut: ReadonlySet<number>): boolean {
  const [upper, lower] = [lines[above.at]?.tokens ?? [], lines[below.at]?.tokens ?? []];
  if (laidOut.has(lines[above.at]?.page ?? -1)) return Math.min(Math.abs(inCharacters(above.token)[0] - inCharacters(below.token)[0]), Math.abs(centreOf(above.token) - centreOf(below.token))) <= BELOW;
  return below.token === lower[0] && (above.token === upper.at(-1) || (above.token === upper[0] && lower.length === 1));
}

/** The line of the piece behind which the most is printed. */
function mostBehind(lines: readonly Line[], pieces: readonly Piece[]): number {
  const behind = ({ at, token }: Piece): number => {
    const tokens = lines[at]?.tokens ?? [];
    return tokens.length - tokens.indexOf(token);
  };
  return pieces.reduce((best, piece) => (behind(piece) > behind(best) ? piece : best)).at;
}
