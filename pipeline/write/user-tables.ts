import type { DocumentResult, Form, Row } from '../../schemas/record.js';
import { fundingTable, indicatorsTable, projectsTable, rowFrame, type FormItem, type RowItem } from './dataset-tables.js';
import type { Column, Table } from './table.js';

/** A camelCase name as the CSV files spell it: snake_case. */
const snakeCase = (name: string): string => name.replace(/(?<=[a-z0-9])[A-Z]/g, (letter) => `_${letter.toLowerCase()}`).toLowerCase();

const printed = (table: Table<never>): ReadonlySet<string> => new Set(table.columns.flatMap((column) => column.prints ?? []));
const inIndicators = printed(indicatorsTable);
const inFunding = printed(fundingTable);
const inProjects = printed(projectsTable);

/** What a definition's table is called as a file: only characters that every file system takes. */
const tableFile = (definition: string, table: string): string => `tables/${definition}.${snakeCase(table).replace(/[^\p{L}\p{N}_-]/gu, '_')}`;

const holds = (names: ReadonlySet<string>, cells: Readonly<Record<string, unknown>>): boolean => Object.keys(cells).every((name) => names.has(name));

/** The rows of the form that no table of the dataset has a place for, by the name of the table they go to. */
export function formToUserRows(document: DocumentResult['document'], form: Form): { readonly name: string; readonly rows: readonly RowItem[] }[] {
  const item: FormItem = { document, form };
  const tables = Object.entries(form.tables)
    .filter(([name, rows]) => !(name === 'indicators' && rows.every((row) => holds(inIndicators, row.cells))) && !(name === 'funding' && rows.every((row) => holds(inFunding, row.cells))))
    .map(([name, rows]) => ({ name: tableFile(form.definition, name), rows: rows.map((row) => ({ ...item, row })) }));
  if (!holds(inProjects, form.fields)) tables.push({ name: tableFile(form.definition, 'fields'), rows: [{ ...item, row: fieldsToRow(form) }] });
  return tables.filter(({ rows }) => rows.length > 0);
}

const fieldsToRow = (form: Form): Row => ({
  id: form.id,
  cells: form.fields,
  confidence: Math.min(1, ...Object.values(form.fields).map((cell) => cell.confidence)),
  status: form.status,
  reasons: form.findings,
});

/** The table that holds rows with these cells: the columns that all row tables begin and end with, and the definition's own, as printed. */
export function userTable(name: string, cells: Readonly<Record<string, unknown>>): Table<RowItem> {
  const { head, tail } = rowFrame;
  const taken = new Set([...head, ...tail].map((column) => column.name));
  const own = Object.keys(cells).map((key): Column<RowItem> => {
    const plain = snakeCase(key);
    const columnName = taken.has(plain) ? `${plain}_printed` : plain;
    return { name: columnName, type: 'string', title: key, description: 'As printed.', prints: key, of: ({ row }) => row.cells[key]?.text ?? null };
  });
  return {
    name,
    title: name,
    description: 'One row per row of this table of the form definition, over all documents.',
    primaryKey: 'id',
    foreignKeys: [{ column: 'form', table: 'projects', key: 'id' }],
    columns: [...head, ...own, ...tail],
  };
}
