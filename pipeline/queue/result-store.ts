import { z } from 'zod';
import { Outcome } from '../../schemas/outcome.js';
import type { DocumentResult } from '../../schemas/record.js';
import { DocumentCounts, type WrittenResult } from '../batch/worker-protocol.js';
import type { Connection } from './database.js';
import type { DocumentKey } from './document-key.js';
import { SCHEMA } from './migrations.js';
import { resultToRows } from './result-rows.js';

/** A result that is to be committed. */
export interface NewResult {
  readonly key: DocumentKey;
  readonly configuration: string;
  /** The name that it was read under. */
  readonly name: string;
  /** Its JSON, to the byte. */
  readonly text: string;
  /** The same, parsed. */
  readonly result: DocumentResult;
  readonly written: WrittenResult;
  readonly lasting: boolean;
  /** Which attempt made it; null when none could. */
  readonly attempt: string | null;
}

/** Commits a result with its rows, unless there is one under its key already. Gives whether it was the first. */
export async function insertResult(connection: Connection, { key, configuration, name, text, result, written, lasting, attempt }: NewResult, writers: string): Promise<boolean> {
  const { outcome, partial, message, counts, definitions, bytes, digest } = written;
  const inserted = await connection.run(
    `insert into ${SCHEMA}.result (document_hash, fingerprint, configuration, job, name, outcome, partial, message, lasting, counts, definitions, bytes, digest, body, writers, attempt)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) on conflict do nothing`,
    [key.documentHash, key.fingerprint, configuration, key.job, name, outcome, partial, message ?? null, lasting, JSON.stringify(counts), JSON.stringify(definitions), bytes, digest, text, writers, attempt],
  );
  if (inserted === 0) return false;
  await insertRows(connection, key, result);
  return true;
}

/** Adds the rows of a result to the tables of the dataset. */
export async function insertRows(connection: Connection, { documentHash, fingerprint }: Pick<DocumentKey, 'documentHash' | 'fingerprint'>, result: DocumentResult): Promise<void> {
  const rows = resultToRows(result);
  if (rows.size === 0) return;
  await connection.run(
    `insert into ${SCHEMA}.result_table (document_hash, fingerprint, table_name, rows)
     select $1, $2, key, value from json_each($3::json)`,
    [documentHash, fingerprint, JSON.stringify(Object.fromEntries(rows))],
  );
}

const Found = z.object({ job: z.string(), bytes: z.coerce.number(), lasting: z.boolean(), old: z.boolean() });
export type FoundResult = z.infer<typeof Found>;

/** Which of these jobs have a result; `old` are those committed before `since`. */
export const findResults = (connection: Connection, jobs: readonly string[], since: string): Promise<FoundResult[]> =>
  connection.rows(Found, `select job, bytes, lasting, committed_at < $2::timestamptz as old from ${SCHEMA}.result where job = any($1::uuid[])`, [jobs, since]);

const Recent = z.object({ job: z.string(), bytes: z.coerce.number(), at: z.string() });

/** The jobs of a configuration whose results were committed after a time, less some seconds, by the clock of the database; the last ones at the end. */
export const resultsSince = (connection: Connection, configuration: string, time: string, seconds: number): Promise<z.infer<typeof Recent>[]> =>
  connection.rows(
    Recent,
    `select job, bytes, committed_at::text as at from ${SCHEMA}.result where configuration = $1 and committed_at > $2::timestamptz - $3 * interval '1 second' order by committed_at`,
    [configuration, time, seconds],
  );

const Stored = z.object({
  job: z.string(),
  name: z.string(),
  document_hash: z.string(),
  outcome: Outcome,
  partial: z.boolean(),
  message: z.string().nullable(),
  lasting: z.boolean(),
  counts: DocumentCounts,
  definitions: z.array(z.string()),
  bytes: z.coerce.number(),
  digest: z.string(),
  text: z.string(),
});

export interface StoredResult {
  readonly job: string;
  readonly name: string;
  readonly text: string;
  readonly written: WrittenResult;
  readonly lasting: boolean;
}

/** The results of these jobs, with their JSON as it was committed. */
export async function readResults(connection: Connection, jobs: readonly string[]): Promise<StoredResult[]> {
  const rows = await connection.rows(
    Stored,
    `select job, name, document_hash, outcome, partial, message, lasting, counts, definitions, bytes, digest, body::text as text from ${SCHEMA}.result where job = any($1::uuid[])`,
    [jobs],
  );
  return rows.map(({ job, name, document_hash: sha256, message, lasting, text, ...written }) => ({
    job,
    name,
    text,
    lasting,
    written: { ...written, sha256, ...(message === null ? {} : { message }) },
  }));
}
