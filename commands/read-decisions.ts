import { readFileSync } from 'node:fs';
import { textToDecisions } from '../pipeline/decisions/text-to-decisions.js';
import type { Decision } from '../schemas/decision.js';
import { UsageError } from './usage-error.js';

/**
 * The decisions of a file of one JSON line each, in its order; none where there is no file. A last line that was cut while it was written is told to
 * `warn`; any other line that is no decision is a UsageError with its number.
 */
export function readDecisions(path: string, warn: (message: string) => void): readonly Decision[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw new UsageError(`--decisions ${path}: can't be read.`);
  }
  const { decisions, brokenLine, cut } = textToDecisions(text);
  if (brokenLine !== null) throw new UsageError(`${path}:${brokenLine}: is no decision; see rowproof schema decision.`);
  if (cut !== null) warn(`${path}: the last line was cut off and is left out`);
  return decisions;
}
