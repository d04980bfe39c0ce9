import { z } from 'zod';

/** An exact decimal without exponent or trailing zeros: `-12.5`, `0`, `1180000`. */
export const DecimalText = z.string().regex(/^-?(0|[1-9]\d*)(\.\d*[1-9])?$/);

export const Comparator = z.enum(['>=', '<=', '>', '<', '=', '~']);
export type Comparator = z.infer<typeof Comparator>;

const Base = z.object({ number: DecimalText, unit: z.string() });

export interface QuantityValue {
  kind: 'quantity';
  comparator: Comparator | null;
  number: string;
  unit: string | null;
  base: { number: string; unit: string } | null;
  per: string[];
  of?: string | undefined;
}
export interface RatioValue {
  kind: 'ratio';
  comparator: Comparator | null;
  number: string;
  unit: string;
  base: { number: string; unit: string };
}
export interface DateValue {
  kind: 'date';
  comparator: '<=' | '>=' | null;
  /** ISO, as precise as printed: `2021`, `2021-12`, `2021-07-26`, `--12-31` when no year is printed. */
  date: string;
  op: 'by' | 'in' | 'on' | 'from';
}
export type Value =
  | QuantityValue
  | RatioValue
  | { kind: 'range'; from: Value; to: Value }
  | DateValue
  | { kind: 'period'; from: string; to: string }
  | { kind: 'multi'; parts: Value[] }
  | { kind: 'text'; comparator?: Comparator | undefined }
  | { kind: 'none' }
  | { kind: 'unreadable' };

/** The normalised reading of a printed value, as shared with everyone who reads our output. */
export const Value: z.ZodType<Value> = z.lazy(() =>
  z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('quantity'),
      comparator: Comparator.nullable(),
      number: DecimalText,
      unit: z.string().nullable(),
      base: Base.nullable(),
      per: z.array(z.string()),
      of: z.string().optional(),
    }),
    z.object({ kind: z.literal('ratio'), comparator: Comparator.nullable(), number: DecimalText, unit: z.string(), base: Base }),
    z.object({ kind: z.literal('range'), from: Value, to: Value }),
    z.object({
      kind: z.literal('date'),
      comparator: z.enum(['<=', '>=']).nullable(),
      date: z.string(),
      op: z.enum(['by', 'in', 'on', 'from']),
    }),
    z.object({ kind: z.literal('period'), from: z.string(), to: z.string() }),
    z.object({ kind: z.literal('multi'), parts: z.array(Value) }),
    z.object({ kind: z.literal('text'), comparator: Comparator.optional() }),
    z.object({ kind: z.literal('none') }),
    z.object({ kind: z.literal('unreadable') }),
  ]),
);
