import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import type { FromCallWorker } from './call-child.js';
import { makeAllObjectsNew } from './engine-options.js';

/** The child process that calls a function for another (see call-child): requests come on standard input, answers go to file descriptor 3. */

const ANSWERS = 3;
const Start = z.object({ module: z.string(), memory: z.number() });
/** What a module's function gives: its result, or parts one after the other and the result when it returns. */
type Called = (argument: unknown) => Promise<unknown> | AsyncGenerator<unknown, unknown>;
const Call = z.object({ call: z.int(), argument: z.unknown() });

function answer(message: FromCallWorker): void {
  const bytes = Buffer.from(`${JSON.stringify(message)}\n`);
  for (let offset = 0; offset < bytes.length; ) offset += writeSome(bytes.subarray(offset));
}

const PAUSE_MILLISECONDS = 1;
const never = new Int32Array(new SharedArrayBuffer(4));

/** A pipe that is full for the moment is no failure: whoever reads it may be busy with what it has. */
function writeSome(bytes: Uint8Array): number {
  try {
    return writeSync(ANSWERS, bytes);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') {
      Atomics.wait(never, 0, 0, PAUSE_MILLISECONDS);
      return 0;
    }
    throw error;
  }
}

async function answerParts(call: number, parts: AsyncGenerator<unknown, unknown>): Promise<unknown> {
  for (;;) {
    const next = await parts.next();
    if (next.done) return next.value;
    answer({ call, part: next.value });
  }
}

makeAllObjectsNew();
// Whoever interrupts the program interrupts its parent; that one decides what becomes of its children.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
let called: Called | null = null;
for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  const message: unknown = JSON.parse(line);
  if (called === null) {
    const { module, memory } = Start.parse(message);
    new Worker(new URL('./worker-watch.js', import.meta.url), { workerData: { memory }, execArgv: [] }).unref();
    called = ((await import(module)) as { call: Called }).call;
    continue;
  }
  const { call, argument } = Call.parse(message);
  try {
    const given = called(argument);
    answer({ call, result: (Symbol.asyncIterator in given ? await answerParts(call, given) : await given) ?? null });
  } catch (error) {
    answer({ call, error: error instanceof Error ? { name: error.name, message: error.message } : { name: 'Error', message: String(error) } });
  }
}
process.exit(0);
