import { fileURLToPath } from 'node:url';
import { MEBIBYTE, type Limits } from './limits.js';
import { startLimitedProcess, type ProcessEvent } from './limited-process.js';
import { FromWorker, type ReadRequest, type ToWorker, type WrittenResult } from './worker-protocol.js';

export interface ParserSettings {
  /** URL of the module that exports `extractDocument`. */
  readonly parser: string;
  /** What goes to it for every document; plain JSON. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly limits: Limits;
}

export type ReadAnswer =
  | { readonly kind: 'written'; readonly result: WrittenResult }
  /** No result but what stands in the partial file, if any. */
  | {
      readonly kind: 'failed';
      readonly outcome: 'crashed' | 'limit-exceeded';
      readonly message: string;
      readonly partial: boolean;
      /** The first pages that were finished, beyond what stands in the partial file, where reading them once more takes a small part of the time allowed; or 0. */
      readonly pages: number;
      /** True when nothing but this document and the limits can be the cause, so that reading it again would end the same way. */
      readonly lasting: boolean;
      /** True when what an earlier document left behind in the same child may be to blame. */
      readonly again: boolean;
    }
  | { readonly kind: 'changed' }
  | { readonly kind: 'unreadable'; readonly message: string }
  | { readonly kind: 'disk'; readonly code: string; readonly message: string };

type Failure = Pick<Extract<ReadAnswer, { kind: 'failed' }>, 'outcome' | 'message' | 'lasting' | 'again'>;

export interface ParserChild {
  /** How many documents it was given. */
  readonly documents: () => number;
  /** False after a failure, and when it ended by itself. */
  readonly usable: () => boolean;
  read(request: ReadRequest): Promise<ReadAnswer>;
  /** Ends the process at once and settles when it is gone. */
  end(): Promise<void>;
}

/** A child that could not be started; the message holds what it printed. */
export class StartFailure extends Error {}

const START_SECONDS = 120;
/** The share of the time allowed that reading finished pages once more may take. What takes longer stands in the partial file but for a small share. */
const REREAD_SHARE = 0.25;

/** Starts a child process within the limits that is ready to read documents. Throws StartFailure. */
export async function startParserChild(settings: ParserSettings): Promise<ParserChild> {
  const { limits } = settings;
  const child = startLimitedProcess(fileURLToPath(new URL('./worker.js', import.meta.url)), limits);
  let documents = 0;
  let failed = false;
  const send = (message: ToWorker): void => child.send(message);
  const listen = (listener: (event: FromWorker | 'rubbish' | 'exit') => void): void => child.listen((event) => listener(toAnswer(event)));

  const fail = (): void => {
    failed = true;
    child.kill();
  };
  const failure = (memory: boolean): Failure => {
    fail();
    if (memory || child.ranOutOfMemory()) {
      return { outcome: 'limit-exceeded', message: `it needs more than ${limits.memory} MiB of memory`, lasting: true, again: true };
    }
    return { outcome: 'crashed', message: `the reader was ended ${child.how()}`, lasting: false, again: true };
  };

  const read = (request: ReadRequest): Promise<ReadAnswer> =>
    new Promise((resolve) => {
      const number = ++documents;
      const began = performance.now();
      let partial = false;
      let pagesToReread = 0;
      let memory: 'enough' | 'short' | 'exceeded' = 'enough';
      const settle = (given: ReadAnswer): void => {
        clearTimeout(timer);
        child.listen(null);
        resolve(given);
      };
      const settleFailed = (given: Failure): void => settle({ kind: 'failed', ...given, partial, pages: pagesToReread });
      const timer = setTimeout(() => {
        fail();
        settleFailed({ outcome: 'limit-exceeded', message: `it takes longer than ${limits.seconds} s`, lasting: true, again: false });
      }, limits.seconds * 1000);
      const listener = (event: FromWorker | 'rubbish' | 'exit'): void => {
        if (event === 'exit') return settleFailed(failure(memory !== 'enough'));
        if (event === 'rubbish' || event.type === 'ready' || (event.type !== 'memory' && event.request !== number)) {
          fail();
          return settleFailed({ outcome: 'crashed', message: 'the reader sent what is no answer', lasting: false, again: true });
        }
        switch (event.type) {
          case 'memory':
            memory = event.state;
            return;
          case 'pages':
            if (performance.now() - began < limits.seconds * 1000 * REREAD_SHARE) pagesToReread = event.pages;
            return;
          case 'partial':
            partial = true;
            pagesToReread = 0;
            return;
          case 'done':
            return settle({ kind: 'written', result: event.result });
          case 'threw':
            fail();
            if (event.memory) return settleFailed(failure(true));
            return settleFailed({ outcome: 'crashed', message: `the reader failed: ${event.message}`, lasting: true, again: true });
          case 'too-large':
            return settleFailed({ outcome: 'limit-exceeded', message: `it is larger than ${limits.fileSize} MiB`, lasting: true, again: false });
          case 'changed':
          case 'unreadable':
            return settle(event.type === 'changed' ? { kind: 'changed' } : { kind: 'unreadable', message: event.message });
          case 'disk':
            return settle({ kind: 'disk', code: event.code, message: event.message });
        }
      };
      listen(listener);
      if (child.gone()) listener('exit');
      else send({ type: 'read', request: number, ...request });
    });

  await new Promise<void>((resolve, reject) => {
    const refuse = (why: string): void => {
      clearTimeout(timer);
      child.kill();
      const printed = child.printed().trim();
      reject(new StartFailure(`${why}${printed === '' ? '' : `: ${printed.slice(0, 1000)}`}`));
    };
    const timer = setTimeout(() => refuse(`it isn't ready after ${START_SECONDS} s`), START_SECONDS * 1000);
    listen((event) => {
      if (event === 'exit') return refuse(`it ended ${child.how()}`);
      if (event === 'rubbish' || event.type !== 'ready') return refuse('it sent what is no answer');
      clearTimeout(timer);
      child.listen(null);
      resolve();
    });
    send({ type: 'start', parser: settings.parser, options: settings.options, memory: limits.memory * MEBIBYTE });
  });

  return {
    documents: () => documents,
    usable: () => !child.gone() && !failed,
    read,
    end: () => {
      child.kill();
      return child.exited;
    },
  };
}

function toAnswer(event: ProcessEvent): FromWorker | 'rubbish' | 'exit' {
  if (typeof event === 'string') return event;
  return FromWorker.safeParse(event.answer).data ?? 'rubbish';
}
