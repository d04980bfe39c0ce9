import type { Column, Table } from './table.js';

/** The data dictionary in Markdown: every column of every table with its type, what it may hold and what it means. */
export function tablesToDictionary(tables: readonly Table<never>[]): string {
  const sections = tables.map((table) => {
    const keys = [
      ...(table.primaryKey === undefined ? [] : [`Key: \`${table.primaryKey}\`.`]),
      ...(table.foreignKeys ?? []).map(({ column, table: other, key }) => `\`${column}\` is \`${other}.${key}\`.`),
    ];
    return [
      `## ${table.name}`,
      '',
      [table.description, ...keys].join(' '),
      '',
      '| column | type | may hold | what it is |',
      '| --- | --- | --- | --- |',
      ...table.columns.map((column) => `| \`${column.name}\` | ${column.type} | ${holds(column)} | ${escapeCell(column.description)} |`),
    ].join('\n');
  });
  return `# Data dictionary

The tables that \`rowproof run\` writes, generated from the same column lists that the files themselves and \`datapackage.json\` are written from.
\`--format\` takes any of csv (the default), jsonl, xlsx and parquet: the same tables, columns and values in each. Printed texts stand as printed, also where they hold a number.

| type | CSV | JSON Lines | workbook | Parquet |
| --- | --- | --- | --- | --- |
| string | text | string | text cell | STRING |
| list | joined by "; " | array | joined by "; " | LIST of STRING |
| decimal | all its digits | number with all its digits | number; text cell beyond 15 digits | DECIMAL(38,12); null beyond 26 digits before or 12 behind the point |
| number, integer | number | number | number | DOUBLE, INT32 |
| boolean | true, false | boolean | boolean | BOOLEAN |
| date | 2021-07-26 | string | date | DATE |
| datetime | ISO 8601, UTC | string | date and time, UTC | TIMESTAMP, UTC |
| no value | empty | null | empty | null |

- **CSV** (\`<table>.csv\`): UTF-8 with BOM, comma, CRLF, quotes doubled. A text that a spreadsheet would take for a formula (it begins with = + - @, full-width ones too, tab or CR, and is no plain number) begins with one apostrophe more than printed. U+0000 never stands in a CSV.
- **JSON Lines** (\`<table>.jsonl\`): UTF-8, one object a line with every column.
- **Workbook** (\`rowproof.xlsx\`): a sheet a table, \`about\` before them and \`columns\` behind. Columns to compute with are folded away. A text beyond 32,767 characters is cut and says so; a table beyond 1,048,575 rows goes on in a further sheet. An empty text is an empty cell. The first 65,000 ids of a sheet lead to the result of their document, the first 10,000 rows under review carry their reasons as a note.
- **Parquet** (\`<table>.parquet\`): Snappy, 16,384 rows a group.

A form definition of your own, whose tables or fields have other names, adds \`tables/<definition>.<table>\` and \`tables/<definition>.fields\`: \`id\`, \`document\`, \`form\`, the columns of the definition as printed, and the columns of \`indicators\` from \`confidence\` to \`box_bottom\`.

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
