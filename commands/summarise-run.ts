import type { RunInput, RunCounts } from '../schemas/run.js';
import { words, type Language } from '../pipeline/write/words.js';

export interface RunSummary {
  readonly counts: RunCounts;
  readonly failures: readonly Pick<RunInput, 'name' | 'outcome' | 'message'>[];
  readonly skipped: Readonly<Record<string, number>>;
  readonly seconds: number;
  readonly interrupted: boolean;
  readonly out: string;
}

// A summary is read in ten seconds; run.json names all.
const SHOWN_FAILURES = 20;

/** The lines that end a run on a terminal: what was read, what could not be read and why, what needs a human, where it is. */
export function summariseRun({ counts, failures, skipped, seconds, interrupted, out }: RunSummary, language: Language): string[] {
  const say = words[language];
  const { summary } = say;
  const endings = Object.entries(skipped).map(([ending, n]) => `${ending} ×${n}`);
  return [
    ...(interrupted ? [say.interrupted] : []),
    summary.read(counts.documents, counts.forms, counts.rows, seconds.toFixed(1)),
    ...(counts.reused > 0 ? [summary.reused(counts.reused)] : []),
    ...(endings.length > 0 ? [summary.skipped(endings.join(', '))] : []),
    ...failureLines(failures, language),
    counts.reviewRows + counts.reviewForms === 0 ? summary.allOk : summary.review(counts.reviewRows, counts.reviewForms),
    summary.written(out),
  ];
}

/** The documents that could not be read, one a line with the reason, and how many more there are; nothing when all were read. */
export function failureLines(failures: RunSummary['failures'], language: Language): string[] {
  const say = words[language];
  if (failures.length === 0) return [];
  const more = failures.length - SHOWN_FAILURES;
  return [
    say.summary.failed(failures.length),
    ...failures.slice(0, SHOWN_FAILURES).map(({ name, outcome, message }) => `  ${name}: ${outcome}: ${message ?? say.outcomes[outcome]}`),
    ...(more > 0 ? [`  ${say.failuresElsewhere(more)}`] : []),
  ];
}
