import type { CompiledDefinition } from './compile-definition.js';
import type { ProseLines } from './read-prose.js';

const LEAST_OF_HEADING = 2;

function beginsText(lines: ProseLines['lines'], beginning: string): boolean {
  for (const { tokens } of lines) for (const { text } of tokens) if (text.startsWith(beginning)) return true;
  return false;
}

/**
 * The heading of which some pieces in a row are the beginning, and the beginnings of lines of prose what follows, or which these spell alone; null where
 * none is.
 */
export function headingInProse(pieces: readonly string[], { lines }: ProseLines, { headings }: CompiledDefinition): string | null {
  const runs: string[] = [];
  for (let from = 0; from < pieces.length; from++) for (let to = from + 1; to <= pieces.length; to++) runs.push(pieces.slice(from, to).join(''));
  for (const printed of runs) {
    if (printed.length < LEAST_OF_HEADING) continue;
    for (const heading of headings) {
      const next = heading.slice(printed.length, printed.length + LEAST_OF_HEADING);
      if (heading.startsWith(printed) && next.length === LEAST_OF_HEADING && beginsText(lines, next)) return heading;
    }
  }
  // A line each begins with a piece of it: nearly no heading has even its first two characters there.
  const beginnings = new Set<string>();
  for (const { tokens } of lines) for (const { text } of tokens) beginnings.add(text.slice(0, LEAST_OF_HEADING));
  const spells = (at: number, rest: string): boolean => {
    if (rest === '') return true;
    for (let k = rest.length; k >= LEAST_OF_HEADING; k--) if (lines[at]?.tokens.some(({ text }) => text.startsWith(rest.slice(0, k))) === true && spells(at + 1, rest.slice(k))) return true;
    return false;
  };
  for (const heading of headings) {
    if (!beginnings.has(heading.slice(0, LEAST_OF_HEADING))) continue;
    for (let k = LEAST_OF_HEADING; k <= heading.length - LEAST_OF_HEADING; k++) {
      if (lines.some(({ tokens }, at) => tokens.some(({ text }) => text.startsWith(heading.slice(0, k))) && spells(at + 1, heading.slice(k)))) return heading;
    }
  }
  return null;
}
