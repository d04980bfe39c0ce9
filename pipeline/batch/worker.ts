import { closeSync, openSync, renameSync, statSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { DocumentResult } from '../../schemas/record.js';
import { isFailure, type DocumentError, type Outcome } from '../../schemas/outcome.js';
import { documentToJson } from '../write/document-to-json.js';
import { makeAllObjectsNew } from './engine-options.js';
import { failedResult } from './failed-result.js';
import { fileRead, NoFile, TooLarge } from './file-read.js';
import { MEBIBYTE } from './limits.js';
import { readErrorToProblem, type FileStamp } from './list-files.js';
import { resultToWritten } from './result-to-written.js';
import { systemErrorCode } from './run-error.js';
import { ToWorker, type FromWorker } from './worker-protocol.js';
import { OUT_OF_MEMORY } from './out-of-memory.js';

/**
 * The child process: reads documents one after the other, each as the supervisor asks for it on standard input, and writes every result to the file
 * it is told. Answers go to file descriptor 3, so that whatever a parser prints harms nobody.
 */

const ResultFrame = DocumentResult.extend({ forms: z.array(z.unknown()), residue: z.array(z.unknown()) });

/** What the child needs of a parser module. */
export interface ParserModule {
  extractDocument(
    input: { readonly name: string; readonly bytes: Uint8Array },
    /** The options of the run and of the document, and a place to hand over what is finished so far. */
    options: Record<string, unknown> & { readonly onPartial: (result: DocumentResult) => void; readonly onPages: (finished: number) => void },
  ): Promise<DocumentResult>;
}

type Start = Extract<ToWorker, { type: 'start' }>;
type Read = Extract<ToWorker, { type: 'read' }>;

const ANSWERS = 3;
/** Writing what is finished more often than this would cost more than it could save. */
const PARTIAL_MILLISECONDS = 2000;

const answer = (message: FromWorker): void => void writeSync(ANSWERS, `${JSON.stringify(message)}\n`);

async function main(): Promise<void> {
  makeAllObjectsNew();
  // Whoever interrupts the run interrupts the supervisor; it decides what becomes of the children.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
  let parser: ParserModule | null = null;
  let start: Start | null = null;
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    const message = ToWorker.parse(JSON.parse(line));
    if (message.type === 'start') {
      start = message;
      new Worker(new URL('./worker-watch.js', import.meta.url), { workerData: { memory: message.memory }, execArgv: [] }).unref();
      parser = (await import(message.parser)) as ParserModule;
      answer({ type: 'ready' });
    } else if (parser !== null && start !== null) {
      await read(parser, start, message);
    }
  }
  process.exit(0);
}

async function read(parser: ParserModule, start: Start, message: Read): Promise<void> {
  const { request } = message;
  try {
    const bytes = await readInput(message);
    if (bytes === null) return;
    const options = { ...start.options, ...message.options, onPartial: partialWriter(message, bytes.sha256), onPages: pagesTeller(request) };
    const result = await extract(parser, message, bytes, options);
    if (message.sha256 !== null && isWrittenTo(message, bytes.stamp)) return answer({ type: 'changed', request });
    const bounded = boundResult(result, message);
    writeFile(message.target, bounded.text);
    answer({ type: 'done', request, result: resultToWritten(bounded.result, bounded.text) });
  } catch (error) {
    if (error instanceof DiskFailure) return answer({ type: 'disk', request, code: error.code, message: error.message });
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    answer({ type: 'threw', request, message: text.slice(0, 500), memory: OUT_OF_MEMORY.test(text) });
  }
}

/** The bytes to read, or null when the supervisor was told why there are none. */
async function readInput({ request, path, sha256, fileBytes }: Read): Promise<{ bytes: Uint8Array; sha256: string; stamp: FileStamp } | null> {
  let pieces: Uint8Array[] = [];
  try {
    const file = await fileRead(
      Buffer.from(path, 'base64'),
      fileBytes,
      () => void (pieces = []),
      (piece) => void pieces.push(piece),
    );
    if (sha256 !== null && file.sha256 !== sha256) answer({ type: 'changed', request });
    else return { bytes: joinPieces(pieces), sha256: file.sha256, stamp: file.stamp };
  } catch (error) {
    if (error instanceof TooLarge) answer({ type: 'too-large', request });
    else if (error instanceof NoFile) answer({ type: 'unreadable', request, message: 'it is no file but a folder, pipe, socket or device' });
    else if (systemErrorCode(error) !== null) answer({ type: 'unreadable', request, message: readErrorToProblem(error) });
    else throw error;
  }
  return null;
}

