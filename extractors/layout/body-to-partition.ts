import type { Ruling } from '../../schemas/page.js';
import type { Body } from './find-bodies.js';
import { isFullWidth } from './find-header.js';
import { headerSpans } from './header-spans.js';
import { linesToRows } from './lines-to-rows.js';
import type { Partition, Span } from './partition.js';
import type { PhraseLine } from './phrases.js';

const NUMBER = /^[\p{Sc}(<>≤≥~*†‡+\-–—−]*\d[\d.,:\s]*[%)*†‡]*$/u;

/** How many of the first lines are header: down to the first full rule that lies near the top, or up to the first numbers in a column of numbers. */
function headerLength(lines: readonly PhraseLine[], columns: readonly { x0: number; x1: number }[], rules: readonly Ruling[], extended: number): number {
  const x0 = columns[0]?.x0 ?? 0;
  const x1 = columns.at(-1)?.x1 ?? 0;
  const isNumeric = (line: PhraseLine): boolean => line.phrases.some((phrase, index) => index > 0 && NUMBER.test(phrase.words.map((word) => word.text).join(' ')));
  const firstNumeric = lines.findIndex(isNumeric);
  const numericLines = lines.filter(isNumeric).length;
  const ruled: number[] = [];
  for (let k = 1; k <= Math.min(lines.length - 1, Math.max(extended + 3, 8)); k += 1) {
    const above = lines[k - 1];
    const line = lines[k];
    if (above === undefined || line === undefined) break;
    if (rules.some((rule) => isFullWidth(rule, x0, x1) && rule.at > (above.top + above.bottom) / 2 && rule.at < (line.top + line.bottom) / 2)) ruled.push(k);
  }
  // The last rule above the first numbers ends the header; a header may hold numbers itself (years), then the first rule does.
  const last = ruled.findLast((k) => k <= firstNumeric) ?? ruled[0];
  if (last !== undefined) return last;
  if (firstNumeric > 0 && firstNumeric <= extended + 4 && numericLines >= 0.5 * lines.length) {
    // A section heading right above the numbers belongs to them.
    let k = firstNumeric;
    while (k > 0 && lines[k - 1]?.phrases.length === 1 && (lines[k - 1]?.phrases[0]?.x0 ?? 0) < (columns[0]?.x1 ?? 0)) k -= 1;
    return Math.max(k, extended);
  }
  return extended;
}

/** The partition that the lines `first` to `last` of a body and its header read as, and the extent of its text. */
export function bodyToPartition(allLines: readonly PhraseLine[], body: Body, first: number, last: number, rules: readonly Ruling[], em: number): Partition {
  const lines = allLines.slice(first, last + 1);
  const { columns } = body;
  const left = lines.reduce((least, line) => Math.min(least, line.phrases[0]?.x0 ?? Infinity), Infinity);
  const right = lines.reduce((most, line) => line.phrases.reduce((x, phrase) => Math.max(x, phrase.x1), most), -Infinity);
  const xs = [left - 0.1 * em];
  for (let c = 1; c < columns.length; c += 1) xs.push(((columns[c - 1]?.x1 ?? 0) + (columns[c]?.x0 ?? 0)) / 2);
  xs.push(right + 0.1 * em);

  const headerLines = headerLength(lines, columns, rules, body.first - first);
  const bodyLines = lines.slice(headerLines);
  const ys = [(lines[0]?.top ?? 0) - 0.1 * em];
  const spans: Span[] = [];
  const bodyTop = ((bodyLines[0]?.top ?? 0) + (bodyLines[0]?.bottom ?? 0)) / 2;
  const gaps = bodyLines.slice(1).map((line, index) => line.top - (bodyLines[index]?.bottom ?? 0)).sort((a, b) => a - b);
  const rowGap = gaps[Math.floor(gaps.length / 2)] ?? Infinity;
  if (headerLines > 0) {
    const header = headerSpans(lines.slice(0, headerLines), columns, xs, rules, em, bodyTop, rowGap);
    ys.push(...header.boundaries);
    spans.push(...header.spans);
    ys.push(((lines[headerLines - 1]?.bottom ?? 0) + (bodyLines[0]?.top ?? 0)) / 2);
  }
  const rows = linesToRows(bodyLines, columns, rules, em);
  const firstRow = ys.length - 1;
  ys.push(...rows.boundaries);
  spans.push(...rows.spans.map((span) => ({ ...span, row: span.row + firstRow })));
  ys.push((lines.at(-1)?.bottom ?? 0) + 0.1 * em);
  spans.sort((a, b) => a.row - b.row || a.column - b.column);
  return { xs, ys, spans };
}
