import type { ExtractedCell, ExtractedForm, ExtractedRow, ExtractedTable } from '../../../schemas/extraction.js';
import { FormDefinition } from '../../../schemas/form-definition.js';
import { projectSelfEvaluation } from '../../../schemas/forms/project-self-evaluation.js';
import type { ExampleForm } from '../../../pipeline/validate/rule.js';

export const definition: FormDefinition = FormDefinition.parse(projectSelfEvaluation);

export function cellOf(text: string, changes: Partial<ExtractedCell> = {}): ExtractedCell {
  return { text, source: text === '' ? [] : [{ page: 1, line: 1, column: 1, length: text.length }], confidence: 1, doubts: [], candidates: [], ...changes };
}

/** An extracted form from printed texts, read without any doubt: every column's header is printed, what is left out prints nothing. */
export function formOf({ fields = {}, tables = {}, starred = [], starredFields = [] }: ExampleForm, by: FormDefinition = definition): ExtractedForm {
  const built: Record<string, ExtractedTable> = {};
  for (const { name, columns } of by.tables) {
    const rows = (tables[name] ?? []).map((row): ExtractedRow => ({ cells: Object.fromEntries(columns.map((column) => [column.name, cellOf(row[column.name] ?? '')])) }));
    built[name] = { rows, unit: '元', columns: columns.map((column) => column.name), starred };
  }
  return {
    definition: by,
    title: cellOf('2021年项目自评表'),
    year: 2021,
    fields: Object.fromEntries(by.fields.map((field) => [field.name, cellOf(fields[field.name] ?? '')])),
    starredFields,
    tables: built,
    doubts: [],
  };
}
