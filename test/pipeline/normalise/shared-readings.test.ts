import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { normaliseValue } from '../../../pipeline/normalise/normalise-value.js';
import type { Value } from '../../../schemas/value.js';

// Readings that a careful person gave, in their own field names; the part of the shape that the contract has too is compared.
const FILE = new URL('../../../../shared/quantities.json', import.meta.url);
const Part = z.object({ comparator: z.string().nullish(), number: z.number(), unit: z.string(), of: z.string() });
const Reading = z.object({
  kind: z.string(),
  comparator: z.string().nullable(),
  number: z.number().nullable(),
  unit: z.string().nullable(),
  baseUnit: z.string().nullable(),
  baseValue: z.number().nullable(),
  per: z.array(z.string()),
  date: z.object({ op: z.string(), value: z.string() }).nullable(),
  parts: z.array(Part).optional(),
});
const Expressions = z.object({
  values: z.array(z.object({ text: z.string(), reading: Reading })),
});

if (!existsSync(FILE)) console.log('shared/quantities.json is not here: its readings are not compared');

describe.skipIf(!existsSync(FILE))('readings of a careful person', () => {
  const { values } = existsSync(FILE) ? Expressions.parse(JSON.parse(readFileSync(FILE, 'utf8'))) : { values: [] };
  it.each(values.map((value) => [value.text, value] as const))('%s', (text, { reading }) => {
    const value = normaliseValue(text, { kind: 'value', unit: null, moneyHint: reading.unit === '万' });
    expect(value).toMatchObject(expectedOf(reading));
  });
});

/** The contract's Value of a reading. */
function expectedOf(reading: z.infer<typeof Reading>): Partial<Value> & { kind: string } {
  const { kind, comparator, number, unit, baseUnit, baseValue, per, date, parts } = reading;
  if (kind === 'quantity') {
    // A bare number has no base in the contract.
    const base = baseUnit === null ? null : { number: String(baseValue), unit: baseUnit };
    return { kind, comparator, number: String(number), unit, base, per } as Partial<Value> & { kind: string };
  }
  if (kind === 'ratio') {
    return { kind, comparator, number: String(number), unit, base: { number: String(baseValue), unit: '1' } } as Partial<Value> & { kind: string };
  }
  if (kind === 'date') return { kind, comparator, date: date?.value, op: date?.op } as Partial<Value> & { kind: string };
  if (kind === 'multi') {
    const carried = parts?.map((part) => ({ kind: 'quantity', comparator: part.comparator ?? null, number: String(part.number), unit: part.unit, of: part.of }));
    return { kind, parts: carried } as unknown as Partial<Value> & { kind: string };
  }
  return kind === 'text' && comparator !== null ? ({ kind, comparator } as Partial<Value> & { kind: string }) : { kind } as Partial<Value> & { kind: string };
}
