import type { DocumentResult } from '../../schemas/record.js';
import type { RunInput } from '../../schemas/run.js';

/** One document of a run in one line of `run.json`, from its result and what the batch knows about its file. */
export function resultToRunInput(result: DocumentResult, file: { readonly path: string; readonly bytes: number | null; readonly reused: boolean }): RunInput {
  const { name, sha256, outcome, partial, message, pages } = result.document;
  const rows = result.forms.flatMap((form) => Object.values(form.tables).flat());
  return {
    name,
    path: file.path,
    // A file that could not be read has no hash.
    sha256: sha256 === '' ? null : sha256,
    bytes: file.bytes,
    outcome,
    partial,
    ...(message === undefined ? {} : { message }),
    pages,
    forms: result.forms.length,
    rows: rows.length,
    review: [...rows, ...result.forms].filter(({ status }) => status === 'review').length,
    reused: file.reused,
  };
}
