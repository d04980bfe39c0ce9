import { isWhiteSpace } from './is-white-space.js';
import { scanCsv } from './scan-csv.js';

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

/** What a text looks like when it is cut at a separator. */
interface Outline {
  /** The number of fields of each record that holds anything. */
  readonly fields: readonly number[];
  readonly needfulQuotes: number;
  readonly broken: boolean;
  readonly unclosed: number;
}

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/** Without quotes a line is a record; with them the rules of CSV decide where one ends. */
function outlineOf(text: string, separator: CsvSeparator): Outline {
  if (!text.includes('"')) return { fields: countFields(text, separator.charCodeAt(0)), needfulQuotes: 0, broken: false, unclosed: 0 };
  const { records, ...rest } = scanCsv(text, separator);
  return { ...rest, fields: records.filter((record) => record.length > 1 || record[0]?.text.trim() !== '').map((record) => record.length) };
}

/** The number of fields of each line that is not blank. Nothing is cut: a comma in its prose sends many a dump here. */
function countFields(text: string, separator: number): number[] {
  const fields: number[] = [];
  let isFilled = false;
  let own = 1;
  for (let i = 0; i <= text.length; i++) {
    const code = i < text.length ? text.charCodeAt(i) : LINE_FEED;
    if (code === LINE_FEED || code === CARRIAGE_RETURN) {
      if (isFilled) fields.push(own);
      isFilled = false;
      own = 1;
    } else {
      if (code === separator) own++;
      isFilled ||= !isWhiteSpace(code);
    }
  }
  return fields;
}

/** How well an outline looks like a table: the share of records with the commonest number of fields, 0 where that is too small. */
function agreement({ fields: own, broken }: Outline): number {
  if (broken) return 0;
  const counts = new Map<number, number>();
  for (const fields of own) counts.set(fields, (counts.get(fields) ?? 0) + 1);
  const filled = own.length;
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
    const found = outlineOf(head, separator);
    if (found.unclosed > (head.length < text.length ? LONGEST_CUT : 0)) continue;
    if (separator === '\t' && found.needfulQuotes === 0) continue;
    const score = agreement(found);
    if (score >= (found.needfulQuotes > 0 ? AGREEING_WITH_QUOTES : AGREEING) && score > (best?.score ?? 0)) best = { separator, score };
  }
  return best?.separator ?? null;
}
