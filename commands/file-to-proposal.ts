import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { documentToLines } from '../extractors/match/document-to-lines.js';
import { readDocument } from '../extractors/read/read-document.js';
import type { FormDefinitionInput } from '../schemas/form-definition.js';
import { DocumentError } from '../schemas/outcome.js';
import { proposeDefinition } from './propose-definition.js';
import { UsageError } from './usage-error.js';

/** A first definition from the tables of a file. Throws a UsageError where it can't be read or holds no table. */
export async function fileToProposal(file: string): Promise<FormDefinitionInput> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch {
    throw new UsageError(`--propose ${file}: can't be opened.`);
  }
  try {
    const { pages } = await readDocument(bytes, { pdfEngine: 'pdfium', ocr: 'off', verify: false });
    const id = basename(file).replace(/\.[^.]*$/u, '').toLowerCase().replace(/[^a-z0-9]+/gu, '-').replace(/^[^a-z]+|-+$/gu, '');
    const definition = proposeDefinition(documentToLines(pages), id || 'my-form');
    if (definition.tables.length === 0 && definition.fields.length === 0) throw new UsageError(`--propose ${file}: holds no table to propose a form from.`);
    return definition;
  } catch (error) {
    if (error instanceof DocumentError) throw new UsageError(`--propose ${file}: ${error.message}`);
    throw error;
  }
}
