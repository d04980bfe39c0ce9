import { runBatch, type BatchOptions } from '../pipeline/batch/run-batch.js';
import { datasetOpener, tellEnd, tellEvent, type TellOptions, type TellParts } from './tell-run.js';
import { watchInterrupt } from './watch-interrupt.js';

export interface RunDocumentsOptions
  extends TellOptions,
    Pick<BatchOptions, 'inputs' | 'jobs' | 'force' | 'shard' | 'limits' | 'definitions' | 'decisions' | 'parserOptions' | 'versions'> {}

/** `rowproof run`: the batch with its writers, its progress and its summary. Gives the exit status. */
export async function runDocuments(options: RunDocumentsOptions, parts: TellParts): Promise<number> {
  const { language, formats, strict: _strict, quiet: _quiet, json: _json, ...batch } = options;
  const interrupt = watchInterrupt(() => parts.progress?.close());
  try {
    const summary = await runBatch({
      ...batch,
      writerOptions: { language, formats },
      signal: interrupt.signal,
      openDataset: datasetOpener(options, parts),
      onEvent: (event) => tellEvent(event, options, parts),
    });
    parts.progress?.close();
    return tellEnd(summary, options, parts);
  } finally {
    parts.progress?.close();
    interrupt.release();
  }
}
