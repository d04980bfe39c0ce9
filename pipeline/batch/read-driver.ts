import type { FormDefinition } from '../../schemas/form-definition.js';
import type { FinishedDocument } from './commit-queue.js';
import type { DocumentJob } from './files-to-jobs.js';
import type { Limits } from './limits.js';
import type { OutputFolder } from './output-folder.js';
import type { PipelineFingerprint } from './pipeline-fingerprint.js';
import type { DocumentEntry, RunState } from './run-state.js';

/** What a run asks of whoever reads its documents. */
export interface ReadSetting {
  readonly folder: OutputFolder;
  readonly state: RunState;
  readonly fingerprint: PipelineFingerprint;
  readonly definitions: readonly FormDefinition[];
  readonly limits: Limits;
  /** What the parser gets beside `definitions`, `decisions` and `limits`; plain JSON. */
  readonly parserOptions: Readonly<Record<string, unknown>>;
  /** How many documents this process reads at once. */
  readonly jobs: number;
  /** URL of the module that exports `extractDocument`; without it, the program's own. */
  readonly parser?: string;
  readonly documentsPerChild?: number;
  /** Reads every document anew. */
  readonly force: boolean;
  readonly warn: (message: string) => void;
}

export interface ReadWork {
  /** In the order of their names. */
  readonly toRead: readonly DocumentJob[];
  /** Documents whose results stand already; those to read may share them. */
  readonly reused: readonly DocumentJob[];
  /** Aborted when the run is interrupted or can't go on: whatever is still being read is of no interest then. */
  readonly signal: AbortSignal;
  /** Takes a result to its place; waits when too many are on their way. Throws when the run can't go on. */
  commit(finished: FinishedDocument): Promise<void>;
  /** Settles when all that was committed stands in its place. */
  settled(): Promise<void>;
}

/** Who reads the documents of a run: child processes of this one, or workers anywhere. The output is the same. */
export interface ReadDriver {
  /**
   * Begins a run over these documents; `gone` are those of the run before that are no longer among them. Gives the names of the documents whose results of
   * an earlier run may be kept where nothing has changed, or null for all.
   */
  begin(jobs: readonly DocumentJob[], gone: readonly string[]): Promise<ReadonlySet<string> | null>;
  /** Reads the documents, and commits a result for each unless it is stopped. Gives how many were read. Throws a RunError when that can't be done. */
  readAll(work: ReadWork): Promise<number>;
  /** A result stands in its place. */
  placed(job: DocumentJob, entry: DocumentEntry): void;
  /** Ends the run, however it went. */
  close(): Promise<void>;
}

export type OpenDriver = (setting: ReadSetting) => Promise<ReadDriver>;
