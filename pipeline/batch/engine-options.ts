import { setFlagsFromString } from 'node:v8';

/** The share of the memory limit that JavaScript objects may take, so that the engine can say that they were the ones. */
const HEAP_SHARE = 0.75;
/**
 * The share of the memory limit that each half of the space for new objects may take, and what the engine gives it itself, in MiB. A document makes many
 * objects and needs few at its end: in so little room those of its middle are moved again and again, an eighth of all time.
 */
const NEW_OBJECTS_SHARE = 1 / 64;
const LEAST_NEW_OBJECTS = 16;

/** The options of the JavaScript engine for a process with so much memory, in MiB. */
export const engineOptions = (memory: number): string[] => [
  `--max-old-space-size=${Math.floor(memory * HEAP_SHARE)}`,
  `--max-semi-space-size=${Math.max(LEAST_NEW_OBJECTS, Math.floor(memory * NEW_OBJECTS_SHARE))}`,
];

/**
 * Tells the engine, where a process that reads documents begins, to make all objects among the new ones. Those that live through a document are long-lived to
 * it, and it would make them where it seldom clears; but none outlives its document. An engine that has no such choice says so on standard error and goes on.
 */
export const makeAllObjectsNew = (): void => setFlagsFromString('--no-allocation-site-pretenuring');
