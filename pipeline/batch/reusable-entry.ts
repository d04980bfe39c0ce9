import type { FormDefinition } from '../../schemas/form-definition.js';
import { definitionAffects } from './definition-affects.js';
import type { DocumentJob } from './files-to-jobs.js';
import { MEBIBYTE, type Limits } from './limits.js';
import type { OutputFolder } from './output-folder.js';
import { jsonHash, type PipelineFingerprint } from './pipeline-fingerprint.js';
import type { DocumentEntry, RunState } from './run-state.js';

export interface ReuseSetting {
  readonly folder: OutputFolder;
  readonly state: RunState;
  readonly fingerprint: PipelineFingerprint;
  readonly definitions: readonly FormDefinition[];
  readonly limits: Limits;
}

/** What an earlier run said about the document, when reading it again would give the same result and that result still stands in its place; or null. */
export async function reusableEntry(job: DocumentJob, setting: ReuseSetting): Promise<DocumentEntry | null> {
  const { folder, state, fingerprint, limits } = setting;
  const entry = state.documents.get(job.name);
  if (entry === undefined || !entry.lasting || entry.pipeline !== fingerprint.pipeline || entry.decisions !== job.decisionsHash) return null;
  const { content } = job;
  if (content.kind === 'unreadable' || (content.kind === 'content' && (!content.settled || content.sha256 !== entry.sha256))) return null;
  if (content.kind === 'too-large' && entry.sha256 !== null) return null;
  if (!withinLimits(entry, limits)) return null;
  const mark = await folder.mark(folder.documentPath(job.name));
  if (mark === null || mark.bytes !== entry.mark.bytes || mark.modified !== entry.mark.modified) return null;
  return entry.forms === fingerprint.forms || !(await definitionsAffect(entry, setting)) ? entry : null;
}

/** Whether the limits of now would let it end as it did. Time and memory count for what passed them; a document that didn't, won't. */
function withinLimits(entry: DocumentEntry, limits: Limits): boolean {
  if (entry.outcome === 'limit-exceeded') return entry.limits === jsonHash(limits);
  return entry.counts.pages <= limits.pages && entry.mark.bytes <= limits.outputSize * MEBIBYTE;
}

async function definitionsAffect(entry: DocumentEntry, { folder, state, fingerprint, definitions }: ReuseSetting): Promise<boolean> {
  const before = state.forms.get(entry.forms);
  if (before === undefined) return true;
  const ids = new Set([...Object.keys(before), ...Object.keys(fingerprint.definitions)]);
  const changed = [...ids].filter((id) => before[id] !== fingerprint.definitions[id]);
  // Only their order is another.
  if (changed.length === 0) return true;
  const result = await folder.readDocument(entry.name).catch(() => null);
  if (result === null) return true;
  return changed.some((id) => definitionAffects(id, definitions.find((definition) => definition.id === id) ?? null, result));
}
