import type { Line } from './line.js';
import { type Token, tokensOnLine } from './token.js';
import { inCharacters } from './token-places.js';
import type { Vocabulary } from './vocabulary.js';

/**
 * Tools that keep the layout of a page print texts whose lines touch (Poppler: lines of high fonts) one column after the other, each right of the one
 * before:
 *
 *     数量指标                      数量指标  ≥132公里  20
 *     质量指标             stands for  质量指标  ≥95%    20
 *              ≥132公里
 *              ≥95%
 *                       20
 *                       20
 *
 * Such a strip is folded back: where steps of as many lines each follow one another, the first lines of all are one line, and so on. Lines without
 * places, and those that print a title or a label beside its value, are left as they are: what stands below the head of a form may be wrapped, too.
 */
export function foldStrips(lines: readonly Line[], vocabulary: Vocabulary): Line[] {
  const out: Line[] = [];
  const emit = (line: Line, tokens: readonly Token[]): void => {
    const index = out.length;
    out.push(index === line.index && tokens === line.tokens ? line : { ...line, index, tokens: tokensOnLine(tokens, index) });
  };
  const spans: (Span | null)[] = [];
  for (const line of lines) spans.push(lineToSpan(line, vocabulary));
  for (let at = 0; at < lines.length; ) {
    const steps = findSteps(spans, at, vocabulary);
    const [first = []] = steps;
    if (steps.length < 2) {
      const line = lines[at];
      if (line) emit(line, line.tokens);
      at++;
      continue;
    }
    for (const [i, { line }] of first.entries()) emit({ ...line, isFolded: true }, steps.flatMap((step) => step[i]?.line.tokens ?? []));
    at += steps.length * first.length;
  }
  return out;
}

interface Span {
  readonly line: Line;
  readonly start: number;
  readonly end: number;
}

/** A step of one line may as well stand between the lines of the cells beside it. */
const LEAST_LINES = 2;

/** Where a line begins and ends, in characters; null for one that is no part of a strip. */
function lineToSpan(line: Line, { marks, titleEndings }: Vocabulary): Span | null {
  const { kind, tokens } = line;
  const [first] = tokens;
  const last = tokens.at(-1);
  if (kind !== 'flowing' || first === undefined || last === undefined) return null;
  for (const { label } of tokens) if (marks.get(label.text) === 'beside') return null;
  if (tokens.length === 1 && titleEndings.isEndOf(first.label.text)) return null;
  return { line, start: inCharacters(first)[0], end: inCharacters(last)[1] };
}

/** The steps of a strip that begins at a line, of as many lines each; fewer than two where none begins. */
function findSteps(spans: readonly (Span | null)[], at: number, vocabulary: Vocabulary): readonly Span[][] {
  // Nearly no line begins one: the second line is the first of the next step, or stands below the first.
  if (spans[at] === null || !goesOn(spans, at + 1)) return NO_STEPS;
  const steps: Span[][] = [[]];
  let edge = -Infinity;
  let end = -Infinity;
  for (let i = at; i < at + MOST_LINES; i++) {
    const span = spans[i];
    if (span == null || (i > at && !goesOn(spans, i))) break;
    const step = steps.at(-1) ?? [];
    if (span.start > end && step.length > 0) {
      if (step.length < LEAST_LINES || step.length !== steps[0]?.length) break;
      steps.push([span]);
      edge = end;
    } else if (span.start > edge) step.push(span);
    else break;
    end = Math.max(end, span.end);
  }
  // What is higher than the steps before it is no step of theirs.
  while (steps.length > 1 && (steps.at(-1)?.length !== steps[0]?.length || isProse(steps.at(-1) ?? [], vocabulary))) steps.pop();
  return steps;
}

const NO_STEPS: readonly Span[][] = [];

/** True for a line right below another, which both may be parts of a strip. */
function goesOn(spans: readonly (Span | null)[], at: number): boolean {
  const span = spans[at];
  return span != null && span.line.gapBefore === 0 && span.line.page === spans[at - 1]?.line.page;
}

/** True for lines without a value or label: an explanation that is higher than its row begins beside the rows above. */
const isProse = (step: readonly Span[], { beginnings }: Vocabulary): boolean =>
  step.every(({ line }) => line.tokens.every(({ label, shape }) => !shape.number && !shape.measure && !shape.mark && !beginnings.has(label.text)));

/** No strip has as many lines. */
const MOST_LINES = 60;

/**
 * True where a tool printed lines that touch apart, so that a text may stand on the line above or below its own. Texts whose lines touch share a line even
 * where they fill no strip.
 */
export function touches(lines: readonly Line[]): boolean {
  let known = touching.get(lines);
  if (known === undefined) touching.set(lines, (known = lines.some(({ isFolded }) => isFolded === true)));
  return known;
}

/** Asked for each table of a document, of all its lines. */
const touching = new WeakMap<readonly Line[], boolean>();
