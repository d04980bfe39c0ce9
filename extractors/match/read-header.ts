import type { ColumnDefinition } from '../../schemas/form-definition.js';
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
  /**
   * Columns that are not certain since the header misses labels and prints others: where lines have no cells all that every row prints, else those that are
   * missed; with the first label of either kind. Those that every row prints, too, where a label that is not known was gathered with the others from lines
   * without places.
   */
  readonly unsure: readonly string[];
  readonly missing: string;
  /** Neighbours whose labels stand on different lines that keep no places, so that either may be the first. */
  readonly exchangeable: readonly (readonly [PrintedColumn, PrintedColumn])[];
  readonly unknown: string;
}

/**
 * Reads the order of a table's columns off its header line. Columns whose label is missing there take the place that the definition gives them;
 * `header` null means that no header was found and the definition's own order stands in. Columns that a whole header leaves out are not there.
 */
export function readHeader(header: Line | null, table: CompiledTable, rows: readonly Line[]): PrintedHeader {
  /** The cells of the columns that are printed, by name. */
  const found = new Map<string, number | null>();
  const starred: string[] = [];
  const tokens = header?.tokens ?? [];
  const allUnknown = findUnknown(tokens, table, header?.drawn === true);
  const assigned = assignUnknown(header, table, allUnknown);
  const unknown = allUnknown.filter((token) => !assigned.has(token));
  const own: (CompiledColumn | undefined)[] = [];
  for (const token of tokens) own.push(table.header.get(token.label.text) ?? assigned.get(token));
  // Drawn cells are told by their place; elsewhere the reading must know that there is such a column, and that it is none of the table's.
  const isComplete = table.columns.every((column) => column.labels.size === 0 || own.includes(column));
  const foreign = header?.kind === 'grid' || !isComplete ? new Map<Token, CompiledColumn>() : toForeignColumns(tokens, unknown);
  for (const [i, token] of tokens.entries()) {
    const column = own[i] ?? foreign.get(token);
    if (!column || found.has(column.definition.name)) continue;
    // 预算资金（万元） beside a table that prints 全年预算数 is its heading, though other forms label a column so.
    if (i === 0 && tokens.some((other) => other !== token && table.header.get(other.label.text) === column)) continue;
    found.set(column.definition.name, token.cell);
    if (token.label.starred) starred.push(column.definition.name);
  }
  const all = table.columns.map((column) => column.definition.name);
  const isPrinted = ({ definition }: CompiledColumn): boolean => found.has(definition.name);
  // A part of a column is one of it: it is joined to the column's own text, be that printed or not.
  const hasPart = ({ definition }: CompiledColumn): boolean => table.parts.some((part) => part.partOf?.column === definition.name && isPrinted(part));
  const kept = table.columns
    .filter((column) => column.labels.size === 0 || column.definition.kind === 'prose' || isPrinted(column) || hasPart(column))
    .map((column) => column.definition.name);
  // A header whose every token is known prints all columns that the table has, unless a row prints more: prose alone may stand in one without a label.
  const printed = [...found.keys()];
  // Parts have cells of their own.
  const [most, possible] = [new Set([...kept, ...printed]).size, new Set([...all, ...printed]).size];
  const isWhole = header?.tokens.every((token) => isKnown(token, table) || assigned.has(token)) && !rows.some(({ tokens }) => tokens.length > most && tokens.length <= possible);
  const order = isWhole ? kept : all;
  const names = [...printed];
  // A column without a printed label stands behind the one that precedes it in the definition.
  order.forEach((name, i) => {
    if (names.includes(name)) return;
    const before = order.slice(0, i).findLast((other) => names.includes(other));
    names.splice(before === undefined ? 0 : names.indexOf(before) + 1, 0, name);
  });
  const brackets = new Set(table.columns.flatMap((column) => (column.definition.bracket ? [column.definition.bracket.column] : [])));
  const isForeign = new Set(foreign.values());
  const byName = new Map<string, CompiledColumn>();
  for (const column of [...table.columns, ...table.parts, ...isForeign]) if (!byName.has(column.definition.name)) byName.set(column.definition.name, column);
  const columns = names.map((name): PrintedColumn => {
    const column = byName.get(name);
    if (!column) throw new Error(`column ${name} is not in the table ${table.definition.name}`);
    return { column, cell: found.get(name) ?? null, isBracket: brackets.has(name), isForeign: isForeign.has(column) };
  });
  const placed = guessCells(columns);
  const missing = table.columns.filter((column) => column.labels.size > 0 && !isPrinted(column));
  return {
    columns: placed,
    found: printed.filter((name) => table.columns.some((column) => column.definition.name === name)),
    starred,
    foreign: cellsOf(unknown, header).filter(({ from, to }) => !placed.some(({ column, cell }) => missing.includes(column) && cell !== null && cell >= from && cell < to)),
    unsure: [...unsureColumns(header, unknown, missing, table), ...cutParts(unknown, table, isPrinted)],
    missing: missing[0]?.definition.labels[0] ?? '',
    exchangeable: header?.isGathered === true ? toExchangeable(tokens, placed, table) : [],
    unknown: unknown[0]?.text ?? '',
  };
}

