import { z } from 'zod';
import { Outcome } from '../../schemas/outcome.js';

/** What passes between the supervisor and a child: one JSON object a line, on pipes of their own. */

/** What a document comes to in numbers: all that the supervisor keeps of it. */
export const DocumentCounts = z.object({
  pages: z.int(),
  forms: z.int(),
  rows: z.int(),
  indicators: z.int(),
  reviewRows: z.int(),
  reviewForms: z.int(),
  findings: z.object({ extraction: z.int(), source: z.int(), undecided: z.int() }),
});
export type DocumentCounts = z.infer<typeof DocumentCounts>;

/** A result that a child has written to a file. */
export const WrittenResult = z.object({
  sha256: z.string(),
  outcome: Outcome,
  partial: z.boolean(),
  message: z.string().optional(),
  counts: DocumentCounts,
  /** The definitions that its forms follow. */
  definitions: z.array(z.string()),
  /** Size and SHA-256 of the JSON. */
  bytes: z.int(),
  digest: z.string(),
});
export type WrittenResult = z.infer<typeof WrittenResult>;

export const FromWorker = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  /** The first `pages` pages are finished. */
  z.object({ type: z.literal('pages'), request: z.int(), pages: z.int() }),
  /** What is finished so far stands in the partial file. */
  z.object({ type: z.literal('partial'), request: z.int() }),
  z.object({ type: z.literal('done'), request: z.int(), result: WrittenResult }),
  /** The parser threw: the document is `crashed` (or `limit-exceeded` when it was for want of memory), and the child isn't used again. */
  z.object({ type: z.literal('threw'), request: z.int(), message: z.string(), memory: z.boolean() }),
  /** The file isn't what it was when it was hashed. */
  z.object({ type: z.literal('changed'), request: z.int() }),
  z.object({ type: z.literal('unreadable'), request: z.int(), message: z.string() }),
  z.object({ type: z.literal('too-large'), request: z.int() }),
  /** The result couldn't be written: the code of the system's error. */
  z.object({ type: z.literal('disk'), request: z.int(), code: z.string(), message: z.string() }),
  /** The watch found the memory nearly used up: a crash is for want of it then. Or exceeded: the child ends itself. */
  z.object({ type: z.literal('memory'), state: z.enum(['short', 'exceeded']) }),
]);
export type FromWorker = z.infer<typeof FromWorker>;

export const ToWorker = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('start'),
    /** URL of the module that exports `extractDocument`. */
    parser: z.string(),
    options: z.record(z.string(), z.unknown()),
    /** In bytes. */
    memory: z.number(),
  }),
  z.object({
    type: z.literal('read'),
    request: z.int(),
    name: z.string(),
    /** The bytes of the path, in base64. */
    path: z.string(),
    /** What the file should be; null takes it as it is. */
    sha256: z.string().nullable(),
    /** What goes to the parser for this document beside the options of the run. */
    options: z.record(z.string(), z.unknown()),
    target: z.string(),
    partialTarget: z.string(),
    pages: z.int(),
    fileBytes: z.number(),
    outputBytes: z.number(),
  }),
]);
export type ToWorker = z.infer<typeof ToWorker>;
/** A document for a child to read. */
export type ReadRequest = Omit<Extract<ToWorker, { type: 'read' }>, 'type' | 'request'>;
