import type { Source } from '../../schemas/record.js';
import type { QuotedLine } from './report-page.js';

// A line of a dump can be a megabyte long; what stands around the marked characters is enough to find it.
const CONTEXT = 60;
const SHOWN_LINES = 12;

/** The lines that the places stand in, with their characters marked; `lines` are all lines of the text file. Places on pages give nothing. */
export function quoteLines(lines: readonly string[], sources: readonly Source[]): QuotedLine[] {
  const places = new Map<number, { from: number; to: number }[]>();
  for (const source of sources) {
    if ('bbox' in source) continue;
    const line = places.get(source.line) ?? [];
    line.push({ from: source.column - 1, to: source.column - 1 + source.length });
    places.set(source.line, line);
  }
  return [...places]
    .sort(([a], [b]) => a - b)
    .slice(0, SHOWN_LINES)
    .map(([line, marks]) => ({ label: `${line}`, parts: markLine([...(lines[line - 1] ?? '')], marks) }));
}

function markLine(characters: readonly string[], marks: readonly { readonly from: number; readonly to: number }[]): QuotedLine['parts'] {
  const marked = (i: number): boolean => marks.some(({ from, to }) => i >= from && i < to);
  const first = Math.max(0, Math.min(...marks.map(({ from }) => from)) - CONTEXT);
  const last = Math.min(characters.length, Math.max(...marks.map(({ to }) => to)) + CONTEXT);
  const parts: { text: string; marked: boolean }[] = first > 0 ? [{ text: '… ', marked: false }] : [];
  for (let i = first; i < last; i++) {
    const part = parts.at(-1);
    const text = characters[i] ?? '';
    if (part && part.marked === marked(i)) part.text += text;
    else parts.push({ text, marked: marked(i) });
  }
  if (last < characters.length) parts.push({ text: ' …', marked: false });
  return parts;
}
