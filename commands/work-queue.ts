import { availableParallelism } from 'node:os';
import { runWorker } from '../pipeline/queue/run-worker.js';
import { watchInterrupt } from './watch-interrupt.js';
import { withQueue } from './with-queue.js';

export interface WorkQueueOptions {
  readonly url: string;
  /** How many documents are read at once; the cores at hand without it. */
  readonly jobs?: number;
  readonly drain: boolean;
  readonly versions: Readonly<Record<string, string>>;
}

/** Fetching, committing and showing that it lives can go on at once. */
const CONNECTIONS = 3;

/** `rowproof worker`: works off the queue until it is interrupted, or with `drain` until nothing is left. Gives the exit status. */
export async function workQueue({ url, jobs = availableParallelism(), drain, versions }: WorkQueueOptions, tell: (line: string) => void): Promise<number> {
  const interrupt = watchInterrupt(() => undefined);
  const say = (message: string): void => tell(`rowproof: ${message}`);
  try {
    return await withQueue({ url, name: 'rowproof worker', connections: CONNECTIONS, warn: say, signal: interrupt.signal }, async (database) => {
      say(`worker of the queue at ${database.place}, ${jobs} documents at once`);
      const { documents } = await runWorker({ database, versions, jobs, drain, signal: interrupt.signal, tell: say });
      say(`worker ended, ${documents} documents done`);
      return 0;
    });
  } finally {
    interrupt.release();
  }
}
