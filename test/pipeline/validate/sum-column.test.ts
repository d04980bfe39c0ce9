import fc from 'fast-check';
import { expect, it } from 'vitest';
import { normaliseForm } from '../../../pipeline/normalise/normalise-form.js';
import { sumColumn } from '../../../pipeline/validate/sum-column.js';
import { formOf } from './form-of.js';

const sumOf = (texts: readonly string[]) => {
  const table = normaliseForm(formOf({ tables: { indicators: texts.map((score) => ({ score })) } })).tables['indicators'];
  if (table === undefined) throw new Error('no table');
  return sumColumn(table, texts.keys(), 'score');
};

it('adds exactly what floats would not', () => {
  expect(sumOf(['0.1', '0.2'])).toEqual({ sum: '0.3', counted: [0, 1] });
  expect(sumOf(['1.005', '2.675', '0.000001', '—', '', '/'])).toEqual({ sum: '3.680001', counted: [0, 1, 2] });
  expect(sumOf(['12345678901234567.89', '0.11', '-3'])).toEqual({ sum: '12345678901234565', counted: [0, 1, 2] });
  expect(sumOf([])).toEqual({ sum: '0', counted: [] });
});

it('adds any printed numbers as big integers do', () => {
  const hundredths = fc.bigInt({ min: 0n, max: 10n ** 12n });
  fc.assert(
    fc.property(fc.array(hundredths, { maxLength: 30 }), (numbers) => {
      const texts = numbers.map((number) => `${number / 100n}.${String(number % 100n).padStart(2, '0')}`);
      const total = numbers.reduce((sum, number) => sum + number, 0n);
      const { sum } = sumOf(texts);
      const [whole = '', part = ''] = sum.split('.');
      expect(BigInt(whole) * 100n + BigInt(part.padEnd(2, '0'))).toBe(total);
    }),
  );
});
