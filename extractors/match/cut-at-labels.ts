import type { CompiledDefinition, CompiledTable } from './compile-definition.js';
import { isHeaderOf } from './find-forms.js';
import { foldBrackets, foldLabel, withBracket } from './fold-label.js';
import { joinSpacedValues } from './join-spaced-values.js';
import type { Line } from './line.js';
import { sliceWord } from './slice-word.js';
import { Token, tokensOnLine } from './token.js';
import { canBeginLabel, type Mark, type Vocabulary } from './vocabulary.js';

/** A label of several words, or one that is wrapped in its cell, has at most this many pieces. */
const MOST_PIECES = 5;
/** A dump prints one cell a line when at least this share of its lines are a single token. */
const SINGLE_SHARE = 0.6;
/** Shorter labels (产出, 效益) stand inside words. */
const LEAST_LABEL = 4;
/** No row of a table has this many cells: such a line is many rows. */
const LONGEST_ROW = 40;

/**
 * Cuts flowing lines anew where a dump's own line breaks say nothing of the form: labels of several words become one token, a header that is printed over
 * several lines becomes one line, in a dump of one cell a line a label and what stands behind it become one line, and a line of many rows is cut at its
 * labels. Words keep their order; lines with cells are left as they are. Line indexes are those of the new lines.
 */
export function cutAtLabels(lines: readonly Line[], definitions: readonly CompiledDefinition[], vocabulary: Vocabulary): Line[] {
  let flowing = 0;
  let singles = 0;
  for (const { kind, tokens } of lines) {
    if (kind !== 'flowing') continue;
    flowing++;
    if (tokens.length === 1) singles++;
  }
  const cellALine = singles >= flowing * SINGLE_SHARE;
  const out: Line[] = [];
  for (let from = 0; from < lines.length; ) {
    const first = lines[from];
    if (!first) break;
    if (first.kind !== 'flowing') {
      emit(out, first, first.tokens, first.gapBefore);
      from++;
      continue;
    }
    let to = from;
    while (lines[to]?.kind === 'flowing') to++;
    const run = lines.slice(from, to);
    const parts: Token[] = [];
    for (const line of run) for (const token of line.tokens) addParts(parts, token, vocabulary);
    const tokens = joinSpacedValues(mergeLabels(parts, vocabulary), vocabulary);
    const breaks = tokensToBreaks(tokens, definitions, vocabulary, cellALine);
    emitRun(out, run, tokens, breaks);
    from = to;
  }
  return out;
}

function emit(out: Line[], line: Line, tokens: readonly Token[], gapBefore: number): void {
  const index = out.length;
  const asPrinted = index === line.index && gapBefore === line.gapBefore && isSame(tokens, line.tokens);
  out.push(asPrinted ? line : { ...line, index, gapBefore, tokens: tokensOnLine(tokens, index) });
}

function isSame(tokens: readonly Token[], others: readonly Token[]): boolean {
  if (tokens.length !== others.length) return false;
  for (let i = 0; i < tokens.length; i++) if (tokens[i] !== others[i]) return false;
  return true;
}

/** Emits the tokens of flowing lines with their new breaks. */
function emitRun(out: Line[], run: readonly Line[], tokens: readonly Token[], breaks: readonly (boolean | undefined)[]): void {
  // Tokens keep their order, and so the lines that they are printed on.
  let printedAt = 0;
  for (let from = 0, to = 0; from < tokens.length; from = to) {
    for (to = from + 1; to < tokens.length; to++) if (breaks[to] ?? tokens[to - 1]?.line !== tokens[to]?.line) break;
    const head = tokens[from];
    while (run[printedAt]?.index !== head?.line && printedAt < run.length) printedAt++;
    const line = run[printedAt];
    if (!line) return;
    emit(out, line, tokens.slice(from, to), line.tokens[0]?.words[0] === head?.words[0] ? line.gapBefore : 0);
  }
}

const countCharacters = (text: string): number => [...text].length;

/** Adds a token, as two where it is two labels of levels that a tool printed without a blank between them: 效益指标（30分）社会效益指标. */
function addParts(parts: Token[], token: Token, vocabulary: Vocabulary): void {
  const end = endOfLabel(token, vocabulary);
  const [word] = token.words;
  if (end === 0 || word === undefined) {
    parts.push(token);
    return;
  }
  const at = countCharacters(token.text.slice(0, end));
  for (const part of [sliceWord(word, 0, at), sliceWord(word, at, countCharacters(token.text))]) parts.push(new Token(part.text, [part], token.line, token.cell, token.rowSpan));
}

