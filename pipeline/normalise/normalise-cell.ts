import type { ExtractedCell } from '../../schemas/extraction.js';
import type { Doubt } from '../../schemas/page.js';
import { normaliseValue, type ValueContext } from './normalise-value.js';
import type { NormalisedCell } from './normalised-form.js';

const unreadable: Doubt = { code: 'unreadable-value', note: 'looks like a value, and no reading of it is safe' };

/** The cell with its value. A value that no reading is safe for is a doubt of the cell: nobody should take its text for granted. */
export function normaliseCell(cell: ExtractedCell, context: ValueContext): NormalisedCell {
  const value = normaliseValue(cell.text, context);
  const { text, source, confidence, candidates, sharedFromRow } = cell;
  const known = value?.kind !== 'unreadable' || cell.doubts.some(({ code }) => code === unreadable.code);
  const doubts = known ? cell.doubts : [...cell.doubts, unreadable];
  // Written out: spreading is the costliest step of the pipeline at a hundred and fifty cells a form.
  const normalised = { text, source, confidence, doubts, candidates, value };
  return sharedFromRow === undefined ? normalised : { ...normalised, sharedFromRow };
}
