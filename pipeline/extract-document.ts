import { createHash } from 'node:crypto';
import { z } from 'zod';
import { documentToLines } from '../extractors/match/document-to-lines.js';
import { extractForms } from '../extractors/match/extract-forms.js';
import { definitionsToLabels } from '../extractors/match/definitions-to-labels.js';
import { readDocument } from '../extractors/read/read-document.js';
import { sniffMediaType } from '../extractors/read/sniff-media-type.js';
import { Decision } from '../schemas/decision.js';
import { FormDefinition } from '../schemas/form-definition.js';
import { builtInForms } from '../schemas/forms/built-in-forms.js';
import { DocumentError, type Outcome } from '../schemas/outcome.js';
import type { ReadDocument } from '../schemas/page.js';
import type { DocumentResult } from '../schemas/record.js';
import { applyDecisions } from './decisions/apply-decisions.js';
import { releaseWords } from './decisions/release-words.js';
import { measureCoverage } from './measure-coverage.js';
import { normaliseForm } from './normalise/normalise-form.js';
import { partialResults, type ReadingProgress } from './partial-results.js';

/** What the reading of a document depends on beside its bytes. Survives JSON. */
export const ExtractOptions = z.object({
  definitions: z.array(FormDefinition).default([...builtInForms]),
  pdfEngine: z.enum(['pdfium', 'pdfjs']).default('pdfium'),
  ocr: z.enum(['ppocr', 'tesseract', 'off']).default('ppocr'),
  verify: z.boolean().default(false),
  limits: z.object({ pages: z.int().positive().optional() }).default({}),
  /** The decisions about this document, in the order they were made. */
  decisions: z.array(Decision).default([]),
});
export type ExtractOptions = z.input<typeof ExtractOptions>;
const OtherOptions = ExtractOptions.omit({ definitions: true });

/** By the list that was given: who reads many documents gives the same list, and what is compiled from definitions is kept by them. */
const proved = new WeakMap<object, FormDefinition[]>();

const standard = ExtractOptions.shape.definitions.parse(undefined);

function proveDefinitions(given: ExtractOptions['definitions']): FormDefinition[] {
  if (given === undefined) return standard;
  const known = proved.get(given) ?? ExtractOptions.shape.definitions.parse(given);
  proved.set(given, known);
  return known;
}

export interface DocumentInput {
  /** The document's name in the output, which its ids begin with. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * The whole way of one document: file → pages of words → lines → records → values → findings. Bad input never throws: the outcome says how it ended
 * and `message` why.
 */
export async function extractDocument(input: DocumentInput, options: ExtractOptions & ReadingProgress = {}): Promise<DocumentResult> {
  const settings = { ...OtherOptions.parse(options), definitions: proveDefinitions(options.definitions) };
  const sha256 = createHash('sha256').update(input.bytes).digest('hex');
  let read: ReadDocument;
  const partly = (finished: Pick<ReadDocument, 'reader' | 'pages'>): DocumentResult =>
    readToResult(input.name, sha256, { ...finished, mediaType: sniffMediaType(input.bytes), encoding: null, partial: true, failure: null }, settings.definitions, settings.decisions);
  try {
    if (input.bytes.length === 0) return ended(input.name, sha256, 'empty', 'the file is empty');
    const maxPages = settings.limits.pages;
    read = await readDocument(input.bytes, {
      ...settings,
      labels: definitionsToLabels(settings.definitions),
      onPage: partialResults(options, partly, { ocr: settings.ocr !== 'off' }),
      ...(maxPages === undefined ? {} : { maxPages }),
    });
  } catch (error) {
    if (error instanceof DocumentError) return ended(input.name, sha256, error.outcome, error.message);
    throw error;
  }
  return readToResult(input.name, sha256, read, settings.definitions, settings.decisions);
}

/** From the pages of a document to its result; no file is touched. */
export function readToResult(name: string, sha256: string, read: ReadDocument, definitions: readonly FormDefinition[], decisions: readonly Decision[] = []): DocumentResult {
  const extraction = extractForms(documentToLines(read.pages, definitions), definitions, { breaksOff: read.breaksOff ?? false });
  const { forms, states, released } = applyDecisions(extraction.forms.map(normaliseForm), decisions, { name, sha256 });
  const { coverage, residue } = measureCoverage(read.pages, releaseWords(extraction, released));
  const recognised = read.pages.flatMap(({ number, recognised: why }) => (why === undefined ? [] : [{ page: number, why }]));
  const { outcome, message } = toOutcome(read, forms.length, coverage.characters);
  return {
    schema: 1,
    document: {
      name,
      sha256,
      mediaType: read.mediaType,
      encoding: read.encoding,
      reader: read.reader,
      pages: read.pages.length,
      ...(recognised.length === 0 ? {} : { recognised }),
      outcome,
      partial: read.partial || read.limit !== undefined,
      ...(message === undefined ? {} : { message }),
    },
    forms,
    residue,
    coverage,
    ...(states.length === 0 ? {} : { decisions: states }),
  };
}

function toOutcome(read: ReadDocument, forms: number, characters: number): { outcome: Outcome; message?: string } {
  if (read.limit !== undefined) return { outcome: 'limit-exceeded', message: read.limit };
  if (read.partial) return { outcome: 'damaged', message: read.failure ?? 'a part of the file could not be read' };
  const unread = read.pages.filter((page) => page.needsOcr !== null);
  if (unread.length > 0) return { outcome: 'needs-ocr', message: `${unread.length} of ${read.pages.length} pages have no usable text: ${unread[0]?.needsOcr ?? ''}` };
  if (characters === 0) return { outcome: 'empty', message: 'there is no text in it' };
  return forms > 0 ? { outcome: 'read' } : { outcome: 'no-form', message: 'its text holds no form that is known' };
}

function ended(name: string, sha256: string, outcome: Outcome, message: string): DocumentResult {
  return {
    schema: 1,
    document: { name, sha256, mediaType: null, encoding: null, reader: null, pages: 0, outcome, partial: false, message },
    forms: [],
    residue: [],
    coverage: { characters: 0, claimed: 0, boilerplate: 0, residue: 0 },
  };
}
