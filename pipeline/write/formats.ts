import { openCsvFormat } from './csv-format.js';
import type { Format } from './format-names.js';
import { openJsonlFormat } from './jsonl-format.js';
import { openParquetFormat } from './parquet-format.js';
import type { TableFormat, TableFormatOptions } from './table-format.js';
import { openXlsxFormat } from './xlsx-format.js';

/** What writes the tables in each format. */
export const formats: Readonly<Record<Format, (options: TableFormatOptions) => TableFormat>> = { csv: openCsvFormat, jsonl: openJsonlFormat, xlsx: openXlsxFormat, parquet: openParquetFormat };
