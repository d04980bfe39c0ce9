import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import type { z } from 'zod';
import { RunError, systemErrorCode } from '../batch/run-error.js';
import { urlToSettings, type ConnectionSettings } from './connection-settings.js';

/** One connection. */
export interface Connection {
  /** The rows, proved to have the shape of the schema. */
  rows<Row>(row: z.ZodType<Row>, text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** How many rows it touched. */
  run(text: string, values?: readonly unknown[]): Promise<number>;
  /** As it is, for pg-boss. */
  raw(text: string, values?: readonly unknown[]): Promise<{ rows: Record<string, unknown>[] }>;
}

export interface Database {
  /** For messages: where it is. */
  readonly place: string;
  /** Does the work on a connection. While the server doesn't answer it is tried again, with growing pauses; so it must bear being done twice. */
  use<T>(work: (connection: Connection) => Promise<T>): Promise<T>;
  /** The same in one transaction. */
  transaction<T>(work: (connection: Connection) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  /** How many connections it may take. */
  readonly connections: number;
  /** What the server's list of sessions shows. */
  readonly name: string;
  /** Told once when the server stops answering, and once when it answers again. */
  readonly warn: (message: string) => void;
  /** Ends the waiting for a server that doesn't answer. */
  readonly signal?: AbortSignal;
  /** How long a server may not answer, in milliseconds. */
  readonly patience?: number;
}

/** Time for a server to be restarted, or for another to take its place. */
const PATIENCE = 15 * 60_000;
/** The first connection: a mistyped host is told at once. */
const FIRST_PATIENCE = 5000;
const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 10_000;
/** A server that has taken a query and is gone without a word is given up after this time, in milliseconds. */
const QUERY_TIMEOUT = 120_000;

const CONNECTION_ERRORS: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'EAI_AGAIN', 'ENOTFOUND', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOENT']);
/** Connection exceptions, a server that shuts down or starts up, too many connections, serialisation failures, deadlocks, locks not to be had. */
const PASSING_STATES = /^(08...|57P0[1-5]|53300|53400|40001|40P01|55P03|25P0[34])$/u;
const PASSING_MESSAGES = /connection terminated|timeout expired|query read timeout|timeout exceeded when trying to connect|not queryable|server closed the connection|Client was closed/iu;

/** Whether the same may work later: the server is away, or another transaction was in the way. */
function isPassing(error: unknown): boolean {
  const code = systemErrorCode(error) ?? '';
  return CONNECTION_ERRORS.has(code) || PASSING_STATES.test(code) || (error instanceof Error && PASSING_MESSAGES.test(error.message)) || (error instanceof AggregateError && error.errors.some(isPassing));
}

/** What the server says, in one line. Details, which may quote a document, are left out. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  const code = systemErrorCode(error);
  if (error instanceof Error && /client password must be/u.test(error.message)) return 'it asks for a password, and neither PGPASSWORD nor the password file has one (a file that others may read does not count)';
  const message = error instanceof Error ? error.message.replace(/\s+/gu, ' ').trim() : String(error);
  return code !== null && !message.includes(code) ? `${message} (${code})` : message;
}

/** A failure that time doesn't mend, as the one error that ends the command. */
export function databaseErrorToRunError(error: unknown, place: string): unknown {
  if (error instanceof RunError || !(error instanceof Error)) return error;
  const code = systemErrorCode(error) ?? '';
  if (code === '42501') return new RunError(`The queue at ${place} doesn't let this user do that: ${reasonOf(error)}. docs/scale.md lists the rights it needs.`, 1, { cause: error });
  if (isPassing(error)) return new RunError(`The queue at ${place} doesn't answer: ${reasonOf(error)}. What was finished is kept; run again when it does.`, 1, { cause: error });
  return /^[0-9A-Z]{5}$/u.test(code) ? new RunError(`The queue at ${place}: ${reasonOf(error)}.`, 1, { cause: error }) : error;
}

/** Opens the database that a URL names. Throws a RunError: 2 for a wrong URL, 1 when the server can't be reached or lets us not in. */
export async function openDatabase(url: string, options: DatabaseOptions): Promise<Database> {
  const settings = urlToSettings(url);
  const config = await reachable(settings, options);
  const pool = new pg.Pool({ ...config, max: options.connections, idleTimeoutMillis: 60_000 });
  // A connection that breaks while nobody uses it is replaced by the next use.
  pool.on('error', () => undefined);
  const patience = options.patience ?? PATIENCE;
  let away = false;

  const patiently = async <T>(work: () => Promise<T>): Promise<T> => {
    const began = performance.now();
    for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
      try {
        const result = await work();
        if (away) options.warn(`the queue at ${settings.place} answers again`);
        away = false;
        return result;
      } catch (error) {
        if (!isPassing(error) || options.signal?.aborted || performance.now() - began > patience) throw databaseErrorToRunError(error, settings.place);
        if (!away && pause > FIRST_PAUSE * 4) {
          away = true;
          options.warn(`the queue at ${settings.place} doesn't answer (${reasonOf(error)}); trying again for ${Math.round(patience / 60_000)} minutes`);
        }
        // Spread, so that a server that comes back isn't met by all at once.
        await setTimeout(pause * (0.5 + Math.random()), undefined, options.signal === undefined ? {} : { signal: options.signal }).catch(() => undefined);
      }
    }
  };
  const connected = async <T>(work: (connection: Connection) => Promise<T>): Promise<T> => {
    const client = await pool.connect();
    // Its query fails as well, and says so.
    const ignore = (): void => undefined;
    client.on('error', ignore);
    let failure: unknown;
    try {
      return await work(toConnection(client));
    } catch (error) {
      failure = error;
      throw error;
    } finally {
      client.off('error', ignore);
      // After any error the connection may be in a transaction or dead.
      client.release(failure !== undefined);
    }
  };

