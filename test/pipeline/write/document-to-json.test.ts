import { expect, it } from 'vitest';
import { documentToJson } from '../../../pipeline/write/document-to-json.js';
import { futianResult } from './two-forms.js';

it('is the same document, one cell a line', () => {
  const text = documentToJson(futianResult);
  expect(JSON.parse(text)).toEqual(futianResult);
  expect(text).toContain('\n              "score": {"text":"0","value":{');
  expect(text.endsWith('}\n')).toBe(true);
});

it('does not depend on the order the keys were set in', () => {
  const reversed = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(reversed);
    if (typeof value !== 'object' || value === null) return value;
    // The names of fields, tables and columns are data: their order is the definition's.
    const entries = Object.entries(value).map(([key, member]) => [key, ['fields', 'tables', 'cells', 'data'].includes(key) ? shallow(member) : reversed(member)] as const);
    return Object.fromEntries(entries.reverse());
  };
  const shallow = (value: unknown): unknown =>
    typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).map(([key, member]) => [key, reversed(member)])) : value;
  const text = documentToJson(futianResult);
  const other = reversed(futianResult) as typeof futianResult;
  expect(JSON.stringify(other)).not.toBe(JSON.stringify(futianResult));
  expect(documentToJson(other)).toBe(text);
});
