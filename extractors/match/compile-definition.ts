import type { ExtractedCell } from '../../schemas/extraction.js';
import type { ColumnDefinition, FieldDefinition, FormDefinition, TableDefinition } from '../../schemas/form-definition.js';
import { Endings } from './endings.js';
import { foldLabel } from './fold-label.js';
import { foldNote } from './is-note.js';
import { EMPTY_CELL } from './make-cell.js';

export interface CompiledColumn {
  readonly definition: ColumnDefinition;
  readonly labels: ReadonlySet<string>;
  readonly vocabulary: ReadonlySet<string>;
  /** What labels of the vocabulary begin with and are longer than, the empty text included. */
  readonly beginnings: ReadonlySet<string>;
  /** The column whose text this one holds a part of, in cells of its own: a sign before it or a unit behind it. */
  readonly partOf: { readonly column: string; readonly side: 'before' | 'after' } | null;
}

export interface CompiledTable {
  readonly definition: TableDefinition;
  readonly columns: readonly CompiledColumn[];
  /** How many of them a header labels. */
  readonly labelled: number;
  /** Columns that exist only where the header prints them: parts of others. */
  readonly parts: readonly CompiledColumn[];
  /** Column by folded header label. */
  readonly header: ReadonlyMap<string, CompiledColumn>;
  readonly headings: ReadonlySet<string>;
  /** Beginnings and ends of headings. */
  readonly headingParts: ReadonlySet<string>;
  /** What a narrow cell can leave of a header label: its beginnings and ends. */
  readonly headerParts: ReadonlySet<string>;
  readonly items: ReadonlySet<string>;
  readonly totals: ReadonlySet<string>;
  /** Every label of every `level` column. */
  readonly levels: ReadonlySet<string>;
  readonly levelEndings: Endings;
  /** The `level` column that stands nearest to the rows. */
  readonly lowestLevel: CompiledColumn | undefined;
  /** A row with every cell empty: a copy of it is cheaper than one that grows by a cell at a time. */
  readonly emptyRow: Readonly<Record<string, ExtractedCell>>;
}

/** A form definition with its labels folded and indexed. */
export interface CompiledDefinition {
  readonly definition: FormDefinition;
  readonly titles: readonly string[];
  readonly titleEndings: Endings;
  readonly otherTitles: readonly string[];
  readonly otherTableLabels: Endings;
  readonly fields: ReadonlyMap<string, FieldDefinition>;
  /** The same, to be walked: iterating a map makes a pair at each step. */
  readonly fieldLabels: readonly (readonly [label: string, field: FieldDefinition])[];
  readonly fieldEndings: Endings;
  readonly tables: readonly CompiledTable[];
  /** Labels that stand beside a region and head no value: of the form and of its tables. */
  readonly headings: ReadonlySet<string>;
  /** Beginnings and ends of headings. */
  readonly headingParts: ReadonlySet<string>;
  /** Every label of every table's header. */
  readonly headers: ReadonlySet<string>;
  /** Labels whose values no field takes. */
  readonly others: ReadonlySet<string>;
  readonly notes: readonly string[];
  /** Every label that is printed on the form itself and is no content. */
  readonly labels: ReadonlySet<string>;
}

const fold = (labels: readonly string[]): Set<string> => new Set(labels.map((label) => foldLabel(label).text));

const MIN_PART = 2;

/** Every beginning and every end of labels, themselves included, that is long enough to be told from other text. */
function partsOf(labels: Iterable<string>): Set<string> {
  const parts = new Set<string>();
  for (const label of labels) {
    for (let length = MIN_PART; length <= label.length; length++) parts.add(label.slice(0, length)).add(label.slice(-length));
  }
  return parts;
}

const compiled = new WeakMap<FormDefinition, CompiledDefinition>();

/** Indexes a definition for matching, once. */
export function compileDefinition(definition: FormDefinition): CompiledDefinition {
  let known = compiled.get(definition);
  if (!known) compiled.set(definition, (known = compile(definition)));
  return known;
}

const lists = new WeakMap<readonly FormDefinition[], readonly CompiledDefinition[]>();

