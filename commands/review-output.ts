import { statSync } from 'node:fs';
import { userInfo } from 'node:os';
import type { Language } from '../pipeline/write/words.js';
import { openSources } from '../review/open-sources.js';
import type { FormDefinition } from '../schemas/form-definition.js';
import { UsageError } from './usage-error.js';

export interface ReviewOutputOptions {
  readonly out: string;
  readonly decisions: string;
  readonly definitions: readonly FormDefinition[];
  /** 0 takes any free port. */
  readonly port: number;
  readonly language: Language;
}

/** `rowproof review`: serves the review page until it is interrupted. The address goes to `print`, for a script to open. Throws a UsageError for a wrong folder or port. */
export async function reviewOutput({ out, ...options }: ReviewOutputOptions, print: (line: string) => void): Promise<void> {
  if (!statSync(`${out}/documents`, { throwIfNoEntry: false })?.isDirectory()) throw new UsageError(`${out} is no output folder of rowproof: it has no folder documents.`);
  const sources = openSources();
  // What opens files needs half a second to get ready: it does so beside what follows.
  sources.start();
  const { serveReview } = await import('../review/serve-review.js');
  const server = await serveReview({ out, ...options, by: userName() }, sources).catch(async (error: unknown) => {
    await sources.close();
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code === 'EADDRINUSE' || code === 'EACCES') throw new UsageError(`--port ${options.port}: is taken or not allowed; leave it out to take a free one.`);
    throw error;
  });
  print(server.url);
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
  await server.close();
  await sources.close();
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // An account without a name: the page asks for one.
    return '';
  }
}
