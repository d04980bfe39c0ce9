import type { ExtractedForm } from '../../schemas/extraction.js';

/** Adds the doubts that only neighbours can raise. */
export function doubtLosses(forms: readonly ExtractedForm[]): ExtractedForm[] {
  return [...forms];
}
