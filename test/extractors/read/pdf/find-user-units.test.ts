import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { findUserUnits } from '../../../../extractors/read/pdf/find-user-units.js';

const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));

function objectStream(objects: readonly string[], numbers: readonly number[]): string {
  let offset = 0;
  const header = objects.map((object, i) => {
    const entry = `${numbers[i]} ${offset}`;
    offset += object.length + 1;
    return entry;
  });
  const first = `${header.join(' ')} `;
  const data = deflateSync(Buffer.from(first + objects.join(' '), 'latin1')).toString('latin1');
  return `9 0 obj\n<< /Type /ObjStm /N ${objects.length} /First ${first.length} /Filter /FlateDecode /Length ${data.length} >>\nstream\n${data}\nendstream\nendobj\n`;
}

describe('findUserUnits', () => {
  it('finds them in plain objects, the later one where an update wrote the page again', () => {
    const file = '4 0 obj << /Type /Page /UserUnit 2.5 >> endobj 12 0 obj << /Type /Page >> endobj 4 0 obj << /Type /Page /UserUnit 3 >> endobj';
    expect(findUserUnits(bytes(file))).toEqual(new Map([[4, 3]]));
  });
  it('finds them in packed object streams', () => {
    const stream = objectStream(['<< /Type /Page >>', '<< /Type /Page /UserUnit 10 >>', '<< /A /B >>'], [3, 21, 5]);
    expect(findUserUnits(bytes(`%PDF-1.7\n${stream}`))).toEqual(new Map([[21, 10]]));
  });
  it('takes no nonsense, and stands damaged streams', () => {
    const file = '4 0 obj << /UserUnit 0 >> endobj 5 0 obj << /UserUnit (x) >> endobj 6 0 obj << /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode >>\nstream\nxx\nendstream';
    expect(findUserUnits(bytes(file)).size).toBe(0);
  });
});
