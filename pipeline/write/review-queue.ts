import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FindingKind } from '../../schemas/record.js';
import type { ReviewItem } from './review-items.js';

const kindOrder: Readonly<Record<FindingKind, number>> = { extraction: 0, undecided: 1, source: 2 };
// How much is gathered before it goes to the disk.
const blockBytes = 1 << 16;

export interface ReviewQueue {
  add(item: ReviewItem): void;
  /** All items, the likeliest mistakes first; those that are equally likely in the order they came in. */
  ranked(): Generator<ReviewItem>;
  /** Frees the disk space. */
  close(): void;
}

/**
 * Ranks what needs a human over all documents: lowest confidence first, then extraction before undecided before source. The items wait in a temporary
 * file; a few numbers each stay in memory, so that the number of documents doesn't matter.
 */
export function openReviewQueue(folder = tmpdir()): ReviewQueue {
  const home = mkdtempSync(join(folder, 'rowproof-'));
  const file = openSync(join(home, 'review'), 'w+');
  const keys: number[] = [];
  const starts: number[] = [];
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  let length = 0;
  const flush = (): void => {
    writeSync(file, Buffer.concat(pending));
    pending = [];
    pendingBytes = 0;
  };
  return {
    add(item) {
      const bytes = Buffer.from(JSON.stringify(item));
      // Confidence in steps of 1/10,000, as the CSV prints it, so that the kind decides between those that look alike.
      keys.push(Math.round(item.confidence * 10_000) * 3 + kindOrder[item.finding.kind]);
      starts.push(length);
      length += bytes.length;
      pending.push(bytes);
      pendingBytes += bytes.length;
      if (pendingBytes >= blockBytes) flush();
    },
    *ranked() {
      flush();
      const order = Uint32Array.from(keys.keys()).sort((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0) || a - b);
      for (const index of order) {
        const start = starts[index] ?? 0;
        const bytes = Buffer.alloc((starts[index + 1] ?? length) - start);
        readSync(file, bytes, 0, bytes.length, start);
        yield JSON.parse(bytes.toString()) as ReviewItem;
      }
    },
    close() {
      closeSync(file);
      rmSync(home, { recursive: true, force: true });
    },
  };
}
