import { afterAll, describe, expect, it } from 'vitest';
import type * as CallChildModule from '../../../pipeline/batch/call-child.js';
import { fromDist } from './batch-under-test.js';

const { startCallChild } = await fromDist<typeof CallChildModule>('pipeline/batch/call-child.js');

describe('a function called in a child', () => {
  const child = startCallChild(new URL('doubles/called.mjs', import.meta.url).href, { seconds: 3, memory: 256 });
  afterAll(() => child.end());
  const echo = (text: string): Promise<unknown> => child.call({ does: 'echo', text });

  it('gives its result, one call after the other in one process', async () => {
    const long = '错'.repeat(3_000_000);
    expect(await Promise.all([echo('a'), echo(long)])).toEqual([{ text: 'a', calls: 1 }, { text: long, calls: 2 }]);
  });

  it.each([
    ['hang', { outcome: 'limit-exceeded', message: 'it takes longer than 3 s' }],
    ['crash', { outcome: 'crashed', message: 'the reader was ended by SIGSEGV' }],
    ['eat', { outcome: 'limit-exceeded', message: 'it needs more than 256 MiB of memory' }],
    ['rubbish', { outcome: 'crashed', message: 'the reader sent what is no answer' }],
  ])('may %s: that call fails, and the next has a fresh process', async (does, failure) => {
    const [bad, good] = [child.call({ does }), echo('b')];
    await expect(bad).rejects.toMatchObject(failure);
    expect(await good).toEqual({ text: 'b', calls: 1 });
  });

  it('may print what it likes', async () => expect(await child.call({ does: 'print', text: 'c' })).toMatchObject({ text: 'c' }));

  it('may throw: its error comes with its name', () => expect(child.call({ does: 'throw', text: 'wrong' })).rejects.toMatchObject({ name: 'UsageError', message: 'wrong' }));
});
