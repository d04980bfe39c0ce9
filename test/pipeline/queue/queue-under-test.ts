import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import type * as DatabaseModule from '../../../pipeline/queue/database.js';
import type * as QueueDriver from '../../../pipeline/queue/queue-driver.js';
import type { BatchOptions } from '../../../pipeline/batch/run-batch.js';
import { Run } from '../../../schemas/run.js';
import { fromDist, run, type TestRun } from '../batch/batch-under-test.js';

export const { openDatabase } = await fromDist<typeof DatabaseModule>('pipeline/queue/database.js');
const { queueDriver } = await fromDist<typeof QueueDriver>('pipeline/queue/queue-driver.js');

export const versions = { node: process.versions.node };
export const settings = { leaseSeconds: 4, retryLimit: 2, retryDelay: 1 };

/** A run through the queue; somebody has to work for it. */
export async function runQueued(url: string, inputs: string | readonly string[], out: string, options: Partial<BatchOptions> & { readonly dataset?: string } = {}): Promise<TestRun & { readonly warnings: readonly string[] }> {
  const { dataset, ...batch } = options;
  const warnings: string[] = [];
  const database = await openDatabase(url, { connections: 3, name: 'run under test', warn: (message) => void warnings.push(message), ...(options.signal === undefined ? {} : { signal: options.signal }) });
  try {
    const summary = await run(inputs, out, {
      ...batch,
      driver: queueDriver({ database, versions, settings, ...(dataset === undefined ? {} : { dataset }) }),
      onEvent: (event) => {
        if (event.event === 'warning') warnings.push(event.message);
        batch.onEvent?.(event);
      },
    });
    return { ...summary, warnings };
  } finally {
    await database.close();
  }
}

/** The ledger of a run: every document with what it came to, and the counts. */
export function ledger(out: string): Pick<Run, 'inputs' | 'counts' | 'failures' | 'skipped' | 'fingerprint' | 'options'> {
  const { inputs, counts, failures, skipped, fingerprint, options } = Run.parse(JSON.parse(readFileSync(join(out, 'run.json'), 'utf8')));
  return { inputs, counts, failures, skipped, fingerprint, options };
}
