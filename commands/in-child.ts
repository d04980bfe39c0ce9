import { createHash } from 'node:crypto';
import { z } from 'zod';

/** What commands have done in a child process, since it opens documents. Plain JSON. */
export const ChildWork = z.discriminatedUnion('work', [
  z.object({
    work: z.literal('tables'),
    file: z.string(),
    options: z.object({
      pdfEngine: z.enum(['pdfium', 'pdfjs']),
      ocr: z.enum(['ppocr', 'tesseract', 'off']),
      verify: z.boolean(),
      witness: z.boolean(),
      pages: z.array(z.int()).optional(),
      maxPages: z.int(),
      maxFileBytes: z.number(),
    }),
  }),
  z.object({ work: z.literal('proposal'), file: z.string() }),
  z.object({ work: z.literal('explain'), out: z.string(), id: z.string(), language: z.enum(['en', 'zh']) }),
]);
export type ChildWork = z.infer<typeof ChildWork>;

/** Called in the child (see call-child). Each kind of work loads what it needs alone. */
export function call(argument: unknown): Promise<unknown> | AsyncGenerator<unknown, unknown> {
  const asked = ChildWork.parse(argument);
  return asked.work === 'tables' ? findTables(asked) : callFor(asked);
}

/** The tables page by page, so that no process holds those of a whole file. */
async function* findTables({ file, options: { pages, ...options } }: Extract<ChildWork, { work: 'tables' }>): AsyncGenerator<unknown, unknown> {
  const { pagesOfTables } = await import('./file-to-tables.js');
  return yield* pagesOfTables(file, { ...options, ...(pages === undefined ? {} : { pages }) });
}

async function callFor(asked: Exclude<ChildWork, { work: 'tables' }>): Promise<unknown> {
  switch (asked.work) {
    case 'proposal': {
      const { fileToProposal } = await import('./file-to-proposal.js');
      return fileToProposal(asked.file);
    }
    case 'explain': {
      const [{ explainId }, { findingToMessage }, { linesOf }] = await Promise.all([import('./explain-id.js'), import('../pipeline/validate/message.js'), import('./lines-of.js')]);
      return explainId(asked.out, asked.id, { message: (finding) => findingToMessage(finding, asked.language), linesOf, sha256: (bytes) => createHash('sha256').update(bytes).digest('hex') });
    }
  }
}
