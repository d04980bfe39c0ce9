import { readFileSync } from 'node:fs';
import { Decision } from '../schemas/decision.js';
import { UsageError } from './usage-error.js';

/**
 * The decisions of a file of one JSON line each, in its order; none where there is no file. A last line without an end was cut while it was written
 * and is told to `warn`; any other line that is no decision is a UsageError with its number.
 */
export function readDecisions(path: string, warn: (message: string) => void): Decision[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw new UsageError(`--decisions ${path}: can't be read.`);
  }
  const decisions: Decision[] = [];
  const lines = text.split('\n');
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const decision = parseDecision(line);
    if (decision) decisions.push(decision);
    else if (index === lines.length - 1) warn(`${path}:${index + 1}: the last line was cut off and is left out`);
    else throw new UsageError(`${path}:${index + 1}: is no decision; see rowproof schema decision.`);
  }
  return decisions;
}

function parseDecision(line: string): Decision | null {
  try {
    return Decision.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}