/** Indexes definitions that are read together; the same list gives the same list. */
export function compileDefinitions(definitions: readonly FormDefinition[]): readonly CompiledDefinition[] {
  let known = lists.get(definitions);
  if (!known) lists.set(definitions, (known = definitions.map(compileDefinition)));
  return known;
}

/** Objects with one set of keys are read several times as fast as those with many; definitions leave out what they don't need. */
const withAllKeys = ({ name, title, kind, labels, required, vocabulary, bracket, parts, under, moneyRows }: ColumnDefinition): ColumnDefinition => ({ name, title, kind, labels, required, vocabulary, bracket, parts, under, moneyRows });

const tableWithAllKeys = ({ name, title, headings, columns, items, total, anchors, needs }: TableDefinition): TableDefinition => ({ name, title, headings, columns: columns.map(withAllKeys), items, total, anchors, needs });

function compile(given: FormDefinition): CompiledDefinition {
  const definition: FormDefinition = { ...given, tables: given.tables.map(tableWithAllKeys) };
  const fields = new Map<string, FieldDefinition>();
  for (const field of definition.fields) for (const label of fold(field.labels)) fields.set(label, field);
  const tables = definition.tables.map(compileTable);
  const headings = fold([...definition.headings, ...definition.tables.flatMap((table) => table.headings)]);
  const others = fold(definition.otherLabels);
  const labels = new Set([...fields.keys(), ...others, ...headings, ...tables.flatMap((table) => [...table.header.keys(), ...table.totals])]);
  const headers = new Set(tables.flatMap((table) => [...table.header.keys()]));
  return { definition, titles: [...fold(definition.titles)], titleEndings: new Endings(fold(definition.titles)), otherTitles: [...fold(definition.otherTitles)], otherTableLabels: new Endings(fold(definition.otherTableLabels)), fields, fieldLabels: [...fields], fieldEndings: new Endings(fields.keys()), tables, headings, headingParts: partsOf(headings), headers, others, notes: definition.notes.map(foldNote), labels };
}

function compileTable(definition: TableDefinition): CompiledTable {
  const columns = definition.columns.map((column) => {
    const vocabulary = fold(column.vocabulary ?? []);
    return { definition: column, labels: fold(column.labels), vocabulary, beginnings: beginningsOf(vocabulary), partOf: null };
  });
  const parts = definition.columns.flatMap(columnToParts);
  const header = new Map<string, CompiledColumn>();
  for (const column of [...columns, ...parts]) for (const label of column.labels) if (!header.has(label)) header.set(label, column);
  const headings = fold(definition.headings);
  const levels = new Set(columns.flatMap((column) => (column.definition.kind === 'level' ? [...column.vocabulary] : [])));
  return {
    definition,
    columns,
    labelled: columns.filter(({ labels }) => labels.size > 0).length,
    parts,
    header,
    headings,
    headingParts: partsOf(headings),
    headerParts: partsOf(header.keys()),
    items: fold(definition.items ?? []),
    totals: fold(definition.total?.labels ?? []),
    levels,
    levelEndings: new Endings(levels),
    lowestLevel: columns.findLast((column) => column.definition.kind === 'level'),
    emptyRow: Object.fromEntries(columns.map((column) => [column.definition.name, EMPTY_CELL])),
  };
}

function beginningsOf(labels: Iterable<string>): Set<string> {
  const beginnings = new Set<string>();
  for (const label of labels) for (let length = 0; length < label.length; length++) beginnings.add(label.slice(0, length));
  return beginnings;
}

function columnToParts({ name, title, parts }: ColumnDefinition): CompiledColumn[] {
  return (['before', 'after'] as const).flatMap((side) => {
    const labels = parts?.[side] ?? [];
    const definition = withAllKeys({ name: `${name}.${side}`, title, kind: 'text', labels, required: 'never' });
    return labels.length > 0 ? { definition, labels: fold(labels), vocabulary: new Set<string>(), beginnings: new Set<string>(), partOf: { column: name, side } } : [];
  });
}
