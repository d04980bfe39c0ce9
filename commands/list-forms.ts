import type { FormDefinition } from '../schemas/form-definition.js';

/** The definitions, their fields and tables with the labels they are known by, as lines for a person. */
export function listForms(definitions: readonly FormDefinition[]): string {
  const labels = (list: readonly string[]): string => (list.length === 0 ? '' : `  ${list.join(' · ')}`);
  return definitions
    .flatMap((form) => [
      `${form.id}  ${form.title.zh} · ${form.title.en}`,
      ...form.fields.map((field) => `  ${field.name}${labels(field.labels)}`),
      ...form.tables.flatMap((table) => [`  table ${table.name}${labels(table.headings)}`, ...table.columns.map((column) => `    ${column.name}${labels(column.labels)}`)]),
    ])
    .join('\n');
}
