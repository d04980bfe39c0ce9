import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type * as MergeShares from '../../../pipeline/batch/merge-shares.js';
import type * as Dataset from '../../../pipeline/write/dataset.js';
import { Run } from '../../../schemas/run.js';
import { emptyFolder, fromDist, outputBytes, outputStamps, run, writeFiles } from './batch-under-test.js';

const { mergeShares } = await fromDist<typeof MergeShares>('pipeline/batch/merge-shares.js');
const { openDataset } = await fromDist<typeof Dataset>('pipeline/write/dataset.js');

const merge = (shares: readonly string[], out: string): ReturnType<typeof mergeShares> =>
  mergeShares({ shares, out, writerOptions: { language: 'en' }, openDataset: (dataset) => openDataset({ ...dataset, language: 'en' }) });
const runJson = (out: string): Run => Run.parse(JSON.parse(readFileSync(join(out, 'run.json'), 'utf8')));
/** The ledger of a run: each document with its outcome and what it came to. */
const ledger = (out: string): Pick<Run, 'inputs' | 'counts' | 'failures' | 'skipped' | 'fingerprint' | 'fingerprintParts' | 'options' | 'versions'> => {
  const { inputs, counts, failures, skipped, fingerprint, fingerprintParts, options, versions } = runJson(out);
  return { inputs, counts, failures, skipped, fingerprint, fingerprintParts, options, versions };
};
const names = (out: string): string[] => runJson(out).inputs.map(({ name }) => name);

const SHARES = 3;
const inbox = writeFiles(emptyFolder(), {
  ...Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`${i % 3}/${i}.txt`, `form ${i % 2 === 0 ? 'first' : 'second'}\n# ${i}`])),
  // One content under several names, and several contents under one name.
  'copy.txt': 'form first\n# 0',
  'other/copy.txt': 'form first\n# 0',
  'poison.txt': 'throw it',
  'notes.docx': 'no document',
});
symlinkSync('nowhere', join(inbox, 'dangling.txt'));
const second = writeFiles(emptyFolder(), { 'copy.txt': 'form second\n# another' });
const shareOf = async (index: number, of = SHARES, inputs: readonly string[] = [inbox, second]): Promise<string> => {
  const out = join(emptyFolder(), `out-${index}`);
  await run(inputs, out, { shard: { index, of } });
  return out;
};

let whole = '';
let shares: string[] = [];
beforeAll(async () => {
  whole = join(emptyFolder(), 'out');
  expect(await run([inbox, second], whole)).toMatchObject({ exitStatus: 3 });
  shares = await Promise.all([1, 2, 3].map((index) => shareOf(index)));
});

describe('a share', () => {
  it('holds its documents alone, and together they hold each document once', () => {
    expect(shares.flatMap(names).sort()).toEqual(names(whole).sort());
    for (const share of shares) expect(names(share).length).toBeGreaterThan(2);
    expect(new Set(shares.map((share) => runJson(share).shard?.listing)).size).toBe(1);
    expect(runJson(whole).shard).toBeUndefined();
  });

  it('keeps a document whatever its name and its neighbours are', async () => {
    const folder = writeFiles(emptyFolder(), { 'a.txt': 'form first\n# a', 'b.txt': 'form first\n# b', 'c.txt': 'form first\n# c' });
    const sharesOf = async (): Promise<Record<string, number>> => {
      const found: Record<string, number> = {};
      for (const index of [1, 2]) for (const { sha256 } of runJson(await shareOf(index, 2, [folder])).inputs) found[sha256 ?? ''] = index;
      return found;
    };
    const before = await sharesOf();
    renameSync(join(folder, 'a.txt'), join(folder, 'z.txt'));
    writeFiles(folder, { 'new.txt': 'form second' });
    expect(await sharesOf()).toMatchObject(before);
    expect(Object.keys(before)).toHaveLength(3);
  });

  it('is run again for what is new alone', async () => {
    const folder = writeFiles(emptyFolder(), { 'a.txt': 'form first\n# a', 'b.txt': 'form first\n# b' });
    const out = join(emptyFolder(), 'out');
    await run(folder, out, { shard: { index: 1, of: 1 } });
    expect(await run(folder, out, { shard: { index: 1, of: 1 } })).toMatchObject({ parsed: 0, written: false });
    writeFiles(folder, { 'c.txt': 'form first\n# c' });
    expect(await run(folder, out, { shard: { index: 1, of: 1 } })).toMatchObject({ parsed: 1, written: true });
  });

  it('tells of the whole anew when only another share has changed', async () => {
    const folder = writeFiles(emptyFolder(), Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`${i}.txt`, `form first\n# ${i}`])));
    const outs = [join(emptyFolder(), 'one'), join(emptyFolder(), 'two')];
    const runBoth = async (): Promise<void> => {
      for (const [i, out] of outs.entries()) await run(folder, out, { shard: { index: i + 1, of: 2 } });
    };
    await runBoth();
    writeFiles(folder, { 'new.txt': 'form second' });
    await runBoth();
    const all = join(emptyFolder(), 'all');
    await merge(outs, all);
    expect(names(all)).toHaveLength(9);
  });
});