/** Where the first of two labels ends that a word is; 0 where it isn't. */
function endOfLabel({ text, words, label }: Token, vocabulary: Vocabulary): number {
  const { levels } = vocabulary;
  if (words.length !== 1 || text.length < 2 * LEAST_LABEL || levels.has(label.text)) return 0;
  // Nearly every text is no label from its first character on.
  if (!canBeginLabel(label.text.charAt(0), vocabulary)) return 0;
  for (let end = LEAST_LABEL; end <= text.length - LEAST_LABEL; end++) {
    const head = foldLabel(text.slice(0, end));
    if (!canBeginLabel(withBracket(head), vocabulary)) break;
    // Only whole labels: what else is glued to one is left to the reading.
    if (levels.has(head.text) && levels.has(foldLabel(text.slice(end)).text)) return end;
  }
  return 0;
}

/** Joins the pieces of a label into one token: the words of a line, or what a narrow cell wrapped. The longest label is taken. */
function mergeLabels(tokens: readonly Token[], vocabulary: Vocabulary): Token[] {
  const { printed, levels } = vocabulary;
  const merged: Token[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at];
    if (!token) break;
    let folded = withBracket(token.label);
    if (!canBeginLabel(folded, vocabulary)) {
      merged.push(token);
      continue;
    }
    let end = at;
    let text = token.text;
    let whole = text;
    for (let next = at + 1; next < Math.min(tokens.length, at + MOST_PIECES); next++) {
      const piece = tokens[next];
      if (!piece) break;
      text += piece.text;
      folded += withBracket(piece.label);
      if (!canBeginLabel(folded, vocabulary)) break;
      const label = foldLabel(text);
      // The weight behind a level has a column of its own, unless a narrow cell broke inside its bracket.
      const isLevel = levels.has(label.text) && (label.bracket === null || tokens.slice(at, next + 1).some((part) => hasOpenBracket(part.text)));
      if (!(printed.has(label.text) || isLevel) || text.includes('(') !== text.includes(')') || text.includes('（') !== text.includes('）')) continue;
      end = next;
      whole = text;
    }
    if (end === at) {
      merged.push(token);
      continue;
    }
    const pieces = tokens.slice(at, end + 1);
    // 项目资金 总额 on one line are a heading and an item, 年度资金 above 总额 is an item that a narrow cell wrapped.
    const isOne = !(pieces.every((piece) => printed.has(piece.label.text)) && pieces.some((piece, i) => i > 0 && piece.line === pieces[i - 1]?.line));
    merged.push(isOne ? new Token(whole, pieces.flatMap((piece) => piece.words), token.line, token.cell, token.rowSpan) : token);
    if (isOne) at = end;
  }
  return merged;
}

/** True for a text that ends inside a bracket. */
const hasOpenBracket = (text: string): boolean => /[（(][^）)]*$/u.test(text);

/** For each token whether a line begins with it: true, false, or undefined where the printed line breaks stand. */
function tokensToBreaks(tokens: readonly Token[], definitions: readonly CompiledDefinition[], vocabulary: Vocabulary, cellALine: boolean): (boolean | undefined)[] {
  const breaks = new Array<boolean | undefined>(tokens.length);
  const marks = tokens.map((token) => toMark(token, vocabulary));
  /** How many tokens the line of each token holds, and whether it holds labels of the head and of rows: such a line is no row. */
  const counts = new Uint32Array(tokens.length);
  const isWhole = new Array<boolean>(tokens.length);
  for (let from = 0, to = 0; from < tokens.length; from = to) {
    let holdsLevel = false;
    let holdsHead = false;
    for (; to < tokens.length && tokens[to]?.line === tokens[from]?.line; to++) {
      const mark = marks[to];
      if (mark === 'level') holdsLevel = true;
      else if (mark === 'title' || mark === 'beside') holdsHead = true;
    }
    counts.fill(to - from, from, to);
    isWhole.fill(holdsLevel && holdsHead, from, to);
  }
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at];
    if (!token) break;
    const header = vocabulary.headers.has(token.label.text) ? headerRun(tokens, at, definitions) : at;
    if (header > at) {
      joinLine(breaks, beginningOf(tokens, marks, at, definitions), header);
      at = header - 1;
      continue;
    }
    if (endsTitle(at === 0 ? undefined : tokens[at - 1], token, vocabulary)) {
      breaks[at] = false;
      continue;
    }
    const mark = marks[at];
    if (mark == null) continue;
    const own = counts[at] ?? 1;
    if (own > LONGEST_ROW || isWhole[at] === true) {
      if (mark !== 'level' || marks[at - 1] !== 'level') breaks[at] = true;
      if ((mark === 'title' || (mark === 'below' && marks[at + 1] !== 'below')) && at + 1 < tokens.length) breaks[at + 1] = true;
      if (mark === 'below' && marks[at - 1] === 'below') breaks[at] = false;
      continue;
    }
    if (!cellALine || own > 1) continue;
    let end = at + 1;
    if (mark === 'below') while (marks[end] === 'below') end++;
    // One line between two labels is the value of the first; of several nobody knows which are.
    else if (mark === 'beside') end += marks[end] === null && marks[at - 1] !== 'beside' && (end + 1 >= tokens.length || marks[end + 1] !== null || isSameLine(tokens, end)) ? sameLine(tokens, end) : 0;
    else if (mark === 'item' || mark === 'total') while (isAmount(tokens[end])) end++;
    if (end > at + 1) joinLine(breaks, at, end);
    at = end - 1;
  }
  return breaks;
}

