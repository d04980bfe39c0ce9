import type { FormDefinition } from '../../schemas/form-definition.js';
import type { DocumentResult } from '../../schemas/record.js';

/** Width, case, blanks and punctuation don't count: too much is found rather than too little. */
const fold = (text: string): string => text.normalize('NFKC').replace(/[^\p{L}\p{N}]/gu, '').toLowerCase();

/**
 * Whether a new, changed or removed form definition could change this result: the document has a form of it, or text of the document that no form
 * claimed, or the title of one of its forms, holds one of the definition's titles or labels. Text of a document is a cell, boilerplate of a form or
 * residue, so a definition none of whose words stand in the residue or in a title has nothing to take hold of.
 * `definition` is the new one, or null when it was removed.
 */
export function definitionAffects(id: string, definition: FormDefinition | null, result: DocumentResult): boolean {
  if (result.forms.some((form) => form.definition === id)) return true;
  if (definition === null) return false;
  const free = fold([...result.residue.map((piece) => piece.text), ...result.forms.map((form) => form.title.text)].join(' '));
  return definitionTexts(definition).some((text) => {
    const folded = fold(text);
    return folded !== '' && free.includes(folded);
  });
}

const definitionTexts = (definition: FormDefinition): string[] => [
  ...definition.titles,
  ...definition.fields.flatMap((field) => field.labels),
  ...definition.tables.flatMap((table) => [...table.headings, ...table.columns.flatMap((column) => column.labels), ...(table.items ?? [])]),
];
