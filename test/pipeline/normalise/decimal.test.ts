import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal } from '../../../pipeline/normalise/decimal.js';
import { DecimalText } from '../../../schemas/value.js';

describe('a printed number', () => {
  it.each([
    ['100.00', '100'],
    ['0.00', '0'],
    ['-0.0', '0'],
    ['1,234,567.890', '1234567.89'],
    ['-12.50', '-12.5'],
    ['10', '10'],
  ])('%s is %s', (printed, text) => expect(decimal.parse(printed)).toBe(text));

  it.each(['', '.', '.5', '5.', '05', '1,23', '1234,567', '1,234,56', '1.2.3', '12a', '--1', '+1', '1e5', '9'.repeat(41)])('%j is none', (printed) => expect(decimal.parse(printed)).toBeNull());
});

describe('arithmetic', () => {
  it('is exact where floats are not', () => {
    expect(decimal.multiply('0.57', '10000')).toBe('5700');
    expect(decimal.add('0.1', '0.2')).toBe('0.3');
    expect(decimal.subtract('5', '5.00001')).toBe('-0.00001');
    expect(decimal.multiply('123456789012345678.9', '10')).toBe('1234567890123456789');
  });
  it('divides to a number of places, and never by zero', () => {
    expect(decimal.divide('2', '3', 4)).toBe('0.6667');
    expect(decimal.divide('1', '0', 4)).toBeNull();
  });
  it('rounds half up, away from zero, or cuts', () => {
    expect(decimal.round('9.995', 2)).toBe('10');
    expect(decimal.round('-1.005', 2)).toBe('-1.01');
    expect(decimal.round('99.927', 2, 'cut')).toBe('99.92');
  });
  it('compares by value', () => {
    expect(decimal.compare('10', '9')).toBeGreaterThan(0);
    expect(decimal.compare('-10', '9')).toBeLessThan(0);
    expect(decimal.compare('9', '9')).toBe(0);
  });
  it('counts printed decimals', () => {
    expect(decimal.places('99.90')).toBe(2);
    expect(decimal.places('99.90%')).toBe(2);
    expect(decimal.places('1,234')).toBe(0);
  });
  it('says how far two numbers lie apart as their difference does', () => {
    const number = fc.tuple(fc.oneof(fc.integer({ min: -300, max: 300 }), fc.maxSafeInteger()), fc.nat({ max: 6 })).map(([whole, places]) => decimal.shift(String(whole), -places));
    fc.assert(
      fc.property(number, number, number.map(decimal.absolute), (a, b, tolerance) => {
        expect(decimal.areWithin(a, b, tolerance)).toBe(decimal.compare(decimal.absolute(decimal.subtract(a, b)), tolerance) <= 0);
      }),
    );
    expect(decimal.areWithin('99.95', '100', '0.05')).toBe(true);
    expect(decimal.areWithin('99.949', '100', '0.05')).toBe(false);
  });
  it('moves the point as multiplying by a power of ten does', () => {
    const number = fc.tuple(fc.integer(), fc.nat({ max: 9 })).map(([whole, places]) => decimal.multiply(String(whole), places === 0 ? '1' : `0.${'1'.padStart(places, '0')}`));
    fc.assert(
      fc.property(number, fc.integer({ min: -12, max: 12 }), (text, digits) => {
        const power = digits >= 0 ? `1${'0'.repeat(digits)}` : `0.${'1'.padStart(-digits, '0')}`;
        const shifted = decimal.shift(text, digits);
        expect(shifted).toBe(decimal.multiply(text, power));
        expect(DecimalText.safeParse(shifted).success).toBe(true);
      }),
    );
  });
});
