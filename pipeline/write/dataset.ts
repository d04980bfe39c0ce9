import { isFailure } from '../../schemas/outcome.js';
import type { DocumentResult, Form, Source } from '../../schemas/record.js';
import type { Run, RunCounts, RunFacts, RunInput } from '../../schemas/run.js';
import { datasetTables, reviewTable } from './dataset-tables.js';
import type { Format } from './format-names.js';
import { formToRows } from './form-to-rows.js';
import { formats } from './formats.js';
import { reportPage, type QuotedLine } from './report-page.js';
import { formToReviewItems, type ReviewItem } from './review-items.js';
import { openReviewIndex } from './review-index.js';
import { openReviewQueue } from './review-queue.js';
import type { FindingMessage } from './row-reasons.js';
import { createRunCounter } from './run-counter.js';
import { createSampleCounter } from './sample-counter.js';
import { runToJson } from './run-to-json.js';
import { runsToChanges } from './runs-to-changes.js';
import type { WriteRow } from './table-format.js';
import { tableRow, type CellContext, type Table } from './table.js';
import { tablesToDatapackage } from './tables-to-datapackage.js';
import type { Language } from './words.js';
import type { WriteFile } from './write-file.js';

// As many as a person settles in one sitting; the table review holds the rest.
const REPORTED_ITEMS = 100;

export interface DatasetOptions {
  readonly writeFile: WriteFile;
  readonly facts: RunFacts;
  readonly language: Language;
  /** What the tables are written in; CSV without it. */
  readonly formats?: readonly Format[];
  /** A finding in words of the language; without it the message that the document's result carries. */
  readonly message?: FindingMessage;
  /** The lines of the document that the places stand in, for the report; without it, or where it gives none, the report names the places alone. */
  readonly quote?: (input: RunInput, sources: readonly Source[]) => Promise<readonly QuotedLine[]>;
  /** `run.json` of the run before, so that the report can tell what changed. */
  readonly previous?: Run | null;
  /** A folder for the temporary file of the review queue; the system's own without it. */
  readonly spoolFolder?: string;
}

export interface DatasetEnd {
  readonly skipped: Readonly<Record<string, number>>;
  readonly ended: string;
  readonly seconds: number;
  readonly interrupted: boolean;
}

export interface DatasetWriter {
  /** Adds a document; call it in the order of the documents' paths, and wait for it before the next. */
  add(result: DocumentResult, input: RunInput): Promise<void>;
  /** Writes what can only be written at the end and settles when all files stand. */
  finish(end: DatasetEnd): Promise<RunCounts>;
  /** Gives up: none of the files that are still open is written. */
  abort(error: Error): Promise<void>;
}

/**
 * Writes everything but `documents/`: the tables in each format, `datapackage.json`, the index of the review, `run.json` and `report.html`, while the documents come in one by one. What
 * stays in memory is a line about each document and a few numbers about each thing to review.
 */
export function openDataset(options: DatasetOptions): DatasetWriter {
  const context: CellContext = { message: options.message ?? ((finding) => finding.message) };
  const wanted = [...new Set(options.formats ?? (['csv'] as const))];
  const writers = wanted.map((format) => formats[format](options));
  const open = <Item>(table: Table<Item>): ((item: Item) => Promise<void>) => {
    const writes: WriteRow[] = writers.map((writer) => writer.open(table as Table<never>));
    return async (item) => {
      const cells = tableRow(table, item, context);
      for (const write of writes) await write(cells);
    };
  };
  const openTables = new Map(datasetTables.filter((table) => table.name !== reviewTable.name).map((table) => [table.name, open(table)]));
  const userTables: Table<never>[] = [];
  const queue = openReviewQueue(options.spoolFolder);
  const counter = createRunCounter();
  const sampler = createSampleCounter();
  const index = openReviewIndex(options.writeFile, options.facts.started);
  const inputs: RunInput[] = [];
  let reviewItems = 0;

  const addForm = async (document: DocumentResult['document'], form: Form): Promise<void> => {
    for (const { table, item } of formToRows(document, form)) {
      let write = openTables.get(table.name);
      // A table of a definition is as its first row has it.
      if (write === undefined) {
        write = open(table);
        openTables.set(table.name, write);
        userTables.push(table);
      }
      await write(item);
    }
    for (const item of formToReviewItems(document, form)) {
      queue.add(item);
      reviewItems++;
    }
  };

  const writeReview = async (): Promise<ReviewItem[]> => {
    const review = open(reviewTable);
    const first: ReviewItem[] = [];
    let rank = 0;
    for (const item of queue.ranked()) {
      rank++;
      if (rank <= REPORTED_ITEMS) first.push(item);
      await review({ rank, item });
    }
    return first;
  };

  const quoted = async (items: readonly ReviewItem[]): Promise<{ item: ReviewItem; lines: readonly QuotedLine[] }[]> => {
    const byName = new Map(inputs.map((input) => [input.name, input]));
    const entries = [];
    for (const item of items) {
      const input = byName.get(item.document);
      entries.push({ item, lines: input && options.quote ? await options.quote(input, item.source) : [] });
    }
    return entries;
  };

  return {
    async add(result, input) {
      counter.add(result, input);
      sampler.add(result);
      await index.add(result);
      inputs.push(input);
      for (const form of result.forms) await addForm(result.document, form);
    },
    async finish(end) {
      const first = await writeReview();
      for (const writer of writers) await writer.end();
      await index.end();
      const tables = [...datasetTables, ...userTables.sort((a, b) => (a.name < b.name ? -1 : 1))];
      await options.writeFile('datapackage.json', [tablesToDatapackage(tables, wanted)]);
      const run: Run = {
        schema: 1,
        ...options.facts,
        inputs,
        skipped: { ...end.skipped },
        counts: counter.counts(),
        sample: sampler.sample(),
        failures: inputs.filter((input) => isFailure(input.outcome)).map(({ name, outcome, message }) => ({ name, outcome, message: message ?? outcome })),
        ended: end.ended,
        seconds: end.seconds,
        interrupted: end.interrupted,
      };
      const report = reportPage({
        run,
        rules: counter.rules(),
        review: await quoted(first),
        reviewItems,
        changes: options.previous ? runsToChanges(options.previous, run) : null,
        language: options.language,
        message: context.message,
      });
      await options.writeFile('report.html', [report]);
      // Last: who finds it knows that the rest is whole.
      await options.writeFile('run.json', runToJson(run));
      queue.close();
      return run.counts;
    },
    async abort(error) {
      for (const writer of writers) await writer.abort(error);
      await index.abort(error);
      queue.close();
    },
  };
}
