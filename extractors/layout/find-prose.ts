import type { Phrase, PhraseLine } from './phrases.js';

/** Justified text stretches its blanks up to this many ems. */
const STRETCHED_BLANK = 1.1;
/** So many phrases that begin at one x, this many ems behind what precedes them, show a column there. */
const COLUMN_LINES = 6;
const COLUMN_GAP = 0.8;
/** A line of running text is at least this many ems long: narrower columns are rare outside tables. */
const LONG = 13;
/** Lines of a paragraph follow each other within this many ems. */
const LEADING = 1.1;
/** Left edges of a paragraph agree within this many ems, but for an indent of the first line. */
const SAME_EDGE = 0.6;
const INDENT = 4;
/** Most lines of a paragraph fill this share of its usual width. */
const FILLED = 0.8;
/** Where this share of the lines has a neighbour on the very same baseline, they are rows, not lines of a paragraph. */
const ROWS = 0.6;
const SAME_BASELINE = 0.12;

interface Run {
  readonly line: number;
  readonly parts: readonly Phrase[];
  readonly x0: number;
  readonly x1: number;
  readonly top: number;
  readonly bottom: number;
}

function isMostlyLetters(run: Run): boolean {
  let letters = 0;
  let others = 0;
  for (const part of run.parts) {
    for (const { text } of part.words) {
      for (let i = 0; i < text.length; i += 1) {
        const code = text.charCodeAt(i) | 32;
        // Beyond ASCII nearly all that running text holds is letters.
        if ((code >= 97 && code <= 122) || code > 0xbf) letters += 1;
        else if ((code >= 48 && code <= 57) || code === 37 || code === 36 || code === 46) others += 1;
      }
    }
  }
  return letters > 2 * others;
}

/**
 * The paragraphs of running text, as the phrases of their lines: three or more long lines below each other that fill a common width, with no cell
 * beside them.
 */
export function findProse(lines: readonly PhraseLine[], em: number): Phrase[][] {
  // Where many phrases begin, a column begins, however near the text before it comes.
  const beginnings = new Map<number, number>();
  const slot = (x: number): number => Math.round(x / (0.5 * em));
  for (const line of lines) {
    line.phrases.forEach(({ x0 }, index) => {
      if (x0 - (line.phrases[index - 1]?.x1 ?? -Infinity) >= COLUMN_GAP * em) beginnings.set(slot(x0), (beginnings.get(slot(x0)) ?? 0) + 1);
    });
  }
  const beginsColumn = (x: number): boolean => (beginnings.get(slot(x)) ?? 0) >= COLUMN_LINES;
  const runs: Run[] = [];
  const byLine: Run[][] = lines.map((line, index) => {
    const row: Run[] = [];
    let parts: Phrase[] = [];
    const flush = (): void => {
      if (parts.length === 0) return;
      const run: Run = {
        line: index,
        parts,
        x0: parts[0]?.x0 ?? 0,
        x1: Math.max(...parts.map((part) => part.x1)),
        top: Math.min(...parts.map((part) => part.top)),
        bottom: Math.max(...parts.map((part) => part.bottom)),
      };
      row.push(run);
      runs.push(run);
      parts = [];
    };
    for (const phrase of line.phrases) {
      const last = parts.at(-1);
      if (last !== undefined && (phrase.x0 - last.x1 > STRETCHED_BLANK * em || (phrase.x0 - last.x1 >= COLUMN_GAP * em && beginsColumn(phrase.x0)))) flush();
      parts.push(phrase);
    }
    flush();
    return row;
  });

  const isLong = new Map(runs.map((run) => [run, run.x1 - run.x0 >= LONG * em && isMostlyLetters(run)]));
  const next = new Map<Run, Run>();
  const hasPrevious = new Set<Run>();
  for (const run of runs) {
    for (let line = run.line + 1; line < byLine.length; line += 1) {
      const top = lines[line]?.top ?? Infinity;
      if (top - run.bottom > LEADING * em) break;
      const below = byLine[line]?.find((other) => {
        const dx = run.x0 - other.x0;
        const aligned = Math.abs(dx) <= SAME_EDGE * em || (dx > 0 && dx <= INDENT * em) || (dx < 0 && -dx <= INDENT * em && isLong.get(other) === true);
        return aligned && Math.min(run.x1, other.x1) > Math.max(run.x0, other.x0);
      });
      if (below !== undefined) {
        if (!hasPrevious.has(below)) {
          next.set(run, below);
          hasPrevious.add(below);
        }
        break;
      }
    }
  }

  const blocks: Run[][] = [];
  for (const run of runs) {
    if (hasPrevious.has(run)) continue;
    let block: Run[] = [];
    let at: Run | undefined = run;
    while (at !== undefined) {
      // A paragraph is a stretch of long lines, with at most one short line (its end) between two of them.
      if (isLong.get(at) === true) block.push(at);
      else if (block.length > 0 && isLong.get(block.at(-1) as Run) === true) block.push(at);
      else {
        if (block.length > 0) blocks.push(block);
        block = [];
      }
      at = next.get(at);
    }
    if (block.length > 0) blocks.push(block);
  }
  const proseLike = blocks.filter((block) => {
    const long = block.filter((run) => isLong.get(run) === true);
    if (long.length < 3) return false;
    // The usual edges: a title above the column may be wider than it.
    const right = long.map((run) => run.x1).sort((a, b) => a - b)[Math.floor(long.length * 0.8)] ?? 0;
    const left = long.map((run) => run.x0).sort((a, b) => a - b)[Math.floor(long.length * 0.2)] ?? 0;
    return long.filter((run) => run.x1 - left >= FILLED * (right - left)).length >= 0.6 * long.length;
  });
  const candidates = new Set(proseLike.flat());
  return proseLike
    .filter((block) => {
      const beside = block.filter((run) =>
        byLine[run.line]?.some((other) => other !== run && !candidates.has(other) && Math.abs(other.bottom - run.bottom) <= SAME_BASELINE * em),
      );
      return beside.length < ROWS * block.length;
    })
    .map((block) => block.flatMap((run) => run.parts));
}
