import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { FormDefinition } from '../../schemas/form-definition.js';

/** Hashes of everything but the inputs and decisions that results depend on, by what they stand for. */
export interface PipelineFingerprint {
  /** What every document depends on: readers, rules, schemas, engines, options. */
  readonly pipeline: string;
  /** The set of form definitions, and each of them. */
  readonly forms: string;
  readonly definitions: Readonly<Record<string, string>>;
  /** What the files of the dataset depend on beside the results. */
  readonly writers: string;
  /** All of them by name, for `diff`. */
  readonly parts: Readonly<Record<string, string>>;
  /** One hash of the parts. */
  readonly all: string;
}

/** SHA-256 of a JSON value, whatever the order of its keys. */
export const jsonHash = (value: unknown): string => createHash('sha256').update(JSON.stringify(sortKeys(value)) ?? 'undefined').digest('hex');

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => [key, sortKeys(member)]),
  );
}

const root = new URL('../../', import.meta.url);

/** The hash of the program's own files in a folder beside `pipeline/`, sources or compiled ones, in the order of their paths. */
function codeHash(folders: readonly string[], leaveOut: RegExp): string {
  const hash = createHash('sha256');
  for (const folder of folders) {
    const url = new URL(`${folder}/`, root);
    const files = readdirSync(url, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /(?<!\.d)\.[jt]s$/.test(entry.name))
      .map((entry) => `${entry.parentPath}/${entry.name}`.slice(fileURLToPath(url).length).replaceAll('\\', '/').replace(/^\//, ''))
      .filter((path) => !leaveOut.test(`${folder}/${path}`))
      .sort();
    for (const path of files) hash.update(`${folder}/${path}\0`).update(readFileSync(new URL(path, url))).update('\0');
  }
  return hash.digest('hex');
}

/**
 * The fingerprint of this program with these definitions and options. The code counts by its content, so that an unreleased change is seen as well as a
 * new version; `versions` are those of the engines it loads. Form definitions count one by one and not as code.
 */
export function pipelineFingerprint(
  definitions: readonly FormDefinition[],
  options: unknown,
  writerOptions: unknown,
  versions: Readonly<Record<string, string>>,
): PipelineFingerprint {
  const definitionHashes = Object.fromEntries(definitions.map((definition) => [definition.id, jsonHash(definition)]));
  const reader = codeHash(['schemas', 'extractors'], /^schemas\/forms\//);
  const rules = codeHash(['pipeline'], /^pipeline\/(write|batch|queue)\//);
  const batch = codeHash(['pipeline/batch'], /^$/);
  const writers = jsonHash([codeHash(['pipeline/write'], /^$/), writerOptions]);
  // The order counts: where two definitions fit, the first may win.
  const forms = jsonHash(Object.entries(definitionHashes));
  const resultWriter = codeHash(['pipeline/write'], /^pipeline\/write\/(?!document-to-json)/);
  const parts = { reader, rules, batch, writers, forms, options: jsonHash(options), engines: jsonHash(versions) };
  return {
    pipeline: jsonHash([reader, rules, resultWriter, parts.options, parts.engines]),
    forms,
    definitions: definitionHashes,
    writers,
    parts: { ...parts, ...Object.fromEntries(Object.entries(definitionHashes).map(([id, hash]) => [`definition ${id}`, hash])) },
    all: jsonHash({ ...parts, batch: undefined }),
  };
}
