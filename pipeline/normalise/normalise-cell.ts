import type { ExtractedCell } from '../../schemas/extraction.js';
import type { Doubt } from '../../schemas/page.js';
import { normaliseValue, type ValueContext } from './normalise-value.js';
import type { NormalisedCell } from './normalised-form.js';

const unreadable: Doubt = { code: 'unreadable-value', note: 'looks like a value, and no reading of it is safe' };

/** The cell with its value. A value that no reading is safe for is a doubt of the cell: nobody should take its text for granted. */
export function normaliseCell(cell: ExtractedCell, context: ValueContext): NormalisedCell {
  const value = normaliseValue(cell.text, context);
  if (value?.kind !== 'unreadable' || cell.doubts.some(({ code }) => code === unreadable.code)) return { ...cell, value };
  return { ...cell, value, doubts: [...cell.doubts, unreadable] };
}
