import type { Cell, Form } from '../../schemas/record.js';

/** The cell of the form that an address of a finding names (`<row id>.<column>` or `<form id>.<field>`) and its column or field, or null. */
export function cellAt(form: Form, address: string): { readonly column: string; readonly cell: Cell } | null {
  if (!address.startsWith(form.id)) return null;
  // The form's id may hold any character; only what follows it has a shape.
  const rest = address.slice(form.id.length);
  if (rest.startsWith('.')) {
    const column = rest.slice(1);
    const cell = column === 'title' ? form.title : form.fields[column];
    return cell ? { column, cell } : null;
  }
  const [, table = '', number = '', column = ''] = /^\/(.+)\/(\d+)\.(.+)$/su.exec(rest) ?? [];
  const rows = form.tables[table];
  const id = address.slice(0, -column.length - 1);
  // A row keeps its number when another before it turns out to be none.
  const row = rows?.[Number(number) - 1]?.id === id ? rows[Number(number) - 1] : rows?.find((one) => one.id === id);
  const cell = row?.cells[column];
  return cell ? { column, cell } : null;
}
