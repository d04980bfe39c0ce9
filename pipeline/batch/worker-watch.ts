import { writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { workerData } from 'node:worker_threads';
import { z } from 'zod';
import type { FromWorker } from './worker-protocol.js';

/**
 * A thread in the child that sees what a busy parser can't: that the supervisor is gone (its pipe on file descriptor 4 ends), and that the process
 * needs more memory than it may, on platforms where the system itself doesn't limit it. Either way the process ends at once.
 */
const LIFELINE = 4;
const ANSWERS = 3;
const SAMPLE_MILLISECONDS = 100;
/** From this share of the limit on, the next piece of memory may be the one that isn't given. */
const SHORT_SHARE = 0.75;

const { memory } = z.object({ memory: z.number() }).parse(workerData);
const end = (): void => void process.kill(process.pid, 'SIGKILL');

const lifeline = new Socket({ fd: LIFELINE, readable: true, writable: false });
lifeline.on('error', end);
lifeline.on('close', end);
lifeline.resume();

let toldShort = false;
setInterval(() => {
  const used = process.memoryUsage.rss();
  if (used > memory) {
    tell({ type: 'memory', state: 'exceeded' });
    end();
  } else if (used > memory * SHORT_SHARE && !toldShort) {
    toldShort = tell({ type: 'memory', state: 'short' });
  }
}, SAMPLE_MILLISECONDS);

/** Whether it could be told: a pipe may be full for the moment. */
function tell(message: FromWorker): boolean {
  try {
    writeSync(ANSWERS, `${JSON.stringify(message)}\n`);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return false;
    throw error;
  }
}
