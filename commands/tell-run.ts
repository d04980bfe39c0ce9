import { readFile } from 'node:fs/promises';
import type { RunSummary } from '../pipeline/batch/run-batch.js';
import { openDataset, type DatasetOptions } from '../pipeline/write/dataset.js';
import type { Format } from '../pipeline/write/format-names.js';
import { quoteLines } from '../pipeline/write/quote-lines.js';
import type { FindingMessage } from '../pipeline/write/row-reasons.js';
import { words, type Language } from '../pipeline/write/words.js';
import type { RunEvent, RunInput } from '../schemas/run.js';
import type { Progress } from './show-progress.js';
import { failureLines, summariseRun } from './summarise-run.js';

/** How a run is told and its dataset written. */
export interface TellOptions {
  readonly out: string;
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

export interface TellParts {
  readonly message: (language: Language) => FindingMessage;
  readonly linesOf: (bytes: Uint8Array) => readonly string[] | null;
  readonly sha256: (bytes: Uint8Array) => string;
  /** What shows the run on a terminal, or null where there is none. */
  readonly progress: Progress | null;
  readonly print: (line: string) => void;
  readonly tell: (line: string) => void;
}

/** The writers of the dataset in the language and formats that were asked for. */
export const datasetOpener =
  ({ language, formats }: TellOptions, parts: TellParts) =>
  (dataset: Pick<DatasetOptions, 'writeFile' | 'facts'> & Partial<DatasetOptions>): ReturnType<typeof openDataset> =>
    openDataset({ ...dataset, language, formats, message: parts.message(language), quote: quoteSource(parts) });

/** Tells one event of a run. */
export function tellEvent(event: RunEvent, { json }: TellOptions, { print, tell, progress }: TellParts): void {
  if (json) print(JSON.stringify(event));
  else if (event.event === 'warning') tell(`rowproof: ${event.message}`);
  progress?.show(event);
}

/** Tells how a run ended, and gives the exit status of the command. */
export function tellEnd(summary: Pick<RunSummary, 'exitStatus' | 'counts' | 'failures' | 'skipped' | 'seconds'>, options: TellOptions, { tell }: TellParts): number {
  const { language, strict, quiet, json, out } = options;
  const interrupted = summary.exitStatus === 130;
  if (quiet) [...(interrupted ? [words[language].interrupted] : []), ...failureLines(summary.failures, language)].forEach(tell);
  else if (!json) summariseRun({ ...summary, interrupted, out }, language).forEach(tell);
  if (summary.exitStatus !== 0) return summary.exitStatus;
  return strict && summary.counts.reviewRows + summary.counts.reviewForms > 0 ? 1 : 0;
}

/** Quotes the lines of text documents. Items of one document come together often enough that the last file read is kept. */
function quoteSource({ linesOf, sha256 }: TellParts): NonNullable<DatasetOptions['quote']> {
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
