import { startParserChild, StartFailure, type ParserChild, type ParserSettings, type ReadAnswer } from './parser-child.js';
import { RunError } from './run-error.js';
import type { ReadRequest } from './worker-protocol.js';

/** A child is replaced after this many documents, so that what an engine leaks can't add up. */
const DOCUMENTS_PER_CHILD = 500;
/** So many children that don't even start, one after the other, mean that none will. */
const START_ATTEMPTS = 3;

export interface ParserPool {
  /** Reads one document in a child that has nothing else to do. Throws a RunError when no child can be started. */
  read(request: ReadRequest): Promise<ReadAnswer>;
  /** Ends all children; what they are reading ends as `crashed`, and is of no interest any more. */
  close(): Promise<void>;
}

/**
 * A pool of child processes, as many as there are documents being read at once, started when needed. A child that failed is replaced. A document whose
 * reading failed in a child that had read others before is read once more in a fresh one: its outcome then depends on nothing but itself, whatever
 * the number of jobs.
 */
export function startParserPool(settings: ParserSettings, documentsPerChild = DOCUMENTS_PER_CHILD): ParserPool {
  const idle: ParserChild[] = [];
  const all = new Set<ParserChild>();
  let closed = false;

  const start = async (): Promise<ParserChild> => {
    for (let attempt = 1; ; attempt++) {
      try {
        const child = await startParserChild(settings);
        all.add(child);
        if (closed) await end(child);
        return child;
      } catch (error) {
        if (!(error instanceof StartFailure)) throw error;
        if (attempt >= START_ATTEMPTS || closed) throw new RunError(`The reader can't be started: ${error.message}`, 1, { cause: error });
      }
    }
  };
  const end = async (child: ParserChild): Promise<void> => {
    await child.end();
    all.delete(child);
  };
  const readIn = async (child: ParserChild, request: ReadRequest): Promise<ReadAnswer> => {
    const answer = await child.read(request);
    if (child.usable() && child.documents() < documentsPerChild && !closed) idle.push(child);
    else await end(child);
    return answer;
  };

  return {
    async read(request) {
      const child = idle.pop() ?? (await start());
      const fresh = child.documents() === 0;
      const answer = await readIn(child, request);
      if (answer.kind !== 'failed' || !answer.again || fresh || closed) return answer;
      return readIn(await start(), request);
    },
    async close() {
      closed = true;
      await Promise.all([...all].map(end));
    },
  };
}
