import { tableToRows } from './table-to-rows.js';
import type { TablesWriter, TextSink } from './tables-writer.js';

/** Prints the tables for a person: a heading each, and a line a row with tabs between the cells. */
export function printTables(put: TextSink): TablesWriter {
  let name = '';
  return {
    async begin(file) {
      name = file;
    },
    async page({ page, tables }) {
      for (const [index, table] of tables.entries()) {
        const lines = [`# ${name} page ${page} table ${index + 1} (${table.strategy}, confidence ${table.confidence.toFixed(2)})`, ...tableToRows(table).map((row) => row.join('\t'))];
        await put(`${lines.join('\n')}\n`);
      }
    },
    end: async () => {},
    close: async () => {},
  };
}
