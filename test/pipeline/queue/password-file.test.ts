import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { passwordOf } from '../../../pipeline/queue/password-file.js';

const folder = mkdtempSync(join(tmpdir(), 'rowproof-pgpass-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const path = join(folder, 'pgpass');
writeFileSync(path, ['# db:5432:reports:me:no', 'short:line', 'db:5432:reports:me:with \\: and \\\\', 'db:*:*:me:any database', 'localhost:5432:*:*:of the socket', '*:6543:*:you:by port'].join('\n'));
chmodSync(path, 0o600);

describe('a password file', () => {
  it.each([
    [{ host: 'db', port: 5432, database: 'reports', user: 'me' }, 'with : and \\'],
    [{ host: 'db', port: 5433, database: 'reports', user: 'me' }, 'any database'],
    [{ host: '/run/postgresql', port: 5432, database: 'd', user: 'u' }, 'of the socket'],
    [{ host: 'anywhere', port: 6543, database: 'd', user: 'you' }, 'by port'],
    [{ host: 'db', port: 5432, database: 'reports', user: 'them' }, null],
  ])('has for %j the password %s', (connection, password) => {
    expect(passwordOf(path, connection)).toBe(password);
  });

  it.skipIf(process.platform === 'win32')('that others may read, or that is not there, has none', () => {
    const open = join(folder, 'open');
    writeFileSync(open, '*:*:*:*:secret');
    chmodSync(open, 0o644);
    expect(passwordOf(open, { host: 'h', port: 1, database: 'd', user: 'u' })).toBeNull();
    expect(passwordOf(join(folder, 'none'), { host: 'h', port: 1, database: 'd', user: 'u' })).toBeNull();
  });
});
