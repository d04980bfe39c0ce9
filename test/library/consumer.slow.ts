import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
let home: string;
const run = (command: string, args: readonly string[], cwd: string): string => {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  expect(status, `${command} ${args.join(' ')}\n${stdout}${stderr}`).toBe(0);
  return stdout;
};

/** What an analyst writes: every function of the library, with its types. */
const consumer = `
import { readFile } from 'node:fs/promises';
import { extractDocument, extractFolder, extractTables, type DocumentResult, type Row } from 'rowproof';

const one: DocumentResult = await extractDocument({ name: 'form.html', bytes: await readFile('inbox/form.html') });
const rows: Row[] = one.forms.flatMap((form) => form.tables['indicators'] ?? []);
const outcomes: string[] = [];
for await (const { document } of extractFolder('inbox', { jobs: 1, ocr: 'off' })) outcomes.push(document.name + ' ' + document.outcome);
const { pages } = await extractTables('inbox/form.html');
console.log(JSON.stringify({ rows: rows.length, outcomes, tables: pages.flatMap((page) => page.tables).length }));
// @ts-expect-error the engines have names
const wrong: Parameters<typeof extractDocument>[1] = { ocr: 'guess' };
void wrong;
`;

describe('the package as others install it', () => {
  beforeAll(() => {
    home = mkdtempSync(join(tmpdir(), 'rowproof-consumer-'));
  });
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  it('publint finds nothing', async () => {
    const { messages, pkg } = await publint({ pkgDir: root, strict: true });
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
  });

  it('works in an empty project, typed', () => {
    const [{ filename }] = JSON.parse(run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', home], root)) as [{ filename: string }];
    const project = join(home, 'project');
    mkdirSync(join(project, 'inbox'), { recursive: true });
    copyFileSync(join(root, 'test/documents/three-part-targets.html'), join(project, 'inbox/form.html'));
    writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'consumer', private: true, type: 'module' }));
    writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions: { module: 'NodeNext', target: 'ES2023', strict: true, skipLibCheck: false, types: ['node'], typeRoots: [join(root, 'node_modules/@types')] }, files: ['use.ts'] }));
    writeFileSync(join(project, 'use.ts'), consumer);
    run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', join(home, filename)], project);
    run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc')], project);
    const said = run(process.execPath, ['use.js'], project);
    const seen = JSON.parse(said) as { rows: number; outcomes: string[]; tables: number };
    expect(seen.outcomes).toEqual(['form.html read']);
    expect(seen.rows).toBeGreaterThan(0);
    expect(seen.tables).toBeGreaterThan(0);
    expect(run('npx', ['--no-install', 'rowproof', '--version'], project)).toMatch(/^\d+\.\d+\.\d+/u);
  });
});
