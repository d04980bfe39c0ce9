import { openCsvFormat } from './csv-format.js';
import { openJsonlFormat } from './jsonl-format.js';
import { openParquetFormat } from './parquet-format.js';
import type { TableFormat, TableFormatOptions } from './table-format.js';
import { openXlsxFormat } from './xlsx-format.js';

/** The formats that the tables can be written in, by the name `--format` knows them by. */
export const formats = { csv: openCsvFormat, jsonl: openJsonlFormat, xlsx: openXlsxFormat, parquet: openParquetFormat } satisfies Record<
  string,
  (options: TableFormatOptions) => TableFormat
>;
export type Format = keyof typeof formats;
