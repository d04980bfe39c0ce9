import type { ExtractedForm } from '../../schemas/extraction.js';
import { normaliseCell } from './normalise-cell.js';
import { normaliseField } from './normalise-field.js';
import { normaliseRow } from './normalise-row.js';
import type { NormalisedCell, NormalisedForm, NormalisedRow, NormalisedTable } from './normalised-form.js';

/** The form with the value of every cell, as its definition says what stands where. */
export function normaliseForm(form: ExtractedForm): NormalisedForm {
  const fields: Record<string, NormalisedCell> = {};
  for (const definition of form.definition.fields) {
    const cell = form.fields[definition.name];
    if (cell !== undefined) fields[definition.name] = normaliseField(cell, definition);
  }
  const tables: Record<string, NormalisedTable> = {};
  for (const definition of form.definition.tables) {
    const table = form.tables[definition.name];
    if (table === undefined) continue;
    const rows: NormalisedRow[] = [];
    for (const row of table.rows) rows.push(normaliseRow(row, definition, table.unit));
    tables[definition.name] = { ...table, rows };
  }
  return { ...form, title: normaliseCell(form.title, { kind: 'text', unit: null }), fields, tables };
}
