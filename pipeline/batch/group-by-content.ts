import { sharingKey, type DocumentJob } from './files-to-jobs.js';

export interface ContentGroup {
  readonly source: DocumentJob;
  readonly rest: DocumentJob[];
}

/** The documents to read, those that one reading serves together: `source` is read, or has its result from an earlier run, and the rest share it. */
export function groupByContent(toRead: readonly DocumentJob[], reused: readonly DocumentJob[]): ContentGroup[] {
  const groups: ContentGroup[] = [];
  const byKey = new Map<string, ContentGroup>();
  const wanted = new Set(toRead.map(sharingKey));
  for (const job of [...reused.filter((reusedJob) => wanted.has(sharingKey(reusedJob))), ...toRead]) {
    const key = sharingKey(job);
    const group = key === null ? undefined : byKey.get(key);
    if (group !== undefined) {
      group.rest.push(job);
      continue;
    }
    const fresh = { source: job, rest: [] };
    groups.push(fresh);
    if (key !== null) byKey.set(key, fresh);
  }
  return groups;
}
