import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDecisionLog } from '../../review/decision-log.js';
import type { Decision } from '../../schemas/decision.js';

const decision = (id: string): Decision => ({
  schema: 1,
  id,
  at: '2026-01-01T00:00:00Z',
  by: '李',
  decision: 'accept',
  anchor: { document: { name: 'a', sha256: 'x' }, definition: 'd', form: 1, table: null, row: null, column: 'title', source: [] },
  read: { title: '标题\n"二"' },
});

let folder = '';
let path = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rowproof-log-'));
  path = join(folder, 'a.decisions.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true }));
const ids = (): string[] => readFileSync(path, 'utf8').split('\n').filter(Boolean).map((line) => (JSON.parse(line) as Decision).id);

describe('openDecisionLog', () => {
  it('appends one line a decision and reads it back; a file that is not there holds none', async () => {
    const log = openDecisionLog(path);
    expect(await log.read()).toEqual([]);
    await log.append([decision('a'), decision('b')]);
    expect(readFileSync(path, 'utf8').split('\n')).toHaveLength(3);
    expect(await log.read()).toEqual([decision('a'), decision('b')]);
  });

  it('two logs on one file keep what the other appended', async () => {
    const [one, other] = [openDecisionLog(path), openDecisionLog(path)];
    await Promise.all(Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? one : other).append([decision(`d${i}`)])));
    expect(ids().toSorted()).toEqual(Array.from({ length: 20 }, (_, i) => `d${i}`).toSorted());
    expect((await one.read()).map(({ id }) => id)).toEqual(ids());
  });

  it('writes an id once', async () => {
    const log = openDecisionLog(path);
    await log.append([decision('a')]);
    await openDecisionLog(path).append([decision('a'), decision('b')]);
    expect(ids()).toEqual(['a', 'b']);
  });

  it('takes off a line that was cut, which nobody was told is saved, and keeps a last line without an end', async () => {
    writeFileSync(path, `${JSON.stringify(decision('a'))}\n{"schema":1,"id":"cu`);
    await openDecisionLog(path).append([decision('b')]);
    expect(ids()).toEqual(['a', 'b']);
    writeFileSync(path, JSON.stringify(decision('a')));
    await openDecisionLog(path).append([decision('b')]);
    expect(ids()).toEqual(['a', 'b']);
  });

  it('names a broken line and writes nothing behind it', async () => {
    const text = `<<<<<<< mine\n${JSON.stringify(decision('a'))}\n`;
    writeFileSync(path, text);
    await expect(openDecisionLog(path).append([decision('b')])).rejects.toThrow(`${path}:1: is no decision`);
    expect(readFileSync(path, 'utf8')).toBe(text);
  });

  it('sees what is appended by hand', async () => {
    const log = openDecisionLog(path);
    await log.append([decision('a')]);
    appendFileSync(path, `${JSON.stringify(decision('b'))}\n`);
    expect((await log.read()).map(({ id }) => id)).toEqual(['a', 'b']);
  });
});
