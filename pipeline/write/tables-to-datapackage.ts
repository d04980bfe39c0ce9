import type { Format } from './format-names.js';
import type { Column, ColumnType, Table } from './table.js';

/** How a column type is called in a Table Schema, where it is called otherwise. */
const types: Partial<Record<ColumnType, string>> = { decimal: 'number' };
const listTypes: Readonly<Record<Format, string>> = { csv: 'string', xlsx: 'string', jsonl: 'array', parquet: 'array' };

/** What the files of a format are, for whoever loads them. */
const files: Readonly<Record<Format, (name: string) => object>> = {
  csv: (name) => ({
    path: `${name}.csv`,
    format: 'csv',
    mediatype: 'text/csv',
    encoding: 'utf-8',
    dialect: { delimiter: ',', lineTerminator: '\r\n', quoteChar: '"', doubleQuote: true, header: true },
  }),
  jsonl: (name) => ({ path: `${name}.jsonl`, format: 'jsonl', mediatype: 'application/jsonl', encoding: 'utf-8' }),
  parquet: (name) => ({ path: `${name}.parquet`, format: 'parquet', mediatype: 'application/vnd.apache.parquet' }),
  // A sheet a table, and two sheets for the reader.
  xlsx: () => ({ path: 'rowproof.xlsx', format: 'xlsx', mediatype: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' }),
};

const columnToField = ({ name, type, title, description, constraints }: Column<never>, format: Format): object => ({
  name,
  type: type === 'list' ? listTypes[format] : (types[type] ?? type),
  // As the decisions write it.
  ...(type === 'datetime' ? { format: 'any' } : {}),
  title,
  description,
  ...(constraints ? { constraints } : {}),
});

/** The names of the tables in the few characters that a name may have, each once. */
function resourceNames(tables: readonly Table<never>[]): string[] {
  const taken = new Set<string>();
  return tables.map((table) => {
    const plain = table.name.toLowerCase().replace(/[^a-z0-9._-]+/g, '-');
    let name = plain;
    for (let n = 2; taken.has(name); n++) name = `${plain}-${n}`;
    taken.add(name);
    return name;
  });
}

/**
 * `datapackage.json`: the Frictionless description (Data Package and Table Schema) of the tables in the first of these formats, with types, missing
 * values, constraints and keys.
 */
export function tablesToDatapackage(tables: readonly Table<never>[], [format = 'csv']: readonly Format[]): string {
  const names = resourceNames(tables);
  const datapackage = {
    profile: 'tabular-data-package',
    name: 'rowproof',
    title: 'Rows that Rowproof read from documents',
    description:
      "Texts stand as printed. In a CSV file, a text that a spreadsheet would take for a formula begins with one apostrophe more than printed: drop it when you need the printed text itself. Units stand in the columns named *_unit.",
    resources: tables.map((table, i) => ({
      profile: 'tabular-data-resource',
      name: names[i] ?? table.name,
      ...files[format](table.name),
      title: table.title,
      description: table.description,
      schema: {
        fields: table.columns.map((column) => columnToField(column, format)),
        missingValues: [''],
        ...(table.primaryKey === undefined ? {} : { primaryKey: [table.primaryKey] }),
        ...(table.foreignKeys === undefined
          ? {}
          : { foreignKeys: table.foreignKeys.map(({ column, table: resource, key }) => ({ fields: [column], reference: { resource, fields: [key] } })) }),
      },
    })),
  };
  return `${JSON.stringify(datapackage, null, 2)}\n`;
}
