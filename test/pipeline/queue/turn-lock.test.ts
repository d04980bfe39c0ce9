import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createTurnLock } from '../../../pipeline/queue/turn-lock.js';

describe('turns', () => {
  it('are taken by many at once, and by one alone', async () => {
    const lock = createTurnLock();
    const now = new Set<string>();
    const seen: string[] = [];
    const work = (name: string, alone: boolean): Promise<void> =>
      lock.turn(alone, async () => {
        now.add(name);
        seen.push([...now].join('+'));
        await setTimeout(10);
        now.delete(name);
      });
    await Promise.all([work('a', false), work('b', false), work('alone', true), work('c', false), work('also alone', true), work('d', false), work('e', false)]);
    expect(seen).toEqual(['a', 'a+b', 'alone', 'c', 'also alone', 'd', 'd+e']);
  });

  it('end with work that fails', async () => {
    const lock = createTurnLock();
    await expect(lock.turn(true, () => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
    expect(await lock.turn(true, async () => 'next')).toBe('next');
  });
});
