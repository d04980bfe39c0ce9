import { readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What each folder may import beside itself. `cli.ts` and `index.ts`, the two ways in, may import everything. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  schemas: [],
  extractors: ['schemas'],
  pipeline: ['schemas', 'extractors'],
  review: ['schemas', 'extractors', 'pipeline'],
  commands: ['schemas', 'extractors', 'pipeline', 'review'],
};
/** Of one package for all: zod is the language that the schemas are written in. */
const everywhere = ['zod'];

interface Import {
  readonly file: string;
  readonly to: string;
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8');
  const specifiers = text.matchAll(/(?:^|\n)\s*(?:import|export)\b[^'";]*?\bfrom\s*'([^']+)'|(?:^|\n)\s*import\s*'([^']+)'|\bimport\(\s*'([^']+)'\s*\)|\brequire\(\s*'([^']+)'\s*\)|\brequire\.resolve\(\s*'([^']+)'/gu);
  return [...specifiers].map((match) => ({ file, to: match.slice(1).find(Boolean) ?? '' }));
}

const waysIn = ['cli.ts', 'index.ts'];
const sources = [
  ...waysIn,
  ...Object.keys(mayImport).flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /(?<!\.d)\.tsx?$/u.test(entry.name))
      .map((entry) => relative(root, join(entry.parentPath, entry.name))),
  ),
];
const imports = sources.flatMap(importsOf);
const folderOf = (file: string): string => file.split('/')[0] ?? '';
const packageOf = (specifier: string): string => specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/');

describe('the architecture', () => {
  it('sees the imports', () => {
    expect(sources.length).toBeGreaterThan(50);
    expect(importsOf('pipeline/write/csv-file.ts').map(({ to }) => to)).toEqual(['fast-csv', 'node:events', './formula-guard.js', './write-file.js']);
    expect(importsOf('cli.ts').map(({ to }) => to)).toContain('./commands/run-documents.js');
  });

  it('imports point one way: schemas ← extractors ← pipeline ← review ← commands ← cli.ts', () => {
    const wrong = imports.filter(({ file, to }) => {
      if (!to.startsWith('.') || waysIn.includes(file)) return false;
      const target = folderOf(relative(root, join(root, dirname(file), to)));
      return target !== folderOf(file) && !mayImport[folderOf(file)]?.includes(target);
    });
    expect(wrong).toEqual([]);
  });

  it('each third-party package is imported in one file', () => {
    const files = new Map<string, Set<string>>();
    for (const { file, to } of imports) {
      if (to.startsWith('.') || isBuiltin(to) || everywhere.includes(packageOf(to))) continue;
      files.set(packageOf(to), (files.get(packageOf(to)) ?? new Set()).add(file));
    }
    expect([...files].filter(([, users]) => users.size > 1).map(([name, users]) => `${name}: ${[...users].join(', ')}`)).toEqual([]);
  });

  it('every imported package is a dependency, and every dependency is used', () => {
    const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { dependencies: Record<string, string> };
    const named = sources.map((file) => readFileSync(join(root, file), 'utf8')).join('\n');
    const used = new Set(imports.map(({ to }) => to).filter((to) => !to.startsWith('.') && !isBuiltin(to)).map(packageOf));
    expect([...used].filter((name) => dependencies[name] === undefined)).toEqual([]);
    // Packages of data are found by their path, which may be put together from the scope and a language.
    const mentioned = (name: string): boolean => named.includes(name.startsWith('@') ? `${name.split('/')[0]}/` : `'${name}`);
    expect(Object.keys(dependencies).filter((name) => !used.has(name) && !mentioned(name))).toEqual([]);
  });

  it('a stage knows only the stages before it, and the writers none but the comparing of values', () => {
    const mayKnow: Readonly<Record<string, readonly string[]>> = {
      'extractors/layout': [],
      // A scan is cut into its cells before their text is recognised.
      'extractors/read': ['extractors/layout'],
      'extractors/match': ['extractors/layout', 'extractors/read'],
      'pipeline/normalise': [],
      'pipeline/validate': ['pipeline/normalise'],
      // Whether a target is met is a column, and an answer about two values.
      'pipeline/write': ['pipeline/normalise'],
      'pipeline/batch': ['pipeline/write'],
      'pipeline/queue': ['pipeline/batch', 'pipeline/write'],
    };
    const stageOf = (path: string): string => path.split('/').slice(0, 2).join('/');
    const wrong = imports.filter(({ file, to }) => {
      const target = stageOf(relative(root, join(root, dirname(file), to)));
      return to.startsWith('.') && stageOf(file) in mayKnow && target in mayKnow && target !== stageOf(file) && !mayKnow[stageOf(file)]?.includes(target);
    });
    expect(wrong).toEqual([]);
  });
});
