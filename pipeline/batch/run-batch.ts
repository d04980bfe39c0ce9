import { availableParallelism } from 'node:os';
import type { Decision } from '../../schemas/decision.js';
import type { FormDefinition } from '../../schemas/form-definition.js';
import { isFailure, type Outcome } from '../../schemas/outcome.js';
import type { Run, RunCounts, RunEvent, RunFacts, RunShard } from '../../schemas/run.js';
import type { DatasetWriter } from '../write/dataset.js';
import type { WriteFile } from '../write/write-file.js';
import { allStand } from './all-stand.js';
import { openCommitQueue, type FinishedDocument } from './commit-queue.js';
import { realDisk, type Disk } from './disk.js';
import { entriesToCounts } from './entries-to-counts.js';
import { entryToRunInput } from './entry-to-run-input.js';
import { filesToJobs, type DocumentJob } from './files-to-jobs.js';
import { MEBIBYTE, toLimits, type Limits } from './limits.js';
import { listFiles, type FileList } from './list-files.js';
import { openLocalDriver } from './local-driver.js';
import { openOutputFolder, type OutputFolder } from './output-folder.js';
import { lockOutput } from './output-lock.js';
import { jsonHash, pipelineFingerprint, type PipelineFingerprint } from './pipeline-fingerprint.js';
import type { OpenDriver, ReadDriver } from './read-driver.js';
import { removeStrayResults } from './remove-stray-results.js';
import { reusableEntry } from './reusable-entry.js';
import { openRunState, type DocumentEntry, type RunState } from './run-state.js';
import { jobsToShare, type Shard } from './shard.js';
import { writeDataset } from './write-dataset.js';

export interface BatchOptions {
  /** Files and folders. */
  readonly inputs: readonly string[];
  readonly out: string;
  /** How many documents are read at once; the cores at hand without it. */
  readonly jobs?: number;
  /** Reads every document anew. */
  readonly force?: boolean;
  /** Only this share of the documents. */
  readonly shard?: Shard;
  readonly limits?: Partial<Limits>;
  readonly definitions: readonly FormDefinition[];
  /** All decisions, in the order of their file. */
  readonly decisions: readonly Decision[];
  /** What the parser gets beside `definitions`, `decisions` and `limits`; plain JSON. Results depend on it. */
  readonly parserOptions: Readonly<Record<string, unknown>>;
  /** Whatever the dataset depends on beside the results (language, formats); plain JSON. */
  readonly writerOptions: Readonly<Record<string, unknown>>;
  /** Versions of the program, of Node and of the engines. */
  readonly versions: Readonly<Record<string, string>>;
  openDataset(options: {
    readonly writeFile: WriteFile;
    readonly facts: RunFacts;
    readonly previous: Run | null;
    readonly spoolFolder: string;
  }): DatasetWriter;
  readonly onEvent?: (event: RunEvent) => void;
  /** Ends the run early; what is finished is kept. */
  readonly signal?: AbortSignal;
  /** URL of the module that exports `extractDocument`. */
  readonly parser?: string;
  readonly disk?: Disk;
  readonly documentsPerChild?: number;
  /** Who reads the documents: child processes of this one without it. */
  readonly driver?: OpenDriver;
}

export interface RunSummary {
  /** 0 all documents were read, 3 some could not be, 130 interrupted. */
  readonly exitStatus: 0 | 3 | 130;
  readonly counts: RunCounts;
  readonly failures: readonly { readonly name: string; readonly outcome: Outcome; readonly message: string }[];
  readonly skipped: Readonly<Record<string, number>>;
  /** Documents of the run before that are no longer among the inputs. */
  readonly gone: readonly string[];
  /** How many documents were read in a child; the others had their results already, share them with another, or couldn't be opened. */
  readonly parsed: number;
  /** False when everything stood as it should and no file was touched. */
  readonly written: boolean;
  readonly seconds: number;
}

/**
 * Reads all documents among the inputs into the output folder: each in a child process within its limits, those alone that something has changed for,
 * and then the dataset. It can be stopped at any moment; the next run goes on, and ends with the same bytes.
 * Throws a RunError when the run as a whole can't be done: 2 an input isn't there, 4 another run holds the folder, 1 the output can't be written.
 */
export async function runBatch(options: BatchOptions): Promise<RunSummary> {
  const began = performance.now();
  const started = new Date().toISOString();
  const disk = options.disk ?? realDisk;
  const limits = toLimits(options.limits);
  // Before anything is made: a mistyped input must not leave an output folder behind.
  const list = await listFiles(options.inputs, options.out);
  const folder = await openOutputFolder(options.out, disk);
  const lock = await lockOutput(folder.own, disk);
  try {
    await folder.clearUnfinished();
    const state = await openRunState(folder.own, disk);
    try {
      return await runLocked({ ...options, limits }, { list, folder, state, started, began });
    } finally {
      await state.close().catch(() => undefined);
    }
  } finally {
    await folder.clearUnfinished().catch(() => undefined);
    await lock.release();
  }
}

