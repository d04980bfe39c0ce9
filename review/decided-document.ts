import { applyDecisions } from '../pipeline/decisions/apply-decisions.js';
import { recordedToForm } from '../pipeline/decisions/recorded-to-form.js';
import type { NormalisedForm } from '../pipeline/normalise/normalised-form.js';
import type { Decision } from '../schemas/decision.js';
import type { FormDefinition } from '../schemas/form-definition.js';
import type { DecisionState, DocumentResult, Form, Row } from '../schemas/record.js';

/** A document as the next run would write it: its recorded result with all decisions of now. */
export interface DecidedDocument {
  readonly document: DocumentResult['document'];
  readonly forms: readonly Form[];
  readonly residue: DocumentResult['residue'];
  readonly states: readonly DecisionState[];
  /** The forms as they were read, before any decision; null where a form's definition isn't at hand or its result doesn't hold all that rules need. */
  readonly read: () => readonly NormalisedForm[] | null;
}

/** Applies decisions to a recorded result. Where the rules can't run again over it, it stays as the run left it. */
export function decideDocument(result: DocumentResult, decisions: readonly Decision[], definitions: ReadonlyMap<string, FormDefinition>): DecidedDocument {
  const { document, residue } = result;
  const read = once(() => resultToForms(result, definitions));
  const recorded = { document, residue, forms: result.forms, states: result.decisions ?? [], read };
  // Nothing to apply, and nothing to take back: what the run left is what there is.
  if (decisions.length === 0 && result.decisions === undefined) return recorded;
  const before = read();
  return before === null ? recorded : { document, residue, ...applyDecisions(before, decisions, document), read };
}

function resultToForms(result: DocumentResult, definitions: ReadonlyMap<string, FormDefinition>): NormalisedForm[] | null {
  const forms: NormalisedForm[] = [];
  for (const form of result.forms) {
    const definition = definitions.get(form.definition);
    const read = definition === undefined ? null : recordedToForm(form, definition);
    if (read === null) return null;
    forms.push(read);
  }
  return forms;
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}

/** The decisions about a document, in their order: those on its content, and those under its name on other content. */
export const decisionsAbout = (decisions: readonly Decision[], document: DocumentResult['document']): Decision[] =>
  decisions.filter(({ anchor }) => anchor.document.sha256 === document.sha256 || anchor.document.name === document.name);

/** The rows of a table under their numbers as read, those that are none included. */
export function numberedRows(form: Form, table: string): { readonly number: number; readonly row: Row; readonly removed: boolean }[] {
  const rows = (form.tables[table] ?? []).map((row) => ({ row, removed: false }));
  const removed = (form.removed ?? []).filter((entry) => entry.table === table).sort((a, b) => a.row - b.row);
  for (const { row, was } of removed) rows.splice(row - 1, 0, { row: was, removed: true });
  return rows.map((entry, number) => ({ ...entry, number }));
}
