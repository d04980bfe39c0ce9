import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emptyFolder, outputBytes, writeFiles } from '../batch/batch-under-test.js';
import { hasPostgres, PASSWORD, startPostgres, type Postgres } from './postgres-under-test.js';

/** How the command line gets into a database: encryption, passwords, and the rights that docs/scale.md lists. */
const cli = fileURLToPath(new URL('../../../dist/cli.js', import.meta.url));
const page = readFileSync(fileURLToPath(new URL('../../../docs/scale.md', import.meta.url)), 'utf8');
const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

describe.skipIf(!hasPostgres || !hasOpenssl)('the database of a queue', () => {
  let postgres: Postgres;
  const home = emptyFolder();
  const certificate = join(home, 'server.crt');
  const inbox = writeFiles(emptyFolder(), { 'a.txt': 'Report one\n', 'b.md': '# Report two\n' });

  const rowproof = (args: readonly string[], environment: Record<string, string> = {}): Promise<Ended> =>
    new Promise((resolve) => {
      const child = spawn(process.execPath, [cli, ...args], { env: { ...process.env, HOME: home, ...environment } });
      let [stdout, stderr] = ['', ''];
      child.stdout.setEncoding('utf8').on('data', (text: string) => void (stdout += text));
      child.stderr.setEncoding('utf8').on('data', (text: string) => void (stderr += text));
      child.on('close', (status) => resolve({ status, stdout, stderr }));
    });

  beforeAll(async () => {
    postgres = await startPostgres();
    const made = spawnSync('openssl', ['req', '-new', '-x509', '-days', '2', '-nodes', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-out', certificate, '-keyout', join(home, 'server.key')], { encoding: 'utf8' });
    expect(made.status).toBe(0);
  });
  afterAll(() => postgres.remove());

  it('is asked for a password as psql asks: PGPASSWORD, or the password file', async () => {
    const url = postgres.createDatabase('passwords');
    const bare = url.replace(/:[^:@]*@/u, '@');
    expect(bare).not.toContain(encodeURIComponent(PASSWORD));
    expect((await rowproof(['migrate', '--queue', bare], { PGPASSWORD: PASSWORD })).stderr).toBe('the queue is ready\n');
    expect((await rowproof(['status', '--queue', 'postgres://'], { PGHOST: '127.0.0.1', PGPORT: String(postgres.port), PGUSER: 'owner', PGDATABASE: 'passwords', PGPASSWORD: PASSWORD })).stdout).toContain('0 waiting');
    const file = join(home, '.pgpass');
    writeFileSync(file, `127.0.0.1:${postgres.port}:*:owner:${PASSWORD}\n`);
    chmodSync(file, 0o600);
    expect(await rowproof(['status', '--queue', bare])).toMatchObject({ status: 0, stderr: '' });
    chmodSync(file, 0o644);
    expect(await rowproof(['status', '--queue', bare])).toMatchObject({ status: 1, stderr: expect.stringContaining('it asks for a password') as string });
  });

  it('is used with the rights that docs/scale.md lists, and with no others', async () => {
    const owner = postgres.createDatabase('rights');
    const roles = /```sql\n(-- as the owner[\s\S]*?)```/u.exec(page)?.[1] ?? expect.fail('docs/scale.md lists no rights');
    const password = 'rights';
    const as = (role: string): string => owner.replace(/owner:[^@]*@/u, `${role}:${password}@`);
    for (const role of ['rowproof_work', 'rowproof_read']) postgres.psql(owner, `create role ${role} login password '${password}'`);
    postgres.psql(owner, 'revoke create on schema public from public');
    expect(await rowproof(['worker', '--queue', as('rowproof_work'), '--drain'])).toMatchObject({ status: 1, stderr: expect.stringContaining('let its owner run rowproof migrate') as string });
    expect((await rowproof(['migrate', '--queue', owner])).status).toBe(0);
    postgres.psql(owner, roles);
    const out = join(emptyFolder(), 'out');
    const local = join(emptyFolder(), 'out');
    await rowproof(['run', inbox, '--out', local, '--quiet']);
    const running = rowproof(['run', inbox, '--out', out, '--queue', as('rowproof_work'), '--dataset', 'rights']);
    // It drains at once when it comes before the jobs, so it is started until the run has ended.
    let ended = false;
    void running.then(() => (ended = true));
    while (!ended) expect(await rowproof(['worker', '--queue', as('rowproof_work'), '--drain', '--jobs', '1'])).toMatchObject({ status: 0 });
    expect(await running).toMatchObject({ status: 0, stderr: expect.not.stringContaining('can’t') as string });
    expect(outputBytes(out)).toEqual(outputBytes(local));
    expect(postgres.psql(as('rowproof_read'), "select count(*) from rowproof.documents where dataset = 'rights'")).toBe('2');
    expect(() => postgres.psql(as('rowproof_read'), 'delete from rowproof.result')).toThrow(/permission denied/u);
    expect(() => postgres.psql(as('rowproof_work'), 'drop table rowproof.result cascade')).toThrow(/must be owner/u);
    // A version that comes later adds its queue, and the rights hold for it.
    expect((await rowproof(['status', '--queue', as('rowproof_work'), '--json'])).status).toBe(0);
    expect((await rowproof(['redrive', '--queue', as('rowproof_work')])).stderr).toBe('0 dead letters put back\n');
  });

  it('is encrypted as sslmode says', async () => {
    const url = `${postgres.createDatabase('encrypted')}?`;
    expect((await rowproof(['migrate', '--queue', url.slice(0, -1)])).status).toBe(0);
    expect(await rowproof(['status', '--queue', `${url}sslmode=require`])).toMatchObject({ status: 1, stderr: expect.stringContaining('does not support SSL') as string });

    const data = join(postgres.folder, 'data');
    for (const name of ['server.crt', 'server.key']) writeFileSync(join(data, name), readFileSync(join(home, name)));
    chmodSync(join(data, 'server.key'), 0o600);
    if (process.getuid?.() === 0) spawnSync('chown', ['--reference', data, join(data, 'server.crt'), join(data, 'server.key')]);
    postgres.psql(url.slice(0, -1), 'alter system set ssl = on');
    await postgres.restart();
    const encrypted = (name: string): string => postgres.psql(url.slice(0, -1), `select coalesce(bool_or(ssl)::text, 'none') from pg_stat_ssl join pg_stat_activity using (pid) where application_name = '${name}'`);
    expect(encrypted('psql')).toBe('true');

    const named = url.replace('127.0.0.1', 'localhost');
    mkdirSync(join(home, '.postgresql'), { recursive: true });
    for (const [given, status] of [
      [`${url}sslmode=require`, 0],
      [`${url}sslmode=disable`, 0],
      [url.slice(0, -1), 0],
      [`${named}sslmode=verify-full`, 2],
      [`${named}sslmode=verify-full&sslrootcert=${certificate}`, 0],
      [`${url}sslmode=verify-full&sslrootcert=${certificate}`, 1],
      [`${url}sslmode=verify-ca&sslrootcert=${certificate}`, 0],
      [`${named}sslmode=verify-full&sslrootcert=system`, 1],
    ] as const) {
      const { status: found, stderr } = await rowproof(['status', '--queue', given]);
      expect({ given, status: found, stderr: stderr.split('\n').length }).toEqual({ given, status, stderr: status === 0 ? 1 : 2 });
      expect(stderr).not.toContain(encodeURIComponent(PASSWORD));
    }
  });
});
