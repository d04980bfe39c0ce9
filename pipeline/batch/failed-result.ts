import type { Outcome } from '../../schemas/outcome.js';
import type { DocumentResult } from '../../schemas/record.js';

/** The result of a document of which nothing could be read: what it is, how it ended and why. `sha256` is null when not even its bytes could be. */
export function failedResult(name: string, sha256: string | null, outcome: Outcome, message: string): DocumentResult {
  return {
    schema: 1,
    document: { name, sha256: sha256 ?? '', mediaType: null, encoding: null, reader: null, pages: 0, outcome, partial: false, message },
    forms: [],
    residue: [],
    coverage: { characters: 0, claimed: 0, boilerplate: 0, residue: 0 },
  };
}
