import { createHash } from 'node:crypto';
import { extname } from 'node:path';
import type { DocumentJob } from '../batch/files-to-jobs.js';
import type { Limits } from '../batch/limits.js';
import { jsonHash, pipelineFingerprint, type PipelineFingerprint } from '../batch/pipeline-fingerprint.js';

/** What one committed result is kept under. */
export interface DocumentKey {
  /** SHA-256 of the bytes. */
  readonly documentHash: string;
  /** Hash of all else that the result depends on. */
  readonly fingerprint: string;
  /** Made of the two: the same document is the same job, whoever asks for it. */
  readonly job: string;
}

/** The program alone, without options and form definitions: a worker takes the jobs of its own program, so a result never comes from another version. */
export const programHash = (versions: Readonly<Record<string, string>>): string => pipelineFingerprint([], {}, {}, versions).pipeline;

/** What all documents of a run have in common: program, options, form definitions and limits. */
export const configurationHash = (fingerprint: PipelineFingerprint, limits: Limits): string => jsonHash([fingerprint.pipeline, fingerprint.forms, limits]);

/**
 * The key of a document, or null when its content isn't known or still changing. Readers go by the ending of a name, and decisions may depend on the whole
 * of it; nothing else of a name reaches the result but the ids, which are renamed.
 */
export function jobToKey({ name, content, decisions, decisionsHash }: DocumentJob, configuration: string): DocumentKey | null {
  if (content.kind !== 'content' || !content.settled) return null;
  const fingerprint = jsonHash([configuration, extname(name).toLowerCase(), decisions.length === 0 ? null : [decisionsHash, name]]);
  return { documentHash: content.sha256, fingerprint, job: keyToJob(content.sha256, fingerprint) };
}

/** The job of a document: a UUID of the free-form version 8. */
export function keyToJob(documentHash: string, fingerprint: string): string {
  const hex = createHash('sha256').update(`${documentHash} ${fingerprint}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
