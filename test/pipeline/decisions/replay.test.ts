import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { extractDocument } from '../../../pipeline/extract-document.js';
import { makeDecisions } from '../../../review/make-decisions.js';
import { decideDocument, recordDocument } from '../../../review/decided-document.js';
import { documentToJson } from '../../../pipeline/write/document-to-json.js';
import { parseResult } from '../../../review/parse-result.js';
import type { Decision } from '../../../schemas/decision.js';
import { builtInForms } from '../../../schemas/forms/built-in-forms.js';
import type { DocumentResult } from '../../../schemas/record.js';

const definitions = new Map(builtInForms.map((definition) => [definition.id, definition]));
const sample = (name: string): Uint8Array => readFileSync(new URL(`../../../samples/${name}`, import.meta.url));

/** As the review finds it in an output folder. */
const written = (result: DocumentResult): ReturnType<typeof parseResult> => parseResult(Buffer.from(documentToJson(result)));

/** The decisions that the review page would write for a verdict on a row of the first form. */
function verdictOn(result: DocumentResult, row: number, decision: 'accept' | 'not-a-row' | 'cannot-tell', corrections: Record<string, string> = {}): Decision[] {
  const recorded = recordDocument(written(result), definitions);
  return makeDecisions(
    { document: 0, form: 0, table: 'indicators', row },
    { id: `v${row}`, by: '李', note: '', corrections, decision },
    { recorded, decided: decideDocument(recorded, []), decisions: [], definitions, at: '2026-01-01T00:00:00Z' },
  );
}

describe.each(['dapeng-2021.txt', 'dapeng-2021-ruled.pdf'])('decisions about %s', (name) => {
  it('are replayed by the next reading, which gives what the review page shows', async () => {
    const bytes = sample(name);
    const plain = await extractDocument({ name, bytes });
    const decisions = [...verdictOn(plain, 0, 'accept', { name: '改正后的名称', score: '2' }), ...verdictOn(plain, 2, 'not-a-row'), ...verdictOn(plain, 3, 'cannot-tell')];
    const decided = await extractDocument({ name, bytes }, { decisions });
    expect(decided.decisions?.map(({ state }) => state)).toEqual(decisions.map(() => 'applied'));
    const shown = decideDocument(recordDocument(written(plain), definitions), decisions);
    expect(JSON.parse(JSON.stringify(decided.forms))).toEqual(JSON.parse(JSON.stringify(shown.forms.all())));
    // The review of the replayed result starts from the same reading.
    const again = decideDocument(recordDocument(written(decided), definitions), decisions);
    expect(JSON.parse(JSON.stringify(again.forms.all()))).toEqual(JSON.parse(JSON.stringify(decided.forms)));
  });

  it('never lose a character: what a row that is none claimed is residue', async () => {
    const bytes = sample(name);
    const plain = await extractDocument({ name, bytes });
    const row = plain.forms[0]?.tables['indicators']?.[2];
    const decided = await extractDocument({ name, bytes }, { decisions: verdictOn(plain, 2, 'not-a-row') });
    const moved = decided.coverage.residue - plain.coverage.residue;
    expect(decided.coverage).toEqual({ ...plain.coverage, claimed: plain.coverage.claimed - moved, residue: plain.coverage.residue + moved });
    // Its name and values, and not the labels that it shares with its neighbours.
    const own = ['name', 'target', 'actual', 'weight', 'score', 'deviation'].map((column) => row?.cells[column]?.text ?? '').join('').replace(/\s/gu, '');
    expect(moved).toBe([...own].length);
    expect(decided.residue.filter(({ why }) => why.includes('a reviewer says')).map(({ text }) => text.replace(/\s/gu, '')).join('')).toContain((row?.cells['name']?.text ?? '?').replace(/\s/gu, '').slice(0, 4));
  });
});
