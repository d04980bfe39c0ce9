import { z } from 'zod';
import { BOSS_SCHEMA, type Boss } from './boss.js';
import type { Connection, Database } from './database.js';
import type { JobOutput, JobPayload } from './job-payload.js';
import { SCHEMA } from './migrations.js';
import { insertResult, type NewResult } from './result-store.js';

/** A job that this worker holds. */
export interface Lease {
  readonly id: string;
  /** What pg-boss counted when the job was fetched: it is ours as long as that stands there. */
  readonly number: number;
  /** True when it won't be tried again. */
  readonly last: boolean;
  /** Of this execution. */
  readonly attempt: string;
  readonly payload: JobPayload;
}

/** How an execution ended. */
export interface Ended {
  readonly lease: Lease;
  /** What is to be committed; null when the document couldn't be read here, or may end better at another try. */
  readonly result: NewResult | null;
  /** Why the job is no success; null when it is one. */
  readonly failure: JobOutput | null;
  /** Makes a failed job a dead letter at once. */
  readonly final: boolean;
}

const Id = z.object({ id: z.string() });

/** Those of the leases that still hold, their jobs locked until the transaction ends. */
export async function heldLeases(connection: Connection, queue: string, leases: readonly Lease[]): Promise<ReadonlySet<string>> {
  const held = await connection.rows(
    Id,
    `select j.id from ${BOSS_SCHEMA}.job j join unnest($2::uuid[], $3::int[]) as lease (id, number) on j.id = lease.id and j.retry_count = lease.number
     where j.name = $1 and j.state = 'active' order by j.id for update of j`,
    [queue, leases.map(({ id }) => id), leases.map(({ number }) => number)],
  );
  return new Set(held.map(({ id }) => id));
}

/**
 * Commits results together with the completion of their jobs: both or neither. A lease that doesn't hold any more loses its result, since another worker has
 * its job by now. `begun` are attempts that have begun since the last time. Gives the ids of the jobs that were lost, and of those that are dead letters.
 */
export const commitAttempts = (database: Database, boss: Boss, queue: string, ended: readonly Ended[], writers: string, begun: readonly string[] = []): Promise<{ lost: string[]; dead: string[] }> =>
  database.transaction(async (connection) => {
    const held = await heldLeases(connection, queue, ended.map(({ lease }) => lease));
    const endings: { id: string; ending: string; outcome: string | null }[] = [];
    const completed: string[] = [];
    const lost: string[] = [];
    const dead: string[] = [];
    for (const { lease, result, failure, final } of ended) {
      const outcome = failure?.outcome ?? result?.written.outcome ?? null;
      const end = (ending: string): void => void endings.push({ id: lease.attempt, ending, outcome });
      if (!held.has(lease.id)) {
        lost.push(lease.id);
        end('lost');
        continue;
      }
      if (result !== null) await insertResult(connection, result, writers);
      if (failure === null) {
        completed.push(lease.id);
        end('committed');
        continue;
      }
      if (final) await connection.run(`update ${BOSS_SCHEMA}.job set retry_limit = retry_count where name = $1 and id = $2`, [queue, lease.id]);
      await boss.fail(queue, lease.id, failure, connection);
      if (final || lease.last) dead.push(lease.id);
      end(final || lease.last ? 'dead letter' : 'tried again');
    }
    await boss.complete(queue, completed, connection);
    // One whose commit was lost on the way to us has its ending already.
    await connection.run(
      `update ${SCHEMA}.attempt a set ended_at = clock_timestamp(), ending = e.ending, outcome = e.outcome
       from json_to_recordset($1::json) as e (id uuid, ending text, outcome text) where a.id = e.id and a.ended_at is null`,
      [JSON.stringify(endings)],
    );
    await noteBegun(connection, begun);
    return { lost, dead };
  });

/** Notes that these attempts have come to their document: one that ended with its worker before was none of the document's. */
export async function noteBegun(connection: Connection, attempts: readonly string[]): Promise<void> {
  if (attempts.length > 0) await connection.run(`update ${SCHEMA}.attempt set begun_at = clock_timestamp() where id = any($1::uuid[]) and begun_at is null`, [attempts]);
}

/** Gives jobs back that were not begun or not finished, so that another worker can take them at once; that counts as no try. */
export const giveBack = (database: Database, queue: string, leases: readonly Lease[]): Promise<void> =>
  database.transaction(async (connection) => {
    const held = await heldLeases(connection, queue, leases);
    await connection.run(`update ${BOSS_SCHEMA}.job set state = 'retry', start_after = now(), retry_limit = retry_limit + 1 where name = $1 and id = any($2::uuid[])`, [queue, [...held]]);
    await connection.run(`update ${SCHEMA}.attempt set ended_at = now(), ending = 'given back' where id = any($1::uuid[]) and ended_at is null`, [leases.map(({ attempt }) => attempt)]);
  });
