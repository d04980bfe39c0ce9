import { isFailure } from '../../schemas/outcome.js';
import type { RunCounts } from '../../schemas/run.js';
import type { DocumentEntry } from './run-state.js';

/** The totals over documents; `reused` says which were not read in this run. */
export function entriesToCounts(entries: readonly DocumentEntry[], reused: ReadonlySet<string>): RunCounts {
  const total: RunCounts = {
    documents: entries.length,
    reused: entries.filter(({ name }) => reused.has(name)).length,
    failed: entries.filter(({ outcome }) => isFailure(outcome)).length,
    outcomes: {},
    pages: 0,
    forms: 0,
    rows: 0,
    indicators: 0,
    reviewRows: 0,
    reviewForms: 0,
    findings: { extraction: 0, source: 0, undecided: 0 },
  };
  for (const { outcome, counts } of entries) {
    total.outcomes[outcome] = (total.outcomes[outcome] ?? 0) + 1;
    for (const key of ['pages', 'forms', 'rows', 'indicators', 'reviewRows', 'reviewForms'] as const) total[key] += counts[key];
    for (const kind of ['extraction', 'source', 'undecided'] as const) total.findings[kind] += counts.findings[kind];
  }
  return total;
}
