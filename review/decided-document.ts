import { applyDecisions } from '../pipeline/decisions/apply-decisions.js';
import { recordedToForm } from '../pipeline/decisions/recorded-to-form.js';
import type { NormalisedForm } from '../pipeline/normalise/normalised-form.js';
import type { KnownForms } from '../pipeline/validate/validate-document.js';
import type { Decision } from '../schemas/decision.js';
import type { FormDefinition } from '../schemas/form-definition.js';
import type { DecisionState, DocumentResult } from '../schemas/record.js';
import { toFormList, type FormList, type RecordedResult } from './parse-result.js';

/** A document as the next run would write it: its recorded result with all decisions of now. */
export interface DecidedDocument {
  readonly document: DocumentResult['document'];
  readonly forms: FormList;
  readonly residue: DocumentResult['residue'];
  readonly states: readonly DecisionState[];
}

/** A recorded result whose forms can be made again as they were read. */
export interface RecordedDocument {
  readonly result: RecordedResult;
  /**
   * The forms as they were read, before any decision; made once, when they are asked for. Null where the rules can't run again over them: a definition is
   * not at hand, or the result doesn't say what rules need beside its cells.
   */
  readonly read: () => readonly NormalisedForm[] | null;
  /** What rules found in those forms: most are as they were when the next decision is made. */
  readonly known: KnownForms;
}

export function recordDocument(result: RecordedResult, definitions: ReadonlyMap<string, FormDefinition>): RecordedDocument {
  let forms: readonly NormalisedForm[] | null | undefined;
  return { result, read: () => (forms === undefined ? (forms = resultToForms(result, definitions)) : forms), known: new WeakMap() };
}

/** Applies decisions to a recorded result. Where the rules can't run again over it, it stays as the run left it. */
export function decideDocument({ result, read, known }: RecordedDocument, decisions: readonly Decision[]): DecidedDocument {
  const { document, residue } = result;
  // Nothing to apply, and nothing to take back: what the run left is what there is.
  const before = decisions.length === 0 && result.decisions === undefined ? null : read();
  if (before === null) return { document, residue, forms: result.forms, states: result.decisions ?? [] };
  const { forms, states } = applyDecisions(before, decisions, document, known);
  return { document, residue, forms: toFormList(forms), states };
}

function resultToForms({ forms }: RecordedResult, definitions: ReadonlyMap<string, FormDefinition>): NormalisedForm[] | null {
  const made = forms.all().flatMap((form) => {
    const definition = definitions.get(form.definition);
    return (definition === undefined ? null : recordedToForm(form, definition)) ?? [];
  });
  return made.length === forms.length ? made : null;
}

/** The decisions about a document, in their order: those on its content, and those under its name on other content. */
export const decisionsAbout = (decisions: readonly Decision[], document: Pick<DocumentResult['document'], 'name' | 'sha256'>): Decision[] =>
  decisions.filter(({ anchor }) => anchor.document.sha256 === document.sha256 || anchor.document.name === document.name);

/** The same for many documents: gives what finds them for one. */
export function groupDecisions(decisions: readonly Decision[]): (document: Pick<DocumentResult['document'], 'name' | 'sha256'>) => Decision[] {
  const bySha256 = new Set(decisions.map(({ anchor }) => anchor.document.sha256));
  const byName = new Set(decisions.map(({ anchor }) => anchor.document.name));
  return (document) => (bySha256.has(document.sha256) || byName.has(document.name) ? decisionsAbout(decisions, document) : []);
}
