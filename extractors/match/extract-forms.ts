import type { Extraction, ExtractedForm } from '../../schemas/extraction.js';
import type { FormDefinition } from '../../schemas/form-definition.js';
import type { Word } from '../../schemas/page.js';
import { chooseRegions } from './choose-regions.js';
import { compileDefinitions } from './compile-definition.js';
import { cutAtLabels } from './cut-at-labels.js';
import { doubtDisorder } from './doubt-disorder.js';
import { doubtLosses, type FormOrigin } from './doubt-losses.js';
import { findForms, findTellingLines } from './find-forms.js';
import { joinWrappedHeaders } from './join-wrapped-headers.js';
import { joinWrappedLabels } from './join-wrapped-labels.js';
import { foldStrips } from './fold-strips.js';

import type { Line } from './line.js';
import { readForm } from './read-form.js';
import { linesToReadingOn } from './reading-on.js';
import { definitionsToVocabulary } from './vocabulary.js';

/**
 * Lays form definitions over the lines of a document and gives the records found, in the order they are printed. Each word ends as claimed by a
 * cell, as boilerplate of a form, or as residue with the reason. `breaksOff` says that the last line may have been cut, and more behind it.
 */
export function extractForms(dumped: readonly Line[], definitions: readonly FormDefinition[], { breaksOff = false }: { readonly breaksOff?: boolean } = {}): Extraction {
  const compiled = compileDefinitions(definitions);
  const vocabulary = definitionsToVocabulary(compiled);
  const printed = foldStrips(dumped, vocabulary);
  const reading = linesToReadingOn(printed, vocabulary);
  const lines = cutAtLabels(joinWrappedHeaders(joinWrappedLabels(printed, vocabulary), compiled, vocabulary), compiled, vocabulary);
  const found: { from: number; form: ExtractedForm; origin: FormOrigin }[] = [];
  const claimed: Word[] = [];
  const boilerplate: Word[] = [];
  const residue: { word: Word; why: string }[] = [];
  const taken = new Uint8Array(lines.length);
  const telling = findTellingLines(lines, vocabulary);
  const candidates = compiled.flatMap((definition) => findForms(lines, telling, definition).map((region) => ({ region, definition })));
  // From the last to the first: a form ends where the next one begins that holds something.
  let to = lines.length;
  for (const { rivals } of chooseRegions(lines, candidates).reverse()) {
    for (const { region, definition } of rivals) {
      const result = readForm(lines, { ...region, to }, definition, reading);
      if (!result) continue;
      taken.fill(1, region.from, to);
      to = region.from;
      found.push({ from: region.from, form: result.form, origin: result.origin });
      claimed.push(...result.claimed);
      boilerplate.push(...result.boilerplate);
      residue.push(...result.residue);
      break;
    }
  }
  for (const line of lines) {
    for (const mark of line.marks) boilerplate.push(mark);
    if (taken[line.index]) continue;
    for (const token of line.tokens) for (const word of token.words) residue.push({ word, why: 'outside any form' });
  }
  found.sort((a, b) => a.from - b.from);
  const doubted = doubtLosses(
    found.map(({ form }) => form),
    found.map(({ origin }) => ({ ...origin, breaksOff: breaksOff && origin.isOpen })),
    reading,
  );
  const forms = doubtDisorder(
    doubted,
    found.map(({ origin }) => origin),
  );
  return { forms, claimed, boilerplate, residue };
}
