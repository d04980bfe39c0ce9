import { scanCsv, type CsvScan } from './scan-csv.js';

const SEPARATORS = [',', ';', '\t'] as const;
export type CsvSeparator = (typeof SEPARATORS)[number];

/** A table of fewer columns, or one whose records disagree on their number, is taken for prose with commas. */
const LEAST_FIELDS = 3;
const LEAST_RECORDS = 2;
const AGREEING = 0.9;
/** Quotes around what needs them are no accident: with them the records may differ more. */
const AGREEING_WITH_QUOTES = 0.4;
/** A field that the end of the part that is looked at cut is no longer than this. */
const LONGEST_CUT = 20_000;
/** How much of a long file decides what it is, in UTF-16 units. */
const SNIFFED = 200_000;

/** How well a scan looks like a table: the share of records with the commonest number of fields, 0 where that is too small. */
function agreement({ records, broken }: CsvScan): number {
  if (broken) return 0;
  const counts = new Map<number, number>();
  let filled = 0;
  for (const record of records) {
    if (record.length === 1 && record[0]?.text.trim() === '') continue;
    filled++;
    counts.set(record.length, (counts.get(record.length) ?? 0) + 1);
  }
  const [fields, most] = [...counts].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0] ?? [0, 0];
  return filled >= LEAST_RECORDS && fields >= LEAST_FIELDS ? most / filled : 0;
}

/**
 * The separator of a text in CSV, or null for any other text. Tabs alone are left to the text reader; only quotes that hold a tab or a line break need
 * the rules of CSV.
 */
export function sniffCsv(text: string): CsvSeparator | null {
  const head = text.length > SNIFFED ? text.slice(0, text.lastIndexOf('\n', SNIFFED) + 1 || SNIFFED) : text;
  let best: { separator: CsvSeparator; score: number } | null = null;
  for (const separator of SEPARATORS) {
    if (!head.includes(separator)) continue;
    const found = scanCsv(head, separator);
    if (found.unclosed > (head.length < text.length ? LONGEST_CUT : 0)) continue;
    if (separator === '\t' && found.needfulQuotes === 0) continue;
    const score = agreement(found);
    if (score >= (found.needfulQuotes > 0 ? AGREEING_WITH_QUOTES : AGREEING) && score > (best?.score ?? 0)) best = { separator, score };
  }
  return best?.separator ?? null;
}
