import { z } from 'zod';
import { Decision } from '../../schemas/decision.js';
import { FormDefinition } from '../../schemas/form-definition.js';
import { Limits } from '../batch/limits.js';
import { jsonHash } from '../batch/pipeline-fingerprint.js';
import type { Connection } from './database.js';
import { SCHEMA } from './migrations.js';

/** What all documents of a run are read with. */
export const Configuration = z.object({
  definitions: z.array(FormDefinition),
  parser_options: z.record(z.string(), z.unknown()),
  limits: Limits,
});
export type Configuration = z.infer<typeof Configuration>;

export async function saveConfiguration(connection: Connection, hash: string, program: string, { definitions, parser_options, limits }: Configuration): Promise<void> {
  await connection.run(
    `insert into ${SCHEMA}.configuration (hash, program, definitions, parser_options, limits) values ($1, $2, $3, $4, $5) on conflict do nothing`,
    [hash, program, JSON.stringify(definitions), JSON.stringify(parser_options), JSON.stringify(limits)],
  );
}

export async function readConfiguration(connection: Connection, hash: string): Promise<Configuration | null> {
  const [configuration] = await connection.rows(Configuration, `select definitions, parser_options, limits from ${SCHEMA}.configuration where hash = $1`, [hash]);
  return configuration ?? null;
}

export const decisionHash = (decision: Decision): string => jsonHash(decision);

/** Keeps decisions for the workers, each under its hash. */
export async function saveDecisions(connection: Connection, decisions: readonly Decision[]): Promise<void> {
  const rows = decisions.map((decision) => ({
    hash: decisionHash(decision),
    id: decision.id,
    document_name: decision.anchor.document.name,
    document_hash: decision.anchor.document.sha256,
    decision: decision.decision,
    decided_by: decision.by,
    decided_at: decision.at,
    body: decision,
  }));
  await connection.run(
    `insert into ${SCHEMA}.decision (hash, id, document_name, document_hash, decision, decided_by, decided_at, body)
     select hash, id, document_name, document_hash, decision, decided_by, decided_at, body
     from json_to_recordset($1::json) as d (hash text, id text, document_name text, document_hash text, decision text, decided_by text, decided_at timestamptz, body json)
     on conflict do nothing`,
    [JSON.stringify(rows)],
  );
}

const Kept = z.object({ hash: z.string(), body: Decision });

/** The decisions with these hashes, in their order; null when one isn't there. */
export async function readDecisions(connection: Connection, hashes: readonly string[]): Promise<Decision[] | null> {
  if (hashes.length === 0) return [];
  const kept = new Map((await connection.rows(Kept, `select hash, body from ${SCHEMA}.decision where hash = any($1)`, [hashes])).map(({ hash, body }) => [hash, body]));
  const decisions = hashes.flatMap((hash) => kept.get(hash) ?? []);
  return decisions.length === hashes.length ? decisions : null;
}
