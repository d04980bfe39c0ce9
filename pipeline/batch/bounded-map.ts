import pLimit from 'p-limit';

/**
 * Does `work` for every item, `jobs` at once, in their order; settles when all is done, and throws the first error as soon as what runs has ended.
 * No further item is begun after an error or when `signal` is aborted. Takes the items as they are needed, however many there are.
 */
export async function boundedMap<Item>(
  items: Iterable<Item>,
  jobs: number,
  work: (item: Item) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  const limit = pLimit(jobs);
  const running = new Set<Promise<void>>();
  const errors: unknown[] = [];
  for (const item of items) {
    if (errors.length > 0 || signal?.aborted) break;
    const job: Promise<void> = limit(() => work(item))
      .catch((error: unknown) => void errors.push(error))
      .finally(() => running.delete(job));
    running.add(job);
    // One more than can run stands ready, so that no job waits for this loop.
    if (running.size > jobs) await Promise.race(running);
  }
  await Promise.all(running);
  if (errors.length > 0) throw errors[0];
}
