import { createHash } from 'node:crypto';
import type { DocumentResult } from '../../schemas/record.js';
import { resultToCounts } from './result-to-counts.js';
import type { WrittenResult } from './worker-protocol.js';

/** What the supervisor keeps of a result whose JSON is `text`. */
export function resultToWritten(result: DocumentResult, text: string): WrittenResult {
  const { sha256, outcome, partial, message } = result.document;
  return {
    sha256,
    outcome,
    partial,
    ...(message === undefined ? {} : { message }),
    counts: resultToCounts(result),
    definitions: [...new Set(result.forms.map((form) => form.definition))].sort(),
    bytes: Buffer.byteLength(text),
    digest: createHash('sha256').update(text).digest('hex'),
  };
}
