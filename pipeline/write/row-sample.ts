import { createHash } from 'node:crypto';
import type { DocumentResult, Form, Row } from '../../schemas/record.js';

/** The seed that rows are drawn with: the same rows for everyone who reviews the same documents. */
export const SAMPLE_SEED = 'rowproof-1';

/** 59 right rows of 59 bound the share of wrong ones by 5 % at 95 % confidence; 300 by 1 %. */
export const SAMPLE_SIZE = 300;

/**
 * Where an unflagged row stands in the random order that the seed gives: the lowest are the sample. It depends on the document's bytes and on where
 * the row is printed, so that it is the same in every run and under every name of the document.
 */
export function rowDraw(document: Pick<DocumentResult['document'], 'sha256'>, row: Pick<Row, 'cells'>, seed = SAMPLE_SEED): string {
  const known = draws.get(row);
  if (known?.seed === seed && known.sha256 === document.sha256) return known.draw;
  const places = Object.values(row.cells).map((cell) => cell.source);
  const draw = createHash('sha256').update(JSON.stringify([seed, document.sha256, places])).digest('hex');
  draws.set(row, { seed, sha256: document.sha256, draw });
  return draw;
}

/** The sample and the index of the review ask for the same. */
const draws = new WeakMap<object, { readonly seed: string; readonly sha256: string; readonly draw: string }>();

/** What checking a row of the sample by hand has shown; null while nobody has. A row that nobody can tell counts as wrong. */
export type SampleVerdict = 'right' | 'wrong' | null;

/** All rows of a form that the program itself did not flag, with their verdicts; those that are none included. */
export function* unflaggedRows(form: Form): Generator<{ readonly row: Row; readonly verdict: SampleVerdict }> {
  for (const row of Object.values(form.tables).flat()) {
    if (row.flagged ?? row.status === 'review') continue;
    yield { row, verdict: rowVerdict(row) };
  }
  for (const { was } of form.removed ?? []) if (was.flagged !== true) yield { row: was, verdict: 'wrong' };
}

function rowVerdict(row: Row): SampleVerdict {
  const reviewed = Object.values(row.cells).flatMap((cell) => cell.reviewed ?? []);
  const corrected = Object.values(row.cells).some((cell) => cell.reviewed?.read !== undefined && cell.reviewed.read.text !== cell.text);
  if (corrected) return 'wrong';
  // The row as a whole must have been looked at, not one of its cells.
  if (row.reviewed === undefined) return reviewed.length > 0 && row.status === 'review' ? 'wrong' : null;
  return row.status === 'review' || row.reviewed.decision === 'cannot-tell' ? 'wrong' : 'right';
}
