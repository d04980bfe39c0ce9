import { z } from 'zod';
import { Outcome } from '../../schemas/outcome.js';

/** What a job says of its document. Nothing of the document's content stands in it. */
export const JobPayload = z.object({
  /** The name that it is read under. */
  name: z.string(),
  /** The bytes of its absolute path, in base64. */
  path: z.string(),
  /** Its size in bytes. */
  bytes: z.number(),
  documentHash: z.string(),
  fingerprint: z.string(),
  /** Where options, definitions and limits stand: `rowproof.configuration`. */
  configuration: z.string(),
  /** Hashes of the decisions about it, in their order: `rowproof.decision`. */
  decisions: z.array(z.string()),
});
export type JobPayload = z.infer<typeof JobPayload>;

/** Why a job ended without a result, or with one that is a failure. */
export const JobOutput = z.object({ outcome: Outcome, message: z.string(), worker: z.string().optional() });
export type JobOutput = z.infer<typeof JobOutput>;

/** Outcomes that say more about the reading than about the document: their jobs go to the dead letters. */
const DEAD: ReadonlySet<Outcome> = new Set(['crashed', 'limit-exceeded', 'unreadable']);
export const isDead = (outcome: Outcome): boolean => DEAD.has(outcome);
