/** The signals that end a run in order. */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export interface Interrupt {
  /** Aborted at the first signal. */
  readonly signal: AbortSignal;
  /** Leaves the signals to the system again. */
  release(): void;
}

/** Takes the signals that interrupt a run. Whoever asks twice doesn't want to wait for what is under way: `last` is called, and the process ends with 130. */
export function watchInterrupt(last: () => void): Interrupt {
  const interrupt = new AbortController();
  const stop = (): void => {
    if (interrupt.signal.aborted) {
      last();
      process.exit(130);
    }
    interrupt.abort();
  };
  for (const signal of signals) process.on(signal, stop);
  return {
    signal: interrupt.signal,
    release: () => {
      for (const signal of signals) process.off(signal, stop);
    },
  };
}
