import { readFile } from 'node:fs/promises';
import { runBatch, type BatchOptions } from '../pipeline/batch/run-batch.js';
import { openDataset, type DatasetOptions } from '../pipeline/write/dataset.js';
import type { Format } from '../pipeline/write/formats.js';
import { quoteLines } from '../pipeline/write/quote-lines.js';
import type { FindingMessage } from '../pipeline/write/row-reasons.js';
import { words, type Language } from '../pipeline/write/words.js';
import type { RunInput } from '../schemas/run.js';
import type { Progress } from './show-progress.js';
import { failureLines, summariseRun } from './summarise-run.js';

export interface RunDocumentsOptions extends Pick<BatchOptions, 'inputs' | 'out' | 'jobs' | 'force' | 'limits' | 'definitions' | 'decisions' | 'parserOptions' | 'versions'> {
  readonly language: Language;
  /** What the tables are written in. */
  readonly formats: readonly Format[];
  /** Exit status 1 when a row or form needs a human. */
  readonly strict: boolean;
  /** Names what could not be read and says nothing else. */
  readonly quiet: boolean;
  /** Events go to `print`, one JSON line each, and nothing else is said. */
  readonly json: boolean;
}

export interface RunDocumentsParts {
  readonly message: (language: Language) => FindingMessage;
  readonly linesOf: (bytes: Uint8Array) => readonly string[] | null;
  readonly sha256: (bytes: Uint8Array) => string;
  /** What shows the run on a terminal, or null where there is none. */
  readonly progress: Progress | null;
  readonly print: (line: string) => void;
  readonly tell: (line: string) => void;
}

/** `rowproof run`: the batch with its writers, its progress and its summary. Gives the exit status. */
export async function runDocuments(options: RunDocumentsOptions, parts: RunDocumentsParts): Promise<number> {
  const { language, formats, strict, quiet, json, ...batch } = options;
  const interrupt = new AbortController();
  const stop = (): void => {
    // Whoever asks twice doesn't want to wait for what is under way.
    if (interrupt.signal.aborted) {
      parts.progress?.close();
      process.exit(130);
    }
    interrupt.abort();
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, stop);
  try {
    const summary = await runBatch({
      ...batch,
      writerOptions: { language, formats },
      signal: interrupt.signal,
      openDataset: (dataset) => openDataset({ ...dataset, language, formats, message: parts.message(language), quote: quoteSource(parts) }),
      onEvent: (event) => {
        if (json) parts.print(JSON.stringify(event));
        else if (event.event === 'warning') parts.tell(`rowproof: ${event.message}`);
        parts.progress?.show(event);
      },
    });
    parts.progress?.close();
    const interrupted = summary.exitStatus === 130;
    if (quiet) [...(interrupted ? [words[language].interrupted] : []), ...failureLines(summary.failures, language)].forEach(parts.tell);
    else if (!json) summariseRun({ ...summary, interrupted, out: options.out }, language).forEach(parts.tell);
    if (summary.exitStatus !== 0) return summary.exitStatus;
    return strict && summary.counts.reviewRows + summary.counts.reviewForms > 0 ? 1 : 0;
  } finally {
    parts.progress?.close();
    for (const signal of signals) process.off(signal, stop);
  }
}

/** Quotes the lines of text documents. Items of one document come together often enough that the last file read is kept. */
function quoteSource({ linesOf, sha256 }: RunDocumentsParts): NonNullable<DatasetOptions['quote']> {
  let last: { readonly name: string; readonly lines: readonly string[] | null } | null = null;
  const read = async (input: RunInput): Promise<readonly string[] | null> => {
    try {
      const bytes = await readFile(input.path);
      return sha256(bytes) === input.sha256 ? linesOf(bytes) : null;
    } catch {
      // Gone since it was read: the report names the places alone.
      return null;
    }
  };
  return async (input, sources) => {
    if (!sources.some((source) => 'line' in source)) return [];
    if (last?.name !== input.name) last = { name: input.name, lines: await read(input) };
    return last.lines === null ? [] : quoteLines(last.lines, sources);
  };
}
