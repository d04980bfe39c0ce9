import { datasetTables } from '../write/dataset-tables.js';
import type { Column, ColumnType } from '../write/table.js';
import { SCHEMA } from './migrations.js';

/** What the columns of the dataset are in SQL, from a text. */
const sqlTypes: Partial<Record<ColumnType, string>> = { number: 'double precision', decimal: 'numeric', integer: 'integer', boolean: 'boolean', date: 'date', datetime: 'timestamptz' };

/** Columns that hold ids: they begin with the name of the document that the result was read under, and are shown with the one that it has in the dataset. */
const idColumns: ReadonlySet<string> = new Set(['id', 'form', 'row', 'cells']);

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

function columnToSql(table: string, { name, type }: Column<never>): string {
  const key = `'${name.replaceAll("'", "''")}'`;
  const text = `w.cells->>${key}`;
  const renamed = (value: string): string => `${SCHEMA}.renamed(${value}, r.name, d.name)`;
  const expression = ((): string => {
    if (table === 'review' && name === 'rank') {
      return `row_number() over (partition by d.dataset order by round((w.cells->>'confidence')::numeric, 4), array_position(array['extraction', 'undecided', 'source'], w.cells->>'kind'), d.name collate "C", w.number)`;
    }
    if (name === 'document') return 'd.name';
    if (type === 'list') return `case when w.cells ? ${key} then array(select ${idColumns.has(name) ? renamed('entry') : 'entry'} from jsonb_array_elements_text(w.cells->${key}) with ordinality as list (entry, place) order by place) end`;
    if (idColumns.has(name)) return renamed(text);
    return sqlTypes[type] === undefined ? text : `(${text})::${sqlTypes[type]}`;
  })();
  return `${expression} as ${quoted(name)}`;
}

/**
 * The views for analysts: one for each table of the dataset, with its columns and the name of the dataset before them, and `documents` with every document of
 * every dataset. They show what the runs that named a dataset have placed in it.
 */
export const datasetViews = (): string[] => [
  `create or replace function ${SCHEMA}.renamed(id text, old text, new text) returns text language sql immutable parallel safe as
    $$ select case when starts_with(id, old || '#') then new || substr(id, length(old) + 1) else id end $$`,
  ...['documents', ...datasetTables.map(({ name }) => name)].map((name) => `drop view if exists ${SCHEMA}.${quoted(name)}`),
  `create view ${SCHEMA}.documents as
    select d.dataset, d.name, d.path, d.bytes, d.document_hash, d.outcome, d.partial, d.message, d.placed_at, d.fingerprint,
      (r.counts->>'pages')::integer as pages, (r.counts->>'forms')::integer as forms, (r.counts->>'rows')::integer as rows,
      (r.counts->>'reviewRows')::integer as review_rows, (r.counts->>'reviewForms')::integer as review_forms, r.name as read_as, r.body
    from ${SCHEMA}.document d left join ${SCHEMA}.result r using (document_hash, fingerprint)`,
  ...datasetTables.map(
    ({ name, columns }) => `create view ${SCHEMA}.${quoted(name)} as
    select d.dataset, ${columns.map((column) => columnToSql(name, column)).join(',\n      ')}
    from ${SCHEMA}.document d join ${SCHEMA}.result r using (document_hash, fingerprint) join ${SCHEMA}.result_table t using (document_hash, fingerprint)
      cross join lateral jsonb_array_elements(t.rows) with ordinality as w (cells, number)
    where t.table_name = '${name}'`,
  ),
];
