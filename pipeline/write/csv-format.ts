import { openCsvFile, type CsvFile } from './csv-file.js';
import type { CellContent } from './table.js';
import type { TableFormat, TableFormatOptions } from './table-format.js';

const contentToText = (content: CellContent): string | number | null => {
  if (typeof content === 'boolean') return String(content);
  return typeof content === 'object' && content !== null ? content.join('; ') : content;
};

/** The tables as CSV files. */
export function openCsvFormat({ writeFile }: TableFormatOptions): TableFormat {
  const files: CsvFile[] = [];
  return {
    open(table) {
      const file = openCsvFile(`${table.name}.csv`, table.columns.map((column) => column.name), writeFile);
      files.push(file);
      return (cells) => file.write(cells.map(contentToText));
    },
    async end() {
      for (const file of files) await file.end();
    },
    async abort(error) {
      for (const file of files) await file.abort(error);
    },
  };
}
