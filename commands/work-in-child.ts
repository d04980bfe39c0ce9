import { CallFailure, startCallChild, type CallChild } from '../pipeline/batch/call-child.js';
import type { Limits } from '../pipeline/batch/limits.js';
import type { ChildWork } from './in-child.js';
import { UsageError } from './usage-error.js';

/**
 * A child process within limits that does the work of commands which open documents, so that a hostile one can't hang or starve the command. Throws the
 * UsageError of the work, and a CallFailure when a limit is passed or the child dies.
 */
export function workInChild(limits: Pick<Limits, 'seconds' | 'memory'>): {
  readonly work: (asked: ChildWork) => Promise<unknown>;
  /** Work that gives its result in parts. */
  readonly parts: (asked: ChildWork) => AsyncGenerator<unknown, unknown>;
  readonly end: CallChild['end'];
} {
  const child = startCallChild(new URL('./in-child.js', import.meta.url).href, limits);
  return {
    work: async (asked) => {
      try {
        return await child.call(asked);
      } catch (error) {
        throw error instanceof Error && error.name === 'UsageError' ? new UsageError(error.message) : error;
      }
    },
    parts: (asked) => child.parts(asked),
    end: () => child.end(),
  };
}

/** One piece of work in a child of its own. */
export async function workOnce(asked: ChildWork, limits: Pick<Limits, 'seconds' | 'memory'>): Promise<unknown> {
  const child = workInChild(limits);
  try {
    return await child.work(asked);
  } catch (error) {
    if (error instanceof CallFailure) throw new Error(`${asked.work === 'explain' ? asked.id : asked.file}: ${error.message}`);
    throw error;
  } finally {
    await child.end();
  }
}
