import { readdirSync, readFileSync, type Dirent } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { DocumentResult } from '../schemas/record.js';
import { Run } from '../schemas/run.js';
import { UsageError } from './usage-error.js';

const hasCode = (error: unknown, ...codes: readonly string[]): boolean => error instanceof Error && 'code' in error && codes.includes(String(error.code));

/** The result of one document of an output folder, or null when the folder has none of this name. */
export function readDocumentResult(out: string, name: string): DocumentResult | null {
  const folder = resolve(out, 'documents');
  const path = resolve(folder, `${name}.json`);
  // A name is a path below the folder; `..` in an id leads nowhere.
  if (!path.startsWith(folder + sep)) return null;
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR', 'EISDIR', 'ENAMETOOLONG')) return null;
    throw error;
  }
  return parsed(path, text, DocumentResult);
}

/** `run.json` of an output folder, or null where there is none: a run that was killed leaves documents without it. */
export function readRun(out: string): Run | null {
  const path = join(out, 'run.json');
  try {
    return parsed(path, readFileSync(path, 'utf8'), Run);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  }
}

/** The names of all documents of an output folder, sorted. Throws a UsageError when it is none. */
export function listDocumentNames(out: string): string[] {
  const folder = join(out, 'documents');
  let entries: Dirent[];
  try {
    entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) throw new UsageError(`${out} is no output folder of rowproof: it has no folder documents.`);
    throw error;
  }
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/').slice(0, -'.json'.length))
    .sort();
}

function parsed<T>(path: string, text: string, schema: { safeParse(value: unknown): { success: true; data: T } | { success: false; error: Error } }): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new UsageError(`${path} is no JSON: run rowproof again, or name another folder.`);
  }
  const result = schema.safeParse(value);
  if (!result.success) throw new UsageError(`${path} was not written by this version of rowproof: run it again.`);
  return result.data;
}
