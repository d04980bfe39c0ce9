import type { OpenDriver } from '../pipeline/batch/read-driver.js';
import { runBatch, type BatchOptions } from '../pipeline/batch/run-batch.js';
import { datasetOpener, tellEnd, tellEvent, type TellOptions, type TellParts } from './tell-run.js';
import { watchInterrupt } from './watch-interrupt.js';

export interface RunDocumentsOptions
  extends TellOptions,
    Pick<BatchOptions, 'inputs' | 'jobs' | 'force' | 'shard' | 'limits' | 'definitions' | 'decisions' | 'parserOptions' | 'versions'> {
  /** postgres://…: workers read the documents instead of this process. */
  readonly queue?: string;
  /** What the dataset is called in the database. */
  readonly dataset?: string;
}

/** Waiting for results, fetching them and showing that the run lives can go on at once. */
const CONNECTIONS = 3;

/** `rowproof run`: the batch with its writers, its progress and its summary. Gives the exit status. */
export async function runDocuments(options: RunDocumentsOptions, parts: TellParts): Promise<number> {
  const { language, formats, queue, dataset, strict: _strict, quiet: _quiet, json: _json, ...batch } = options;
  const interrupt = watchInterrupt(() => parts.progress?.close());
  const run = (driver?: OpenDriver): ReturnType<typeof runBatch> =>
    runBatch({
      ...batch,
      writerOptions: { language, formats },
      signal: interrupt.signal,
      openDataset: datasetOpener(options, parts),
      onEvent: (event) => tellEvent(event, options, parts),
      ...(driver === undefined ? {} : { driver }),
    });
  const runQueued = async (url: string): ReturnType<typeof runBatch> => {
    // What only a queue needs is loaded only for one.
    const [{ withQueue }, { queueDriver }] = await Promise.all([import('./with-queue.js'), import('../pipeline/queue/queue-driver.js')]);
    const warn = (message: string): void => tellEvent({ event: 'warning', message }, options, parts);
    return withQueue({ url, name: 'rowproof run', connections: CONNECTIONS, warn, signal: interrupt.signal }, (database) =>
      run(queueDriver({ database, versions: options.versions, ...(dataset === undefined ? {} : { dataset }) })),
    );
  };
  try {
    const summary = await (queue === undefined ? run() : runQueued(queue));
    parts.progress?.close();
    return tellEnd(summary, options, parts);
  } finally {
    parts.progress?.close();
    interrupt.release();
  }
}
