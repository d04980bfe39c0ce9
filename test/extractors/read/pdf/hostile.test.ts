import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, vi } from 'vitest';
import { collectPages } from '../../../../extractors/read/read-document.js';
import { readPdf } from '../../../../extractors/read/read-pdf.js';
import { DocumentError } from '../../../../schemas/outcome.js';

const folder = [process.env['ROWPROOF_SHARED'], fileURLToPath(new URL('../../../../../shared', import.meta.url))]
  .map((shared) => join(shared ?? '', 'hostile-pdfs'))
  .find((path) => existsSync(path));
const ALL = process.env['ROWPROOF_SLOW'] === '1';
/** Every how many-th file is read when not all are. */
const SAMPLE = 12;
/** Files that aim at exhausting time or memory, for which a document has its limits: one for both engines, one that pdf.js recurses in for ever. */
const EXHAUSTING = new Set(['bomb_giant.pdf', 'pdfium-bug_451265.pdf']);

if (folder === undefined) console.info('skipped: no folder hostile-pdfs beside the repository');

describe.skipIf(folder === undefined)('damaged, encrypted and fuzzed files', () => {
  const files = (folder === undefined ? [] : readdirSync(folder)).filter((name) => name.endsWith('.pdf') && !EXHAUSTING.has(name));

  it.each(['pdfium', 'pdfjs'] as const)(
    'each end as a document or a DocumentError, and nothing is printed: %s',
    { timeout: ALL ? 600_000 : 60_000 },
    async (engine) => {
      const printed = [vi.spyOn(process.stdout, 'write'), vi.spyOn(process.stderr, 'write'), vi.spyOn(console, 'warn'), vi.spyOn(console, 'log'), vi.spyOn(console, 'error')];
      for (const spy of printed) (spy as { mockImplementation: (fake: () => boolean) => unknown }).mockImplementation(() => true);
      const defects: string[] = [];
      let read = 0;
      try {
        for (const name of files.filter((_, i) => ALL || i % SAMPLE === 0)) {
          try {
            const document = await collectPages(readPdf(new Uint8Array(readFileSync(join(folder ?? '', name))), { engine, verify: false }));
            read++;
            if (document.pages.length === 0) defects.push(`${name}: no pages, and no reason`);
          } catch (error) {
            if (!(error instanceof DocumentError)) defects.push(`${name}: ${String(error)}`);
          }
        }
        expect(printed.flatMap((spy) => spy.mock.calls.map((call) => String(call[0])))).toEqual([]);
      } finally {
        for (const spy of printed) spy.mockRestore();
      }
      expect(defects).toEqual([]);
      expect(read).toBeGreaterThan(files.length / (ALL ? 2 : 2 * SAMPLE));
    },
  );
});
