import type { ColumnDefinition } from '../../schemas/form-definition.js';

/** The columns of a table by what they are to its rows. */
export interface ColumnRoles {
  readonly levels: readonly ColumnDefinition[];
  /** The `level` column that stands nearest to the rows. */
  readonly lowestLevel: string | undefined;
  readonly texts: readonly ColumnDefinition[];
  /** The labelled column of text that names a row. */
  readonly name: string | undefined;
  /** The first column of a table of known items, which has no label. */
  readonly item: string | undefined;
  readonly values: readonly ColumnDefinition[];
  readonly points: readonly ColumnDefinition[];
  /** The last column of sentences. */
  readonly prose: string | undefined;
}

const known = new WeakMap<readonly ColumnDefinition[], ColumnRoles>();

/** Sorts the columns of a definition by their roles, once. */
export function columnRoles(columns: readonly ColumnDefinition[]): ColumnRoles {
  let roles = known.get(columns);
  if (roles === undefined) known.set(columns, (roles = findRoles(columns)));
  return roles;
}

function findRoles(columns: readonly ColumnDefinition[]): ColumnRoles {
  const levels = columns.filter(({ kind }) => kind === 'level');
  const texts = columns.filter(({ kind }) => kind === 'text');
  const [first] = columns;
  return {
    levels,
    lowestLevel: levels.at(-1)?.name,
    texts,
    name: texts.find(({ labels }) => labels.length > 0)?.name,
    item: first?.kind === 'text' && first.labels.length === 0 ? first.name : undefined,
    values: columns.filter(({ kind }) => kind === 'value'),
    points: columns.filter(({ kind }) => kind === 'points'),
    prose: columns.findLast(({ kind }) => kind === 'prose')?.name,
  };
}