describe('the merge', () => {
  it('has the bytes, the ledger and the exit status of one run, whatever the order of the shares', async () => {
    const all = join(emptyFolder(), 'all');
    const summary = await merge([shares[2] ?? '', shares[0] ?? '', shares[1] ?? ''], all);
    expect(outputBytes(all)).toEqual(outputBytes(whole));
    expect(ledger(all)).toEqual(ledger(whole));
    expect(summary).toMatchObject({ exitStatus: 3, counts: runJson(whole).counts, written: true });
    expect(summary.failures.map(({ name, outcome }) => [name, outcome])).toEqual([
      ['dangling.txt', 'unreadable'],
      ['poison.txt', 'crashed'],
    ]);
    expect(existsSync(join(all, '.rowproof', 'lock'))).toBe(false);
    for (const share of shares) expect(existsSync(join(share, '.rowproof', 'lock'))).toBe(false);
  });

  it('writes nothing when it is done again, and clears away what was there before', async () => {
    const all = join(emptyFolder(), 'all');
    await run(writeFiles(emptyFolder(), { 'left.txt': 'form first', '1/1.txt': 'form first' }), all);
    await merge(shares, all);
    expect(outputBytes(all)).toEqual(outputBytes(whole));
    const stamps = outputStamps(all);
    expect(await merge(shares, all)).toMatchObject({ exitStatus: 3, written: false });
    expect(outputStamps(all)).toEqual(stamps);
  });

  it('reads shares that it can only read', async () => {
    const copy = join(emptyFolder(), 'copy');
    cpSync(shares[0] ?? '', copy, { recursive: true });
    rmSync(join(copy, '.rowproof'), { recursive: true });
    chmodSync(copy, 0o555);
    const all = join(emptyFolder(), 'all');
    await merge([copy, ...shares.slice(1)], all);
    expect(outputBytes(all)).toEqual(outputBytes(whole));
  });

  it.each<[string, (all: string) => Promise<readonly string[]>, number, RegExp]>([
    ['a share is missing', async () => shares.slice(0, 2), 2, /Not all shares are there: 3\/3 missing/u],
    ['a share is there twice', async () => [...shares, shares[0] ?? ''], 2, /named twice/u],
    ['a copy of a share is there', async () => [...shares.slice(0, 2), await shareOf(1)], 2, /are both share 1\/3/u],
    ['the shares are of different numbers', async () => [...shares.slice(0, 2), await shareOf(3, 4)], 2, /one number of shares/u],
    ['one is no share', async () => [...shares.slice(0, 2), whole], 2, /is no share/u],
    ['one is no output', async () => [...shares.slice(0, 2), inbox], 2, /no output folder of a finished run/u],
    ['the output is a share', async (all) => [...shares, all], 2, /at once/u],
    ['the inputs have changed in between', async () => [...shares.slice(0, 2), await shareOf(3, 3, [inbox])], 2, /saw the inputs differently/u],
  ])('refuses when %s', async (_, given, exitStatus, message) => {
    const all = join(emptyFolder(), 'all');
    await expect(merge(await given(all), all)).rejects.toMatchObject({ exitStatus, message: expect.stringMatching(message) as string });
    expect(existsSync(join(all, 'run.json'))).toBe(false);
  });

  it('refuses shares that were made with other options', async () => {
    const out = join(emptyFolder(), 'out');
    await run([inbox, second], out, { shard: { index: 3, of: 3 }, parserOptions: { killOn: 999 } });
    await expect(merge([...shares.slice(0, 2), out], join(emptyFolder(), 'all'))).rejects.toMatchObject({ exitStatus: 2, message: expect.stringContaining('"options"') as string });
  });

  it('takes no result that is not the one its share tells of', async () => {
    const broken = join(emptyFolder(), 'broken');
    cpSync(shares[0] ?? '', broken, { recursive: true });
    const [name = ''] = names(broken);
    const path = join(broken, 'documents', `${name}.json`);
    const text = readFileSync(path, 'utf8');
    for (const bad of [text.slice(0, 100), text.replace(/"sha256": ?"[0-9a-f]{8}/u, (head) => `${head.slice(0, -8)}00000000`), '']) {
      writeFileSync(path, bad);
      await expect(merge([broken, ...shares.slice(1)], join(emptyFolder(), 'all'))).rejects.toMatchObject({ exitStatus: 1, message: expect.stringContaining(name) as string });
    }
  });

  it('waits for nobody: a share that a run holds is named', async () => {
    const held = join(emptyFolder(), 'held');
    cpSync(shares[0] ?? '', held, { recursive: true });
    mkdirSync(join(held, '.rowproof'), { recursive: true });
    // A holder that nobody can look into, and that has just shown itself.
    writeFileSync(join(held, '.rowproof', 'lock'), JSON.stringify({ pid: 1, host: 'elsewhere', place: null, born: null, since: '2026-01-01T00:00:00.000Z' }));
    await expect(merge([held, ...shares.slice(1)], join(emptyFolder(), 'all'))).rejects.toMatchObject({ exitStatus: 4, message: expect.stringContaining('elsewhere') as string });
  });
});
