import { ByteWriter, ParquetWriter, type SchemaElement } from 'hyparquet-writer';
import { openByteFile, type ByteFile } from './byte-file.js';
import type { CellContent, Column, ColumnType, Table } from './table.js';
import type { TableFormat, TableFormatOptions } from './table-format.js';

// A group is held in memory while it fills; readers like them large.
const ROWS_PER_GROUP = 16_384;

// As wide as readers take decimals: 26 digits before the point, 12 behind it.
const DECIMAL_DIGITS = 38;
const DECIMAL_PLACES = 12;
const DECIMAL_BYTES = 16;
const DECIMAL_LIMIT = 10n ** BigInt(DECIMAL_DIGITS);

const leaf: Readonly<Record<Exclude<ColumnType, 'list'>, Omit<SchemaElement, 'name'>>> = {
  string: { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } },
  number: { type: 'DOUBLE' },
  decimal: { type: 'FIXED_LEN_BYTE_ARRAY', type_length: DECIMAL_BYTES, converted_type: 'DECIMAL', precision: DECIMAL_DIGITS, scale: DECIMAL_PLACES, logical_type: { type: 'DECIMAL', precision: DECIMAL_DIGITS, scale: DECIMAL_PLACES } },
  integer: { type: 'INT32' },
  boolean: { type: 'BOOLEAN' },
  date: { type: 'INT32', converted_type: 'DATE', logical_type: { type: 'DATE' } },
  datetime: { type: 'INT64', converted_type: 'TIMESTAMP_MILLIS', logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' } },
};

function columnToSchema({ name, type, constraints }: Column<never>): SchemaElement[] {
  const repetition_type = constraints?.required ? 'REQUIRED' : 'OPTIONAL';
  if (type !== 'list') return [{ name, repetition_type, ...leaf[type] }];
  return [
    { name, repetition_type: 'REQUIRED', num_children: 1, converted_type: 'LIST', logical_type: { type: 'LIST' } },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    { name: 'element', repetition_type: 'REQUIRED', ...leaf.string },
  ];
}

/** The decimal as a whole number of its last place; null when it has more digits than the column. */
function decimalToUnscaled(text: string): bigint | null {
  const [whole = '', places = ''] = text.split('.');
  if (places.length > DECIMAL_PLACES) return null;
  const unscaled = BigInt(whole + places.padEnd(DECIMAL_PLACES, '0'));
  return unscaled < DECIMAL_LIMIT && -unscaled < DECIMAL_LIMIT ? unscaled : null;
}

function contentToParquet(content: CellContent, type: ColumnType): unknown {
  if (typeof content !== 'string') return content;
  if (type === 'decimal') return decimalToUnscaled(content);
  return type === 'date' || type === 'datetime' ? new Date(content) : content;
}

interface ParquetFile {
  write(cells: readonly CellContent[]): Promise<void>;
  end(): Promise<void>;
  readonly file: ByteFile;
}

function openParquetFile({ name, columns }: Table<never>, { writeFile }: TableFormatOptions): ParquetFile {
  const file = openByteFile(`${name}.parquet`, writeFile);
  const bytes = new ByteWriter();
  const writer = new ParquetWriter({ writer: bytes, schema: [{ name: 'root', num_children: columns.length }, ...columns.flatMap(columnToSchema)], createdBy: 'rowproof' });
  let group: unknown[][] = columns.map(() => []);
  const send = async (): Promise<void> => {
    // The writer's buffer is used again: what goes to the disk is a copy.
    const ready = bytes.getBytes().slice();
    bytes.index = 0;
    await file.write(ready);
  };
  const flush = async (): Promise<void> => {
    if ((group[0]?.length ?? 0) === 0) return;
    await writer.write({ columnData: columns.map((column, i) => ({ name: column.name, data: group[i] ?? [] })), rowGroupSize: ROWS_PER_GROUP });
    group = columns.map(() => []);
    await send();
  };
  return {
    file,
    async write(cells) {
      columns.forEach(({ type }, i) => group[i]?.push(contentToParquet(cells[i] ?? null, type)));
      if ((group[0]?.length ?? 0) >= ROWS_PER_GROUP) await flush();
    },
    async end() {
      await flush();
      await writer.finish();
      await send();
      await file.end();
    },
  };
}

/**
 * The tables as Parquet files: decimals with 12 places, days, instants and lists as what they are. A number with more than 26 digits before its point or
 * 12 behind it is null; its printed text stands beside it.
 */
export function openParquetFormat(options: TableFormatOptions): TableFormat {
  const files: ParquetFile[] = [];
  return {
    open(table) {
      const file = openParquetFile(table, options);
      files.push(file);
      return (cells) => file.write(cells);
    },
    async end() {
      for (const file of files) await file.end();
    },
    async abort(error) {
      for (const { file } of files) await file.abort(error);
    },
  };
}
