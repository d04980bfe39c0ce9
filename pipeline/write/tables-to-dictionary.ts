import type { Column, Table } from './table.js';

/** The data dictionary in Markdown: every column of every table with its type, what it may hold and what it means. */
export function tablesToDictionary(tables: readonly Table<never>[]): string {
  const sections = tables.map((table) => {
    const keys = [
      ...(table.primaryKey === undefined ? [] : [`Key: \`${table.primaryKey}\`.`]),
      ...(table.foreignKeys ?? []).map(({ column, table: other, key }) => `\`${column}\` is \`${other}.${key}\`.`),
    ];
    return [
      `## ${table.name}.csv`,
      '',
      [table.description, ...keys].join(' '),
      '',
      '| column | type | may hold | what it is |',
      '| --- | --- | --- | --- |',
      ...table.columns.map((column) => `| \`${column.name}\` | ${column.type} | ${holds(column)} | ${escapeCell(column.description)} |`),
    ].join('\n');
  });
  return `# Data dictionary

The CSV files that \`rowproof run\` writes, generated from the same column lists that the files themselves and \`datapackage.json\` are written from.
UTF-8 with BOM, comma, CRLF, quotes doubled. An empty cell is a missing value. Printed texts stand as printed, also where they hold a number.
A text that a spreadsheet would take for a formula (it begins with = + - @, full-width ones too, tab or CR, and is no plain number) begins with one apostrophe more than printed. U+0000 never stands in a CSV.
A form definition of your own, whose tables or fields have other names, adds \`tables/<definition>.<table>.csv\` and \`tables/<definition>.fields.csv\`: \`id\`, \`document\`, \`form\`, the columns of the definition as printed, and the last columns of \`indicators.csv\` from \`confidence\` on.

${sections.join('\n\n')}
`;
}

function holds({ constraints }: Column<never>): string {
  if (!constraints) return '';
  const range = [constraints.minimum, constraints.maximum].map((bound) => (bound === undefined ? '' : String(bound)));
  return [
    ...(constraints.required ? ['never empty'] : []),
    ...(constraints.unique ? ['unique'] : []),
    ...(range.some(Boolean) ? [`${range.join(' to ')}`.trim()] : []),
    ...(constraints.enum ? [constraints.enum.map((value) => `\`${value}\``).join(' ')] : []),
  ].join(', ');
}

const escapeCell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
