import { PassThrough } from 'node:stream';
import { openRowSpool, type RowSpool } from './row-spool.js';
import type { Table } from './table.js';
import type { TableFormat, TableFormatOptions } from './table-format.js';

/** Where the workbook stands in the output folder. */
const WORKBOOK = 'rowproof.xlsx';

/** The tables as the sheets of one workbook for a person. Sheets are written one after the other at the end: until then the rows wait in temporary files. */
export function openXlsxFormat({ writeFile, spoolFolder }: TableFormatOptions): TableFormat {
  const sheets: { table: Table<never>; rows: RowSpool; review: number }[] = [];
  const close = (): void => {
    for (const { rows } of sheets.splice(0)) rows.close();
  };
  return {
    open(table) {
      const sheet = { table, rows: openRowSpool(spoolFolder), review: 0 };
      const status = table.columns.findIndex(({ name }) => name === 'status');
      sheets.push(sheet);
      return async (cells) => {
        sheet.rows.add(cells);
        if (cells[status] === 'review') sheet.review++;
      };
    },
    async end() {
      const output = new PassThrough();
      let failure: unknown;
      // A disk that fails ends the making of the workbook: nothing would take what it makes.
      const written = writeFile(WORKBOOK, output as AsyncIterable<Uint8Array>).catch((error: unknown) => {
        failure = error ?? new Error(`${WORKBOOK} could not be written`);
      });
      output.on('error', () => {});
      try {
        // Loaded by those who want a workbook.
        const { writeWorkbook } = await import('./write-workbook.js');
        const made = writeWorkbook(sheets, output);
        made.catch((error: unknown) => output.destroy(error instanceof Error ? error : new Error(String(error))));
        await Promise.race([made, written.then(() => (failure === undefined ? made : undefined))]);
        await written;
        if (failure !== undefined) throw failure;
      } finally {
        close();
      }
    },
    async abort() {
      close();
    },
  };
}
