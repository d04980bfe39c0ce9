import type { FormDefinition } from '../schemas/form-definition.js';

/** What the columns and fields of all definitions are called, by their name. Where two definitions differ, the first one counts. */
export function columnTitles(definitions: readonly FormDefinition[]): Record<string, FormDefinition['title']> {
  const titles: Record<string, FormDefinition['title']> = {};
  for (const { fields, tables } of definitions) for (const { name, title } of [...fields, ...tables.flatMap(({ columns }) => columns)]) titles[name] ??= title;
  return titles;
}
