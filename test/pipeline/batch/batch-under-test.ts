import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';
import type * as RunBatch from '../../../pipeline/batch/run-batch.js';
import type { BatchOptions, RunSummary } from '../../../pipeline/batch/run-batch.js';
import type * as Dataset from '../../../pipeline/write/dataset.js';
import { FormDefinition } from '../../../schemas/form-definition.js';

/** The batch as compiled, because its children are started from compiled files. */
const dist = new URL('../../../dist/', import.meta.url);
export const fromDist = async <Module>(path: string): Promise<Module> => (await import(new URL(path, dist).href)) as Module;
const { runBatch } = await fromDist<typeof RunBatch>('pipeline/batch/run-batch.js');
const { openDataset } = await fromDist<typeof Dataset>('pipeline/write/dataset.js');

export const scriptedParser = new URL('doubles/scripted-parser.mjs', import.meta.url).href;

/** A form whose title stands alone; the scripted parser makes `notes` + 2 rows of it, so that a change of the notes shows. */
export const definition = (id: string, titles: string[], notes: string[] = []): FormDefinition =>
  FormDefinition.parse({ id, title: { en: id, zh: id }, titles, fields: [], tables: [], notes, rules: [] });

export const definitions = [definition('first-form', ['first']), definition('second-form', ['second'])];

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** An empty folder that goes when the tests of the file are done. */
export function emptyFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'rowproof-batch-')));
  folders.push(folder);
  return folder;
}

export function writeFiles(folder: string, files: Readonly<Record<string, string>>): string {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

export interface TestRun extends RunSummary {
  /** Names of the documents in the order their reading began. */
  readonly parsedNames: readonly string[];
}

/** A run of the scripted parser. */
export async function run(inputs: string | readonly string[], out: string, options: Partial<BatchOptions> = {}): Promise<TestRun> {
  const log = join(emptyFolder(), 'log');
  // Children inherit it; an option would count as a reason to read everything anew.
  process.env['SCRIPTED_PARSER_LOG'] = log;
  const summary = await runBatch({
    inputs: typeof inputs === 'string' ? [inputs] : inputs,
    out,
    jobs: 2,
    definitions,
    decisions: [],
    parser: scriptedParser,
    writerOptions: { language: 'en' },
    versions: { node: process.versions.node },
    openDataset: (dataset) => openDataset({ ...dataset, language: 'en' }),
    ...options,
    parserOptions: options.parserOptions ?? {},
    limits: { seconds: 20, memory: 512, ...options.limits },
  });
  return { ...summary, parsedNames: existsSync(log) ? readFileSync(log, 'utf8').split('\n').filter(Boolean) : [] };
}

/** SHA-256 of every file of an output folder by its path, but for what tells of the run itself. */
export function outputBytes(out: string): Record<string, string> {
  const files = readdirSync(out, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => relative(out, join(entry.parentPath, entry.name))).sort();
  return Object.fromEntries(
    paths
      .filter((path) => !path.startsWith('.rowproof') && path !== 'run.json' && path !== 'report.html')
      .map((path) => [path, createHash('sha256').update(readFileSync(join(out, path))).digest('hex')]),
  );
}

/** Size, inode and times of every file of an output folder but the run's own. */
export function outputStamps(out: string): Record<string, string> {
  const files = readdirSync(out, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    files
      .map((entry) => relative(out, join(entry.parentPath, entry.name)))
      .filter((path) => !path.startsWith('.rowproof'))
      .map((path) => {
        const stats = statSync(join(out, path), { bigint: true });
        return [path, `${stats.ino} ${stats.mtimeNs} ${stats.ctimeNs} ${stats.size}`];
      }),
  );
}

interface Result {
  readonly document: { readonly outcome: string; readonly partial: boolean; readonly message?: string; readonly sha256: string; readonly pages: number };
  readonly forms: readonly { readonly id: string; readonly definition: string; readonly tables: Readonly<Record<string, readonly { readonly id: string }[]>> }[];
  readonly residue: readonly { readonly text: string }[];
}

export const readResult = (out: string, name: string): Result => JSON.parse(readFileSync(join(out, 'documents', `${name}.json`), 'utf8')) as Result;

/** Files of other people that a checkout may come without. */
export const shared = (path: string): string => fileURLToPath(new URL(`../../../../shared/${path}`, import.meta.url));