/** Whether somebody has written to the very file that was read; one that was replaced or removed was whole when it was read. */
function isWrittenTo({ path }: Read, stamp: FileStamp): boolean {
  try {
    const stats = statSync(Buffer.from(path, 'base64'), { bigint: true });
    return String(stats.ino) === stamp.inode && String(stats.mtimeNs) !== stamp.modified;
  } catch {
    return false;
  }
}

/** Small buffers are parts of a shared one, which a parser that hands its input on would take along: those are copied, large ones are not. */
function joinPieces(pieces: readonly Uint8Array[]): Uint8Array {
  const all = Buffer.concat(pieces);
  return all.length === all.buffer.byteLength ? new Uint8Array(all.buffer) : new Uint8Array(all);
}

async function extract(
  parser: ParserModule,
  { name }: Read,
  { bytes, sha256 }: { bytes: Uint8Array; sha256: string },
  options: Parameters<ParserModule['extractDocument']>[1],
): Promise<DocumentResult> {
  try {
    const result = await parser.extractDocument({ name, bytes }, options);
    // The frame is proved here; forms and residue, which are large, when they are printed.
    ResultFrame.parse(result);
    return { ...result, document: { ...result.document, name, sha256 } };
  } catch (error) {
    // By name: the parser may have the class from a copy of its own.
    if (!(error instanceof Error && error.name === 'DocumentError')) throw error;
    return failedResult(name, sha256, (error as DocumentError).outcome, error.message);
  }
}

/** The result within the limits on pages and output size, and its JSON: what doesn't fit is left out, and the outcome says so. */
function boundResult(result: DocumentResult, { pages, outputBytes }: Read): { result: DocumentResult; text: string } {
  let bounded = result;
  if (result.document.pages > pages && !isFailure(result.document.outcome)) {
    bounded = exceeded(bounded, `it has ${result.document.pages} pages, and ${pages} are allowed`);
  }
  let text = documentToJson(bounded);
  const total = bounded.forms.length;
  for (let forms = total; Buffer.byteLength(text) > outputBytes; forms = Math.floor(forms / 2)) {
    const message = `its result is larger than ${outputBytes / MEBIBYTE} MiB: ${forms} of ${total} forms are kept, and no residue`;
    bounded = { ...exceeded(bounded, message), forms: result.forms.slice(0, forms), residue: [] };
    text = documentToJson(bounded);
    if (forms === 0) break;
  }
  return { result: bounded, text };
}

const exceeded = (result: DocumentResult, message: string): DocumentResult => {
  const outcome: Outcome = 'limit-exceeded';
  return { ...result, document: { ...result.document, outcome, partial: true, message } };
};

class DiskFailure extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

function writeFile(path: string, text: string): void {
  try {
    const fd = openSync(path, 'w', 0o644);
    try {
      const bytes = Buffer.from(text);
      for (let offset = 0; offset < bytes.length; ) offset += writeSync(fd, bytes, offset);
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    throw new DiskFailure(systemErrorCode(error) ?? '', String(error));
  }
}

function partialWriter({ request, name, partialTarget, outputBytes }: Read, sha256: string): (result: DocumentResult) => void {
  let last = -Infinity;
  return (result) => {
    if (performance.now() - last < PARTIAL_MILLISECONDS) return;
    const text = documentToJson({ ...result, document: { ...result.document, name, sha256 } });
    if (Buffer.byteLength(text) > outputBytes) return;
    // A kill in the middle must not leave half a file under the name that the supervisor reads.
    writeFile(`${partialTarget}.new`, text);
    renameSync(`${partialTarget}.new`, partialTarget);
    answer({ type: 'partial', request });
    last = performance.now();
  };
}

/** How far the document is read: after a failure that many pages are read again. */
function pagesTeller(request: number): (finished: number) => void {
  let told = 0;
  return (pages) => {
    if (pages <= told) return;
    told = pages;
    answer({ type: 'pages', request, pages });
  };
}

// A parser may leave work behind that fails later; the document it belonged to has its result, and this child is not to be trusted any more.
process.on('unhandledRejection', (reason) => {
  process.stderr.write(`${String(reason)}\n`);
  process.exit(70);
});
await main();
