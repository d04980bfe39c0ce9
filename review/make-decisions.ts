import { z } from 'zod';
import { DecisionKind, type Decision } from '../schemas/decision.js';
import type { FormDefinition } from '../schemas/form-definition.js';
import type { ItemKey } from '../pipeline/write/item-key.js';
import { decideDocument, type DecidedDocument, type RecordedDocument } from './decided-document.js';
import { findItem, type Item } from './item-view.js';

// A cell of prose can hold a page of text, and a note is a few sentences.
const LONGEST_TEXT = 20_000;
const LONGEST_NOTE = 2_000;

/** What the page sends when a person decides: texts they corrected, and what they say of the whole. */
export const Verdict = z.object({
  /** Chosen by the page, so that sending it twice writes it once. */
  id: z.uuid(),
  item: z.string(),
  /** The mark of the item as it was shown. */
  mark: z.string(),
  by: z.string().trim().min(1).max(100),
  note: z.string().max(LONGEST_NOTE).default(''),
  corrections: z.record(z.string(), z.string().max(LONGEST_TEXT)).default({}),
  /** Null when nothing but the texts is decided. */
  decision: DecisionKind.exclude(['correct', 'undo']).nullable(),
});
export type Verdict = z.infer<typeof Verdict>;

export interface DecisionContext {
  readonly recorded: RecordedDocument;
  readonly decided: DecidedDocument;
  /** The decisions about the document so far. */
  readonly decisions: readonly Decision[];
  readonly definitions: ReadonlyMap<string, FormDefinition>;
  /** The time of the decision. */
  readonly at: string;
}

/** What a verdict on an item means as decisions: one for each corrected cell, then one for the whole, which settles the reasons that are left. */
export function makeDecisions(key: ItemKey, verdict: Pick<Verdict, 'id' | 'by' | 'note' | 'corrections' | 'decision'>, context: DecisionContext): Decision[] {
  const added: Decision[] = [];
  let { decided } = context;
  const itemNow = (): Item => {
    const item = findItem(decided, key, context.definitions);
    if (item === null) throw new Error('there is no such row');
    return item;
  };
  const add = (decision: Decision['decision'], column: string | null, correction: string | null, about: Decision['about']): void => {
    const item = itemNow();
    const { cells, form } = item;
    const own = column === null ? [] : (cells[column]?.source ?? []);
    const rowSource = key.table === null ? [] : Object.values(cells).flatMap((cell) => cell.source);
    added.push({
      schema: 1,
      id: added.length === 0 ? verdict.id : `${verdict.id}+${added.length}`,
      at: context.at,
      by: verdict.by,
      decision,
      ...(correction === null ? {} : { correction }),
      ...(verdict.note === '' ? {} : { note: verdict.note }),
      anchor: {
        document: { name: decided.document.name, sha256: decided.document.sha256 },
        definition: form.definition,
        form: key.form + 1,
        table: key.table,
        row: key.row === null ? null : key.row + 1,
        column,
        source: own.length > 0 ? own : rowSource,
      },
      // A row is known again by all its texts; a field by its own; a form's sums by their numbers, which stand in `about`.
      read: Object.fromEntries(Object.entries(cells).flatMap(([name, { text }]) => (key.table !== null || name === column ? [[name, text]] : []))),
      ...(about === undefined || about.length === 0 ? {} : { about }),
    });
  };

  for (const [column, correction] of Object.entries(verdict.corrections)) {
    const cell = itemNow().cells[column];
    if (cell === undefined) throw new Error(`there is no column ${column}`);
    if (cell.text !== correction) add('correct', column, correction, []);
  }
  const { decision } = verdict;
  // What is left to settle when the texts are corrected.
  if (added.length > 0 && decision !== null) decided = decideDocument(context.recorded, [...context.decisions, ...added]);
  if (decision !== null) {
    // A form has no row to stand for its fields: those in doubt are decided one by one.
    const doubted = key.table === null ? Object.entries(itemNow().cells).flatMap(([name, { status }]) => (status === 'review' ? [name] : [])) : [];
    for (const column of doubted) add(decision, column, null, []);
    const about = itemNow().reasons.flatMap(({ rule, data, reviewed, cells }) =>
      reviewed === undefined && !(key.table === null && cells.some((address) => doubted.some((column) => address.endsWith(`.${column}`)))) ? [{ rule, data }] : [],
    );
    add(decision, null, null, decision === 'accept' || decision === 'source-error' ? about : []);
  }
  return added;
}
