import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { guardFormula, unguardFormula } from '../../../pipeline/write/formula-guard.js';

const risky = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r', "'"];

describe('formula guard', () => {
  it.each(['=1+1', '+cmd', '-cmd', '@SUM(A1)', '＝1', '＋1', '－1', '＠x', '\tx', '\rx', "'=1", "''=1", '-5%', '-', '+', '-.'])('guards %j', (text) => {
    expect(guardFormula(text)).toBe(`'${text}`);
  });
  it.each(['-5', '+5', '-0.50', '-1,234.50', '+.5', '100', '0402009', '110101199001011234', '', "'", "'quoted'", '—', ' =1', '≥90%', '1=1'])('leaves %j alone', (text) => {
    expect(guardFormula(text)).toBe(text);
  });
  it('gives back every text', () => {
    const text = fc.array(fc.oneof(fc.constantFrom(...risky), fc.string({ unit: 'binary', maxLength: 3 }), fc.constantFrom('1', '.', ',')), { maxLength: 6 }).map((parts) => parts.join(''));
    fc.assert(fc.property(text, (printed) => unguardFormula(guardFormula(printed)) === printed), { numRuns: 5000 });
  });
  it('never leaves a text that begins like a formula, unless it is a number', () => {
    fc.assert(
      fc.property(fc.constantFrom(...risky.slice(0, -1)), fc.string(), (first, rest) => {
        const written = guardFormula(first + rest);
        return written.startsWith("'") || Number.isFinite(Number(written.replaceAll(',', '')));
      }),
      { numRuns: 2000 },
    );
  });
});
