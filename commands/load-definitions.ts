import { readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { FormDefinition } from '../schemas/form-definition.js';
import { builtInForms } from '../schemas/forms/built-in-forms.js';
import { UsageError } from './usage-error.js';

const endings = ['.json', '.yaml', '.yml'];

/**
 * The form definitions of a run: those of the folder (JSON or YAML, one a file, in the order of the file names), then the built-in ones. A definition of
 * the folder with the id of a built-in one takes its place. Throws a UsageError that names the file, the path in it and what was expected.
 */
export async function loadDefinitions(folder: string | undefined): Promise<FormDefinition[]> {
  const own = folder === undefined ? [] : await readFolder(folder);
  const files = new Map<string, string>();
  for (const { file, definition } of own) {
    const other = files.get(definition.id);
    if (other !== undefined) throw new UsageError(`${file}: id: ${definition.id} is the id of ${other} already.`);
    files.set(definition.id, file);
  }
  return [...own.map(({ definition }) => definition), ...builtInForms.filter(({ id }) => !files.has(id))];
}

async function readFolder(folder: string): Promise<{ file: string; definition: FormDefinition }[]> {
  let names: string[];
  try {
    if (!statSync(folder).isDirectory()) throw new UsageError(`--forms ${folder}: is no folder.`);
    names = readdirSync(folder).filter((name) => endings.includes(extname(name).toLowerCase())).sort();
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`--forms ${folder}: can't be opened.`);
  }
  if (names.length === 0) throw new UsageError(`--forms ${folder}: holds no definition (${endings.join(', ')}).`);
  const { parse } = await import('yaml');
  return names.map((name) => readDefinition(join(folder, name), (text) => parse(text, { prettyErrors: true })));
}

function readDefinition(file: string, parse: (text: string) => unknown): { file: string; definition: FormDefinition } {
  let data: unknown;
  try {
    // JSON is YAML.
    data = parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new UsageError(`${file}: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)}`);
  }
  const result = FormDefinition.safeParse(data);
  if (result.success) return { file, definition: result.data };
  const [first] = result.error.issues;
  const more = result.error.issues.length - 1;
  throw new UsageError(`${file}: ${first?.path.join('.') || 'the whole file'}: ${first?.message ?? ''}${more > 0 ? ` (and ${more} more)` : ''}`);
}
