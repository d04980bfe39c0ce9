import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where distributions put the programs of the server, the newest version first; it refuses to be run by root. */
const roots = ['/usr/lib/postgresql', '/usr/local/pgsql', '/opt/homebrew/opt/postgresql'];
const folders = roots.flatMap((root) => (existsSync(root) ? [join(root, 'bin'), ...readdirSync(root).sort((a, b) => Number(b) - Number(a)).map((version) => join(root, version, 'bin'))] : []));
const bin = [...folders, ...(process.env['PATH'] ?? '').split(':')].find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'pg_ctl'))) ?? null;
const isRoot = process.getuid?.() === 0;
const account = ['postgres', 'nobody'].find((name) => spawnSync('id', [name]).status === 0) ?? 'nobody';

/** Whether there is a server to test with; says so where there is none. */
export const hasPostgres = bin !== null;
if (!hasPostgres) console.warn('no PostgreSQL server programs are found (initdb, pg_ctl): the tests of the queue are skipped');

export interface Postgres {
  /** Of a database of its own, with the owner's password. */
  createDatabase(name: string): string;
  readonly port: number;
  readonly folder: string;
  /** Of the server itself. */
  pid(): number;
  psql(url: string, sql: string): string;
  /** As after a crash: sessions are cut off in the middle. */
  restart(): Promise<void>;
  stop(): void;
  start(): void;
  remove(): void;
}

export const PASSWORD = 'p@ss/word of the test';

function asServer(program: string, args: readonly string[]): string {
  const [command = '', ...rest] = isRoot ? ['runuser', '-u', account, '--', join(bin ?? '', program), ...args] : [join(bin ?? '', program), ...args];
  const { status, stdout, stderr, error } = spawnSync(command, rest, { encoding: 'utf8', cwd: '/', stdio: ['ignore', 'pipe', 'pipe'] });
  if (status !== 0) throw new Error(`${program} ended with ${status}: ${error?.message ?? ''}${stdout}${stderr}`);
  return stdout;
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });

/** A throw-away server of this machine on a free port, with everything in a temporary folder. `settings` are lines of its configuration. */
export async function startPostgres(settings: readonly string[] = []): Promise<Postgres> {
  const folder = mkdtempSync(join(tmpdir(), 'rowproof-postgres-'));
  writeFileSync(join(folder, 'password'), `${PASSWORD}\n`);
  if (isRoot) spawnSync('chown', ['-R', account, folder]);
  chmodSync(folder, 0o755);
  const data = join(folder, 'data');
  asServer('initdb', ['-D', data, '-U', 'owner', '-A', 'scram-sha-256', `--pwfile=${join(folder, 'password')}`, '--encoding=UTF8', '--locale=C.UTF-8', '--no-sync']);
  const port = await freePort();
  // Not durable against a loss of power, which no test has; against a crash of the server it is.
  const lines = ['fsync = off', "listen_addresses = '127.0.0.1'", `port = ${port}`, `unix_socket_directories = '${folder}'`, 'shared_buffers = 32MB', ...settings];
  writeFileSync(join(data, 'postgresql.auto.conf'), `${lines.join('\n')}\n`);
  if (isRoot) spawnSync('chown', [account, join(data, 'postgresql.auto.conf')]);
  const start = (): void => void asServer('pg_ctl', ['-D', data, '-w', '-l', join(folder, 'log'), 'start']);
  const stop = (mode = 'immediate'): void => void asServer('pg_ctl', ['-D', data, '-w', '-m', mode, 'stop']);
  start();
  const urlOf = (database: string): string => `postgres://owner:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}/${database}`;
  const psql = (url: string, sql: string): string => {
    const { status, stdout, stderr } = spawnSync(join(bin ?? '', 'psql'), ['-X', '-q', '-At', '-v', 'ON_ERROR_STOP=1', '-d', url, '-c', sql], { encoding: 'utf8', cwd: '/' });
    if (status !== 0) throw new Error(`psql: ${stderr}`);
    return stdout.trim();
  };
  return {
    port,
    folder,
    pid: () => Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0]),
    psql,
    createDatabase(name) {
      psql(urlOf('postgres'), `create database ${name}`);
      return urlOf(name);
    },
    async restart() {
      stop();
      start();
    },
    stop,
    start,
    remove() {
      try {
        stop();
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  };
}

const workerScript = fileURLToPath(new URL('doubles/queue-worker.mjs', import.meta.url));

export interface WorkerUnderTest {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  /** What it has told so far. */
  readonly told: string[];
}

/** A worker of the scripted parser as a process of its own. */
export function startWorker(url: string, args: { readonly jobs?: number; readonly lease?: number; readonly drain?: boolean } = {}): WorkerUnderTest {
  const child = spawn(process.execPath, [workerScript, JSON.stringify({ url, jobs: 2, lease: 4, drain: false, ...args })], { stdio: ['ignore', 'pipe', 'pipe'] });
  const told: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => void told.push(text));
  return { child, told, ended: new Promise((resolve) => child.on('close', resolve)) };
}

export const currentUser = userInfo().username;
