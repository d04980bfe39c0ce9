import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { extractDocument } from '../../pipeline/extract-document.js';
import { documentToJson } from '../../pipeline/write/document-to-json.js';
import { parseResult } from '../../review/parse-result.js';
import type { DocumentResult } from '../../schemas/record.js';

const whole = (text: string): unknown => {
  const { forms, ...rest } = parseResult(Buffer.from(text));
  return { ...rest, forms: forms.all() };
};

describe('a recorded result', () => {
  it('is the same form by form as parsed at once', async () => {
    const result = await extractDocument({ name: 'a.txt', bytes: readFileSync(new URL('../../samples/futian-0402009.txt', import.meta.url)) });
    const text = documentToJson(result);
    const parsed = parseResult(Buffer.from(text));
    expect(parsed.forms.length).toBe(22);
    expect(parsed.forms.at(7)?.id).toBe('a.txt#8');
    expect(parsed.forms.at(7)).toBe(parsed.forms.at(7));
    expect(parsed.forms.at(22)).toBeUndefined();
    expect(whole(text)).toEqual(JSON.parse(text));
  });

  it('can hold texts that look like its brackets', async () => {
    const { forms, ...rest } = await extractDocument({ name: 'a.txt', bytes: readFileSync(new URL('../../samples/dapeng-2021.txt', import.meta.url)) });
    const hostile = '\n    }\n  ]\n    {"forms": [';
    const result: DocumentResult = { ...rest, forms: forms.map((form) => ({ ...form, title: { ...form.title, text: hostile } })) };
    const text = documentToJson(result);
    expect(parseResult(Buffer.from(text)).forms.at(3)?.title.text).toBe(hostile);
    expect(whole(text)).toEqual(JSON.parse(text));
  });

  it.each([
    ['has no form', (result: DocumentResult) => documentToJson({ ...result, forms: [] })],
    ['is on one line', (result: DocumentResult) => JSON.stringify(result)],
    ['is indented otherwise', (result: DocumentResult) => JSON.stringify(result, null, 1)],
    ['has Windows line ends', (result: DocumentResult) => documentToJson(result).replaceAll('\n', '\r\n')],
  ])('%s', async (_, print) => {
    const text = print(await extractDocument({ name: 'a.txt', bytes: readFileSync(new URL('../../samples/dapeng-2021.txt', import.meta.url)) }));
    expect(whole(text)).toEqual(JSON.parse(text));
  });
});
