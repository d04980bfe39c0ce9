import { spawn, type ChildProcess } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { engineOptions } from './engine-options.js';
import { MEBIBYTE, type Limits } from './limits.js';

/** A child process within limits, which answers on a pipe of its own, one JSON value a line: whatever it prints harms nobody. */
export interface LimitedProcess {
  send(message: object): void;
  /** Who is told of answers, of what is none, and of the end. One at a time; null for nobody. */
  listen(listener: ((event: ProcessEvent) => void) | null): void;
  /** Reads no answers for now: a process that goes on answering waits once its pipe is full. What has come already is told all the same. */
  pause(): void;
  resume(): void;
  readonly gone: () => boolean;
  /** The end of what it printed on standard error. */
  readonly printed: () => string;
  /** How it ended, in words: `with exit status 1`, `by SIGSEGV`. */
  readonly how: () => string;
  /** Whether memory was what it ended for. A kill from outside prints nothing, so what stands there is of another matter then. */
  readonly ranOutOfMemory: () => boolean;
  kill(): void;
  /** Settles when the process is gone and all that it sent was told. */
  readonly exited: Promise<void>;
}

export type ProcessEvent = { readonly answer: unknown } | 'rubbish' | 'exit';

const STDERR_KEPT = 4096;
/** What the data segment holds beyond the memory in use, in MiB: mostly stacks of threads that are reserved and never touched. */
const UNTOUCHED_DATA = 128;
const OUT_OF_MEMORY = /out of memory|bad_alloc|allocation failed|OOM/i;

/**
 * Starts a script of ours as a process of its own. On Linux the system itself limits its memory (the data segment: a limit on the address space would
 * forbid WebAssembly); everywhere a thread of the child has to sample it (worker-watch). Whoever sends a line longer than `longestAnswer` sends rubbish.
 */
export function startLimitedProcess(script: string, limits: Pick<Limits, 'memory'>, longestAnswer: number = MEBIBYTE): LimitedProcess {
  const child = spawnLimited(script, limits);
  const [requests, stderr, answers] = [child.stdin as Writable, child.stderr as Readable, child.stdio[3] as Readable];
  let printed = '';
  let gone = false;
  let listener: ((event: ProcessEvent) => void) | null = null;
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
  readAnswers(answers, longestAnswer, (event) => listener?.(event));

  return {
    send: (message) => void requests.write(`${JSON.stringify(message)}\n`),
    listen: (next) => void (listener = next),
    pause: () => void answers.pause(),
    resume: () => void answers.resume(),
    gone: () => gone,
    printed: () => printed,
    how: () => (exitSignal === null ? `with exit status ${exitCode}` : `by ${exitSignal}`),
    ranOutOfMemory: () => exitSignal !== 'SIGKILL' && OUT_OF_MEMORY.test(printed),
    kill: () => void (gone || child.kill('SIGKILL')),
    exited,
  };
}

function spawnLimited(script: string, { memory }: Pick<Limits, 'memory'>): ChildProcess {
  const node = [process.execPath, ...engineOptions(memory), script];
  const limited = process.platform === 'linux' ? ['/bin/sh', '-c', `ulimit -c 0; ulimit -d ${(memory + UNTOUCHED_DATA) * 1024}; exec "$0" "$@"`, ...node] : node;
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

function readAnswers(stream: Readable, longest: number, tell: (event: ProcessEvent) => void): void {
  let pieces: string[] = [];
  let length = 0;
  stream.setEncoding('utf8').on('data', (piece: string) => {
    const lines = piece.split('\n');
    const rest = lines.pop() ?? '';
    for (const line of lines) {
      pieces.push(line);
      const whole = pieces.join('');
      pieces = [];
      length = 0;
      tell(lineToEvent(whole));
    }
    if (rest !== '') pieces.push(rest);
    length += rest.length;
    if (length > longest) {
      pieces = [];
      length = 0;
      tell('rubbish');
    }
  });
}

function lineToEvent(line: string): ProcessEvent {
  try {
    return { answer: JSON.parse(line) as unknown };
  } catch {
    return 'rubbish';
  }
}
