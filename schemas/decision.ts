import { z } from 'zod';
import { Source } from './record.js';

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
    /** The row's number in its table when it was decided, from 1; null for a field. */
    row: z.int().min(1).nullable(),
    /** The column or field; null when the whole row or form was decided. */
    column: z.string().nullable(),
    /** The places the decided text was read from. */
    source: z.array(Source),
  }),
  /** What was read when the decision was made, by column or field: the decided cell, or all cells of the decided row. */
  read: z.record(z.string(), z.string()),
});
export type Decision = z.infer<typeof Decision>;
