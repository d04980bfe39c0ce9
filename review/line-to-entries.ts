import { itemKeyToText, type ItemKey } from '../pipeline/write/item-key.js';
import { rowId, type DocumentLine, type LineItem } from '../pipeline/write/result-to-line.js';
import type { FindingKind } from '../schemas/record.js';

/** A row or form in the queue. */
export interface ItemEntry {
  readonly key: ItemKey;
  /** The key as text. */
  readonly address: string;
  readonly id: string;
  /** Id of its form. */
  readonly form: string;
  readonly label: string;
  readonly open: boolean;
  readonly decision: string | null;
  readonly rules: readonly string[];
  readonly kinds: readonly FindingKind[];
  readonly columns: readonly string[];
  readonly rank: number;
  /** Where it stands among the items of its document. */
  readonly order: number;
}

const none: readonly never[] = [];

/** The forms of a document and all their rows, each form before its rows; `document` is the number of the document. */
export function lineToEntries({ forms }: Pick<DocumentLine, 'forms'>, document: number): ItemEntry[] {
  const entries: ItemEntry[] = [];
  const add = (key: ItemKey, id: string, form: string, item: LineItem): void => {
    entries.push({
      key,
      address: itemKeyToText(key),
      id: item.id ?? id,
      form,
      label: item.label,
      open: item.open ?? false,
      decision: item.decision ?? null,
      rules: item.rules ?? none,
      kinds: item.kinds ?? none,
      columns: item.columns ?? none,
      rank: item.rank,
      order: entries.length,
    });
  };
  forms.forEach(({ id, own, tables }, form) => {
    add({ document, form, table: null, row: null }, id, id, own);
    for (const [table, rows] of Object.entries(tables)) rows.forEach((item, row) => add({ document, form, table, row }, rowId(id, table, row), id, item));
  });
  return entries;
}
