import { EventEmitter, once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DocumentResult } from '../schemas/record.js';
import type { Limits } from './batch/limits.js';
import { runBatch } from './batch/run-batch.js';
import { ExtractOptions } from './extract-document.js';
import type { DatasetWriter } from './write/dataset.js';
import { createRunCounter } from './write/run-counter.js';

/** What reading a folder depends on beside its files. */
export interface FolderOptions extends ExtractOptions {
  /** How many documents are read at once; the cores at hand without it. */
  readonly jobs?: number;
  /** What one document may cost in time, memory, pages and bytes. */
  readonly limits?: Partial<Limits>;
  /** Ends the reading early. */
  readonly signal?: AbortSignal;
}

/**
 * Reads the documents of folders and files, in child processes, so that a crash, a hang or a leak costs one document alone. Gives
 * each result when it is there, in no certain order; names and ids are those of `rowproof run`. A document that can't be read is a result too: its outcome
 * says how it ended. Results wait in temporary files, so that a slow reader of them needs no memory. Throws when an input isn't there.
 */
export async function* extractFolder(inputs: string | readonly string[], { jobs, limits, signal, ...options }: FolderOptions = {}): AsyncGenerator<DocumentResult, void, void> {
  const { definitions, decisions, ...parserOptions } = ExtractOptions.parse(options);
  const home = await mkdtemp(join(tmpdir(), 'rowproof-'));
  const stop = new AbortController();
  const onAbort = (): void => stop.abort();
  signal?.addEventListener('abort', onAbort, { once: true });
  if (signal?.aborted) stop.abort();
  const ready: string[] = [];
  const news = new EventEmitter();
  let ended = false;
  const run = runBatch({
    inputs: typeof inputs === 'string' ? [inputs] : inputs,
    out: home,
    ...(jobs === undefined ? {} : { jobs }),
    ...(limits === undefined ? {} : { limits }),
    definitions,
    decisions,
    parserOptions,
    writerOptions: {},
    versions: {},
    openDataset: noDataset,
    signal: stop.signal,
    onEvent: (event) => {
      if (event.event !== 'document') return;
      ready.push(event.input.name);
      news.emit('news');
    },
  }).finally(() => {
    ended = true;
    news.emit('news');
  });
  // Awaited at the end; until then a failure only ends the waiting.
  run.catch(() => undefined);
  try {
    for (;;) {
      const name = ready.shift();
      if (name !== undefined) yield JSON.parse(await readFile(join(home, 'documents', `${name}.json`), 'utf8')) as DocumentResult;
      else if (ended) break;
      else await once(news, 'news');
    }
    await run;
  } finally {
    signal?.removeEventListener('abort', onAbort);
    stop.abort();
    await run.catch(() => undefined);
    await rm(home, { recursive: true, force: true });
  }
}

/** The results are all that is asked for. */
function noDataset(): DatasetWriter {
  const counter = createRunCounter();
  return { add: async (result, input) => counter.add(result, input), finish: async () => counter.counts(), abort: async () => {} };
}
