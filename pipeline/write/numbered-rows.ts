import type { Form, Row } from '../../schemas/record.js';

/** The rows of a table under their numbers as read, from 0, those that are none included. */
export function numberedRows(form: Form, table: string): { readonly number: number; readonly row: Row; readonly removed: boolean }[] {
  const rows = (form.tables[table] ?? []).map((row) => ({ row, removed: false }));
  const removed = (form.removed ?? []).filter((entry) => entry.table === table).sort((a, b) => a.row - b.row);
  for (const { row, was } of removed) rows.splice(row - 1, 0, { row: was, removed: true });
  return rows.map((entry, number) => ({ ...entry, number }));
}
