import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { urlToSettings } from '../../../pipeline/queue/connection-settings.js';

const folder = mkdtempSync(join(tmpdir(), 'rowproof-tls-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const root = join(folder, 'root.crt');
writeFileSync(root, 'certificate');

describe('the settings of a connection', () => {
  it('are those of the URL', () => {
    expect(urlToSettings('postgres://me:p%40ss%2Fword@db.example:6543/reports?sslmode=disable&connect_timeout=3', {})).toEqual({
      host: 'db.example',
      port: 6543,
      user: 'me',
      password: 'p@ss/word',
      database: 'reports',
      connectTimeout: 3000,
      tls: [false],
      place: 'db.example:6543/reports',
    });
  });

  it.each([
    ['postgres://', { PGHOST: 'h', PGPORT: '1', PGUSER: 'u', PGDATABASE: 'd', PGSSLMODE: 'disable', PGOPTIONS: '-c x=y' }, { host: 'h', port: 1, user: 'u', database: 'd', options: '-c x=y', tls: [false] }],
    ['postgresql://u@/d?host=/run/pg', {}, { host: '/run/pg', user: 'u', database: 'd', tls: [false], place: 'this machine/d' }],
    ['postgres://u@[::1]:7/d', { PGHOST: 'h', PGPORT: '1' }, { host: '::1', port: 7, user: 'u' }],
    ['postgres://db.example', {}, { user: userInfo().username, database: userInfo().username, port: 5432, place: `db.example/${userInfo().username}` }],
    ['postgres://%2Frun%2Fpg/d', {}, { host: '/run/pg', database: 'd' }],
  ])('%s with %j', (url, environment, settings) => {
    expect(urlToSettings(url, environment)).toMatchObject(settings);
    expect(urlToSettings(url, environment).password).toBeUndefined();
  });

  it.each([
    ['disable', false, [false]],
    ['allow', false, [false, { rejectUnauthorized: false }]],
    ['prefer', false, [{ rejectUnauthorized: false }, false]],
    ['require', false, [{ rejectUnauthorized: false }]],
    ['require', true, [{ rejectUnauthorized: true, ca: 'certificate', checkServerIdentity: expect.any(Function) as unknown }]],
    ['verify-ca', true, [{ rejectUnauthorized: true, ca: 'certificate', checkServerIdentity: expect.any(Function) as unknown }]],
    ['verify-full', true, [{ rejectUnauthorized: true, ca: 'certificate' }]],
  ])('sslmode=%s, with certificates to trust: %s', (mode, trusted, tls) => {
    expect(urlToSettings(`postgres://h/d?sslmode=${mode}&sslrootcert=${trusted ? root : join(folder, 'none')}`, {}).tls).toEqual(tls);
    expect(urlToSettings('postgres://h/d', { PGSSLMODE: mode, PGSSLROOTCERT: trusted ? root : join(folder, 'none') }).tls).toEqual(tls);
  });

  it('trust the certificates of the system when they are told to', () => {
    expect(urlToSettings('postgres://h/d?sslmode=verify-full&sslrootcert=system', {}).tls).toEqual([{ rejectUnauthorized: true }]);
  });

  it.each(['mysql://u:secret@h/d', 'host=h password=secret', 'postgres://u:secret@h:99999/d', 'postgres://u:secret@h/d?sslmode=maybe', 'postgres://u:secret@h/d?colour=red', 'postgres://u:secret%zz@h/d', `postgres://u:secret@h/d?sslmode=verify-full&sslrootcert=${folder}/none`])(
    '%s is wrong usage, told without the password',
    (url) => {
      expect(() => urlToSettings(url, {})).toThrow(expect.objectContaining({ exitStatus: 2, message: expect.stringMatching(/^--queue: (?!.*secret)/u) as string }) as Error);
    },
  );
});
