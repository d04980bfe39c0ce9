import { isFailure, type Outcome } from '../../schemas/outcome.js';
import type { DocumentResult, FindingKind, Severity } from '../../schemas/record.js';
import type { RunCounts, RunInput } from '../../schemas/run.js';
import { findingKey } from './row-reasons.js';

/** How often a rule fired, by the kind of who is doubted. */
export interface RuleCount {
  readonly rule: string;
  readonly severity: Severity;
  readonly kinds: Record<FindingKind, number>;
}

export interface RunCounter {
  add(result: DocumentResult, input: RunInput): void;
  counts(): RunCounts;
  /** The rules that fired, most often first. */
  rules(): RuleCount[];
}

/** Adds up what a run read, document by document. */
export function createRunCounter(): RunCounter {
  const counts = {
    documents: 0,
    reused: 0,
    failed: 0,
    outcomes: {} as Partial<Record<Outcome, number>>,
    pages: 0,
    forms: 0,
    rows: 0,
    indicators: 0,
    reviewRows: 0,
    reviewForms: 0,
    findings: { extraction: 0, source: 0, undecided: 0 },
  };
  const rules = new Map<string, RuleCount>();
  return {
    add(result, input) {
      counts.documents++;
      if (input.reused) counts.reused++;
      if (isFailure(input.outcome)) counts.failed++;
      counts.outcomes[input.outcome] = (counts.outcomes[input.outcome] ?? 0) + 1;
      counts.pages += input.pages;
      for (const form of result.forms) {
        counts.forms++;
        if (form.status === 'review') counts.reviewForms++;
        counts.indicators += form.tables['indicators']?.length ?? 0;
        const rows = Object.values(form.tables).flat();
        counts.rows += rows.length;
        counts.reviewRows += rows.filter((row) => row.status === 'review').length;
        const findings = new Map([...form.findings, ...rows.flatMap((row) => row.reasons)].map((finding) => [findingKey(finding), finding]));
        for (const finding of findings.values()) {
          counts.findings[finding.kind]++;
          const rule = rules.get(finding.rule) ?? { rule: finding.rule, severity: finding.severity, kinds: { extraction: 0, source: 0, undecided: 0 } };
          rule.kinds[finding.kind]++;
          rules.set(finding.rule, rule);
        }
      }
    },
    counts: () => structuredClone(counts),
    rules: () => [...rules.values()].sort((a, b) => total(b) - total(a) || (a.rule < b.rule ? -1 : 1)),
  };
}

const total = ({ kinds }: RuleCount): number => kinds.extraction + kinds.source + kinds.undecided;
