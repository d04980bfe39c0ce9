import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { documentToJson } from '../../pipeline/write/document-to-json.js';
import { openDataset } from '../../pipeline/write/dataset.js';
import { resultToRunInput } from '../../pipeline/write/result-to-run-input.js';
import type { WriteFile } from '../../pipeline/write/write-file.js';
import type { DocumentResult, Form, Row } from '../../schemas/record.js';
import { cell, dapengResult, encryptedResult, futianResult } from '../pipeline/write/two-forms.js';
import { runCli } from './run-cli.js';

const folder = mkdtempSync(join(tmpdir(), 'rowproof-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function writeOut(name: string, results: readonly DocumentResult[], fingerprintParts: Record<string, string> = { rules: 'r1' }, paths: Record<string, string> = {}): Promise<string> {
  const out = join(folder, name);
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(out, path)), { recursive: true });
    writeFileSync(join(out, path), text);
  };
  const writeFile: WriteFile = async (path, content) => {
    let text = '';
    for await (const chunk of content) text += Buffer.from(chunk).toString();
    write(path, text);
  };
  const dataset = openDataset({ writeFile, facts: { versions: {}, fingerprint: 'f', fingerprintParts, options: {}, started: '2026-01-01T00:00:00.000Z' }, language: 'en' });
  for (const result of results) {
    write(`documents/${result.document.name}.json`, documentToJson(result));
    await dataset.add(result, resultToRunInput(result, { path: paths[result.document.name] ?? '/nowhere', bytes: 1, reused: false }));
  }
  await dataset.finish({ skipped: {}, ended: '2026-01-01T00:00:01.000Z', seconds: 1, interrupted: false });
  return out;
}

const form = (result: DocumentResult): Form => result.forms[0] ?? expect.fail('no form');

describe('wrong usage is one clear line and exit status 2', () => {
  it.each([
    [[], 'name a command'],
    [['frobnicate'], "unknown command 'frobnicate'"],
    [['run'], "missing required argument 'file-or-folder'"],
    [['run', 'samples', '--jobs', '0'], '--jobs'],
    [['run', 'samples', '--lang', 'fr'], '--lang'],
    [['run', 'samples', '--frmat', 'csv'], "unknown option '--frmat'"],
    [['run', 'samples', '--format', 'docx'], 'no format docx'],
    [['run', 'samples', '--forms', 'no-such-folder'], 'no-such-folder'],
    [['run', 'samples', '--quiet', '--json'], 'exclude'],
    [['run', 'samples', '--shard', '0/3'], '--shard'],
    [['run', 'samples', '--shard', '4/3'], 'like 3/8'],
    [['run', 'samples', '--dataset', 'mine'], '--dataset needs --queue'],
    [['run', 'samples', '--queue', 'mysql://me:secret@host/name'], 'no PostgreSQL URL'],
    [['worker'], "required option '--queue"],
    [['worker', '--queue', 'postgres://host/name', '--jobs', 'many'], '--jobs'],
    [['status', '--queue', 'host'], 'no PostgreSQL URL'],
    [['merge', 'one', 'two'], "required option '--out"],
    [['merge', 'no-such-folder', '--out', 'all'], 'no output folder'],
    [['explain', 'out'], "missing required argument 'id'"],
    [['explain', 'no-such-folder', 'a.txt#1'], 'no output folder'],
    [['diff', 'no-such-folder', 'nor-this'], 'no output folder'],
    [['schema', 'tabels'], 'document, form, decision, tables, run'],
  ])('%j', (args, line) => {
    const { status, stdout, stderr } = runCli(args, { cwd: folder });
    expect(stderr).toContain(line);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(stderr).not.toMatch(/\bat .*:\d+:\d+|secret/u);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  });

  it('a broken form definition is named with its place and what was expected', () => {
    const forms = join(folder, 'forms');
    mkdirSync(forms, { recursive: true });
    writeFileSync(join(forms, 'mine.yaml'), 'id: mine\ntitle: { en: Mine, zh: 我的 }\ntitles: [x]\nfields: []\ntables: [{ name: t }]\nnotes: []\nrules: []\n');
    const { status, stderr } = runCli(['forms', '--forms', forms]);
    expect(status).toBe(2);
    expect(stderr).toMatch(/mine\.yaml: tables\.0\.title: .*expected object/u);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});

it.each(['document', 'form', 'decision', 'tables', 'run'])('schema %s is a JSON Schema', (name) => {
  const { status, stdout } = runCli(['schema', name]);
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ $schema: 'https://json-schema.org/draft/2020-12/schema' });
});

it('forms --json gives the definitions', () => {
  const definitions = JSON.parse(runCli(['forms', '--json']).stdout) as { id: string }[];
  expect(definitions.map(({ id }) => id)).toContain('project-self-evaluation');
});

