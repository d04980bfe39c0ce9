import type { DocumentResult } from '../../schemas/record.js';
import { openByteFile } from './byte-file.js';
import { resultToLine } from './result-to-line.js';
import type { WriteFile } from './write-file.js';

/** Where the index stands in the output folder. */
export const REVIEW_INDEX = '.rowproof/review.jsonl';
/** Changes when the lines mean something else, so that those of another version are not taken for ours. */
export const REVIEW_INDEX_VERSION = 2;
const BLOCK_CHARACTERS = 1 << 16;

export interface ReviewIndex {
  add(result: DocumentResult): Promise<void>;
  end(): Promise<void>;
  abort(error: Error): Promise<void>;
}

/**
 * The queue of the review as a file, so that it need not parse every document before it shows the first row: a line that says of which run it is, then
 * one line a document. Nothing depends on it: without it the review reads the documents.
 */
export function openReviewIndex(writeFile: WriteFile, started: string): ReviewIndex {
  const file = openByteFile(REVIEW_INDEX, writeFile);
  let block = `${JSON.stringify({ version: REVIEW_INDEX_VERSION, started })}\n`;
  const flush = async (): Promise<void> => {
    const text = block;
    block = '';
    await file.write(Buffer.from(text));
  };
  return {
    async add(result) {
      block += `${JSON.stringify(resultToLine(result))}\n`;
      if (block.length >= BLOCK_CHARACTERS) await flush();
    },
    async end() {
      await flush();
      await file.end();
    },
    abort: (error) => file.abort(error),
  };
}
