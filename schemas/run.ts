import { z } from 'zod';
import { Outcome } from './outcome.js';

/** What `run` says about itself: `run.json` when it has ended, and one event a step while it works. */

/** One document of a run, in one line. */
export const RunInput = z.object({
  /** The name of the document in the dataset. */
  name: z.string(),
  /** Where its bytes were read from on this machine. */
  path: z.string(),
  /** Null when the bytes could not be read. */
  sha256: z.string().nullable(),
  bytes: z.int().nullable(),
  outcome: Outcome,
  partial: z.boolean(),
  /** One line that says why, where the outcome is not `read`. */
  message: z.string().optional(),
  pages: z.int(),
  forms: z.int(),
  rows: z.int(),
  /** Rows and forms that need a human. */
  review: z.int(),
  /** True when an earlier run's result was kept, because nothing it depends on has changed. */
  reused: z.boolean(),
});
export type RunInput = z.infer<typeof RunInput>;

export const RunCounts = z.object({
  documents: z.int(),
  reused: z.int(),
  failed: z.int(),
  outcomes: z.partialRecord(Outcome, z.int()),
  pages: z.int(),
  forms: z.int(),
  /** Rows of all tables of all forms. */
  rows: z.int(),
  indicators: z.int(),
  /** Rows and forms (for their fields and sums) that need a human. */
  reviewRows: z.int(),
  reviewForms: z.int(),
  /** Rules that fired, by the kind of who is doubted. */
  findings: z.object({ extraction: z.int(), source: z.int(), undecided: z.int() }),
});
export type RunCounts = z.infer<typeof RunCounts>;

/** What checking unflagged rows by hand has shown: a random sample, drawn by `seed`, of the rows that the program itself trusts. */
export const RunSample = z.object({
  seed: z.string(),
  /** Unflagged rows in all, and how many of them the sample has. */
  rows: z.int(),
  size: z.int(),
  /** Rows of the sample that a human has decided, in the order they were drawn up to the first that nobody has. */
  checked: z.int(),
  /** How many of those were read wrong, or nobody could tell. */
  wrong: z.int(),
  confidence: z.number(),
  /** The exact upper bound (Clopper–Pearson, one-sided) on the share of wrong rows among the unflagged; null while nothing is checked. */
  upperBound: z.number().nullable(),
});
export type RunSample = z.infer<typeof RunSample>;

/** Which share of a folder a run took, and what it saw of the whole: shares that belong together agree on all but `index`. */
export const RunShard = z.object({
  /** From 1 to `of`. */
  index: z.int().positive(),
  of: z.int().positive(),
  /** Documents of all shares together. */
  documents: z.int(),
  /** One hash of their names and contents. */
  listing: z.string(),
});
export type RunShard = z.infer<typeof RunShard>;

/** What was run, known before the first document is read. */
export const RunFacts = z.object({
  /** Versions of the program, of Node and of whatever engine took part, by name. */
  versions: z.record(z.string(), z.string()),
  /** One hash over everything but the inputs that the result depends on. */
  fingerprint: z.string(),
  /** The hashes the fingerprint is made of, by what they stand for (code, definitions, options, …): `diff` names the one that changed. */
  fingerprintParts: z.record(z.string(), z.string()),
  /** The options of the run as given. */
  options: z.record(z.string(), z.unknown()),
  started: z.iso.datetime(),
  /** Only in the run of one share. */
  shard: RunShard.optional(),
});
export type RunFacts = z.infer<typeof RunFacts>;

/** `run.json`. */
export const Run = z.object({
  schema: z.literal(1),
  ...RunFacts.shape,
  inputs: z.array(RunInput),
  /** How many files of the input folders are no documents by their name, by ending. */
  skipped: z.record(z.string(), z.int()),
  counts: RunCounts,
  sample: RunSample.optional(),
  failures: z.array(z.object({ name: z.string(), outcome: Outcome, message: z.string() })),
  ended: z.iso.datetime(),
  seconds: z.number(),
  /** True when the run was stopped before every document was read. */
  interrupted: z.boolean(),
});
export type Run = z.infer<typeof Run>;

/** What a run tells while it works; with `--json` one line each. */
export type RunEvent =
  | { readonly event: 'start'; readonly documents: number; readonly skipped: Readonly<Record<string, number>> }
  | { readonly event: 'document'; readonly input: RunInput }
  | { readonly event: 'warning'; readonly message: string }
  | { readonly event: 'end'; readonly counts: RunCounts; readonly seconds: number; readonly interrupted: boolean };
