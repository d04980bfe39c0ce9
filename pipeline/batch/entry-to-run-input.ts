import type { RunInput } from '../../schemas/run.js';
import { bytesToName } from './bytes-to-name.js';
import type { DocumentJob } from './files-to-jobs.js';
import type { DocumentEntry } from './run-state.js';

/** One document of the run, in one line. */
export function entryToRunInput({ name, file, content }: DocumentJob, entry: DocumentEntry, reused: boolean): RunInput {
  const { sha256, outcome, partial, message, counts } = entry;
  return {
    name,
    path: bytesToName(file.path),
    sha256,
    bytes: content.kind === 'unreadable' ? null : content.size,
    outcome,
    partial,
    ...(message === undefined ? {} : { message }),
    pages: counts.pages,
    forms: counts.forms,
    rows: counts.rows,
    review: counts.reviewRows + counts.reviewForms,
    reused,
  };
}
