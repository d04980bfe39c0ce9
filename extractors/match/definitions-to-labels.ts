import type { FormDefinition } from '../../schemas/form-definition.js';

/** Every label that the forms print, as their definitions write it: what a recogniser may expect in a cell. */
export function definitionsToLabels(definitions: readonly FormDefinition[]): string[] {
  const labels = new Set<string>();
  for (const definition of definitions) {
    for (const label of [...definition.headings, ...definition.fields.flatMap((field) => field.labels)]) labels.add(label);
    for (const table of definition.tables) {
      for (const label of [...table.headings, ...(table.items ?? []), ...(table.total?.labels ?? [])]) labels.add(label);
      for (const column of table.columns) for (const label of [...column.labels, ...(column.vocabulary ?? [])]) labels.add(label);
    }
  }
  return [...labels];
}
