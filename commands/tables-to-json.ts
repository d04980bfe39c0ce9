import type { TablesWriter, TextSink } from './tables-writer.js';

/** Prints what the schema `FileTables` describes, an array of it, indented by two. The error of a file comes behind the pages that were read before it. */
export function tablesToJson(put: TextSink): TablesWriter {
  let files = 0;
  let pages = 0;
  const member = (key: string, value: unknown): string => `    ${JSON.stringify(key)}: ${indent(value, '    ')}`;
  return {
    async begin(file) {
      await put(`${files++ === 0 ? '[' : ','}\n  {\n${member('file', file)}`);
      pages = 0;
    },
    page: (page) => put(`${pages++ === 0 ? ',\n    "pages": [' : ','}\n      ${indent(page, '      ')}`),
    async end(error) {
      const failure = error === null ? '' : `,\n${member('error', error)}`;
      await put(`${pages === 0 ? `${failure},\n    "pages": []` : `\n    ]${failure}`}\n  }`);
    },
    close: () => put(files === 0 ? '[]\n' : '\n]\n'),
  };
}

// No line break in JSON is part of a text.
const indent = (value: unknown, margin: string): string => JSON.stringify(value, null, 2).replaceAll('\n', `\n${margin}`);
