import { openDatabase, type Database } from '../pipeline/queue/database.js';

export interface QueueOptions {
  /** postgres://… */
  readonly url: string;
  /** What the server's list of sessions calls it. */
  readonly name: string;
  readonly connections: number;
  readonly warn: (message: string) => void;
  readonly signal?: AbortSignal;
}

/** Does the work with the database that a URL names. Throws a RunError when the server can't be reached. */
export async function withQueue<T>({ url, ...options }: QueueOptions, work: (database: Database) => Promise<T>): Promise<T> {
  const database = await openDatabase(url, options);
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}
