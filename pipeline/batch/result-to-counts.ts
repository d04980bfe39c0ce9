import type { DocumentResult, Finding } from '../../schemas/record.js';
import type { DocumentCounts } from './worker-protocol.js';

/** What the totals of a run need of one document. A finding that is named both by its form and by a row counts once. */
export function resultToCounts(result: DocumentResult): DocumentCounts {
  const findings = { extraction: 0, source: 0, undecided: 0 };
  let [rows, indicators, reviewRows, reviewForms] = [0, 0, 0, 0];
  for (const form of result.forms) {
    const fired = new Map<string, Finding>();
    const add = (finding: Finding): void => void fired.set(JSON.stringify([finding.rule, finding.kind, finding.message, finding.cells]), finding);
    form.findings.forEach(add);
    if (form.status === 'review') reviewForms++;
    for (const [table, tableRows] of Object.entries(form.tables)) {
      rows += tableRows.length;
      if (table === 'indicators') indicators += tableRows.length;
      for (const row of tableRows) {
        if (row.status === 'review') reviewRows++;
        row.reasons.forEach(add);
      }
    }
    for (const finding of fired.values()) findings[finding.kind]++;
  }
  return { pages: result.document.pages, forms: result.forms.length, rows, indicators, reviewRows, reviewForms, findings };
}
