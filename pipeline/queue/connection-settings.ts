import { existsSync, readFileSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { ConnectionOptions } from 'node:tls';
import { RunError } from '../batch/run-error.js';
import { passwordOf } from './password-file.js';

/** How to reach a PostgreSQL server. */
export interface ConnectionSettings {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
  readonly password?: string;
  readonly options?: string;
  /** In milliseconds. */
  readonly connectTimeout: number;
  /** The ways of encryption to try, one after the other; false is none. */
  readonly tls: readonly (ConnectionOptions | false)[];
  /** For messages: host, port and database, never a password. */
  readonly place: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** What a URL may say behind the question mark, and which variable says it otherwise. */
const parameters: Readonly<Record<string, string>> = {
  host: 'PGHOST',
  port: 'PGPORT',
  user: 'PGUSER',
  password: 'PGPASSWORD',
  dbname: 'PGDATABASE',
  options: 'PGOPTIONS',
  connect_timeout: 'PGCONNECT_TIMEOUT',
  sslmode: 'PGSSLMODE',
  sslrootcert: 'PGSSLROOTCERT',
  sslcert: 'PGSSLCERT',
  sslkey: 'PGSSLKEY',
};
const DEFAULT_PORT = 5432;
const CONNECT_SECONDS = 10;
/** Where a server of this machine listens; Debian and Red Hat first. */
const SOCKET_FOLDERS = ['/var/run/postgresql', '/tmp'];

const usage = (problem: string): RunError => new RunError(`--queue: ${problem} It takes postgres://[user@]host[:port]/database[?sslmode=…].`, 2);

/**
 * The settings that libpq (psql) would take from a connection URL, the PG… variables and the files in ~/.postgresql. Throws a RunError (2) that says what
 * is wrong and repeats nothing of the URL, which may hold a password.
 */
export function urlToSettings(url: string, environment: Environment = process.env): ConnectionSettings {
  if (!/^postgres(ql)?:\/\//u.test(url)) throw usage('that is no PostgreSQL URL.');
  const given = urlToParameters(url);
  const value = (name: string): string | undefined => given.get(name) ?? (environment[parameters[name] ?? ''] || undefined);
  const port = Number(value('port') ?? DEFAULT_PORT);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw usage('the port is no number from 1 to 65535.');
  const host = value('host') ?? SOCKET_FOLDERS.find((folder) => existsSync(join(folder, `.s.PGSQL.${port}`))) ?? 'localhost';
  const user = value('user') ?? userInfo().username;
  const database = value('dbname') ?? user;
  const seconds = Number(value('connect_timeout') ?? CONNECT_SECONDS);
  const file = environment['PGPASSFILE'] ?? join(homedir(), process.platform === 'win32' ? 'AppData/Roaming/postgresql/pgpass.conf' : '.pgpass');
  const password = value('password') ?? passwordOf(file, { host, port, database, user }) ?? undefined;
  const options = value('options');
  return {
    host,
    port,
    user,
    database,
    ...(password === undefined ? {} : { password }),
    ...(options === undefined ? {} : { options }),
    connectTimeout: (seconds > 0 ? seconds : CONNECT_SECONDS) * 1000,
    tls: host.startsWith('/') ? [false] : tlsModes(value),
    place: `${host.startsWith('/') ? 'this machine' : host}${port === DEFAULT_PORT ? '' : `:${port}`}/${database}`,
  };
}

function urlToParameters(url: string): Map<string, string> {
  let parsed: URL;
  try {
    // A host is needed to parse user and path; none means the default.
    parsed = new URL(url.replace(/^postgres(?:ql)?:\/\//u, 'postgres://').replace(/^postgres:\/\/([^/?]*@)?(?=[/?]|$)/u, 'postgres://$1-'));
  } catch {
    throw usage("the URL can't be read; special characters in it are written as %XX.");
  }
  const given = new Map<string, string>();
  const decode = (text: string): string => {
    try {
      return decodeURIComponent(text);
    } catch {
      throw usage('a % in the URL is written as %25.');
    }
  };
  const set = (name: string, text: string): void => void (text === '' || given.set(name, decode(text)));
  set('host', parsed.hostname === '-' ? '' : parsed.hostname.replace(/^\[(.*)\]$/u, '$1'));
  set('port', parsed.port);
  set('user', parsed.username);
  set('password', parsed.password);
  set('dbname', parsed.pathname.slice(1));
  for (const [name, text] of parsed.searchParams) {
    if (!Object.hasOwn(parameters, name)) throw usage(`there is no parameter ${name}: there are ${Object.keys(parameters).join(', ')}.`);
    given.set(name, text);
  }
  return given;
}

/** libpq's rules: what a mode tries, and which certificates it trusts. */
function tlsModes(value: (name: string) => string | undefined): (ConnectionOptions | false)[] {
  const mode = value('sslmode') ?? 'prefer';
  const own = (file: string): string => join(homedir(), '.postgresql', file);
  const [root, cert, key] = [value('sslrootcert') ?? own('root.crt'), value('sslcert') ?? own('postgresql.crt'), value('sslkey') ?? own('postgresql.key')];
  const system = root === 'system';
  const hasRoot = !system && existsSync(root);
  const client = existsSync(cert) && existsSync(key) ? { cert: readCertificate(cert), key: readCertificate(key) } : {};
  const trusting: ConnectionOptions = { ...client, rejectUnauthorized: false };
  const anyName = (): undefined => undefined;
  const verifying = (): ConnectionOptions => ({ ...client, rejectUnauthorized: true, ...(hasRoot ? { ca: readCertificate(root) } : {}) });
  switch (mode) {
    case 'disable':
      return [false];
    case 'allow':
      return [false, trusting];
    case 'prefer':
      return [trusting, false];
    case 'require':
      return [hasRoot ? { ...verifying(), checkServerIdentity: anyName } : trusting];
    case 'verify-ca':
    case 'verify-full':
      if (!hasRoot && !system) throw new RunError(`--queue: sslmode=${mode} needs the certificates to trust: a file that sslrootcert or PGSSLROOTCERT names, ~/.postgresql/root.crt, or sslrootcert=system.`, 2);
      return [mode === 'verify-ca' && !system ? { ...verifying(), checkServerIdentity: anyName } : verifying()];
    default:
      throw usage('sslmode is none of disable, allow, prefer, require, verify-ca, verify-full.');
  }
}

function readCertificate(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new RunError(`--queue: ${path} can't be read.`, 2, { cause: error });
  }
}