/** Makes a line of the tokens from `from` to `to`, exclusive. */
function joinLine(breaks: (boolean | undefined)[], from: number, to: number): void {
  breaks[from] = true;
  for (let i = from + 1; i < to; i++) breaks[i] = false;
  if (to < breaks.length) breaks[to] = true;
}

/** True for the rest of a title that is wrapped: together with the line above they end with more of one than alone. */
function endsTitle(above: Token | undefined, token: Token, { titles, titleEnds }: Vocabulary): boolean {
  if (above === undefined || above.line === token.line) return false;
  const rest = token.label.text;
  return titleEnds.has(rest) && titles.some((title) => title.length > rest.length && title.endsWith(rest) && above.label.text.endsWith(title.slice(0, -rest.length)));
}

const isSameLine = (tokens: readonly Token[], at: number): boolean => tokens[at]?.line === tokens[at + 1]?.line;

/** How many tokens stand on the line of the token at `at`, from it on. */
function sameLine(tokens: readonly Token[], at: number): number {
  let end = at;
  while (tokens[end]?.line === tokens[at]?.line && end < tokens.length) end++;
  return end - at;
}

function isAmount(token: Token | undefined): boolean {
  if (!token) return false;
  const shape = token.shape;
  return shape.number || shape.rate || shape.mark;
}

/** The end of the longest run of header labels of one table that begins at a token and is a header of it; `at` itself where there is none. */
function headerRun(tokens: readonly Token[], at: number, definitions: readonly CompiledDefinition[]): number {
  let best = at;
  let most = 0;
  for (const { tables, headings } of definitions) {
    for (const table of tables) {
      if (!table.header.has(tokens[at]?.label.text ?? '')) continue;
      const found = new Set<string>();
      let end = at;
      for (let i = at; i < tokens.length; i++) {
        const label = tokens[i]?.label ?? foldLabel('');
        const column = table.header.get(label.text);
        if (column) found.add(column.definition.name);
        else if (found.size === 0 || !(headings.has(label.text) || (label.text === '' && label.bracket !== null) || isUnknownLabel(tokens, i, table, found))) break;
        if (column || label.text === '') end = i + 1;
      }
      if (found.size > most && isHeaderOf(found, table)) [best, most] = [end, found.size];
    }
  }
  return best;
}

/** Where the header begins whose first known label is at `at`: unknown words in front of it, on its line, are labels too, but for a heading beside it. */
function beginningOf(tokens: readonly Token[], marks: readonly Mark[], at: number, definitions: readonly CompiledDefinition[]): number {
  const { line } = tokens[at] ?? { line: -1 };
  const isFirst = (i: number): boolean => i === 0 || tokens[i - 1]?.line !== line;
  const mayBeLabel = (i: number): boolean => {
    const token = tokens[i];
    return token !== undefined && token.line === line && marks[i] === null && !token.shape.hasDigit && token.shape.clauses === 0 && token.text.length <= LONGEST_UNKNOWN && !definitions.some(({ headingParts }) => headingParts.has(token.label.text));
  };
  for (let from = at; from >= at - MOST_UNKNOWN; from--) {
    if (isFirst(from)) return from;
    if (!mayBeLabel(from - 1)) return at;
  }
  return at;
}

/** An unknown label between others is no longer than this, in characters and in words. */
const LONGEST_UNKNOWN = 12;
const MOST_UNKNOWN = 2;

/** True for a word that may be the label of a column that the table doesn't know: right behind it, or the next word, is a label that it still lacks. */
function isUnknownLabel(tokens: readonly Token[], at: number, table: CompiledTable, found: ReadonlySet<string>): boolean {
  for (let i = at; i < at + MOST_UNKNOWN; i++) {
    const token = tokens[i];
    if (!token || token.shape.hasDigit || token.shape.clauses > 0 || token.text.length > LONGEST_UNKNOWN || table.levels.has(token.label.text)) return false;
    const next = table.header.get(tokens[i + 1]?.label.text ?? '');
    if (next) return !found.has(next.definition.name);
  }
  return false;
}

function toMark(token: Token, vocabulary: Vocabulary): Mark {
  const { label } = token;
  const text = label.bracket === null && !label.text.endsWith(')') ? label.text : foldBrackets(label).text;
  if (text === '') return null;
  const known = vocabulary.marks.get(text);
  return known === undefined ? (vocabulary.titleEndings.isEndOf(text) ? 'title' : null) : known;
}
