import { foldReading } from '../extractors/read/ocr/fold-reading.js';
import type { Cell, DocumentResult, Form } from '../schemas/record.js';

/** A form as a truth file has it. */
export interface TrueForm {
  readonly title: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly funding: readonly (readonly string[])[];
  readonly indicators: readonly (readonly string[])[];
}

/** A record's cell beside what is printed. */
export interface ScoredRecordCell {
  readonly place: string;
  readonly truth: string;
  readonly read: string;
  /** Whether its row (its cell, for a field) is marked `review`. */
  readonly flagged: boolean;
}

export interface RecordScore {
  readonly cells: number;
  readonly wrong: readonly ScoredRecordCell[];
  readonly rows: number;
  readonly flaggedRows: number;
  /** Why rows are flagged: rule and message, and the row. */
  readonly reasons: readonly string[];
  /** Rows marked ok with a wrong cell, rows that are not printed, and printed rows that are missing from a form marked ok. */
  readonly silent: readonly string[];
}

const COLUMNS = {
  funding: ['item', 'initialBudget', 'adjustedBudget', 'executed', 'weight', 'executionRate', 'score'],
  indicators: ['level1', 'level1Weight', 'level2', 'name', 'target', 'actual', 'weight', 'score', 'deviation'],
} as const;

const same = (a: string, b: string): boolean => foldReading(a) === foldReading(b);

/** Pairs printed rows with read rows, in order, so that as many cells as possible agree. */
function alignRows(truth: readonly (readonly string[])[], read: readonly (readonly string[])[]): [number | null, number | null][] {
  const alike = truth.map((row) => read.map((other) => row.filter((text, i) => text !== '' && same(text, other[i] ?? '')).length));
  const best = Array.from({ length: truth.length + 1 }, () => new Array<number>(read.length + 1).fill(0));
  const at = (i: number, j: number): number => best[i]?.[j] ?? 0;
  for (let i = truth.length - 1; i >= 0; i -= 1) {
    const line = best[i];
    for (let j = read.length - 1; line && j >= 0; j -= 1) line[j] = Math.max(at(i + 1, j), at(i, j + 1), (alike[i]?.[j] ?? 0) + at(i + 1, j + 1));
  }
  const pairs: [number | null, number | null][] = [];
  for (let i = 0, j = 0; i < truth.length || j < read.length; ) {
    if (i < truth.length && j < read.length && at(i, j) === (alike[i]?.[j] ?? 0) + at(i + 1, j + 1) && ((alike[i]?.[j] ?? 0) > 0 || truth.length - i === read.length - j)) pairs.push([i++, j++]);
    else if (j >= read.length || (i < truth.length && at(i + 1, j) >= at(i, j + 1))) pairs.push([i++, null]);
    else pairs.push([null, j++]);
  }
  return pairs;
}

/** Compares the records of a document with what it prints, cell by cell: equal after folding full and half width, and ㎡ with m². */
export function scoreRecords(truth: readonly TrueForm[], result: DocumentResult): RecordScore {
  const wrong: ScoredRecordCell[] = [];
  const silent: string[] = [];
  const reasons: string[] = [];
  let [cells, rows, flaggedRows] = [0, 0, 0];
  truth.forEach((form, index) => {
    const read: Form | undefined = result.forms[index];
    if (read === undefined) {
      silent.push(`form ${index + 1} is missing`);
      rows += form.funding.length + form.indicators.length;
      cells += [...form.funding, ...form.indicators].reduce((sum, row) => sum + row.length, 0);
      return;
    }
    for (const [name, text] of Object.entries(form.fields)) {
      const cell: Cell | undefined = read.fields[name];
      cells += 1;
      if (same(text, cell?.text ?? '')) continue;
      const flagged = cell === undefined || cell.status === 'review';
      wrong.push({ place: name, truth: text, read: cell?.text ?? '', flagged });
      if (!flagged) silent.push(`${name}: ${text} | ${cell?.text ?? ''}`);
    }
    for (const [table, columns] of Object.entries(COLUMNS) as ['funding' | 'indicators', readonly string[]][]) {
      const printed = form[table];
      const own = read.tables[table] ?? [];
      for (const [i, j] of alignRows(printed, own.map((row) => columns.map((column) => row.cells[column]?.text ?? '')))) {
        const [line, row] = [i === null ? undefined : printed[i], j === null ? undefined : own[j]];
        const flagged = row?.status === 'review';
        if (line !== undefined) rows += 1;
        if (flagged) {
          flaggedRows += 1;
          for (const { rule, message, kind } of row.reasons) reasons.push(`${table} ${(j ?? 0) + 1}: ${kind} ${rule}: ${message}`);
          for (const [column, cell] of Object.entries(row.cells)) for (const { code, note } of cell.doubts) reasons.push(`${table} ${(j ?? 0) + 1}.${column}: ${code}: ${note}`);
        }
        if (line === undefined) {
          if (!flagged) silent.push(`${table} row ${(j ?? 0) + 1} is not printed: ${columns.map((column) => row?.cells[column]?.text ?? '').join(' ')}`);
          continue;
        }
        if (row === undefined && read.status === 'ok') silent.push(`${table}: printed row ${(i ?? 0) + 1} is missing`);
        columns.forEach((column, k) => {
          const [text, got] = [line[k] ?? '', row?.cells[column]?.text ?? ''];
          cells += 1;
          if (same(text, got)) return;
          const place = `${table} ${(i ?? 0) + 1}.${column}`;
          wrong.push({ place, truth: text, read: got, flagged: row === undefined || flagged });
          if (row !== undefined && !flagged) silent.push(`${place}: ${text} | ${got}`);
        });
      }
    }
  });
  for (const extra of result.forms.slice(truth.length)) silent.push(`form that is not printed: ${extra.title.text}`);
  return { cells, wrong, rows, flaggedRows, reasons, silent };
}
