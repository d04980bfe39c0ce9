import type { Cell, Form } from '../../schemas/record.js';

/** The cell of the form that an address of a finding names (`<row id>.<column>` or `<form id>.<field>`) and its column or field, or null. */
export function cellAt(form: Form, address: string): { readonly column: string; readonly cell: Cell } | null {
  if (!address.startsWith(form.id)) return null;
  // The form's id may hold any character, what follows it only one dot.
  const rest = address.slice(form.id.length);
  const dot = rest.indexOf('.');
  if (dot < 0) return null;
  const column = rest.slice(dot + 1);
  if (dot === 0) {
    const cell = column === 'title' ? form.title : form.fields[column];
    return cell ? { column, cell } : null;
  }
  const [, table = '', number = ''] = rest.slice(0, dot).split('/');
  const cell = form.tables[table]?.[Number(number) - 1]?.cells[column];
  return cell ? { column, cell } : null;
}
