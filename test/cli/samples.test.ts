import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DocumentResult } from '../../schemas/record.js';
import { Run } from '../../schemas/run.js';
import { FileTables } from '../../schemas/tables.js';
import { parseCsvObjects } from '../pipeline/write/parse-csv.js';
import { runCli } from './run-cli.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'rowproof-samples-'));
const dumps = ['samples/futian-0402009.txt', 'samples/dapeng-2021.txt'];
const out = join(folder, 'out');
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeAll(() => {
  const { status, stderr } = runCli(['run', ...dumps, '--out', out], { cwd: root });
  if (status !== 0) throw new Error(stderr);
});

const csv = (name: string): Record<string, string>[] => parseCsvObjects(readFileSync(join(out, `${name}.csv`), 'utf8'));
const result = (name: string): DocumentResult => DocumentResult.parse(JSON.parse(readFileSync(join(out, 'documents', `${name}.json`), 'utf8')));
const outputs = (of: string): Map<string, string> =>
  new Map(
    readdirSync(of, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.parentPath.includes('.rowproof') && !['run.json', 'report.html'].includes(entry.name))
      .map((entry) => [join(entry.parentPath, entry.name).slice(of.length), readFileSync(join(entry.parentPath, entry.name), 'utf8')]),
  );

describe('a run over the dumps', () => {
  it('gives the forms and rows that the dumps print', () => {
    const rows = csv('indicators');
    expect(rows.filter(({ document }) => document === 'futian-0402009.txt')).toHaveLength(325);
    expect(rows.filter(({ document }) => document === 'dapeng-2021.txt')).toHaveLength(313);
    expect(csv('projects')).toHaveLength(22 + 24);
  });

  it('says the same in the CSV as in the documents', () => {
    const forms = ['futian-0402009.txt', 'dapeng-2021.txt'].flatMap((name) => result(name).forms);
    const rows = forms.flatMap((form) => form.tables['indicators'] ?? []);
    const written = new Map(csv('indicators').map((row) => [row['id'], row]));
    expect(written.size).toBe(rows.length);
    for (const row of rows) {
      const line = written.get(row.id);
      expect(line).toMatchObject({ status: row.status, name: row.cells['name']?.text, target: row.cells['target']?.text, deviation: row.cells['deviation']?.text });
    }
    const reviewed = new Set(csv('review').map(({ id }) => id));
    const wanted = [...rows, ...forms.flatMap((form) => form.tables['funding'] ?? []), ...forms].filter(({ status }) => status === 'review').map(({ id }) => id);
    expect([...reviewed].sort()).toEqual(wanted.sort());
  });

  it('every thing to review says why and where', () => {
    for (const { rule, message, source, rank } of csv('review')) {
      expect(rule, `rank ${rank}`).not.toBe('');
      expect(message, `rank ${rank}`).not.toMatch(/^\s*$|\{\w+\}/u);
      expect(source, `rank ${rank}`).toMatch(/^p\d+ L\d+:\d+\+\d+/u);
    }
  });

  it('every place holds the text it is said to hold', () => {
    for (const name of ['futian-0402009.txt', 'dapeng-2021.txt']) {
      const lines = readFileSync(join(root, 'samples', name), 'utf8').split(/\r\n|\n|\r/u).map((line) => [...line]);
      const cells = result(name).forms.flatMap((form) => [form.title, ...Object.values(form.fields), ...Object.values(form.tables).flatMap((rows) => rows.flatMap((row) => Object.values(row.cells)))]);
      for (const cell of cells) {
        const printed = cell.source.map((place) => ('line' in place ? (lines[place.line - 1]?.slice(place.column - 1, place.column - 1 + place.length).join('') ?? '') : '')).join('');
        const bare = (text: string): string => text.replace(/\s/gu, '');
        // Text printed twice for one cell stands once, with both places.
        expect(bare(printed).includes(bare(cell.text)) || bare(cell.text) === '', `${cell.text} is not ${printed}`).toBe(true);
      }
    }
  });

  it('gives the same bytes with one job or two, and in another folder', () => {
    const other = join(folder, 'other');
    expect(runCli(['run', ...dumps, '--out', other, '--jobs', '1', '--quiet'], { cwd: root })).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(outputs(other)).toEqual(outputs(out));
    expect(runCli(['diff', out, other]).stdout).toBe('nothing changed\n');
  });

  it('tells its events as JSON lines, and reads nothing again', () => {
    const { status, stdout, stderr } = runCli(['run', ...dumps, '--out', out, '--json'], { cwd: root });
    const events = stdout.trimEnd().split('\n').map((line) => JSON.parse(line) as { event: string; input?: { reused: boolean } });
    expect(status).toBe(0);
    expect(stderr).toBe('');
    expect(events[0]).toMatchObject({ event: 'start', documents: 2 });
    expect(events.at(-1)).toMatchObject({ event: 'end', counts: { documents: 2, reused: 2 } });
    expect(Run.parse(JSON.parse(readFileSync(join(out, 'run.json'), 'utf8'))).counts.documents).toBe(2);
  });

  it('exit status 1 with --strict, as rows need a human', () => {
    expect(runCli(['run', ...dumps, '--out', out, '--strict', '--quiet'], { cwd: root })).toEqual({ status: 1, stdout: '', stderr: '' });
  });

  it('the README shows what it writes', () => {
    const readme = readFileSync(join(root, 'README.md'), 'utf8');
    const rows = csv('indicators');
    const shown = [...readme.matchAll(/^\| ([a-z0-9_]+) \| (.*?) ?\| (.*?) ?\|$/gmu)].map(([, column = '', ...cells]) => ({ column, cells }));
    const ids = shown.find(({ column }) => column === 'id')?.cells ?? [];
    expect(ids).toHaveLength(2);
    for (const [i, id] of ids.entries()) {
      const row = rows.find((one) => one['id'] === id);
      for (const { column, cells } of shown) if (column !== 'column') expect(cells[i], `${id} ${column}`).toBe(row?.[column]);
    }
    expect(readme).toContain(rows.find(({ id }) => id === ids[1])?.['reasons']);
    const [, page = ''] = /```text\n([\s\S]*?)```/u.exec(readme) ?? [];
    expect(page.length).toBeGreaterThan(100);
    expect(readFileSync(join(root, 'samples/futian-0402009.txt'), 'utf8')).toContain(page);
  });
});

