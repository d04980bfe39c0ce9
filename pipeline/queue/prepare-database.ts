import { z } from 'zod';
import { jsonHash, pipelineFingerprint } from '../batch/pipeline-fingerprint.js';
import { RunError } from '../batch/run-error.js';
import { BOSS_SCHEMA, openBoss, programToQueue, defaultSettings, type Boss, type QueueSettings } from './boss.js';
import { datasetViews } from './dataset-views.js';
import type { Connection, Database } from './database.js';
import { migrations, queueIndexes, SCHEMA } from './migrations.js';
import { refreshRows } from './refresh-rows.js';

/** What the rows of results are made by; rows of another version are made anew. */
export const writersHash = (): string => pipelineFingerprint([], {}, {}, {}).writers;

const Version = z.object({ version: z.int() });
const Prepared = z.object({ state: z.string() });
/** All that is done to make a database ready: where it is this, nothing is to do. */
const preparedState = (): string => jsonHash([writersHash(), migrations, datasetViews(), queueIndexes('')]);
const Partition = z.object({ partition_name: z.string() });

/**
 * Makes or changes the tables, views and the queue of this program, as far as they aren't there. It needs the rights of the database's owner; several at
 * once wait for each other. Throws a RunError (1) when a newer program has changed the tables.
 */
export const migrateDatabase = (database: Database, program: string, settings: QueueSettings = defaultSettings): Promise<void> =>
  // One connection holds the lock, and its end gives it back, while others do the work: pg-boss has transactions of its own.
  database.use(async (holder) => {
    await holder.run(`select pg_advisory_lock(hashtextextended('${SCHEMA} migrations', 0))`);
    try {
      if (!(await isPrepared(holder, program))) await migrateLocked(database, program, settings);
    } finally {
      await holder.run(`select pg_advisory_unlock(hashtextextended('${SCHEMA} migrations', 0))`);
    }
  });

async function migrateLocked(database: Database, program: string, settings: QueueSettings): Promise<void> {
  await database.transaction(async (connection) => {
    await connection.run(`create schema if not exists ${SCHEMA}`);
    await connection.run(`create table if not exists ${SCHEMA}.migration (version integer primary key, applied_at timestamptz not null default now())`);
    await connection.run(`create table if not exists ${SCHEMA}.program (queue text primary key, program text not null, state text not null, prepared_at timestamptz not null default now())`);
    const done = await connection.rows(Version, `select version from ${SCHEMA}.migration order by version`);
    const newest = done.at(-1)?.version ?? 0;
    if (newest > migrations.length) throw new RunError(`The queue at ${database.place} was changed by a newer version of this program: use that one.`, 1);
    for (const [index, step] of migrations.entries()) {
      if (index < newest) continue;
      await connection.raw(step);
      await connection.run(`insert into ${SCHEMA}.migration (version) values ($1)`, [index + 1]);
    }
  });
  const boss = await openBoss(database, { migrate: true });
  try {
    const queue = programToQueue(program);
    await boss.prepare(queue, settings);
    await database.transaction(async (connection) => {
      const [partition] = await connection.rows(Partition, `select partition_name from ${BOSS_SCHEMA}.queue where name = $1`, [queue]);
      for (const index of queueIndexes(partition?.partition_name ?? '')) await connection.run(index);
      for (const statement of datasetViews()) await connection.run(statement);
    });
    await refreshRows(database, writersHash());
    await database.use((connection) =>
      connection.run(
        `insert into ${SCHEMA}.program (queue, program, state) values ($1, $2, $3)
         on conflict (queue) do update set program = excluded.program, state = excluded.state, prepared_at = now()`,
        [queue, program, preparedState()],
      ),
    );
  } finally {
    await boss.close();
  }
}

/** Whether the database is ready for this program. */
async function isPrepared(connection: Connection, program: string): Promise<boolean> {
  const [exists] = await connection.rows(z.object({ there: z.boolean() }), `select to_regclass('${SCHEMA}.program') is not null as there`);
  if (exists?.there !== true) return false;
  const [prepared] = await connection.rows(Prepared, `select state from ${SCHEMA}.program where queue = $1`, [programToQueue(program)]);
  return prepared?.state === preparedState();
}

/**
 * The queue of this program, made ready if need be and if we may. Throws a RunError (1) that says what the owner has to do where we may not.
 */
export async function openQueue(database: Database, program: string, settings: QueueSettings = defaultSettings): Promise<Boss> {
  if (!(await database.use((connection) => isPrepared(connection, program)))) {
    try {
      await migrateDatabase(database, program, settings);
    } catch (error) {
      if (error instanceof RunError && /rights it needs/u.test(error.message)) {
        throw new RunError(`The queue at ${database.place} isn't ready for this version of the program: let its owner run rowproof migrate --queue.`, 1, { cause: error });
      }
      throw error;
    }
  }
  return openBoss(database, { migrate: false, maintenanceSeconds: Math.max(1, Math.min(10, Math.floor(settings.leaseSeconds / 4))) });
}
