/** What stops a whole run: one line for a person, and the exit status of the command. */
export class RunError extends Error {
  constructor(
    message: string,
    readonly exitStatus: 1 | 2 | 4,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'RunError';
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'no space is left on the disk',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the file system is read-only',
  EACCES: 'no permission to write there',
  EPERM: 'no permission to write there',
  EIO: 'the disk reports an error',
  ENOTDIR: 'a file stands where a folder is needed',
  EEXIST: 'a file stands where a folder is needed',
  ENAMETOOLONG: 'the name is too long for the file system',
  EMFILE: 'too many open files',
};

/** The code of a system error (`ENOSPC`), or null for any other error. */
export const systemErrorCode = (error: unknown): string | null =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;

/** A failure to write into the output folder as the one error that ends the run: what was there before is whole. */
export function writeErrorToRunError(error: unknown, out: string): RunError {
  if (error instanceof RunError) return error;
  const code = systemErrorCode(error) ?? '';
  const reason = REASONS[code] ?? (error instanceof Error ? error.message : String(error));
  return new RunError(`Can't write to ${out}: ${reason}${code === '' ? '' : ` (${code})`}. What was finished is kept; mend it and run again.`, 1, { cause: error });
}
