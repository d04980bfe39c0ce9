import { readFile } from 'node:fs/promises';
import { DocumentResult } from '../../schemas/record.js';
import type { FinishedDocument } from './commit-queue.js';
import { failedResult } from './failed-result.js';
import type { DocumentJob } from './files-to-jobs.js';
import { hashFile, type HashedFiles } from './hash-file.js';
import { MEBIBYTE, type Limits } from './limits.js';
import type { OutputFolder } from './output-folder.js';
import type { ParserPool } from './parser-pool.js';
import { writeErrorToRunError } from './run-error.js';
import type { ReadRequest } from './worker-protocol.js';
import { writeResult } from './write-result.js';

export interface ReadSetting {
  readonly pool: ParserPool;
  readonly folder: OutputFolder;
  readonly state: HashedFiles;
  readonly limits: Limits;
}

/** How often a document that isn't what it was when it was hashed is read again. */
const CHANGED_ATTEMPTS = 3;
const CHANGING = 'it was still changing while it was read; run again when it is complete';

/**
 * Reads a document in a child, or says why that can't be. Always gives a result: of what was finished, if anything was, with `partial: true` after a
 * failure. A document that never stops changing is read as it is and ends as `unreadable`, so that half a file never passes for a whole one.
 * Throws a RunError when the result can't be written or no child can be started.
 */
export async function readDocument(job: DocumentJob, setting: ReadSetting): Promise<FinishedDocument> {
  const { pool, folder, state, limits } = setting;
  let { content } = job;
  const finish = async (result: DocumentResult, lasting: boolean): Promise<FinishedDocument> => ({
    job,
    ...(await writeResult(result, folder)),
    lasting,
  });

  for (let attempt = 1; ; attempt++) {
    if (content.kind === 'unreadable') return finish(failedResult(job.name, null, 'unreadable', content.message), false);
    if (content.kind === 'too-large') return finish(failedResult(job.name, null, 'limit-exceeded', tooLarge(limits)), true);
    const settled = content.settled && attempt <= CHANGED_ATTEMPTS;
    const target = folder.unfinished();
    const partialTarget = `${target}-partial`;
    const request: ReadRequest = {
      name: job.name,
      path: job.file.path.toString('base64'),
      sha256: settled ? content.sha256 : null,
      options: { decisions: job.decisions },
      target,
      partialTarget,
      pages: limits.pages,
      fileBytes: limits.fileSize * MEBIBYTE,
      outputBytes: limits.outputSize * MEBIBYTE,
    };
    const answer = await pool.read(request);
    switch (answer.kind) {
      case 'written': {
        if (settled) return { job, from: target, result: answer.result, lasting: true };
        const result = await readResult(target);
        return finish({ ...result, document: { ...result.document, outcome: 'unreadable', partial: true, message: CHANGING } }, false);
      }
      case 'changed':
        content = await hashFile({ ...job.file, stamp: null }, limits.fileSize * MEBIBYTE, state);
        break;
      case 'unreadable':
        content = answer;
        break;
      case 'disk':
        throw writeErrorToRunError(Object.assign(new Error(answer.message), { code: answer.code }), folder.path);
      case 'failed': {
        const { outcome, message, partial, pages, lasting } = answer;
        const finished = pages === 0 ? null : await readPages(pages, request, setting);
        if (!partial && finished === null) return finish(failedResult(job.name, content.sha256, outcome, message), lasting);
        const result = finished ?? (await readResult(partialTarget));
        return finish({ ...result, document: { ...result.document, outcome, partial: true, message } }, lasting);
      }
    }
  }
}

/** The result of the first pages alone, which were finished before the document failed; null when that fails too. */
async function readPages(pages: number, request: ReadRequest, { pool, limits }: ReadSetting): Promise<DocumentResult | null> {
  const target = `${request.target}-pages`;
  const answer = await pool.read({ ...request, target, partialTarget: `${target}-partial`, pages, options: { ...request.options, limits: { ...limits, pages } } });
  return answer.kind === 'written' ? readResult(target) : null;
}

const tooLarge = (limits: Limits): string => `it is larger than ${limits.fileSize} MiB`;

const readResult = async (path: string): Promise<DocumentResult> => DocumentResult.parse(JSON.parse(await readFile(path, 'utf8')));
