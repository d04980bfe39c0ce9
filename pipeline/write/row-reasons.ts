import type { Cell, Finding, Form, Row } from '../../schemas/record.js';

/** A finding in the words of the run's language. */
export type FindingMessage = (finding: Finding) => string;

/**
 * Why the row is or isn't trusted: its findings, then the doubts of its cells that no finding of the same name already tells. A doubt is given the
 * shape of a finding of kind `extraction`, so that every output lists both alike.
 */
export const rowReasons = (row: Row): Finding[] => withDoubts(row.reasons, row.cells, row.id);

/** The same for the form itself: its own findings and the doubts of its fields. Findings that a row already carries are left to the row. */
export function formReasons(form: Form): Finding[] {
  const ofRows = new Set(Object.values(form.tables).flatMap((rows) => rows.flatMap((row) => row.reasons.map(findingKey))));
  return withDoubts(
    form.findings.filter((finding) => !ofRows.has(findingKey(finding))),
    { title: form.title, ...form.fields },
    form.id,
  );
}

/** True for a reason that makes its row or form `review`. */
export const needsHuman = (finding: Finding): boolean => finding.reviewed === undefined && (finding.kind !== 'source' || finding.severity === 'error');

/** What makes two findings the same one. */
export const findingKey = (finding: Finding): string => JSON.stringify([finding.rule, finding.kind, finding.cells, finding.message]);

function withDoubts(findings: readonly Finding[], cells: Readonly<Record<string, Cell>>, id: string): Finding[] {
  const reasons = [...findings];
  for (const [column, cell] of Object.entries(cells)) {
    // A doubt that can't change the cell, or that a human has settled, is no reason.
    if (cell.status === 'ok') continue;
    const place = `${id}.${column}`;
    const told = (rule: string): boolean => reasons.some((reason) => reason.rule === rule && reason.cells.includes(place));
    for (const doubt of cell.doubts) {
      if (!told(doubt.code)) reasons.push(doubtToFinding(doubt.code, doubt.note, column, place));
    }
    // A cell under review always says why, even where no stage left a word.
    if (!reasons.some((reason) => reason.cells.includes(place)))
      reasons.push(doubtToFinding('doubted', 'the reading of this cell is not certain', column, place));
  }
  return reasons;
}

// The data are those that the message of a doubt is made of in every language.
const doubtToFinding = (rule: string, note: string, column: string, cell: string): Finding => ({
  rule,
  kind: 'extraction',
  severity: 'error',
  message: `${column}: ${note}`,
  data: { title: column, titleZh: column, note },
  cells: [cell],
});
