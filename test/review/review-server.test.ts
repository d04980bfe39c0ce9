import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../cli/run-cli.js';

const samples = fileURLToPath(new URL('../../samples/', import.meta.url));
const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

describe('the review server', () => {
  let folder = '';
  let child: ChildProcess | null = null;
  let address = new URL('http://127.0.0.1/');
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'rowproof-server-'));
    copyFileSync(join(samples, 'dapeng-2021-ruled.pdf'), join(folder, 'ruled.pdf'));
    expect(runCli(['run', join(folder, 'ruled.pdf'), '--out', join(folder, 'out'), '--quiet']).status).toBe(0);
    const started = spawn(process.execPath, [cli, 'review', join(folder, 'out')], { stdio: ['ignore', 'pipe', 'inherit'] });
    child = started;
    address = new URL(await new Promise<string>((resolve) => started.stdout.once('data', (data: Buffer) => resolve(data.toString().trim()))));
  });
  afterAll(() => {
    child?.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  interface Answer {
    readonly status: number;
    readonly headers: NodeJS.Dict<string | string[]>;
    readonly text: string;
  }
  const ask = (path: string, headers: Record<string, string> = {}, body?: string): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const asked = request({ host: address.hostname, port: address.port, path, agent: false, method: body === undefined ? 'GET' : 'POST', headers: { ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers } }, (response) => {
        let text = '';
        response.on('data', (data: Buffer) => (text += data.toString()));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
      });
      asked.on('error', reject);
      asked.end(body);
    });
  const cookie = async (): Promise<string> => String((await ask(`${address.pathname}${address.search}`)).headers['set-cookie']).split(';')[0] ?? '';

  it('lets in who has the token, once by the address and then by a cookie that no script reads', async () => {
    const { status, headers } = await ask(`${address.pathname}${address.search}`);
    expect(status).toBe(302);
    expect(String(headers['set-cookie'])).toMatch(/HttpOnly; SameSite=Strict/u);
    expect((await ask('/', { Cookie: await cookie() })).status).toBe(200);
  });

  it.each(['/', '/api/state', '/api/queue', '/api/item/0/0', '/page/0/1', '/app.js'])('refuses %s without the token', async (path) => {
    expect((await ask(path)).status).toBe(403);
    expect((await ask(path, { Cookie: (await cookie()).replace(/.$/u, '!') })).status).toBe(403);
    expect((await ask('/?token=wrong')).status).toBe(403);
  });

  it('refuses a foreign Host and a foreign Origin', async () => {
    const own = await cookie();
    expect((await ask('/api/state', { Cookie: own, Host: `rebound.example:${address.port}` })).status).toBe(403);
    expect((await ask('/api/state', { Cookie: own, 'Sec-Fetch-Site': 'cross-site' })).status).toBe(403);
    const body = JSON.stringify({ id: '5b0f6ab0-4f3c-4a53-9a4b-8f2f6f7c1c11', by: 'x', undoes: ['y'] });
    expect((await ask('/api/undo', { Cookie: own }, body)).status).toBe(403);
    expect((await ask('/api/undo', { Cookie: own, Origin: 'http://evil.example' }, body)).status).toBe(403);
    expect((await ask('/api/undo', { Cookie: own, Origin: address.origin }, body)).status).toBe(404);
  });

  it('serves nothing but its own files and what the documents hold', async () => {
    const own = await cookie();
    for (const path of ['/../serve-review.js', '/..%2fserve-review.js', '/serve-review.js', '/page/0/9999', '/api/item/9/9', '/api/item/0/0/__proto__/0', '/api/item/0/0/constructor/0']) {
      expect((await ask(path, { Cookie: own })).status, path).toBe(404);
    }
  });

  it('forbids scripts and styles that are not its own', async () => {
    const { headers } = await ask('/', { Cookie: await cookie() });
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
    const page_ = (await ask('/', { Cookie: await cookie() })).text;
    expect(page_).not.toMatch(/<script(?![^>]*src=)|style=|\son\w+=|https?:/u);
  });

  it('says what is wrong with a request, and decides nothing', async () => {
    const own = { Cookie: await cookie(), Origin: address.origin };
    expect((await ask('/api/decide', own, '{}')).status).toBe(400);
    const verdict = { id: '5b0f6ab0-4f3c-4a53-9a4b-8f2f6f7c1c11', item: '0/0/indicators/0', mark: 'old', by: '李', decision: 'accept' };
    expect((await ask('/api/decide', own, JSON.stringify(verdict))).status).toBe(409);
    expect((await ask('/api/decide', own, JSON.stringify({ ...verdict, note: 'x'.repeat(2 << 20) }))).status).toBe(413);
    expect(existsSync(join(folder, 'out.decisions.jsonl'))).toBe(false);
  });

  it('writes a decision that is sent twice once', async () => {
    const own = { Cookie: await cookie(), Origin: address.origin };
    const { mark } = JSON.parse((await ask('/api/item/0/0/indicators/0', own)).text) as { mark: string };
    const verdict = JSON.stringify({ id: '5b0f6ab0-4f3c-4a53-9a4b-8f2f6f7c1c11', item: '0/0/indicators/0', mark, by: '李', decision: 'accept' });
    const first = await ask('/api/decide', own, verdict);
    expect(first.status).toBe(200);
    expect((await ask('/api/decide', own, verdict)).text).toBe(first.text);
    expect(readFileSync(join(folder, 'out.decisions.jsonl'), 'utf8').trim().split('\n')).toHaveLength(1);
  });

  it.skipIf(process.platform !== 'linux')('draws pages in a process of their own, whose end costs nothing but a moment', async () => {
    const own = { Cookie: await cookie() };
    const layers = async (): Promise<unknown> => (JSON.parse((await ask('/api/page/0/1?layers=1', own)).text) as { layers: unknown }).layers;
    expect(await layers()).not.toBeNull();
    const readers = execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(child?.pid)], { encoding: 'utf8' }).split('\n').filter((line) => line.includes('call-worker.js'));
    expect(readers).toHaveLength(1);
    process.kill(Number.parseInt(readers[0] ?? '', 10), 'SIGKILL');
    expect(await layers().then((first) => first ?? layers())).not.toBeNull();
  });
});
