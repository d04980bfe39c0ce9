import { z } from 'zod';
import { RunError } from './run-error.js';

/** What one document may cost. Whatever passes a limit ends as `limit-exceeded`; its neighbours never notice. */
export const Limits = z.object({
  /** Wall time for one document. A scan of a hundred pages takes about three seconds a page. */
  seconds: z.number().positive().default(600),
  /** Memory of one child process, in MiB. Recognising a page of a scan needs about 1 GiB. */
  memory: z.int().min(128).default(2048),
  pages: z.int().positive().default(2000),
  /** Size of one input file, in MiB. */
  fileSize: z.number().positive().default(256),
  /** Size of one `documents/<name>.json`, in MiB. It is read back whole when the dataset is written. */
  outputSize: z.number().positive().default(32),
});
export type Limits = z.infer<typeof Limits>;

export const MEBIBYTE = 1024 * 1024;

/** The limits with defaults for those that aren't given. Throws a RunError (wrong usage) when they make no sense. */
export function toLimits(given: Partial<Limits> = {}): Limits {
  const { data, error } = Limits.safeParse(given);
  if (data !== undefined) return data;
  throw new RunError(`The limits can't be: ${error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')}`, 2);
}
