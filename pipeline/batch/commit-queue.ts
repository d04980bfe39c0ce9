import type { DocumentJob } from './files-to-jobs.js';
import type { OutputFolder } from './output-folder.js';
import type { DocumentEntry, FileHash, RunState } from './run-state.js';
import type { WrittenResult } from './worker-protocol.js';

/** A result that waits for its place in the output folder. */
export interface FinishedDocument {
  readonly job: DocumentJob;
  /** The unfinished file that holds it. */
  readonly from: string;
  readonly result: WrittenResult;
  /** False when another attempt might end better. */
  readonly lasting: boolean;
}

/** What all documents of a run have in common. */
export type CommonEntry = Pick<DocumentEntry, 'pipeline' | 'limits' | 'forms'>;

export interface CommitQueue {
  /** Settles when the result stands in its place, and the state knows it, whatever happens afterwards. */
  add(finished: FinishedDocument): Promise<void>;
}

/**
 * Brings results to their places. What comes in while the disk is busy is placed and synced together, so that durability costs little however small
 * the documents are.
 */
export function openCommitQueue(
  folder: OutputFolder,
  state: RunState,
  common: CommonEntry,
  placed: (job: DocumentJob, entry: DocumentEntry) => void,
): CommitQueue {
  let waiting: FinishedDocument[] = [];
  let next: Promise<void> | null = null;
  let current: Promise<void> = Promise.resolve();

  const commit = async (): Promise<void> => {
    next = null;
    const batch = waiting;
    waiting = [];
    await folder.place(batch.map(({ job, from }) => ({ from, to: folder.documentPath(job.name) })));
    const entries: DocumentEntry[] = [];
    const files: FileHash[] = [];
    for (const { job, result, lasting } of batch) {
      const { sha256, outcome, partial, message, counts, definitions, digest } = result;
      const mark = (await folder.mark(folder.documentPath(job.name))) ?? { bytes: result.bytes, modified: '' };
      entries.push({
        name: job.name,
        sha256: sha256 === '' ? null : sha256,
        ...common,
        decisions: job.decisionsHash,
        definitions,
        outcome,
        partial,
        ...(message === undefined ? {} : { message }),
        lasting,
        counts,
        mark,
        digest,
      });
      const hash = state.files.get(job.file.path.toString('base64'));
      if (hash !== undefined) files.push(hash);
    }
    await state.append([...entries.map((document) => ({ document })), ...files.map((file) => ({ file }))]);
    batch.forEach(({ job }, index) => placed(job, entries[index] as DocumentEntry));
  };

  return {
    add(finished) {
      waiting.push(finished);
      // What is added from now on until the disk is free goes along.
      if (next === null) {
        next = current.then(commit);
        current = next.catch(() => undefined);
      }
      return next;
    },
  };
}
