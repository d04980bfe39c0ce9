import type { DocumentResult, Finding, Form, Row, Source } from '../../schemas/record.js';
import { cellAt } from './cell-at.js';
import { formReasons, needsHuman, rowReasons } from './row-reasons.js';

/** One thing for a human to settle: a reason why a row, or a field or sum of a form, is under review. */
export interface ReviewItem {
  readonly document: string;
  readonly form: string;
  /** Id of the row or form. */
  readonly id: string;
  /** Names and texts of the cells in question, joined by "; ". */
  readonly column: string;
  readonly text: string;
  readonly confidence: number;
  readonly finding: Finding;
  readonly source: readonly Source[];
}

/** What of the form needs a human, in the order of its rows; empty when the form and all its rows are ok. */
export function formToReviewItems(document: DocumentResult['document'], form: Form): ReviewItem[] {
  const items: ReviewItem[] = [];
  const add = (id: string, finding: Finding, own: Row | null): void => {
    const cells = finding.cells.flatMap((address) => cellAt(form, address) ?? []);
    items.push({
      document: document.name,
      form: form.id,
      id,
      column: [...new Set(cells.map(({ column }) => column))].join('; '),
      text: cells.map(({ cell }) => cell.text).join('; '),
      confidence: Math.min(own?.confidence ?? 1, ...cells.map(({ cell }) => cell.confidence)),
      finding,
      source: cells.flatMap(({ cell }) => cell.source),
    });
  };
  if (form.status === 'review') for (const finding of formReasons(form).filter(needsHuman)) add(form.id, finding, null);
  for (const row of Object.values(form.tables).flat()) {
    if (row.status === 'review') for (const finding of rowReasons(row).filter(needsHuman)) add(row.id, finding, row);
  }
  return items;
}
