import { z } from 'zod';
import type { DocumentJob } from '../batch/files-to-jobs.js';
import { BOSS_SCHEMA, DEAD_LETTERS, type Boss } from './boss.js';
import { decisionHash, saveDecisions } from './configurations.js';
import type { Connection } from './database.js';
import type { DocumentKey } from './document-key.js';
import type { JobPayload } from './job-payload.js';
import { SCHEMA } from './migrations.js';
import { findResults } from './result-store.js';

/** A document that is wanted from the queue. */
export interface WantedDocument {
  readonly key: DocumentKey;
  readonly job: DocumentJob;
}

export interface EnqueueSetting {
  readonly boss: Boss;
  readonly queue: string;
  readonly configuration: string;
  /** When the run began, by the clock of the database: what failed before may end better now. */
  readonly since: string;
  /** Results from before the run don't count. */
  readonly force: boolean;
}

/**
 * Puts jobs into the queue for those documents that have no result that counts; those that are queued or running already, whoever asked for them, are left
 * as they are. Gives the jobs that have a result, with its size in bytes. Doing it twice does it once.
 */
export async function enqueueDocuments(connection: Connection, wanted: readonly WantedDocument[], { boss, queue, configuration, since, force }: EnqueueSetting): Promise<Map<string, number>> {
  const jobs = wanted.map(({ key }) => key.job);
  const found = await findResults(connection, jobs, since);
  const stale = found.filter(({ old, lasting }) => old && (force || !lasting)).map(({ job }) => job);
  if (stale.length > 0) await connection.run(`delete from ${SCHEMA}.result where job = any($1::uuid[])`, [stale]);
  const gone = new Set(stale);
  const standing = new Map(found.filter(({ job }) => !gone.has(job)).map(({ job, bytes }) => [job, bytes]));
  const missing = wanted.filter(({ key }) => !standing.has(key.job));
  if (missing.length === 0) return standing;

  // What ended without a result, or with one that doesn't count any more, begins anew.
  const ids = missing.map(({ key }) => key.job);
  await connection.run(`delete from ${BOSS_SCHEMA}.job where name = $1 and id = any($2::uuid[]) and state > 'active'`, [queue, ids]);
  await removeDeadLetters(connection, missing.map(({ key }) => key));
  const decided = missing.flatMap(({ job }) => job.decisions);
  if (decided.length > 0) await saveDecisions(connection, decided);
  await boss.insert(
    queue,
    missing.map(({ key, job }) => ({ id: key.job, data: toPayload(key, job, configuration) })),
    connection,
  );
  return standing;
}

const toPayload = ({ documentHash, fingerprint }: DocumentKey, { name, file, content, decisions }: DocumentJob, configuration: string): JobPayload => ({
  name,
  path: file.realPath.toString('base64'),
  bytes: content.kind === 'content' ? content.size : 0,
  documentHash,
  fingerprint,
  configuration,
  decisions: decisions.map(decisionHash),
});

const There = z.object({ some: z.boolean() });

/** Removes the dead letters about these documents. */
async function removeDeadLetters(connection: Connection, keys: readonly DocumentKey[]): Promise<void> {
  // As a rule there are none at all, and then their table need not be searched.
  const [letters] = await connection.rows(There, `select exists (select from ${BOSS_SCHEMA}.job where name = $1) as some`, [DEAD_LETTERS]);
  if (letters?.some !== true) return;
  await connection.run(
    `delete from ${BOSS_SCHEMA}.job j using unnest($2::text[], $3::text[]) as k (document_hash, fingerprint)
     where j.name = $1 and j.data->>'documentHash' = k.document_hash and j.data->>'fingerprint' = k.fingerprint`,
    [DEAD_LETTERS, keys.map(({ documentHash }) => documentHash), keys.map(({ fingerprint }) => fingerprint)],
  );
}
