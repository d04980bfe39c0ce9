import type { CompiledColumn, CompiledTable } from './compile-definition.js';
import type { PrintedColumn } from './decode-rows.js';
import { foldBrackets } from './fold-label.js';
import type { Line } from './line.js';
import type { Token } from './token.js';

export interface PrintedHeader {
  readonly columns: readonly PrintedColumn[];
  /** Names of the columns whose label was found, in printed order. */
  readonly found: readonly string[];
  readonly starred: readonly string[];
  /** Where drawn cells of columns stand that the table doesn't know: from the cell of their label to the next label's, exclusive. */
  readonly foreign: readonly { readonly from: number; readonly to: number }[];
}

/**
 * Reads the order of a table's columns off its header line. Columns whose label is missing there take the place that the definition gives them;
 * `header` null means that no header was found and the definition's own order stands in. Columns that a whole header leaves out are not there.
 */
export function readHeader(header: Line | null, table: CompiledTable, rows: readonly Line[]): PrintedHeader {
  const found: { name: string; cell: number | null }[] = [];
  const starred: string[] = [];
  for (const token of header?.tokens ?? []) {
    const label = token.label;
    const column = table.header.get(label.text);
    if (!column || found.some(({ name }) => name === column.definition.name)) continue;
    found.push({ name: column.definition.name, cell: token.cell });
    if (label.starred) starred.push(column.definition.name);
  }
  const all = table.columns.map((column) => column.definition.name);
  const isPrinted = ({ definition }: CompiledColumn): boolean => found.some(({ name }) => name === definition.name);
  // A part of a column is one of it: it is joined to the column's own text, be that printed or not.
  const hasPart = ({ definition }: CompiledColumn): boolean => table.parts.some((part) => part.partOf?.column === definition.name && isPrinted(part));
  const kept = table.columns
    .filter((column) => column.labels.size === 0 || column.definition.kind === 'prose' || isPrinted(column) || hasPart(column))
    .map((column) => column.definition.name);
  // A header whose every token is known prints all columns that the table has, unless a row prints more: prose alone may stand in one without a label.
  const isWhole = header?.tokens.every((token) => isKnown(token, table)) && !rows.some(({ tokens }) => tokens.length > kept.length && tokens.length <= all.length);
  const order = isWhole ? kept : all;
  const printed = found.map(({ name }) => name);
  const names = [...printed];
  // A column without a printed label stands behind the one that precedes it in the definition.
  order.forEach((name, i) => {
    if (names.includes(name)) return;
    const before = order.slice(0, i).findLast((other) => names.includes(other));
    names.splice(before === undefined ? 0 : names.indexOf(before) + 1, 0, name);
  });
  const brackets = new Set(table.columns.flatMap((column) => (column.definition.bracket ? [column.definition.bracket.column] : [])));
  const columns = names.map((name): PrintedColumn => {
    const column = [...table.columns, ...table.parts].find((candidate) => candidate.definition.name === name);
    if (!column) throw new Error(`column ${name} is not in the table ${table.definition.name}`);
    return { column, cell: found.find((entry) => entry.name === name)?.cell ?? null, isBracket: brackets.has(name) };
  });
  const placed = guessCells(columns);
  return { columns: placed, found: printed.filter((name) => table.columns.some((column) => column.definition.name === name)), starred, foreign: findForeign(header, placed, table) };
}

/** The columns that the header labels, the table doesn't know, and no column without its label is thought to be. */
function findForeign(header: Line | null, columns: readonly PrintedColumn[], table: CompiledTable): { from: number; to: number }[] {
  if (header?.kind !== 'grid') return [];
  const first = header.tokens.findIndex(({ label }) => table.header.has(label.text));
  return header.tokens.flatMap((token, i) => {
    const { cell } = token;
    if (i < first || cell === null || isKnown(token, table) || columns.some((column) => column.cell === cell)) return [];
    return [{ from: cell, to: header.tokens[i + 1]?.cell ?? Infinity }];
  });
}

function isKnown(token: Token, table: CompiledTable): boolean {
  const { text, brackets } = foldBrackets(token.label);
  return table.header.has(text) || table.headings.has(text) || (text === '' && brackets.length > 0);
}

/** Cells of columns without a header label, counted from their neighbours with one; a bracket has no cell of its own. */
function guessCells(columns: readonly PrintedColumn[]): PrintedColumn[] {
  const result = columns.map((column) => ({ ...column }));
  if (result.every((column) => column.cell === null)) return result;
  for (let i = result.length - 2; i >= 0; i--) {
    const column = result[i];
    const after = result[i + 1];
    if (column && column.cell === null && !column.isBracket && after?.cell != null && after.cell > 0) column.cell = after.cell - 1;
    else if (column?.isBracket && after) column.cell = after.cell;
  }
  for (let i = 1; i < result.length; i++) {
    const column = result[i];
    const before = result[i - 1];
    if (column && column.cell === null && !column.isBracket && before?.cell != null) column.cell = before.cell + 1;
  }
  return result.map((column) => (column.isBracket ? { ...column, cell: null } : column));
}
