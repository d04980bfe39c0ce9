import type { CellKind, ColumnDefinition } from '../../schemas/form-definition.js';
import type { Doubt } from '../../schemas/page.js';
import type { CompiledTable } from './compile-definition.js';
import type { PlacedToken } from './decode-rows.js';
import { foldLabel } from './fold-label.js';
import type { Line } from './line.js';
import type { ReadingOn } from './reading-on.js';
import { textWidth } from './text-width.js';
import { costOfKind, shapeOf } from './token-evidence.js';
import { inCharacters } from './token-places.js';
import type { Token } from './token.js';

/** A cell of this cost for its column's kind is not what stands there: the row must be looked at. */
const UNEXPECTED_KIND_COST = 4;
/** Kinds of which nothing but a number or a mark is expected. */
const NUMERIC_KINDS: ReadonlySet<CellKind> = new Set(['points', 'money', 'rate']);
const MIN_GLUED_LABEL = 4;

/** A numbered name (指标3：) with nothing behind it: a slot that was not filled in. */
const OPEN_SLOT = /^\p{Script=Han}{2,4}\d{1,2}[:：]$/u;
const LAST_OF_SLOT = /[:：]$/;
export const isOpenSlot = (text: string): boolean => LAST_OF_SLOT.test(text) && OPEN_SLOT.test(text);
/** A dash or slash glued to the text behind it. */
const FUSED = /^[—–－／/][^\s—–－／/]/;

export const isFlowing = ({ line }: Token, lines: readonly Line[]): boolean => lines[line]?.kind === 'flowing';

/** What in the text of a cell, and in how its tokens stand, says that it holds something else, or more, than its column does. */
export function doubtContent(doubts: Doubt[], text: string, tokens: readonly PlacedToken[], definition: ColumnDefinition, table: CompiledTable, lines: readonly Line[]): void {
  const { kind } = definition;
  // Nearly every cell is one token, whose shape and label are known, and which neither wraps nor stands apart.
  const isSingle = tokens.length === 1;
  const first = tokens[0]?.token;
  const isFirst = first !== undefined && text === first.text;
  const shape = isFirst ? first.shape : shapeOf(text);
  const label = isFirst ? first.label : foldLabel(text);
  if (table.items.size > 0 && kind === 'text' && isFusedItem(label.text, table)) {
    doubts.push({ code: 'fused-cells', note: `"${text}" holds a label of the table and more: cells or lines ran together` });
  }
  if (!isSingle) doubtApart(doubts, tokens, kind, lines);
  const glued = kind !== 'level' && ((kind === 'prose' && table.levels.has(label.text)) || holdsBracketedLabel(text, table) || endsWithLabel(text, table));
  if (!isSingle && (kind === 'text' || kind === 'prose')) doubtHeadingPart(doubts, tokens, table);
  if (kind === 'text' && beginsWithLabel(label.text, table)) doubts.push({ code: 'fused-cells', note: `"${text}" begins with a label that may stand beside it` });
  if (kind === 'prose' && isHeadingPart(label.text, table)) doubts.push({ code: 'heading-fragment', note: `"${text}" is a part of a heading that stands beside the table` });
  if (kind === 'text' && definition.labels.length > 0 && text.length === 1 && !shape.notApplicable && !shape.mark) doubts.push({ code: 'cut-off', note: `"${text}" is hardly a whole text: the rest of it may be lost` });
  const last = tokens.at(-1);
  if (last && isOpenSlot(last.token.text)) doubts.push({ code: 'stray-text', note: `"${last.token.text}" may be an empty slot of the form or the beginning of the next name` });
  if (glued) doubts.push({ code: 'fused-cells', note: `"${text}" holds a label that may stand beside it` });
  if ((kind === 'text' || kind === 'value') && FUSED.test(text) && !shape.mark) doubts.push({ code: 'fused-cells', note: `"${text}" begins with what may be the end of the cell before it` });
  const kindCost = kind === 'level' ? 0 : costOfKind(kind, shape);
  if (kindCost >= UNEXPECTED_KIND_COST && (NUMERIC_KINDS.has(kind) || table.definition.anchors.includes(definition.name))) {
    doubts.push({ code: 'unexpected-content', note: `"${text}" is not what stands in ${definition.labels[0] ?? definition.name}` });
  }
}

/** What in the places of several tokens says that they are not of one cell. */
function doubtApart(doubts: Doubt[], tokens: readonly PlacedToken[], kind: CellKind, lines: readonly Line[]): void {
  const apart = kind === 'text' ? tokens.findIndex(({ token }, i) => i > 0 && isApart(tokens[i - 1]?.token, token, lines)) : -1;
  if (apart > 0) doubts.push({ code: 'fused-cells', note: `"${tokens[apart - 1]?.token.text ?? ''}" and "${tokens[apart]?.token.text ?? ''}" stand apart in one cell: a label or another cell may be between them` });
  const aside = kind === 'level' ? undefined : tokens.find(({ token }) => standsAside(tokens[0]?.token, token, lines));
  if (aside) doubts.push({ code: 'uncertain-place', note: `"${aside.token.text}" does not stand below the text that it was read as the rest of` });
  const woven = kind === 'value' ? tokens.find(({ token }, i) => i > 0 && isWoven(tokens[0]?.token, tokens[i - 1]?.token, token, lines)) : undefined;
  if (woven) doubts.push({ code: 'fused-cells', note: `"${woven.token.text}" stands apart on a line below: it may be of another cell` });
}

function doubtHeadingPart(doubts: Doubt[], tokens: readonly PlacedToken[], table: CompiledTable): void {
  for (const { token } of tokens) {
    if (!isHeadingPart(token.label.text, table)) continue;
    doubts.push({ code: 'heading-fragment', note: `"${token.text}" is a part of a heading that stands beside the table` });
    return;
  }
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

/** A line inside a cell that is shorter than the widest by this much, in columns of the dump, does not wrap. */
const RAGGED = 5;
const READS_BADLY = 1;

/** What in the lines of a wrapped cell says that they don't belong together, or that one of them is missing. */
export function doubtWrapping(doubts: Doubt[], tokens: readonly PlacedToken[], kind: CellKind, table: CompiledTable, lines: readonly Line[], reading: ReadingOn): void {
  for (let i = 1; i < tokens.length; i++) {
    const [above, token] = [tokens[i - 1]?.token, tokens[i]?.token];
    if (above && token && kind !== 'level' && above.text === token.text && above.line !== token.line) doubts.push({ code: 'repeated-line', note: `"${token.text}" is printed twice` });
  }
  if (tokens[0] && isFlowing(tokens[0].token, lines)) doubtFlowing(doubts, tokens, kind, table, reading);
  if (kind === 'prose' && tokens.length > 2 && isSwallowed(tokens, lines)) doubts.push({ code: 'swallowed-row', note: 'what looks like cells of a row of its own stands in this text' });
}

/** The same, of flowing lines. */
function doubtFlowing(doubts: Doubt[], tokens: readonly PlacedToken[], kind: CellKind, table: CompiledTable, reading: ReadingOn): void {
  if (kind !== 'text' && kind !== 'prose') return;
  // A name of one token wraps nowhere.
  if (kind === 'text' && tokens.length === 1) return;
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