interface Setting {
  readonly list: FileList;
  readonly folder: OutputFolder;
  readonly state: RunState;
  readonly started: string;
  readonly began: number;
}

/** Documents that a warning names before it only counts them. */
const IDLE_NAMES = 5;
/** Documents whose results are looked at together: the disk is asked for many at once. A changed definition has their results read, so they are few. */
const LOOKED_AT_ONCE = 32;
/** Results that may wait for the disk: more would only take memory. */
const WAITING_RESULTS = 32;

async function runLocked(options: BatchOptions & { limits: Limits }, setting: Setting): Promise<RunSummary> {
  const { definitions, limits, parserOptions, parser, documentsPerChild } = options;
  const fingerprint = pipelineFingerprint(definitions, parserOptions, options.writerOptions, options.versions);
  const driver = await (options.driver ?? openLocalDriver)({
    folder: setting.folder,
    state: setting.state,
    fingerprint,
    definitions,
    limits,
    parserOptions,
    jobs: options.jobs ?? availableParallelism(),
    ...(parser === undefined ? {} : { parser }),
    ...(documentsPerChild === undefined ? {} : { documentsPerChild }),
    force: options.force ?? false,
    warn: (message) => options.onEvent?.({ event: 'warning', message }),
  });
  try {
    return await runWith(driver, fingerprint, options, setting);
  } finally {
    await driver.close();
  }
}

async function runWith(driver: ReadDriver, fingerprint: PipelineFingerprint, options: BatchOptions & { limits: Limits }, setting: Setting): Promise<RunSummary> {
  const { list, folder, state } = setting;
  const { limits, signal, definitions } = options;
  const tell = options.onEvent ?? ((): void => undefined);

  const { jobs: all, merged } = await filesToJobs(list.files, options.decisions, limits.fileSize * MEBIBYTE, state, signal);
  const { jobs, shard } = options.shard === undefined ? { jobs: all, shard: null } : jobsToShare(all, options.shard);
  const reused = new Set<string>();
  const done = new Set<string>();
  let parsed = 0;
  const gone: string[] = [];
  const summary = (written: boolean): RunSummary => {
    const interrupted = signal?.aborted ?? false;
    const entries = jobs.flatMap(({ name }) => (done.has(name) ? (state.documents.get(name) ?? []) : []));
    const failures = entries
      .filter(({ outcome }) => isFailure(outcome))
      .map(({ name, outcome, message }) => ({ name, outcome, message: message ?? outcome }));
    const counts = entriesToCounts(entries, reused);
    const seconds = (performance.now() - setting.began) / 1000;
    tell({ event: 'end', counts, seconds, interrupted });
    const exitStatus = interrupted ? 130 : failures.length > 0 ? 3 : 0;
    return { exitStatus, counts, failures, skipped: list.skipped, gone, parsed, written, seconds };
  };
  if (signal?.aborted) return summary(false);

  tell({ event: 'start', documents: jobs.length, skipped: list.skipped });
  for (const path of merged) tell({ event: 'warning', message: `${path} has the name and the content of another file: it is the same document` });
  const concerned = new Set(all.flatMap(({ decisions }) => decisions));
  const idle = options.decisions.filter((decision) => !concerned.has(decision));
  if (idle.length > 0) {
    const about = [...new Set(idle.map(({ anchor }) => anchor.document.name))].sort();
    tell({ event: 'warning', message: `decisions apply to nothing, since their documents are not among the inputs: ${about.slice(0, IDLE_NAMES).join(', ')}${about.length > IDLE_NAMES ? ` and ${about.length - IDLE_NAMES} more` : ''}` });
  }
  const names = new Set(jobs.map(({ name }) => name));
  gone.push(...[...state.documents.keys()].filter((name) => !names.has(name)).sort());
  const kept = await driver.begin(jobs, gone);
  for (const name of gone) {
    await folder.remove(folder.documentPath(name));
    tell({ event: 'warning', message: `${name} is no longer among the inputs and leaves the dataset` });
  }

  if (!state.forms.has(fingerprint.forms)) await state.append([{ forms: { hash: fingerprint.forms, definitions: fingerprint.definitions } }]);
  const toRead: DocumentJob[] = [];
  const reusable = (job: DocumentJob): Promise<DocumentEntry | null> | null =>
    options.force || kept?.has(job.name) === false ? null : reusableEntry(job, { folder, state, fingerprint, definitions, limits });
  for (let start = 0; start < jobs.length; start += LOOKED_AT_ONCE) {
    const some = jobs.slice(start, start + LOOKED_AT_ONCE);
    const entries = await Promise.all(some.map(reusable));
    for (const [index, job] of some.entries()) {
      const entry = entries[index] ?? null;
      if (entry === null) {
        toRead.push(job);
        continue;
      }
      if (entry.forms !== fingerprint.forms) state.keepDocument({ ...entry, forms: fingerprint.forms });
      reused.add(job.name);
      done.add(job.name);
      tell({ event: 'document', input: entryToRunInput(job, entry, true) });
    }
  }

  if (toRead.length > 0) {
    const common = { pipeline: fingerprint.pipeline, limits: jsonHash(limits), forms: fingerprint.forms };
    const placed = (job: DocumentJob, entry: DocumentEntry): void => {
      done.add(job.name);
      driver.placed(job, entry);
      tell({ event: 'document', input: entryToRunInput(job, entry, false) });
    };
    parsed = await readAll(driver, toRead, jobs.filter(({ name }) => reused.has(name)), common, placed, signal, setting);
  }
  if (signal?.aborted) return summary(false);

  const digests = jobs.map(({ name }) => [name, state.documents.get(name)?.digest ?? null]);
  // What the other shares hold stands in the run.json of each.
  const key = jsonHash([fingerprint.writers, digests, ...(shard === null ? [] : [shard])]);
  const stands = !options.force && gone.length === 0 && state.dataset?.key === key && (await allStand(state.dataset.files, folder));
  if (!stands) {
    await removeStrayResults(folder, names);
    const inputs = jobs.flatMap((job) => {
      const entry = state.documents.get(job.name);
      return entry === undefined ? [] : [entryToRunInput(job, entry, reused.has(job.name))];
    });
    const files = await writeDataset(
      { folder, inputs, facts: runFacts(options, setting, fingerprint, shard), openDataset: options.openDataset, signal },
      () => ({ skipped: list.skipped, ended: new Date().toISOString(), seconds: (performance.now() - setting.began) / 1000, interrupted: false }),
    );
    if (files === null) return summary(false);
    for (const old of Object.keys(state.dataset?.files ?? {})) if (files[old] === undefined) await folder.remove(old);
    for (const name of gone) state.documents.delete(name);
    await state.append([{ dataset: { key, files } }]);
  }
  // Of all shares: their hashes need not be made again.
  state.keepOnlyFiles(new Set(all.map(({ file }) => file.path.toString('base64'))));
  if (state.changed()) await state.rewrite();
  return summary(!stands);
}

