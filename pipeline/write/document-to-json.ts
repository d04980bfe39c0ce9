import { DocumentResult } from '../../schemas/record.js';

/** What to print on lines of its own: the named members, `*` for all others of an object or all entries of an array. All else goes on one line. */
interface Layout {
  readonly [member: string]: Layout | null;
}

const row: Layout = { cells: { '*': null }, reasons: { '*': null } };
const form: Layout = { fields: { '*': null }, tables: { '*': { '*': row } }, findings: { '*': null } };
const documentLayout: Layout = { forms: { '*': form }, residue: { '*': null } };

/**
 * The text of `documents/<name>.json`: keys in the order of the schema, one cell, finding or piece of residue a line, so that a person reads it and
 * a line-based diff shows what changed. The same result gives the same bytes. Throws a ZodError when the result is none by its schema.
 */
export function documentToJson(result: DocumentResult): string {
  // Parsing puts the keys into the schema's order, whatever order the stages set them in.
  return `${print(DocumentResult.parse(result), documentLayout, '')}\n`;
}

function print(value: unknown, layout: Layout | null, indent: string): string {
  if (layout === null || typeof value !== 'object' || value === null) return JSON.stringify(value);
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    const entries = value.map((entry) => inner + print(entry, layout['*'] ?? null, inner));
    return entries.length === 0 ? '[]' : `[\n${entries.join(',\n')}\n${indent}]`;
  }
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([key, member]) => `${inner}${JSON.stringify(key)}: ${print(member, layout[key] ?? layout['*'] ?? null, inner)}`);
  return members.length === 0 ? '{}' : `{\n${members.join(',\n')}\n${indent}}`;
}
