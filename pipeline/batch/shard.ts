import { createHash } from 'node:crypto';
import type { RunShard } from '../../schemas/run.js';
import type { DocumentJob } from './files-to-jobs.js';

/** One share of several: the `index`th, from 1, of `of`. */
export type Shard = Pick<RunShard, 'index' | 'of'>;

/** So many hex digits of a hash make a number that is exact in JavaScript. */
const HASH_DIGITS = 12;

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/**
 * The documents of one share, and what the whole looked like. A document's share goes by its content, so that neither its name nor its neighbours move it
 * and one content under several names is read once; where there is no content (unreadable, too large), by its name.
 * `jobs` are all documents in the order of their names.
 */
export function jobsToShare(jobs: readonly DocumentJob[], { index, of }: Shard): { jobs: DocumentJob[]; shard: RunShard } {
  const hashOf = ({ content, name }: DocumentJob): string => (content.kind === 'content' ? content.sha256 : sha256(name));
  const listing = createHash('sha256');
  for (const { name, content } of jobs) listing.update(`${JSON.stringify([name, content.kind === 'content' ? content.sha256 : null])}\n`);
  return {
    jobs: jobs.filter((job) => (Number.parseInt(hashOf(job).slice(0, HASH_DIGITS), 16) % of) + 1 === index),
    shard: { index, of, documents: jobs.length, listing: listing.digest('hex') },
  };
}
