import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { MEBIBYTE, type Limits } from './limits.js';
import { startLimitedProcess, type LimitedProcess, type ProcessEvent } from './limited-process.js';
import { OUT_OF_MEMORY } from './out-of-memory.js';

/** What passes between us and a child that calls a function: one JSON value a line. */
export type ToCallWorker = { readonly module: string; readonly memory: number } | { readonly call: number; readonly argument: unknown };
export const FromCallWorker = z.union([
  z.object({ call: z.int(), result: z.unknown() }),
  z.object({ call: z.int(), error: z.object({ name: z.string(), message: z.string() }) }),
  z.object({ type: z.literal('memory'), state: z.enum(['short', 'exceeded']) }),
]);
export type FromCallWorker = z.infer<typeof FromCallWorker>;

/** A call that passed a limit or ended its process. */
export class CallFailure extends Error {
  constructor(
    readonly outcome: 'limit-exceeded' | 'crashed',
    message: string,
  ) {
    super(message);
  }
}

export interface CallChild {
  /** Has the process ready before the first call. */
  start(): void;
  /**
   * Calls the function in the child, one call after the other. Throws a CallFailure when the child passes a limit or dies, which the next call starts
   * anew; an error of the function is thrown with its name and message.
   */
  call(argument: unknown): Promise<unknown>;
  end(): Promise<void>;
}

/** Pictures and tables of whole files are answers; no sane one is longer. */
const LONGEST_ANSWER = 512 * MEBIBYTE;

/**
 * Lets a child process within limits call the function `call` of a module for us: what parses or draws files of others must not hang, crash or starve
 * the process that a person talks to. Arguments and results are plain JSON.
 */
export function startCallChild(module: string, limits: Pick<Limits, 'seconds' | 'memory'>): CallChild {
  let child: LimitedProcess | null = null;
  let calls = 0;
  let turn: Promise<unknown> = Promise.resolve();

  const started = (): LimitedProcess => {
    if (child !== null && !child.gone()) return child;
    child = startLimitedProcess(fileURLToPath(new URL('./call-worker.js', import.meta.url)), limits, LONGEST_ANSWER);
    child.send({ module, memory: limits.memory * MEBIBYTE } satisfies ToCallWorker);
    return child;
  };
  const callNow = (argument: unknown): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const used = started();
      const number = ++calls;
      let memory = false;
      const settle = (work: () => void): void => {
        clearTimeout(timer);
        used.listen(null);
        work();
      };
      const fail = (outcome: CallFailure['outcome'], message: string): void => {
        used.kill();
        child = null;
        settle(() => reject(new CallFailure(outcome, message)));
      };
      const timer = setTimeout(() => fail('limit-exceeded', `it takes longer than ${limits.seconds} s`), limits.seconds * 1000);
      const listener = (event: ProcessEvent): void => {
        if (event === 'exit') {
          if (memory || used.ranOutOfMemory()) return fail('limit-exceeded', `it needs more than ${limits.memory} MiB of memory`);
          return fail('crashed', `the reader was ended ${used.how()}`);
        }
        const answer = event === 'rubbish' ? undefined : FromCallWorker.safeParse(event.answer).data;
        if (answer === undefined) return fail('crashed', 'the reader sent what is no answer');
        if ('type' in answer) memory = true;
        else if (answer.call !== number) fail('crashed', 'the reader sent what is no answer');
        else if ('error' in answer && OUT_OF_MEMORY.test(answer.error.message)) fail('limit-exceeded', `it needs more than ${limits.memory} MiB of memory`);
        else if ('error' in answer) settle(() => reject(Object.assign(new Error(answer.error.message), { name: answer.error.name })));
        else settle(() => resolve(answer.result));
      };
      used.listen(listener);
      if (used.gone()) listener('exit');
      else used.send({ call: number, argument } satisfies ToCallWorker);
    });

  return {
    start: () => void started(),
    call: (argument) => {
      const mine = turn.then(() => callNow(argument));
      turn = mine.catch(() => undefined);
      return mine;
    },
    end: async () => {
      child?.kill();
      await child?.exited;
    },
  };
}
