import { z } from 'zod';
import { Outcome } from './outcome.js';
import { Value } from './value.js';

/** The result of one document, `documents/<name>.json`: the full truth from which every other output derives. */

const Box = z.tuple([z.number(), z.number(), z.number(), z.number()]);
export const Source = z.union([
  z.object({ page: z.int(), line: z.int(), column: z.int(), length: z.int() }),
  z.object({ page: z.int(), bbox: Box, ocr: z.string().optional() }),
]);
export type Source = z.infer<typeof Source>;
export const Doubt = z.object({ code: z.string(), note: z.string() });
export const Candidate = z.object({ text: z.string(), why: z.string() });
export const Status = z.enum(['ok', 'review']);
export type Status = z.infer<typeof Status>;

/** What one reviewer decided, as the result shows it. */
export const Opinion = z.object({ decision: z.string(), by: z.string(), at: z.string(), correction: z.string().optional(), note: z.string().optional() });
export type Opinion = z.infer<typeof Opinion>;

/** A human's decision as the result shows it: the last one, and what other reviewers decided about the same thing. */
export const Reviewed = Opinion.extend({ others: z.array(Opinion).optional() });
export type Reviewed = z.infer<typeof Reviewed>;

export const Cell = z.object({
  /** What the document prints: never corrected, completed or translated. */
  text: z.string(),
  value: Value.nullable(),
  confidence: z.number().min(0).max(1),
  status: Status,
  source: z.array(Source),
  doubts: z.array(Doubt),
  candidates: z.array(Candidate).optional(),
  /** The row whose cell this one is a part of, when one printed cell stands for several rows. */
  sharedFrom: z.string().optional(),
  /** `read` is what the program read, where a decision set the text or the confidence. */
  reviewed: Reviewed.extend({ read: z.object({ text: z.string(), confidence: z.number() }).optional() }).optional(),
});
export type Cell = z.infer<typeof Cell>;

export const FindingKind = z.enum(['extraction', 'source', 'undecided']);
export type FindingKind = z.infer<typeof FindingKind>;
export const Severity = z.enum(['error', 'warning', 'info']);
export type Severity = z.infer<typeof Severity>;

export const Finding = z.object({
  rule: z.string(),
  /** Who is doubted: our reading, the document, or can't tell. */
  kind: FindingKind,
  severity: Severity,
  message: z.string(),
  /** The values that fill the message template, so that it can be printed in another language. */
  data: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())])),
  /** `<row id>.<column>` or `<form id>.<field>`. */
  cells: z.array(z.string()),
  /** The decision that settled it; it needs no human any more. */
  reviewed: Reviewed.optional(),
});
export type Finding = z.infer<typeof Finding>;

export const Row = z.object({
  id: z.string(),
  cells: z.record(z.string(), Cell),
  confidence: z.number().min(0).max(1),
  status: Status,
  reasons: z.array(Finding),
  /** What was decided about the row as a whole. */
  reviewed: Reviewed.optional(),
  /** Whether the program itself flagged the row; there where a decision concerns it. */
  flagged: z.boolean().optional(),
});
export type Row = z.infer<typeof Row>;

/** What rules depend on beside the cells of a form, so that they can run again over its result. By table, but for the last two. */
export const FormContext = z.object({
  units: z.record(z.string(), z.string().nullable()),
  columns: z.record(z.string(), z.array(z.string())),
  starred: z.record(z.string(), z.array(z.string())),
  starredFields: z.array(z.string()),
  /** Doubts about the form as a whole. */
  doubts: z.array(Doubt),
});
export type FormContext = z.infer<typeof FormContext>;

export const Form = z.object({
  id: z.string(),
  definition: z.string(),
  index: z.int().min(1),
  title: Cell,
  year: z.int().nullable(),
  fields: z.record(z.string(), Cell),
  tables: z.record(z.string(), z.array(Row)),
  findings: z.array(Finding),
  status: Status,
  context: FormContext.optional(),
  /** Rows that a reviewer says are none, with their number (from 1) in the table as it was read. */
  removed: z.array(z.object({ table: z.string(), row: z.int().min(1), was: Row })).optional(),
});
export type Form = z.infer<typeof Form>;

export const Residue = z.object({ text: z.string(), source: Source, why: z.string() });
export type Residue = z.infer<typeof Residue>;

/** Non-space characters; claimed + boilerplate + residue = characters. */
export const Coverage = z.object({ characters: z.int(), claimed: z.int(), boilerplate: z.int(), residue: z.int() });
export type Coverage = z.infer<typeof Coverage>;

/** `stale`: what was decided is no longer what is read, and `why`; `superseded`: its reviewer decided anew; `disputed`: reviewers disagree. */
export const DecisionState = z.object({ id: z.string(), state: z.enum(['applied', 'stale', 'superseded', 'undone', 'disputed']), why: z.string().optional() });
export type DecisionState = z.infer<typeof DecisionState>;

export const RecognisedPage = z.object({ page: z.int(), why: z.string() });
export type RecognisedPage = z.infer<typeof RecognisedPage>;

export const DocumentResult = z.object({
  schema: z.literal(1),
  document: z.object({
    name: z.string(),
    sha256: z.string(),
    mediaType: z.string().nullable(),
    encoding: z.string().nullable(),
    reader: z.string().nullable(),
    pages: z.int(),
    /** The pages that were read from their picture, and why: what was found of their own text. */
    recognised: z.array(RecognisedPage).optional(),
    outcome: Outcome,
    partial: z.boolean(),
    /** One line that says why, for every outcome but `read`. */
    message: z.string().optional(),
  }),
  forms: z.array(Form),
  residue: z.array(Residue),
  coverage: Coverage,
  /** What became of the decisions about this document, in the order of their file. */
  decisions: z.array(DecisionState).optional(),
});
export type DocumentResult = z.infer<typeof DocumentResult>;
