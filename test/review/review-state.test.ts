import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { REVIEW_INDEX_VERSION } from '../../pipeline/write/review-index.js';
import { openReviewState, type ReviewState } from '../../review/review-state.js';
import { builtInForms } from '../../schemas/forms/built-in-forms.js';
import type { DocumentResult } from '../../schemas/record.js';
import { runCli } from '../cli/run-cli.js';

const samples = fileURLToPath(new URL('../../samples/', import.meta.url));

describe('the queue', () => {
  let home = '';
  let made = 0;
  beforeAll(() => {
    home = mkdtempSync(join(tmpdir(), 'rowproof-state-'));
    cpSync(join(samples, 'dapeng-2021.txt'), join(home, 'inbox', 'a.txt'));
    cpSync(join(samples, 'dapeng-2021-ruled.pdf'), join(home, 'inbox', 'b.pdf'));
    expect(runCli(['run', join(home, 'inbox'), '--out', join(home, 'run'), '--quiet']).status).toBe(0);
  }, 120_000);
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  const copy = (): string => {
    const out = join(home, `out-${++made}`);
    cpSync(join(home, 'run'), out, { recursive: true, preserveTimestamps: true });
    return out;
  };
  const open = (out: string): Promise<ReviewState> => openReviewState(out, `${out}.decisions.jsonl`, builtInForms);
  const shown = (state: ReviewState): unknown => ({ documents: state.documents(), entries: state.entries(), sample: [...state.sample()] });
  const withoutIndex = (out: string): string => {
    rmSync(join(out, '.rowproof', 'review.jsonl'));
    return out;
  };

  it('is the same from the index of the run as from its documents', async () => {
    const [indexed, read] = [await open(copy()), await open(withoutIndex(copy()))];
    expect(indexed.entries().length).toBeGreaterThan(400);
    expect(shown(indexed)).toEqual(shown(read));
  });

  it('opens no document but those that were decided about since', async () => {
    const out = copy();
    writeFileSync(join(out, 'documents', 'a.txt.json'), 'no result');
    const state = await open(out);
    expect(state.entries().some(({ id }) => id.startsWith('a.txt#'))).toBe(true);
    await expect(state.document(0)).rejects.toThrow();
  });

  it('takes in what was decided after the run', async () => {
    const out = copy();
    const { document, forms } = JSON.parse(readFileSync(join(out, 'documents', 'b.pdf.json'), 'utf8')) as DocumentResult;
    const row = forms[0]?.tables['indicators']?.[0];
    const cells = Object.entries(row?.cells ?? {});
    const decision = {
      schema: 1,
      id: '5b0f6ab0-4f3c-4a53-9a4b-8f2f6f7c1c11',
      at: '2026-01-01T00:00:00.000Z',
      by: '李',
      decision: 'cannot-tell',
      anchor: { document: { name: document.name, sha256: document.sha256 }, definition: forms[0]?.definition, form: 1, table: 'indicators', row: 1, column: null, source: cells.flatMap(([, cell]) => cell.source) },
      read: Object.fromEntries(cells.map(([column, { text }]) => [column, text])),
    };
    appendFileSync(`${out}.decisions.jsonl`, `${JSON.stringify(decision)}\n`);
    const state = await open(out);
    expect(state.entries().find(({ id }) => id === row?.id)).toMatchObject({ decision: 'cannot-tell', open: true });
    expect(shown(state)).toEqual(shown(await open(withoutIndex(out))));
  });

  it('is not taken from the index of another run', async () => {
    const out = copy();
    const path = join(out, '.rowproof', 'review.jsonl');
    const lines = readFileSync(path, 'utf8').split('\n');
    writeFileSync(path, [JSON.stringify({ version: REVIEW_INDEX_VERSION, started: '2000-01-01T00:00:00.000Z' }), ...lines.slice(1, 2)].join('\n'));
    expect((await open(out)).documents()).toHaveLength(2);
  });

  it('follows a document that is newer than the index when it is opened', async () => {
    const out = copy();
    const path = join(out, 'documents', 'b.pdf.json');
    const result = JSON.parse(readFileSync(path, 'utf8')) as DocumentResult;
    writeFileSync(path, JSON.stringify({ ...result, forms: result.forms.slice(0, 1) }));
    const later = statSync(join(out, '.rowproof', 'review.jsonl')).mtimeMs / 1000 + 5;
    utimesSync(path, later, later);
    const state = await open(out);
    const count = (): number => state.entries().filter(({ form }) => form.startsWith('b.pdf#')).length;
    const before = count();
    await state.document(1);
    expect(count()).toBeLessThan(before);
  });
});
