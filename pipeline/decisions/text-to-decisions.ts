import { Decision } from '../../schemas/decision.js';

/** The decisions of a file, and what of it is none. */
export interface DecisionsText {
  readonly decisions: readonly Decision[];
  /** Number (from 1) of the first line that is no decision, or null. A cut last line doesn't count. */
  readonly brokenLine: number | null;
  /** The last line, when it has no end and is no decision: it was cut while it was written. */
  readonly cut: string | null;
}

/** Reads the lines of a decisions file; blank ones are passed over. Never throws. */
export function textToDecisions(text: string): DecisionsText {
  const decisions: Decision[] = [];
  const lines = text.split('\n');
  let brokenLine: number | null = null;
  let cut: string | null = null;
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const decision = lineToDecision(line);
    if (decision) decisions.push(decision);
    else if (index === lines.length - 1) cut = line;
    else brokenLine ??= index + 1;
  }
  return { decisions, brokenLine, cut };
}

function lineToDecision(line: string): Decision | null {
  try {
    return Decision.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}
