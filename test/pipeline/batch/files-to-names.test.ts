import { describe, expect, it } from 'vitest';
import { filesToNames } from '../../../pipeline/batch/files-to-names.js';

const file = (name: string, path: string, sha256: string | null): { name: string; realPath: Buffer; sha256: string | null } => ({ name, realPath: Buffer.from(path), sha256 });
const names = (...files: ReturnType<typeof file>[]): string[] => filesToNames(files, ({ sha256 }) => sha256);
const [a, b] = ['aaaaaaaa11111111', 'bbbbbbbb22222222'];

describe('the name of a document', () => {
  it('is its path', () => expect(names(file('x.txt', '/1/x.txt', a), file('sub/x.txt', '/1/sub/x.txt', a))).toEqual(['x.txt', 'sub/x.txt']));

  it('tells all apart that come to one name', () =>
    expect(names(file('x.txt', '/1/x.txt', a), file('y', '/1/y', a), file('x.txt', '/2/x.txt', b))).toEqual(['x~aaaaaaaa.txt', 'y', 'x~bbbbbbbb.txt']));

  it('stays the same for a file that is given twice', () => expect(names(file('x.txt', '/1/x.txt', a), file('x.txt', '/1/x.txt', a))).toEqual(['x.txt', 'x.txt']));

  it('is one for one content', () => expect(names(file('x.txt', '/1/x.txt', a), file('x.txt', '/2/x.txt', a))).toEqual(['x~aaaaaaaa.txt', 'x~aaaaaaaa.txt']));

  it('goes round a file that has the new name already', () => {
    const found = names(file('x.txt', '/1/x.txt', a), file('x.txt', '/2/x.txt', b), file('x~aaaaaaaa.txt', '/3/x~aaaaaaaa.txt', b));
    expect(new Set(found).size).toBe(3);
  });

  it('is no folder of results', () => {
    expect(names(file('x.txt', '/1/x.txt', a), file('x.txt.json/y.txt', '/1/x.txt.json/y.txt', b))).toEqual(['x~aaaaaaaa.txt', 'x.txt.json/y.txt']);
  });

  it('fits into a file system', () => {
    const [name = ''] = names(file(`sub/${'长'.repeat(83)}.txt`, '/1', a));
    expect(name).toMatch(/^sub\/长+~aaaaaaaa\.txt$/);
    expect(Buffer.byteLength(`${name.slice(4)}.json`)).toBeLessThanOrEqual(255);
  });

  it('of an unreadable file is told apart by its path', () => {
    const [one, two] = names(file('x.txt', '/1/x.txt', null), file('x.txt', '/2/x.txt', null));
    expect(one).toMatch(/^x~[0-9a-f]{8}\.txt$/);
    expect(two).not.toBe(one);
  });

  it('without an extension gets the digits at its end', () => expect(names(file('.x', '/1/.x', a), file('.x', '/2/.x', b))).toEqual(['.x~aaaaaaaa', '.x~bbbbbbbb']));
});
