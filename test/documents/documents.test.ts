import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadDefinitions } from '../../commands/load-definitions.js';
import { extractDocument } from '../../pipeline/extract-document.js';
import type { DocumentResult } from '../../schemas/record.js';
import { compareToTruth, DocumentTruth, type Comparison } from './compare-to-truth.js';

/**
 * Documents of other regions, made for this test, and their dumps by tools and in the shapes that dumps have (make-dumps.mjs). What must hold of each:
 * no wrong cell in a row marked ok, no form invented, no character lost. How much is read right is measured by kind, and bounded where a reading is possible.
 */
const HERE = fileURLToPath(new URL('.', import.meta.url));
const DUMPS = join(HERE, 'dumps');
/** Kinds whose order holds what the page shows: at least this share of the printed cells is read right. */
const READABLE = 0.9;
/** Kinds that print wrapped cells and columns interleaved: little can be read, and the rest must be flagged. */
const ORDER_LOST = ['columns.txt', 'pdftotext.txt', 'pdftotext-layout.txt', 'pdfbox-sort.txt'];

const documents = [...readdirSync(HERE).map((name) => join(HERE, name)), ...(existsSync(DUMPS) ? readdirSync(DUMPS).map((name) => join(DUMPS, name)) : [])]
  .filter((path) => /\.(html|txt|md|csv)$/u.test(path))
  .map((path) => {
    const file = path.slice(path.lastIndexOf('/') + 1);
    const name = file.slice(0, file.indexOf('.'));
    return { path, file, name, kind: file.slice(name.length + 1) };
  });
const definitions = await loadDefinitions(join(HERE, 'forms'));
const truthOf = (name: string): DocumentTruth => DocumentTruth.parse(JSON.parse(readFileSync(join(HERE, `${name}.json`), 'utf8')));

const measured = new Map<string, { result: DocumentResult; comparison: Comparison }>();
beforeAll(async () => {
  for (const { path, file, name, kind } of documents) {
    const result = await extractDocument({ name: file, bytes: readFileSync(path) }, { definitions });
    measured.set(file, { result, comparison: compareToTruth(result, truthOf(name), { losesBlanks: kind === 'pdftotext-raw.txt' }) });
  }
});

const ofKind = (kind: string): Comparison[] => documents.filter((document) => document.kind === kind).flatMap(({ file }) => measured.get(file)?.comparison ?? []);
const kinds = [...new Set(documents.map(({ kind }) => kind))].sort();
const sum = (list: readonly Comparison[], of: (comparison: Comparison) => number): number => list.reduce((total, comparison) => total + of(comparison), 0);
const share = (list: readonly Comparison[]): number => sum(list, ({ right }) => right) / Math.max(1, sum(list, ({ cells }) => cells));

afterAll(() => {
  const line = (kind: string): string => {
    const list = ofKind(kind);
    const count = (of: (comparison: Comparison) => number): string => String(sum(list, of)).padStart(5);
    return `${kind.padEnd(22)}${String(list.length).padStart(5)}${count(({ cells }) => cells)}${`${(share(list) * 100).toFixed(1)} %`.padStart(9)}${count(({ silent }) => silent.length)}${count(({ flagged }) => flagged.length)}${count(({ needless }) => needless)}`;
  };
  console.info(['kind                   docs cells    right wrong: silent, flagged; right but flagged', ...kinds.map(line)].join('\n'));
});

describe.each(documents)('$file', ({ file, name }) => {
  it('has no wrong cell that nothing flags, and no invented form', () => {
    const { comparison } = measured.get(file) ?? expect.fail();
    expect(comparison.silent).toEqual([]);
    expect(comparison.invented).toBe(0);
  });

  it('accounts for every character, and says so where it holds no form', () => {
    const { coverage, document } = (measured.get(file) ?? expect.fail()).result;
    expect(coverage.claimed + coverage.boilerplate + coverage.residue).toBe(coverage.characters);
    if (truthOf(name).forms.length === 0) expect(document.outcome).toBe('no-form');
  });
});

it.each(kinds.filter((kind) => !ORDER_LOST.includes(kind) && kind !== 'md' && kind !== 'txt'))('%s: at least nine in ten of the cells are right', (kind) => {
  expect(share(ofKind(kind))).toBeGreaterThanOrEqual(READABLE);
  expect(sum(ofKind(kind), ({ missed }) => missed)).toBe(0);
});
