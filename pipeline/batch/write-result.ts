import type { DocumentResult } from '../../schemas/record.js';
import { documentToJson } from '../write/document-to-json.js';
import type { OutputFolder } from './output-folder.js';
import { resultToWritten } from './result-to-written.js';
import type { WrittenResult } from './worker-protocol.js';

/** Writes a result that no child has written to an unfinished file, ready for its place. Throws a RunError when it can't be written. */
export async function writeResult(result: DocumentResult, folder: OutputFolder): Promise<{ from: string; result: WrittenResult }> {
  const text = documentToJson(result);
  return { from: await folder.writeUnfinished(text), result: resultToWritten(result, text) };
}