describe('documents that can not be read', () => {
  it('are named with the reason, exit status 3, and the others are written', () => {
    const failing = join(folder, 'failing');
    const { status, stderr } = runCli(['run', 'samples/dapeng-2021.txt', '/dev/null', '--out', failing, '--lang', 'zh'], { cwd: root });
    expect(status).toBe(3);
    expect(stderr).toMatch(/未能读取/u);
    expect(readFileSync(join(failing, 'indicators.csv'), 'utf8')).toContain('dapeng-2021.txt#24/');
  });
});

describe('tables', () => {
  it.each([
    [['--max-file-size', '0.01'], 'limit-exceeded: it is larger than 0.01 MiB'],
    [['--max-pages', '1'], 'limit-exceeded: it has 7 pages, and no more than 1 may be read'],
    [['--max-seconds', '0.01'], 'limit-exceeded: it takes longer than 0.01 s'],
  ])('are read within limits: %j', (limit, message) => {
    const { status, stdout, stderr } = runCli(['tables', 'samples/dapeng-2021-ruled.pdf', 'samples/dapeng-2021-ruled.pdf', '--json', ...limit], { cwd: root });
    expect({ status, stderr }).toEqual({ status: 3, stderr: `rowproof: samples/dapeng-2021-ruled.pdf: ${message}\n`.repeat(2) });
    expect(FileTables.array().parse(JSON.parse(stdout)).map(({ error, pages }) => [error, pages.length])).toEqual(Array(2).fill([message, limit[0] === '--max-pages' ? 1 : 0]));
  });

  it('prints every table of a PDF as JSON of its schema, of the wanted pages alone', () => {
    const { status, stdout } = runCli(['tables', 'samples/dapeng-2021-ruled.pdf', '--json', '--pages', '1,3'], { cwd: root });
    expect(status).toBe(0);
    const [file] = FileTables.array().parse(JSON.parse(stdout));
    expect(file?.pages.map(({ page }) => page)).toEqual([1, 3]);
    expect(file?.pages[0]?.tables[0]?.cells.map(({ text }) => text)).toContain('巡逻与清洁面积数');
  });

  it('writes a CSV for each table, and says what could not be read', () => {
    const target = join(folder, 'tables');
    const { status, stderr } = runCli(['tables', 'samples/dapeng-2021-ruled.pdf', 'samples/none.pdf', '--out', target], { cwd: root });
    expect(status).toBe(3);
    expect(stderr).toContain('samples/none.pdf: unreadable');
    expect(readFileSync(join(target, 'dapeng-2021-ruled.pdf.p1-t1.csv'), 'utf8')).toContain('巡逻与清洁面积数');
  });

  it.each(['0', '3-1', 'x', '1,,2', '1-999999'])('--pages %s is wrong usage', (pages) => {
    const { status, stderr } = runCli(['tables', 'samples/dapeng-2021-ruled.pdf', '--pages', pages], { cwd: root });
    expect({ status, lines: stderr.trimEnd().split('\n').length }).toEqual({ status: 2, lines: 1 });
  });
});