/** Has the documents read, and brings their results to their places. Gives how many were read. */
async function readAll(
  driver: ReadDriver,
  toRead: readonly DocumentJob[],
  reused: readonly DocumentJob[],
  common: Parameters<typeof openCommitQueue>[2],
  placed: Parameters<typeof openCommitQueue>[3],
  signal: AbortSignal | undefined,
  { folder, state }: Setting,
): Promise<number> {
  const commits = openCommitQueue(folder, state, common, placed);
  const waiting = new Set<Promise<void>>();
  const stop = new AbortController();
  let failure: unknown;
  const commit = async (finished: FinishedDocument): Promise<void> => {
    if (failure !== undefined) throw failure;
    const one: Promise<void> = commits
      .add(finished)
      .catch((error: unknown) => {
        failure ??= error;
        // Nothing that is still being read could be written.
        stop.abort();
      })
      .finally(() => waiting.delete(one));
    waiting.add(one);
    if (waiting.size >= WAITING_RESULTS) await Promise.race(waiting);
  };
  const settled = async (): Promise<void> => void (await Promise.all(waiting));

  const onAbort = (): void => stop.abort();
  signal?.addEventListener('abort', onAbort, { once: true });
  if (signal?.aborted) stop.abort();
  try {
    const parsed = await driver.readAll({ toRead, reused, signal: stop.signal, commit, settled });
    await settled();
    if (failure !== undefined) throw failure;
    return parsed;
  } finally {
    signal?.removeEventListener('abort', onAbort);
    await settled();
  }
}

const runFacts = (options: BatchOptions & { limits: Limits }, { started }: Setting, fingerprint: PipelineFingerprint, shard: RunShard | null): RunFacts => {
  const parts = { ...fingerprint.parts, decisions: jsonHash(options.decisions), limits: jsonHash(options.limits) };
  return {
    versions: { ...options.versions },
    fingerprint: jsonHash(parts),
    fingerprintParts: parts,
    options: { inputs: options.inputs, ...options.parserOptions, ...options.writerOptions, limits: options.limits },
    started,
    ...(shard === null ? {} : { shard }),
  };
};
