import { format } from 'fast-csv';
import { once } from 'node:events';
import { guardFormula } from './formula-guard.js';
import type { WriteFile } from './write-file.js';

export interface CsvFile {
  /** Takes one row; waits when the disk is slower than we are. Rejects when the file can't be written. */
  write(cells: readonly (string | number | null)[]): Promise<void>;
  /** Settles when the file is whole. */
  end(): Promise<void>;
  /** Gives the file up, so that it is not written. */
  abort(error: Error): Promise<void>;
}

/**
 * Opens a CSV file of these columns, or one without a header: UTF-8 with BOM, RFC 4180, CRLF, texts guarded against being taken for formulas, null as
 * nothing.
 */
export function openCsvFile(path: string, columns: readonly string[] | null, writeFile: WriteFile): CsvFile {
  const stream = format({
    headers: columns === null ? false : [...columns],
    alwaysWriteHeaders: columns !== null,
    rowDelimiter: '\r\n',
    includeEndRowDelimiter: true,
  });
  let failure: unknown;
  const written = writeFile(path, withByteOrderMark(stream as AsyncIterable<Uint8Array>)).catch((error: unknown) => {
    failure = error ?? new Error(`${path} could not be written`);
    stream.destroy();
  });
  // The failure is reported by write() and end(); the stream's own notice of it would end the process.
  stream.on('error', () => {});
  return {
    async write(cells) {
      if (failure !== undefined) throw failure;
      const room = stream.write(cells.map((cell) => (typeof cell === 'string' ? guardFormula(cell) : cell)));
      if (!room) await Promise.race([once(stream, 'drain'), written]);
      if (failure !== undefined) throw failure;
    },
    async end() {
      stream.end();
      await written;
      if (failure !== undefined) throw failure;
    },
    async abort(error) {
      stream.destroy(error);
      await written;
    },
  };
}

// A row is far too little to go to the disk alone.
const BLOCK_BYTES = 1 << 16;

/** The content in blocks, behind the mark: the formatter's own option leaves it out of a table without rows. */
async function* withByteOrderMark(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let block: Uint8Array[] = [Buffer.from('\ufeff')];
  let bytes = 0;
  for await (const row of content) {
    block.push(row);
    bytes += row.length;
    if (bytes < BLOCK_BYTES) continue;
    yield Buffer.concat(block);
    block = [];
    bytes = 0;
  }
  yield Buffer.concat(block);
}
