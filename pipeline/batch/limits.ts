import { z } from 'zod';

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
