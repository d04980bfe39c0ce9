/** Lets many work at once, or one alone. */
export interface TurnLock {
  /** Does the work when nobody works alone; with `alone`, when nobody else works at all, and nobody begins before it has ended. */
  turn<T>(alone: boolean, work: () => Promise<T>): Promise<T>;
}

/** Whoever asks to work alone comes before those who ask after it. */
export function createTurnLock(): TurnLock {
  let working = 0;
  let busyAlone = false;
  const waiting: { readonly alone: boolean; readonly begin: () => void }[] = [];
  const admit = (): void => {
    for (let first = waiting[0]; first !== undefined && !busyAlone && (!first.alone || working === 0); first = waiting[0]) {
      waiting.shift();
      working++;
      busyAlone = first.alone;
      first.begin();
    }
  };
  return {
    async turn(alone, work) {
      await new Promise<void>((begin) => {
        waiting.push({ alone, begin });
        admit();
      });
      try {
        return await work();
      } finally {
        working--;
        if (alone) busyAlone = false;
        admit();
      }
    },
  };
}
