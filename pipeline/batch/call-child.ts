import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { MEBIBYTE, type Limits } from './limits.js';
import { startLimitedProcess, type LimitedProcess, type ProcessEvent } from './limited-process.js';
import { OUT_OF_MEMORY } from './out-of-memory.js';

/** What passes between us and a child that calls a function: one JSON value a line. */
export type ToCallWorker = { readonly module: string; readonly memory: number } | { readonly call: number; readonly argument: unknown };
export const FromCallWorker = z.union([
  z.object({ call: z.int(), result: z.unknown() }),
  z.object({ call: z.int(), part: z.unknown() }),
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
  /**
   * The same of a function that gives parts, one after the other, and a result when it returns. The child waits for whoever takes them, so that they don't
   * pile up; that time is not the call's. Who stops early ends the child.
   */
  parts(argument: unknown): AsyncGenerator<unknown, unknown>;
  end(): Promise<void>;
}

/** Pictures and tables of whole pages are answers; no sane one is longer. */
const LONGEST_ANSWER = 512 * MEBIBYTE;
/** Parts that wait to be taken before the child has to wait: enough for both to work at once. */
const WAITING_PARTS = 4;

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
  const callNow = (argument: unknown, onPart?: (part: unknown, flow: Flow) => void): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const used = started();
      const number = ++calls;
      let memory = false;
      const settle = (work: () => void): void => {
        clock.stop();
        used.listen(null);
        work();
      };
      const fail = (outcome: CallFailure['outcome'], message: string): void => {
        used.kill();
        child = null;
        settle(() => reject(new CallFailure(outcome, message)));
      };
      const clock = startStopwatch(limits.seconds * 1000, () => fail('limit-exceeded', `it takes longer than ${limits.seconds} s`));
      const listener = (event: ProcessEvent): void => {
        if (event === 'exit') {
          if (memory || used.ranOutOfMemory()) return fail('limit-exceeded', `it needs more than ${limits.memory} MiB of memory`);
          return fail('crashed', `the reader was ended ${used.how()}`);
        }
        const answer = event === 'rubbish' ? undefined : FromCallWorker.safeParse(event.answer).data;
        if (answer === undefined) return fail('crashed', 'the reader sent what is no answer');
        if ('type' in answer) memory = true;
        else if (answer.call !== number) fail('crashed', 'the reader sent what is no answer');
        else if ('part' in answer) onPart?.(answer.part, flow);
        else if ('error' in answer && OUT_OF_MEMORY.test(answer.error.message)) fail('limit-exceeded', `it needs more than ${limits.memory} MiB of memory`);
        else if ('error' in answer) settle(() => reject(Object.assign(new Error(answer.error.message), { name: answer.error.name })));
        else settle(() => resolve(answer.result));
      };
      const flow: Flow = {
        hold: () => {
          clock.pause();
          used.pause();
        },
        goOn: () => {
          clock.goOn();
          used.resume();
        },
      };
      used.listen(listener);
      if (used.gone()) listener('exit');
      else used.send({ call: number, argument } satisfies ToCallWorker);
    });
  const inTurn = (work: () => Promise<unknown>): Promise<unknown> => {
    const mine = turn.then(work);
    turn = mine.catch(() => undefined);
    return mine;
  };
  async function* parts(argument: unknown): AsyncGenerator<unknown, unknown> {
    const state: { flow?: Flow; settled: boolean; wake: () => void } = { settled: false, wake: () => undefined };
    const waiting: unknown[] = [];
    const settle = (): void => {
      state.settled = true;
      state.wake();
    };
    const result = inTurn(() =>
      callNow(argument, (part, flow) => {
        state.flow = flow;
        waiting.push(part);
        if (waiting.length === WAITING_PARTS) flow.hold();
        state.wake();
      }),
    );
    result.then(settle, settle);
    try {
      for (;;) {
        while (waiting.length > 0) {
          yield waiting.shift();
          if (waiting.length === 0) state.flow?.goOn();
        }
        if (state.settled) return await result;
        await new Promise<void>((resolve) => (state.wake = resolve));
      }
    } finally {
      if (!state.settled) child?.kill();
    }
  }

  return {
    start: () => void started(),
    call: (argument) => inTurn(() => callNow(argument)),
    parts,
    end: async () => {
      child?.kill();
      await child?.exited;
    },
  };
}

/** How the parts of a call are kept from piling up. */
interface Flow {
  hold(): void;
  goOn(): void;
}

/** Calls `expire` when it has run for this long, pauses aside. */
function startStopwatch(milliseconds: number, expire: () => void): { readonly pause: () => void; readonly goOn: () => void; readonly stop: () => void } {
  let left = milliseconds;
  let since = performance.now();
  let state: 'running' | 'paused' | 'stopped' = 'running';
  let timer = setTimeout(expire, left);
  return {
    pause: () => {
      if (state !== 'running') return;
      state = 'paused';
      clearTimeout(timer);
      left -= performance.now() - since;
    },
    goOn: () => {
      if (state !== 'paused') return;
      state = 'running';
      since = performance.now();
      timer = setTimeout(expire, left);
    },
    stop: () => {
      state = 'stopped';
      clearTimeout(timer);
    },
  };
}
