/** A row, or the fields and sums of a form, in the review. Numbers count from 0; `row` is the row's number as it was read, before any decision. */
export interface ItemKey {
  /** Number of the document in the sorted list of the output folder. */
  readonly document: number;
  readonly form: number;
  readonly table: string | null;
  readonly row: number | null;
}

/** `3/0/indicators/12`, or `3/0` for a form. */
export const itemKeyToText = ({ document, form, table, row }: ItemKey): string => (table === null ? `${document}/${form}` : `${document}/${form}/${encodeURIComponent(table)}/${row}`);

/** The key that a text stands for, or null. */
export function textToItemKey(text: string): ItemKey | null {
  const [, document, form, table, row] = /^(\d{1,9})\/(\d{1,9})(?:\/([^/]+)\/(\d{1,9}))?$/u.exec(text) ?? [];
  if (document === undefined || form === undefined) return null;
  try {
    return { document: Number(document), form: Number(form), table: table === undefined ? null : decodeURIComponent(table), row: row === undefined ? null : Number(row) };
  } catch {
    return null;
  }
}
