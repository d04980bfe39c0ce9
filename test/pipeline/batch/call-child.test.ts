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

  describe('that gives parts', () => {
    const take = async (parts: AsyncGenerator<unknown, unknown>, each: (part: unknown) => Promise<void> | void): Promise<unknown> => {
      for (;;) {
        const next = await parts.next();
        if (next.done) return next.value;
        await each(next.value);
      }
    };
    const numbers = (seen: number[]) => (part: unknown) => void seen.push((part as { number: number }).number);

    it('gives them in their order, then its result', async () => {
      const seen: number[] = [];
      expect(await take(child.parts({ does: 'count', to: 100, length: 10_000 }), numbers(seen))).toBe('counted');
      expect(seen).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
      expect(await echo('after')).toMatchObject({ text: 'after' });
    });

    it.each([
      ['crash', { outcome: 'crashed', message: 'the reader was ended by SIGSEGV' }],
      ['hang', { outcome: 'limit-exceeded', message: 'it takes longer than 3 s' }],
    ])('may %s: what came before is given', async (last, failure) => {
      const seen: number[] = [];
      await expect(take(child.parts({ does: 'count', to: 3, length: 10, finally: last }), numbers(seen))).rejects.toMatchObject(failure);
      expect(seen).toEqual([1, 2, 3]);
    });

    it('waits for whoever takes them, and the time it waits is not its own', async () => {
      const seen: number[] = [];
      const slowly = async (part: unknown): Promise<void> => {
        numbers(seen)(part);
        if (seen.length === 1) await new Promise((resolve) => setTimeout(resolve, 4000));
      };
      expect(await take(child.parts({ does: 'count', to: 50, length: 100_000 }), slowly)).toBe('counted');
      expect(seen).toHaveLength(50);
    }, 20_000);

    it('has its child ended by who stops early, and the next call has a fresh one', async () => {
      for await (const part of child.parts({ does: 'count', to: 1e9, length: 1000 })) {
        expect(part).toMatchObject({ number: 1 });
        break;
      }
      expect(await echo('b')).toEqual({ text: 'b', calls: 1 });
    });
  });
});
