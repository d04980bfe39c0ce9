import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CellContent } from './table.js';

// How much is gathered before it goes to the disk, and read back at once.
const BLOCK_BYTES = 1 << 18;
const NEWLINE = 10;

export interface RowSpool {
  add(cells: readonly CellContent[]): void;
  /** How many rows it holds. */
  size(): number;
  /** All rows in the order they came in. */
  rows(): Generator<readonly CellContent[]>;
  /** Frees the disk space. */
  close(): void;
}

/** Keeps rows in a temporary file until they can be written, so that their number doesn't matter. */
export function openRowSpool(folder = tmpdir()): RowSpool {
  const home = mkdtempSync(join(folder, 'rowproof-'));
  const file = openSync(join(home, 'rows'), 'w+');
  let pending = '';
  let size = 0;
  const flush = (): void => {
    writeSync(file, pending);
    pending = '';
  };
  return {
    add(cells) {
      pending += `${JSON.stringify(cells)}\n`;
      size++;
      if (pending.length >= BLOCK_BYTES) flush();
    },
    size: () => size,
    *rows() {
      flush();
      let rest = Buffer.alloc(0);
      for (let position = 0; ; ) {
        const block = Buffer.alloc(BLOCK_BYTES);
        const read = readSync(file, block, 0, BLOCK_BYTES, position);
        if (read === 0) return;
        position += read;
        const bytes = Buffer.concat([rest, block.subarray(0, read)]);
        let start = 0;
        for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
          yield JSON.parse(bytes.toString('utf8', start, end)) as readonly CellContent[];
          start = end + 1;
        }
        rest = bytes.subarray(start);
      }
    },
    close() {
      closeSync(file);
      rmSync(home, { recursive: true, force: true });
    },
  };
}
