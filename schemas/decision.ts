import { z } from 'zod';
import { Finding, Source } from './record.js';

/** What a human can decide about a cell, a row or a form. */
export const DecisionKind = z.enum([
  'accept', // read right, and nothing is wrong
  'correct', // the cell prints `correction`
  'source-error', // read right, and the document is wrong
  'not-a-row', // the row is none
  'cannot-tell', // a human can't tell either
  'undo', // takes `undoes` back
]);
export type DecisionKind = z.infer<typeof DecisionKind>;

/**
 * One line of the decisions file, which is only ever appended to. The anchor is the content, not the id: a decision applies as long as the
 * same document prints the same text at the same place, and is reported stale otherwise.
 */
export const Decision = z.object({
  schema: z.literal(1),
  /** Unique among all decisions. */
  id: z.string().min(1),
  at: z.iso.datetime(),
  by: z.string().min(1),
  decision: DecisionKind,
  /** The text the cell should have, for `correct`. */
  correction: z.string().optional(),
  /** The decision that this one takes back, for `undo`. */
  undoes: z.string().optional(),
  note: z.string().optional(),
  anchor: z.object({
    document: z.object({ name: z.string(), sha256: z.string() }),
    /** The form's definition and its number in the document. */
    definition: z.string(),
    form: z.int().min(1),
    /** Null for a field of the form. */
    table: z.string().nullable(),
    /** The row's number in its table as it was read, from 1, before any decision; null for a field. */
    row: z.int().min(1).nullable(),
    /** The column or field; null when the whole row or form was decided. */
    column: z.string().nullable(),
    /** The places the decided text was read from; those of the whole row, where the cell prints nothing or the row was decided. */
    source: z.array(Source),
  }),
  /** What stood there when the decision was made, by column or field: all cells of the decided row, or the decided field. */
  read: z.record(z.string(), z.string()),
  /** The reasons that it settles. Another reason, or the same with other numbers, opens the item again. */
  about: z.array(Finding.pick({ rule: true, data: true })).optional(),
});
export type Decision = z.infer<typeof Decision>;
