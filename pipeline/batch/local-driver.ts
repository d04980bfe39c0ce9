import { boundedMap } from './bounded-map.js';
import type { DocumentJob } from './files-to-jobs.js';
import { groupByContent } from './group-by-content.js';
import { startParserPool } from './parser-pool.js';
import type { OpenDriver, ReadSetting, ReadWork } from './read-driver.js';
import { readDocument } from './read-document.js';
import { renameResult } from './rename-result.js';
import { writeResult } from './write-result.js';

/** Reads in child processes of this one. */
export const openLocalDriver: OpenDriver = async (setting) => ({
  begin: async () => null,
  readAll: (work) => readLocally(work, setting),
  placed: () => undefined,
  close: async () => undefined,
});

/** Reads the documents in child processes of this one, those of one content once. Gives how many were read in a child. */
export async function readLocally({ toRead, reused, signal, commit, settled }: ReadWork, setting: ReadSetting): Promise<number> {
  const { folder, state, limits } = setting;
  let parsed = 0;
  const pool = startParserPool(
    {
      parser: setting.parser ?? new URL('../extract-document.js', import.meta.url).href,
      options: { ...setting.parserOptions, definitions: setting.definitions, limits },
      limits,
    },
    setting.documentsPerChild,
  );
  const read = async (job: DocumentJob): Promise<void> => {
    const finished = await readDocument(job, { pool, folder, state, limits });
    // What is read while all children are being ended says nothing about the document.
    if (signal.aborted) return;
    if (job.content.kind === 'content') parsed++;
    await commit(finished);
  };
  const share = async (job: DocumentJob, source: DocumentJob): Promise<void> => {
    const entry = state.documents.get(source.name);
    // The source may have changed while it was read.
    if (entry === undefined || job.content.kind !== 'content' || entry.sha256 !== job.content.sha256) return read(job);
    const result = renameResult(await folder.readDocument(source.name), job.name);
    await commit({ job, ...(await writeResult(result, folder)), lasting: entry.lasting });
  };

  const standing = new Set(reused);
  const onAbort = (): void => void pool.close();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    await boundedMap(
      groupByContent(toRead, reused),
      setting.jobs,
      async ({ source, rest }) => {
        if (!standing.has(source)) await read(source);
        if (rest.length > 0) await settled();
        for (const job of rest) if (!signal.aborted) await share(job, source);
      },
      signal,
    );
  } finally {
    signal.removeEventListener('abort', onAbort);
    await pool.close();
  }
  return parsed;
}
