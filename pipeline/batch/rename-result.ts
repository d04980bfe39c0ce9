import type { DocumentResult } from '../../schemas/record.js';

/** The result of the same bytes under another name: the ids of forms and rows begin with the name, and so do all references to them. */
export function renameResult(result: DocumentResult, name: string): DocumentResult {
  const old = `${result.document.name}#`;
  const rename = (id: string): string => (id.startsWith(old) ? `${name}#${id.slice(old.length)}` : id);
  // Ids stand in these members and nowhere else; printed text that looks like one stays as printed.
  const ID_MEMBERS = new Set(['id', 'sharedFrom']);
  const walk = (value: unknown, member: string, parent: string): unknown => {
    if (typeof value === 'string') return ID_MEMBERS.has(member) || (member === '' && parent === 'cells') ? rename(value) : value;
    if (Array.isArray(value)) return value.map((entry) => walk(entry, '', member));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, key === 'data' ? entry : walk(entry, key, member)]));
  };
  const renamed = walk({ forms: result.forms }, '', '') as Pick<DocumentResult, 'forms'>;
  return { ...result, document: { ...result.document, name }, forms: renamed.forms };
}