  return {
    place: settings.place,
    use: (work) => patiently(() => connected(work)),
    transaction: (work) =>
      patiently(() =>
        connected(async (connection) => {
          await connection.run('begin');
          const result = await work(connection);
          await connection.run('commit');
          return result;
        }),
      ),
    close: () => pool.end(),
  };
}

const toConnection = (client: pg.PoolClient): Connection => {
  const query = (text: string, values: readonly unknown[] = []): Promise<pg.QueryResult<Record<string, unknown>>> => client.query(text, values.length === 0 ? undefined : [...values]);
  return {
    rows: async (row, text, values) => (await query(text, values)).rows.map((one) => row.parse(one)),
    run: async (text, values) => (await query(text, values)).rowCount ?? 0,
    raw: query,
  };
};

/** The first way of those that the settings name on which the server lets us in. */
async function reachable(settings: ConnectionSettings, { name, signal }: DatabaseOptions): Promise<pg.ClientConfig> {
  const { host, port, user, database, password, options, connectTimeout } = settings;
  const began = performance.now();
  for (;;) {
    let failure: unknown;
    for (const ssl of settings.tls) {
      const config: pg.ClientConfig = {
        host,
        port,
        user,
        database,
        ssl,
        // A function, so that the driver looks for no password of its own.
        password: () => password ?? '',
        ...(options === undefined ? {} : { options }),
        application_name: name,
        connectionTimeoutMillis: connectTimeout,
        keepAlive: true,
        query_timeout: QUERY_TIMEOUT,
        // A session whose client is cut off in the middle holds its locks no longer than this.
        idle_in_transaction_session_timeout: QUERY_TIMEOUT,
      };
      const client = new pg.Client(config);
      client.on('error', () => undefined);
      try {
        await client.connect();
        await client.end();
        return config;
      } catch (error) {
        // One that is refused halfway would stay open until the server ends it.
        client.end().catch(() => undefined);
        const unencrypted = error instanceof Error && /does not support SSL/u.test(error.message);
        // What a server says of our user tells more than that it has no encryption.
        if (failure === undefined || !unencrypted) failure = error;
        if (!unencrypted && systemErrorCode(error) !== '28000') break;
      }
    }
    if (!isPassing(failure) || performance.now() - began > FIRST_PATIENCE || signal?.aborted) {
      throw new RunError(`The queue at ${settings.place} can't be reached: ${reasonOf(failure)}.`, 1, { cause: failure });
    }
    await setTimeout(500);
  }
}
