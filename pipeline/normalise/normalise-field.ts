import type { ExtractedCell } from '../../schemas/extraction.js';
import type { FieldDefinition } from '../../schemas/form-definition.js';
import { normaliseCell } from './normalise-cell.js';
import type { NormalisedCell } from './normalised-form.js';

/** A field's cell with its value; no heading gives fields a unit. */
export function normaliseField(cell: ExtractedCell, definition: Pick<FieldDefinition, 'kind'>): NormalisedCell {
  return normaliseCell(cell, { kind: definition.kind, unit: null });
}
