import { spawn, type ChildProcess } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { MEBIBYTE, type Limits } from './limits.js';
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
const STDERR_KEPT = 4096;
/** No answer is longer; whoever sends more sends rubbish. */
const LONGEST_ANSWER = MEBIBYTE;
/** The share of the memory limit that JavaScript objects may take, so that the engine can say that they were the ones. */
const HEAP_SHARE = 0.75;
/** What the data segment holds beyond the memory in use, in MiB: mostly stacks of threads that are reserved and never touched. */
const UNTOUCHED_DATA = 128;
/** The share of the time allowed that reading finished pages once more may take. What takes longer stands in the partial file but for a small share. */
const REREAD_SHARE = 0.25;
const OUT_OF_MEMORY = /out of memory|bad_alloc|allocation failed|OOM/i;

/**
 * Starts a child process that is ready to read documents. On Linux the system itself limits its memory (the data segment: a limit on the address space
 * would forbid WebAssembly); everywhere a thread of the child samples it. Throws StartFailure.
 */
export async function startParserChild(settings: ParserSettings): Promise<ParserChild> {
  const { limits } = settings;
  const child = spawnLimited(limits);
  const [requests, stderr, answers] = [child.stdin as Writable, child.stderr as Readable, child.stdio[3] as Readable];
  let printed = '';
  let documents = 0;
  let gone = false;
  let failed = false;
  let listener: ((event: FromWorker | 'rubbish' | 'exit') => void) | null = null;
  let [exitCode, exitSignal]: [number | null, NodeJS.Signals | null] = [null, null];

  const exited = new Promise<void>((resolve) => {
    const ended = (): void => {
      gone = true;
      listener?.('exit');
      resolve();
    };
    // `close` comes when the pipes are read to their end, so nothing that was sent before a crash is missed.
    child.once('close', (code, signal) => {
      [exitCode, exitSignal] = [code, signal];
      ended();
    });
    child.once('error', (error) => {
      printed += String(error);
      ended();
    });
  });
  // Writing to a child that has just died is no error of its own: its exit says all.
  for (const stream of child.stdio) stream?.on('error', () => undefined);
  stderr.setEncoding('utf8').on('data', (text: string) => void (printed = (printed + text).slice(-STDERR_KEPT)));
  readAnswers(answers, (event) => listener?.(event));

  const send = (message: ToWorker): void => void requests.write(`${JSON.stringify(message)}\n`);
  const kill = (): void => void (gone || child.kill('SIGKILL'));

  const fail = (): void => {
    failed = true;
    kill();
  };
  const failure = (memory: boolean): Failure => {
    fail();
    if (memory || (exitSignal !== 'SIGKILL' && OUT_OF_MEMORY.test(printed))) {
      return { outcome: 'limit-exceeded', message: `it needs more than ${limits.memory} MiB of memory`, lasting: true, again: true };
    }
    const how = exitSignal === null ? `with exit status ${exitCode}` : `by ${exitSignal}`;
    return { outcome: 'crashed', message: `the reader was ended ${how}`, lasting: false, again: true };
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
        listener = null;
        resolve(given);
      };
      const settleFailed = (given: Failure): void => settle({ kind: 'failed', ...given, partial, pages: pagesToReread });
      const timer = setTimeout(() => {
        fail();
        settleFailed({ outcome: 'limit-exceeded', message: `it takes longer than ${limits.seconds} s`, lasting: true, again: false });
      }, limits.seconds * 1000);
      listener = (event) => {
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
      if (gone) listener('exit');
      else send({ type: 'read', request: number, ...request });
    });

  await new Promise<void>((resolve, reject) => {
    const refuse = (why: string): void => {
      clearTimeout(timer);
      kill();
      reject(new StartFailure(`${why}${printed === '' ? '' : `: ${printed.trim().slice(0, 1000)}`}`));
    };
    const timer = setTimeout(() => refuse(`it isn't ready after ${START_SECONDS} s`), START_SECONDS * 1000);
    listener = (event) => {
      if (event === 'exit') return refuse(`it ended with ${exitSignal ?? `exit status ${exitCode}`}`);
      if (event === 'rubbish' || event.type !== 'ready') return refuse('it sent what is no answer');
      clearTimeout(timer);
      listener = null;
      resolve();
    };
    send({ type: 'start', parser: settings.parser, options: settings.options, memory: limits.memory * MEBIBYTE });
  });

  return {
    documents: () => documents,
    usable: () => !gone && !failed,
    read,
    end: () => {
      kill();
      return exited;
    },
  };
}

function spawnLimited(limits: Limits): ChildProcess {
  const heap = Math.floor(limits.memory * HEAP_SHARE);
  const node = [process.execPath, `--max-old-space-size=${heap}`, fileURLToPath(new URL('./worker.js', import.meta.url))];
  const limited = process.platform === 'linux' ? ['/bin/sh', '-c', `ulimit -c 0; ulimit -d ${(limits.memory + UNTOUCHED_DATA) * 1024}; exec "$0" "$@"`, ...node] : node;
  // Options, language and time zone of the caller must not reach the results.
  const { NODE_OPTIONS: _, ...environment } = process.env;
  return spawn(limited[0] as string, limited.slice(1), {
    // A group of its own: Ctrl-C on the terminal goes to the supervisor alone.
    detached: true,
    stdio: ['pipe', 'ignore', 'pipe', 'pipe', 'pipe'],
    env: { ...environment, TZ: 'UTC', LC_ALL: 'C.UTF-8' },
    windowsHide: true,
  });
}

function readAnswers(stream: Readable, tell: (event: FromWorker | 'rubbish') => void): void {
  let text = '';
  stream.setEncoding('utf8').on('data', (piece: string) => {
    text += piece;
    const lines = text.split('\n');
    text = lines.pop() ?? '';
    for (const line of lines) tell(lineToAnswer(line));
    if (text.length > LONGEST_ANSWER) {
      text = '';
      tell('rubbish');
    }
  });
}

function lineToAnswer(line: string): FromWorker | 'rubbish' {
  try {
    return FromWorker.parse(JSON.parse(line));
  } catch {
    return 'rubbish';
  }
}
