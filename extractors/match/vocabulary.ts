import type { CompiledDefinition, CompiledTable } from './compile-definition.js';
import { Endings } from './endings.js';
import { foldLabel } from './fold-label.js';

/** What a token is known as: a label of a form, which can begin a line of its own. */
export type Mark = 'title' | 'beside' | 'below' | 'header' | 'heading' | 'item' | 'total' | 'level' | null;

/** The labels of several definitions together: nearly every token of a document is none of them, and one look tells so. */
export interface Vocabulary {
  /** Every label of any kind. */
  readonly labels: ReadonlySet<string>;
  /** Labels that are printed on the form itself, and the items of tables. */
  readonly printed: ReadonlySet<string>;
  /** Labels of level columns. */
  readonly levels: ReadonlySet<string>;
  /** Labels that begin a form or a table: of fields beside their values, and of the columns of headers. */
  readonly heads: ReadonlySet<string>;
  /** Labels of the columns of headers. */
  readonly headers: ReadonlySet<string>;
  /** Labels of the rows that end tables. */
  readonly totals: ReadonlySet<string>;
  readonly titles: readonly string[];
  /** Endings of labels that only other tables print. */
  readonly otherTableLabels: Endings;
  /** What a title that is wrapped can leave for its second line: every end of one that is not the whole. */
  readonly titleEnds: ReadonlySet<string>;
  readonly titleEndings: Endings;
  /** What a label of a header can leave for its second line. */
  readonly headerEnds: ReadonlySet<string>;
  /** What each label is known as. */
  readonly marks: ReadonlyMap<string, Mark>;
  /** Every beginning of a label, itself and the empty one included. */
  readonly beginnings: ReadonlySet<string>;
  /** For each beginning the characters that labels go on with. */
  readonly followers: ReadonlyMap<string, string>;
}

const known = new WeakMap<readonly CompiledDefinition[], Vocabulary>();

/** Indexes the labels of definitions that are read together, once for a list of them. */
export function definitionsToVocabulary(definitions: readonly CompiledDefinition[]): Vocabulary {
  let vocabulary = known.get(definitions);
  if (!vocabulary) known.set(definitions, (vocabulary = collect(definitions)));
  return vocabulary;
}

function collect(definitions: readonly CompiledDefinition[]): Vocabulary {
  const tables = definitions.flatMap((definition) => definition.tables);
  const headers = new Set(tables.flatMap((table) => [...table.header.keys()]));
  const beside = definitions.flatMap(({ fields }) => [...fields].flatMap(([label, field]) => (field.place === 'beside' ? [label] : [])));
  const printed = new Set([...definitions.flatMap((definition) => [...definition.labels]), ...tables.flatMap((table) => [...table.items])]);
  const levels = new Set(tables.flatMap((table) => [...table.levels]));
  const labels = new Set([...printed, ...levels]);
  const beginnings = new Set(['']);
  for (const label of labels) for (let length = 1; length <= label.length; length++) beginnings.add(label.slice(0, length));
  const followers = new Map([...beginnings].map((beginning) => [beginning, '']));
  for (const beginning of beginnings) {
    const before = beginning.slice(0, -1);
    if (beginning !== '') followers.set(before, `${followers.get(before) ?? ''}${beginning.charAt(before.length)}`);
  }
  const titles = [...new Set(definitions.flatMap(({ titles, otherTitles }) => [...titles, ...otherTitles]))];
  return {
    otherTableLabels: new Endings(definitions.flatMap(({ definition }) => definition.otherTableLabels.map((label) => foldLabel(label).text))),
    labels,
    printed,
    levels,
    heads: new Set([...headers, ...beside]),
    headers,
    totals: new Set(tables.flatMap((table) => [...table.totals])),
    titles,
    titleEnds: endsOf(titles),
    titleEndings: new Endings(titles),
    headerEnds: endsOf(headers),
    marks: new Map([...labels].map((label) => [label, labelToMark(label, definitions)])),
    beginnings,
    followers,
  };
}

function endsOf(texts: Iterable<string>): Set<string> {
  const ends = new Set<string>();
  for (const text of texts) for (let length = 1; length < text.length; length++) ends.add(text.slice(-length));
  return ends;
}

function labelToMark(text: string, definitions: readonly CompiledDefinition[]): Mark {
  for (const { fields, others } of definitions) {
    const field = fields.get(text);
    if (field) return field.place;
    if (others.has(text)) return 'beside';
  }
  for (const definition of definitions) {
    if (definition.titles.some((title) => text.endsWith(title))) return 'title';
    const has = (in_: (table: CompiledTable) => { has(text: string): boolean }): boolean => definition.tables.some((table) => in_(table).has(text));
    if (has((table) => table.items)) return 'item';
    if (has((table) => table.totals)) return 'total';
    if (has((table) => table.levels)) return 'level';
    if (definition.headings.has(text)) return 'heading';
    if (has((table) => table.header)) return 'header';
  }
  return null;
}

/** True when a text, blanks and colons gone, can be the beginning of a label, or of one with a bracket behind it. */
export function canBeginLabel(text: string, { labels, beginnings }: Vocabulary): boolean {
  if (beginnings.has(text)) return true;
  for (let open = text.indexOf('('); open >= 0; open = text.indexOf('(', open + 1)) if (labels.has(text.slice(0, open))) return true;
  return false;
}
