import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type * as library from '../../index.js';

// As it is installed: the children of a folder's reading run from there too.
const built = fileURLToPath(new URL('../../dist/index.js', import.meta.url));
const { extractDocument, extractFolder, extractTables } = (await import(built)) as typeof library;
const dump = fileURLToPath(new URL('../documents/three-part-targets.html', import.meta.url));

let folder: string;
let scratch: string;
const usual = process.env['TMPDIR'];
beforeAll(() => {
  // Whatever the library keeps for a while is kept here.
  scratch = mkdtempSync(join(tmpdir(), 'rowproof-scratch-'));
  process.env['TMPDIR'] = scratch;
  folder = mkdtempSync(join(scratch, 'input-'));
  mkdirSync(join(folder, 'inner'));
  writeFileSync(join(folder, 'inner', 'form.html'), readFileSync(dump));
  writeFileSync(join(folder, 'empty.txt'), '');
  writeFileSync(join(folder, 'prose.txt'), 'nothing that any form knows\n');
});
afterAll(() => {
  if (usual === undefined) delete process.env['TMPDIR'];
  else process.env['TMPDIR'] = usual;
  rmSync(scratch, { recursive: true, force: true });
});
const kept = (): string[] => readdirSync(scratch).filter((name) => !name.startsWith('input-'));

describe('the library', () => {
  it('reads a folder to what each of its documents alone gives, and leaves nothing behind', async () => {
    const results = new Map<string, library.DocumentResult>();
    for await (const result of extractFolder(folder, { jobs: 2, ocr: 'off' })) results.set(result.document.name, result);
    expect([...results.keys()].sort()).toEqual(['empty.txt', 'inner/form.html', 'prose.txt']);
    expect(results.get('empty.txt')?.document.outcome).toBe('empty');
    expect(results.get('prose.txt')?.document.outcome).toBe('no-form');
    const alone = await extractDocument({ name: 'inner/form.html', bytes: readFileSync(dump) }, { ocr: 'off' });
    expect(alone.forms.length).toBeGreaterThan(0);
    expect(results.get('inner/form.html')).toEqual(JSON.parse(JSON.stringify(alone)));
    expect(kept()).toEqual([]);
  });

  it('stops where its reader stops, and when it is told to', async () => {
    for await (const result of extractFolder(folder, { jobs: 1 })) {
      expect(result.schema).toBe(1);
      break;
    }
    const seen: library.DocumentResult[] = [];
    for await (const result of extractFolder(folder, { signal: AbortSignal.abort() })) seen.push(result);
    expect(seen).toEqual([]);
    expect(kept()).toEqual([]);
  });

  it('throws for an input that is not there', async () => {
    await expect(extractFolder(join(folder, 'nowhere')).next()).rejects.toThrow('no such file or folder');
  });

  it('gives the tables of a file, and says why it has none', async () => {
    const { pages } = await extractTables(dump);
    expect(pages.flatMap(({ tables }) => tables).length).toBeGreaterThan(0);
    expect((await extractTables(join(folder, 'nowhere.pdf'))).error).toMatch(/^unreadable: /u);
  });
});
