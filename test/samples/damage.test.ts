import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readText } from '../../extractors/read/read-text.js';
import { readToResult } from '../../pipeline/extract-document.js';
import { builtInForms } from '../../schemas/forms/built-in-forms.js';
import { loadTruth } from '../truth/load-truth.js';
import { damages, seededRandom } from './damage-text.js';
import { silentErrors } from './silent-errors.js';

/** Set to run thousands: ROWPROOF_DAMAGE=1000 is a thousand of each kind. */
const ROUNDS = Number(process.env['ROWPROOF_DAMAGE'] ?? 3);
const SEED = 20211231;

/**
 * The share of damaged documents with a wrong cell marked `ok` that no reader could notice: two rows that change places, a line of prose that is gone,
 * a label that moves over a row. Measured over hundreds of seeds; the closing column of the printed table is held against it.
 */
const UNNOTICEABLE: Readonly<Record<string, number>> = {
  'two lines swapped': 0.3,
  'a line lost': 0.25,
  'a line wrapped elsewhere': 0.15,
  'a line twice': 0.12,
  'two lines joined': 0.1,
  'two lines glued': 0.1,
  'a word lost': 0.12,
  'a blank lost': 0.05,
  'a label lost': 0.08,
  'a tab lost': 0.05,
  'a tab too many': 0.05,
  'the rest cut off': 0.05,
};

describe.each(['dapeng-2021', 'futian-0402009'])('damage to %s', (name) => {
  const text = readFileSync(fileURLToPath(new URL(`../../samples/${name}.txt`, import.meta.url)), 'utf8');
  const truth = loadTruth(name);
  const read = (damaged: string): ReturnType<typeof readToResult> => readToResult('damaged.txt', '', readText(Buffer.from(damaged)), builtInForms);

  it('is none before damage', () => {
    expect(silentErrors(read(text), truth)).toEqual([]);
  });

  it.each(Object.keys(damages))('%s: no wrong cell marked ok beyond what no reader could notice', (kind) => {
    const random = seededRandom(SEED + kind.length);
    const damage = damages[kind];
    let runs = 0;
    const silent: string[] = [];
    for (let tries = 0; tries < ROUNDS * 5 && runs < ROUNDS; tries++) {
      const damaged = damage?.(text, random) ?? null;
      if (damaged === null) continue;
      runs++;
      const result = read(damaged);
      const { characters, claimed, boilerplate, residue } = result.coverage;
      expect(claimed + boilerplate + residue).toBe(characters);
      const errors = silentErrors(result, truth);
      if (errors.length > 0) silent.push(errors[0] ?? '');
    }
    if (process.env['ROWPROOF_DAMAGE']) console.log(`${name}: ${kind}: ${silent.length} of ${runs} documents\n  ${silent.slice(0, 5).join('\n  ')}`);
    // A few rounds show a share no finer than one document.
    expect(silent.length, silent.join('\n')).toBeLessThanOrEqual(Math.max(1, Math.ceil((UNNOTICEABLE[kind] ?? 0) * runs)));
  });
});
