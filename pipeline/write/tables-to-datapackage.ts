import type { Table } from './table.js';

/** A date and time as the decisions write it. */
const formats = { datetime: { format: 'default' } } as const;

/**
 * `datapackage.json`: the Frictionless description (Data Package and Table Schema) of the CSV files of these tables, with types, missing values,
 * constraints and keys.
 */
export function tablesToDatapackage(tables: readonly Table<never>[]): string {
  const datapackage = {
    profile: 'tabular-data-package',
    name: 'rowproof',
    title: 'Rows that Rowproof read from documents',
    description:
      "Texts stand as printed. A text that a spreadsheet would take for a formula begins with one apostrophe more than printed: drop it when you need the printed text itself. Units stand in the columns named *_unit.",
    resources: tables.map((table) => ({
      profile: 'tabular-data-resource',
      name: table.name.replace(/[^a-z0-9._-]+/g, '-').toLowerCase(),
      path: `${table.name}.csv`,
      title: table.title,
      description: table.description,
      format: 'csv',
      mediatype: 'text/csv',
      encoding: 'utf-8',
      dialect: { delimiter: ',', lineTerminator: '\r\n', quoteChar: '"', doubleQuote: true, header: true },
      schema: {
        fields: table.columns.map((column) => ({
          name: column.name,
          type: column.type,
          ...(column.type === 'datetime' ? formats.datetime : {}),
          title: column.title,
          description: column.description,
          ...(column.constraints ? { constraints: column.constraints } : {}),
        })),
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
