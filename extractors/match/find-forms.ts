import type { CompiledDefinition, CompiledTable } from './compile-definition.js';
import { foldLabel } from './fold-label.js';
import type { Line } from './line.js';

/** The header line of a table: which token names which column. */
export interface Header {
  readonly table: CompiledTable;
  readonly line: number;
  /** How many of the table's header labels it prints. */
  readonly found: number;
}

/** The lines of one form: from its title to the next form's. */
export interface FormLines {
  readonly title: number | null;
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
}

/** A header prints at least this share of the table's labels, and never fewer than two. */
const MIN_HEADER_SHARE = 0.5;
const MAX_TITLE_LENGTH = 60;
/** A title stands at most this many lines above the first label of its form. */
const MAX_TITLE_DISTANCE = 8;

/** The header of `table` that a line prints, or null. A label that is also a heading or field label counts only beside others. */
export function lineToHeader(line: Line, table: CompiledTable): Header | null {
  const found = new Set<string>();
  for (const token of line.tokens) {
    const column = table.header.get(foldLabel(token.text).text);
    if (column) found.add(column.definition.name);
  }
  const labelled = table.columns.filter((column) => column.labels.size > 0).length;
  return found.size >= Math.max(2, labelled * MIN_HEADER_SHARE) ? { table, line: line.index, found: found.size } : null;
}

const isTitle = (line: Line, definition: CompiledDefinition): boolean => {
  if (line.tokens.length > 4) return false;
  const text = foldLabel(line.tokens.map((token) => token.text).join('')).text;
  return text.length <= MAX_TITLE_LENGTH && !/[，。；]/.test(text) && definition.titles.some((title) => text.endsWith(title));
};

/**
 * Finds the forms of a definition in the lines of a document. A form begins at its title, or, where that is missing, where a label of its head
 * is printed again. What has neither the header of a table nor two labels of the head is no form.
 */
export function findForms(lines: readonly Line[], definition: CompiledDefinition): FormLines[] {
  const forms: FormLines[] = [];
  let title: number | null = null;
  let from = -1;
  let seen = new Set<string>();
  let evidence = 0;
  let tables = 0;
  let current: { title: number | null; from: number } | null = null;
  const finish = (to: number): void => {
    if (current && evidence >= 2) forms.push({ ...current, to });
    current = null;
    seen = new Set();
    evidence = 0;
    tables = 0;
  };
  for (const line of lines) {
    if (isTitle(line, definition)) {
      title = line.index;
      continue;
    }
    const labels: string[] = [];
    for (const token of line.tokens) {
      const field = definition.fields.get(foldLabel(token.text).text);
      if (field && field.place === 'beside') labels.push(field.name);
    }
    const headers = definition.tables.filter((table) => lineToHeader(line, table) !== null).map((table) => table.definition.name);
    if (labels.length === 0 && headers.length === 0) continue;
    const titled = title !== null && line.index - title <= MAX_TITLE_DISTANCE && title > from;
    // A line printed twice repeats a label too: only behind a table does it begin a form.
    const repeats = tables > 0 && labels.some((label) => seen.has(label));
    if (current === null || titled || repeats) {
      const start = titled && title !== null ? title : line.index;
      finish(start);
      current = { title: titled ? title : null, from: start };
      from = line.index;
    }
    for (const label of labels) seen.add(label);
    evidence += labels.length + headers.length * 2;
    tables += headers.length;
  }
  finish(lines.length);
  return forms;
}
