import type { QueueStatus } from '../pipeline/queue/queue-status.js';

// What a person reads at a glance; --json lists all.
const SHOWN_LETTERS = 20;
const SHOWN_NAMES = 3;

/** What a person wants to know of a queue: how much waits, runs, is done and failed, who works, who waits for it, and what nobody could read. */
export function statusToLines({ place, queues, workers, runs, deadLetters }: QueueStatus): string[] {
  const more = deadLetters.length - SHOWN_LETTERS;
  return [
    `queue at ${place}`,
    ...queues.map(({ queue, own, waiting, retrying, running, done, failed }) => `  ${queue}${own ? '' : ' (another version)'}: ${waiting} waiting, ${retrying} to be tried again, ${running} running, ${done} done, ${failed} failed`),
    `workers: ${workers.length === 0 ? 'none' : workers.length}`,
    ...workers.map(
      ({ host, pid, own, jobs, documents, silent, running, longest }) =>
        `  ${host} process ${pid}${own ? '' : ' (another version)'}: ${documents} done, seen ${silent} s ago, ${jobs} at once${running.length === 0 ? ', idle' : `, holds ${running.length} for up to ${longest ?? 0} s: ${running.slice(0, SHOWN_NAMES).join(', ')}${running.length > SHOWN_NAMES ? ' …' : ''}`}`,
    ),
    `runs: ${runs.length === 0 ? 'none' : runs.length}`,
    ...runs.map(({ host, pid, dataset, documents, to_read, silent, started }) => `  ${host} process ${pid}: ${dataset}, ${to_read} of ${documents} documents to read, since ${started}, seen ${silent} s ago`),
    `dead letters: ${deadLetters.length === 0 ? 'none' : `${deadLetters.length}; rowproof redrive puts them back`}`,
    ...deadLetters.slice(0, SHOWN_LETTERS).map(({ name, outcome, message }) => `  ${name}: ${outcome}: ${message}`),
    ...(more > 0 ? [`  … and ${more} more`] : []),
  ];
}