function toExchangeable(tokens: readonly Token[], columns: readonly PrintedColumn[], table: CompiledTable): [PrintedColumn, PrintedColumn][] {
  const lineOf = ({ words: [word] }: Token): number | null => (word !== undefined && 'line' in word.source ? word.source.line : null);
  const columnOf = (token: Token): PrintedColumn | undefined => columns.find(({ column }) => column === table.header.get(token.label.text));
  return tokens.flatMap((token, i): [PrintedColumn, PrintedColumn][] => {
    const before = tokens[i - 1];
    const [one, other] = [before && columnOf(before), columnOf(token)];
    return before !== undefined && one !== undefined && other !== undefined && lineOf(before) !== lineOf(token) ? [[one, other]] : [];
  });
}

/** The columns that an unknown label may be the one of. */
function unsureColumns(header: Line | null, unknown: readonly Token[], missing: readonly CompiledColumn[], table: CompiledTable): readonly string[] {
  if (unknown.length === 0) return [];
  if (header?.isGathered === true || (missing.length > 0 && header?.kind === 'flowing')) return table.definition.anchors;
  return missing.map(({ definition }) => definition.name);
}

/** The columns of which a part may stand below an unknown label, as that is a piece of the part's (度量 of 度量单位): a page break may have cut it. */
function cutParts(unknown: readonly Token[], table: CompiledTable, isPrinted: (column: CompiledColumn) => boolean): string[] {
  const isPiece = (label: string): boolean => unknown.some(({ label: { text } }) => table.headerParts.has(text) && label !== text && (label.startsWith(text) || label.endsWith(text)));
  return table.parts.flatMap((part) => (part.partOf !== null && !isPrinted(part) && [...part.labels].some(isPiece) ? [part.partOf.column] : []));
}

/** The labels that are none of the table's, nor pieces of one, which are none in a cell of their own: behind the first of them, or before it and behind what may be a heading beside the table. */
function findUnknown(tokens: readonly Token[], table: CompiledTable, isDrawn: boolean): Token[] {
  const unknown: Token[] = [];
  let isHeader = false;
  for (const [i, token] of tokens.entries()) {
    if (table.header.has(token.label.text)) isHeader = true;
    if (i > 0 && !isKnown(token, table) && (isDrawn || !table.headerParts.has(token.label.text))) unknown.push(token);
  }
  return isHeader ? unknown : [];
}

/**
 * Labels that the table doesn't know, and the columns whose labels it misses: where there are as many of both, the one are the other in printed order.
 * Columns keep their order, but for numbers, which forms print in any; where lines have no cells an unknown word may as well be a piece of a label, and must
 * stand beside a neighbour of its column.
 */
function assignUnknown(header: Line | null, table: CompiledTable, unknown: readonly Token[]): Map<Token, CompiledColumn> {
  if (unknown.length === 0) return new Map();
  const tokens = header?.tokens ?? [];
  const columnOf = (token: Token | undefined): CompiledColumn | undefined => token && table.header.get(token.label.text);
  const known = new Set(tokens.flatMap((token) => columnOf(token) ?? []));
  const missing = table.columns.filter((column) => column.labels.size > 0 && !known.has(column));
  if (unknown.length !== missing.length) return new Map();
  return new Map(
    unknown.flatMap((token, i) => {
      const column = missing[i];
      if (column === undefined) return [];
      const at = tokens.indexOf(token);
      const [before, after] = [columnOf(tokens[at - 1]), columnOf(tokens[at + 1])];
      const own = table.columns.indexOf(column);
      const isBeside = (before !== undefined && before === table.columns[own - 1]) || (after !== undefined && after === table.columns[own + 1]);
      const isInOrder = (before === undefined || table.columns.indexOf(before) < own) && (after === undefined || table.columns.indexOf(after) > own);
      const isAmongNumbers = isNumeric(column) && (isNumeric(before) || isNumeric(after));
      return isBeside || (header?.kind !== 'flowing' && (isInOrder || isAmongNumbers)) ? [[token, column] as const] : [];
    }),
  );
}

const NUMERIC: ReadonlySet<string> = new Set(['points', 'money', 'rate', 'number']);
const isNumeric = (column: CompiledColumn | undefined): boolean => column !== undefined && NUMERIC.has(column.definition.kind);

/** Unknown labels as columns of the table; words beside each other are one label. */
function toForeignColumns(tokens: readonly Token[], unknown: readonly Token[]): Map<Token, CompiledColumn> {
  const columns = new Map<Token, CompiledColumn>();
  unknown.forEach((token, i) => {
    const before = tokens[tokens.indexOf(token) - 1];
    if (before !== undefined && token.cell === null && unknown.includes(before)) return;
    const { text } = token;
    const definition: ColumnDefinition = { name: `unknown.${i + 1}`, title: { en: text, zh: text }, kind: 'value', labels: [text], required: 'never' };
    columns.set(token, { definition, labels: new Set([token.label.text]), vocabulary: new Set(), beginnings: new Set(), partOf: null });
  });
  return columns;
}

/** Where the drawn cells below labels stand: each from its label to the next one. */
function cellsOf(labels: readonly Token[], header: Line | null): { from: number; to: number }[] {
  if (header?.kind !== 'grid') return [];
  return labels.flatMap((token) => (token.cell === null ? [] : [{ from: token.cell, to: header.tokens[header.tokens.indexOf(token) + 1]?.cell ?? Infinity }]));
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
