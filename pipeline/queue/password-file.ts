import { readFileSync, statSync } from 'node:fs';

/** What a line of the password file is for. */
export interface PasswordFor {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
}

/** Others than its owner may do something with it. */
const OTHERS = 0o077;

/**
 * The password that a file in the format of .pgpass (PostgreSQL manual, "The Password File") has for a connection: that of the first line whose fields match,
 * `*` matching all; null without one. As for psql, a file that others may read doesn't count. A socket goes by `localhost`.
 */
export function passwordOf(path: string, { host, port, database, user }: PasswordFor): string | null {
  let text: string;
  try {
    if (process.platform !== 'win32' && (statSync(path).mode & OTHERS) !== 0) return null;
    text = readFileSync(path, 'utf8');
  } catch {
    return null;
  }
  const wanted = [host.startsWith('/') ? 'localhost' : host, String(port), database, user];
  for (const line of text.split(/\r?\n/u)) {
    if (line.startsWith('#')) continue;
    const fields = [...line.matchAll(/((?:\\.|[^:\\])*)(?::|$)/gu)].map(([, field = '']) => field.replace(/\\(.)/gu, '$1'));
    if (fields.length >= 5 && wanted.every((want, i) => fields[i] === '*' || fields[i] === want)) return fields[4] ?? null;
  }
  return null;
}
