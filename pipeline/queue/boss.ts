import PgBoss from 'pg-boss';
import type { Connection, Database } from './database.js';

/** The schema that pg-boss keeps its jobs in. */
export const BOSS_SCHEMA = 'rowproof_queue';
/** Where jobs go that nobody could do. */
export const DEAD_LETTERS = 'dead';
export const programToQueue = (program: string): string => `read-${program.slice(0, 16)}`;

export interface QueueSettings {
  /** A worker that hasn't shown itself for so long has lost its jobs. */
  readonly leaseSeconds: number;
  /** How often a job is tried again. */
  readonly retryLimit: number;
  /** The first pause before it is; each one is twice the one before, and spread. */
  readonly retryDelay: number;
}
export const defaultSettings: QueueSettings = { leaseSeconds: 60, retryLimit: 3, retryDelay: 5 };

export interface BossJob {
  readonly id: string;
  /** Grows with every fetch: who holds a job under an older number has lost it. */
  readonly retryCount: number;
  readonly retryLimit: number;
  readonly data: unknown;
}

/** What we use of pg-boss. Whatever takes a connection takes part in its transaction. */
export interface Boss {
  /** Makes the queues that aren't there. */
  prepare(queue: string, settings: QueueSettings): Promise<void>;
  /** Jobs whose id is known already are left as they are. */
  insert(queue: string, jobs: readonly { readonly id: string; readonly data: object }[], connection: Connection): Promise<void>;
  fetch(queue: string, batch: number, connection: Connection): Promise<BossJob[]>;
  complete(queue: string, ids: readonly string[], connection: Connection): Promise<void>;
  /** Tries a job again after its pause, or, after the last time, makes it a dead letter. */
  fail(queue: string, id: string, output: object, connection: Connection): Promise<void>;
  /** Gives the jobs of workers that have not shown themselves to others, as every running instance does by itself now and then. */
  expire(): Promise<void>;
  close(): Promise<void>;
}

/** So long a job waits at most, in minutes, before pg-boss files it away undone; its own default of two weeks could lose the end of a long run. */
const RETENTION_MINUTES = 60 * 24 * 365;
/** How often leases are looked at, in seconds. */
const MAINTENANCE_SECONDS = 10;

/** pg-boss on an open database. `migrate` lets it make or change its tables; without it they have to be there. */
export async function openBoss(database: Database, { migrate, maintenanceSeconds = MAINTENANCE_SECONDS }: { readonly migrate: boolean; readonly maintenanceSeconds?: number }): Promise<Boss> {
  const boss = new PgBoss({
    db: { executeSql: (text, values) => database.use((connection) => connection.raw(text, values as readonly unknown[] | undefined)) },
    schema: BOSS_SCHEMA,
    migrate,
    schedule: false,
    supervise: true,
    maintenanceIntervalSeconds: maintenanceSeconds,
    // What is done stays for `status`, then goes to the archive, then away: the history is in rowproof.attempt.
    archiveCompletedAfterSeconds: 60 * 60 * 24,
    archiveFailedAfterSeconds: 60 * 60 * 24 * 365,
    deleteAfterDays: 7,
  });
  // Maintenance that fails is tried again at its next turn, and every other call tells of the same trouble.
  boss.on('error', () => undefined);
  await boss.start();
  // Its declared type leaves out the output where there are several ids.
  const complete = boss.complete as unknown as (queue: string, ids: readonly string[], output: object, options: PgBoss.ConnectionOptions) => Promise<void>;
  const inside = (connection: Connection): { db: PgBoss.Db; failure: () => unknown } => {
    let failure: unknown;
    return {
      db: {
        executeSql: async (text, values) => {
          try {
            return await connection.raw(text, values as readonly unknown[] | undefined);
          } catch (error) {
            failure = error;
            throw error;
          }
        },
      },
      failure: () => failure,
    };
  };

  return {
    async prepare(queue, { leaseSeconds, retryLimit, retryDelay }) {
      const options = { policy: 'standard', retentionMinutes: RETENTION_MINUTES, retryLimit, retryDelay, retryBackoff: true, expireInSeconds: leaseSeconds } as const;
      await boss.createQueue(DEAD_LETTERS, { name: DEAD_LETTERS, policy: 'standard', retentionMinutes: RETENTION_MINUTES });
      await boss.createQueue(queue, { name: queue, ...options, deadLetter: DEAD_LETTERS });
      await boss.updateQueue(queue, { name: queue, ...options, deadLetter: DEAD_LETTERS });
    },
    async insert(queue, jobs, connection) {
      await boss.insert(
        jobs.map((job) => ({ ...job, name: queue })),
        { db: inside(connection).db },
      );
    },
    async fetch(queue, batch, connection) {
      const { db, failure } = inside(connection);
      const jobs = await boss.fetch<object>(queue, { batchSize: batch, includeMetadata: true, db });
      // pg-boss takes any error for an empty queue.
      if (failure() !== undefined) throw failure();
      return jobs.map(({ id, data, retryCount, retryLimit }) => ({ id, data, retryCount, retryLimit }));
    },
    complete: (queue, ids, connection) => (ids.length === 0 ? Promise.resolve() : complete(queue, ids, {}, { db: inside(connection).db })),
    fail: (queue, id, output, connection) => boss.fail(queue, id, output, { db: inside(connection).db }),
    expire: () => boss.expire(),
    close: () => boss.stop({ graceful: false, close: false }),
  };
}