it('ends quietly when its reader has seen enough', () => {
  const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
  const { status, stderr } = spawnSync('bash', ['-c', 'set -o pipefail; "$0" "$1" schema document | head -c 1', process.execPath, cli], { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});

describe('explain', () => {
  it('tells where each cell of a row came from, and why the row is in doubt, with the lines of its place', async () => {
    const source = fileURLToPath(new URL('../../samples/futian-0402009.txt', import.meta.url));
    const { createHash } = await import('node:crypto');
    const { readFileSync } = await import('node:fs');
    const sha256 = createHash('sha256').update(readFileSync(source)).digest('hex');
    const out = await writeOut('explain', [{ ...futianResult, document: { ...futianResult.document, sha256 } }], {}, { 'futian-0402009.txt': source });
    const { status, stdout } = runCli(['explain', out, 'futian-0402009.txt#1/indicators/2']);
    expect(status).toBe(0);
    expect(stdout).toContain('futian-0402009.txt#1/indicators/2: review');
    expect(stdout).toContain('name-wrap: name: the name may go on in the next line');
    expect(stdout).toContain('target: "≥80%" = >= 80 % (0.8)');
    expect(stdout).toContain('ok, confidence 1, at p1 L50:18+4');
    expect(stdout).toContain('50 | 社会效益指标 提高行政工作有效率 [≥80%] 0% 20 0');
  });

  it.each([
    ['futian-0402009.txt#1', 'implementingUnit: (prints nothing) = nothing'],
    ['futian-0402009.txt#1.projectName', 'projectName: "预算准备金"'.replace('projectName', 'futian-0402009.txt#1.projectName')],
    ['futian-0402009.txt#1/indicators/1.actual', '"0%" = 0 %'],
    ['futian-0402009.txt', 'futian-0402009.txt#1 review'],
  ])('knows %s', async (id, line) => {
    const out = await writeOut('explain-ids', [futianResult]);
    const { status, stdout } = runCli(['explain', out, id]);
    expect(stdout).toContain(line);
    expect(status).toBe(0);
  });

  it.each(['futian-0402009.txt#9', 'futian-0402009.txt#1/indicators/99', 'other.txt#1', '../run#1', 'x'])('says what there is when there is no %s', async (id) => {
    const out = await writeOut('explain-none', [futianResult]);
    const { status, stderr } = runCli(['explain', out, id]);
    expect(status).toBe(2);
    expect(stderr).toContain('futian-0402009.txt');
  });
});

describe('diff', () => {
  it('says that nothing changed', async () => {
    const out = await writeOut('same', [dapengResult, encryptedResult]);
    expect(runCli(['diff', out, out])).toEqual({ status: 0, stdout: 'nothing changed\n', stderr: '' });
  });

  it('names each changed cell and the cause, and pairs rows by what they hold', async () => {
    const old = form(futianResult);
    const [first, second] = old.tables['indicators'] ?? [];
    if (!first || !second) expect.fail('no rows');
    const inserted: Row = { id: `${old.id}/indicators/1`, cells: { name: cell('时效指标', 36, 1) }, confidence: 1, status: 'ok', reasons: [] };
    const moved: Row = { ...first, id: `${old.id}/indicators/2` };
    const mended: Row = { ...second, id: `${old.id}/indicators/3`, cells: { ...second.cells, name: cell('提高行政工作有效率和质量', 50, 8) } };
    const changed = { ...futianResult, forms: [{ ...old, tables: { ...old.tables, indicators: [inserted, moved, mended] } }] };
    const before = await writeOut('before', [dapengResult, futianResult], { rules: 'r1', reader: 'a' });
    const after = await writeOut('after', [changed, encryptedResult], { rules: 'r2', reader: 'a' });
    const { status, stdout } = runCli(['diff', before, after]);
    expect(status).toBe(0);
    expect(stdout.split('\n')).toEqual([
      'folder/dapeng-2021.txt: gone',
      'futian-0402009.txt: because of changed rules',
      '  futian-0402009.txt#1/indicators/1: row is new (时效指标)',
      '  futian-0402009.txt#1/indicators/3.name: "提高行政工作有效率" → "提高行政工作有效率和质量"',
      '  futian-0402009.txt#1/indicators/3.name: review → ok',
      'x<script>alert(1)</script>.pdf: new',
      '3 documents, 3 changes',
      '',
    ]);
  });

  it('names other input, another reader and decisions as causes', async () => {
    const before = await writeOut('causes-before', [futianResult]);
    const decided = { ...form(futianResult), fields: { ...form(futianResult).fields, projectName: cell('预算', 3, 6, null, { reviewed: { decision: 'correct', by: 'li', at: '2026-01-01T00:00:00Z' } }) } };
    const after = await writeOut('causes-after', [{ ...futianResult, document: { ...futianResult.document, sha256: '9'.repeat(64), reader: 'text2' }, forms: [decided] }]);
    expect(runCli(['diff', before, after]).stdout).toContain('futian-0402009.txt: because of other input (sha256 ffffffff → 99999999), another reader (text → text2), decisions');
  });
});

describe('shares', () => {
  it('of a folder are merged to what one run gives', () => {
    const inbox = join(folder, 'shared-inbox');
    mkdirSync(inbox);
    for (let i = 0; i < 6; i++) writeFileSync(join(inbox, `${i}.txt`), `Report ${i}\n`);
    writeFileSync(join(inbox, 'broken.pdf'), '%PDF-1.7\nno more\n');
    const statuses = [1, 2].map((index) => runCli(['run', 'shared-inbox', '--shard', `${index}/2`, '--out', `share-${index}`, '--quiet'], { cwd: folder }).status);
    const merged = runCli(['merge', 'share-2', 'share-1', '--out', 'merged', '--quiet'], { cwd: folder });
    const one = runCli(['run', 'shared-inbox', '--out', 'unshared', '--quiet'], { cwd: folder });
    expect(statuses.sort()).toEqual([0, 3]);
    expect(merged).toEqual(one);
    expect(merged.status).toBe(3);
    for (const file of ['findings.csv', 'projects.csv', 'review.csv', 'datapackage.json', 'documents/0.txt.json', 'documents/broken.pdf.json']) {
      expect([file, readFileSync(join(folder, 'merged', file), 'utf8')]).toEqual([file, readFileSync(join(folder, 'unshared', file), 'utf8')]);
    }
  });
});
