import type { DocumentResult, Finding, Form, Row, Source } from '../../schemas/record.js';
import { cellAt } from './cell-at.js';
import { formReasons, needsHuman, rowReasons } from './row-reasons.js';

/** One thing for a human to settle: a reason why a row, or a field or sum of a form, is under review. */
export interface ReviewItem {
  readonly document: string;
  readonly form: string;
  /** Id of the row or form. */
  readonly id: string;
  /** Names and texts of the cells in question, joined by "; ": those of the row or form itself, or the one of another row that stands out. */
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
    const named = finding.cells.flatMap((address) => {
      const found = cellAt(form, address);
      return found ? [{ ...found, address }] : [];
    });
    const ofOwner = named.filter(({ address, column }) => address === `${id}.${column}`);
    const asked = ofOwner.length > 0 ? ofOwner : named.slice(0, 1);
    const places = named.flatMap(({ cell }) => cell.source);
    // A cell that prints nothing has no place: its row or form has.
    const around = own ? Object.values(own.cells).flatMap((cell) => cell.source) : form.title.source;
    items.push({
      document: document.name,
      form: form.id,
      id,
      column: asked.map(({ column }) => column).join('; '),
      text: asked.map(({ cell }) => cell.text).join('; '),
      confidence: Math.min(own?.confidence ?? 1, ...named.map(({ cell }) => cell.confidence)),
      finding,
      source: places.length > 0 ? places : around,
    });
  };
  if (form.status === 'review') for (const finding of formReasons(form).filter(needsHuman)) add(form.id, finding, null);
  for (const row of Object.values(form.tables).flat()) {
    if (row.status === 'review') for (const finding of rowReasons(row).filter(needsHuman)) add(row.id, finding, row);
  }
  return items;
}
