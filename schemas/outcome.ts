import { z } from 'zod';

/** How the reading of one document ended. The first three are successes (exit 0), the others failures (exit 3). */
export const Outcome = z.enum([
  'read',
  'no-form',
  'empty',
  'needs-ocr',
  'encrypted',
  'damaged',
  'limit-exceeded',
  'crashed',
  'unsupported',
  'unreadable',
]);
export type Outcome = z.infer<typeof Outcome>;

export const isFailure = (outcome: Outcome): boolean => outcome !== 'read' && outcome !== 'no-form' && outcome !== 'empty';

/**
 * A document that can't be read: the outcome it ends with, and one line for a person that says what is wrong and what to do.
 * The only error that readers throw on purpose; any other is a defect and ends as `crashed`.
 */
export class DocumentError extends Error {
  constructor(
    readonly outcome: Outcome,
    message: string,
  ) {
    super(message);
    this.name = 'DocumentError';
  }
}
