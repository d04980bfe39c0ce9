import type { Cell } from '../../schemas/record.js';
import type { Value } from '../../schemas/value.js';
import type { Column } from './table.js';

/** Which number of a value: as printed, or in 元 where the value is an amount of money and not a rate (75元/人). */
export type DecimalPart = 'number' | 'yuan';

const YUAN = '元';

function valueToDecimal(value: Value, part: DecimalPart): string | null {
  if (part === 'number') return value.kind === 'quantity' || value.kind === 'ratio' ? value.number : null;
  return value.kind === 'quantity' && value.base?.unit === YUAN && value.per.length === 0 ? value.base.number : null;
}

/** A column that holds a cell's number as an exact decimal; null where its value is no single number. */
export function decimalColumn<Item>(name: string, title: string, description: string, part: DecimalPart, cellOf: (item: Item) => Cell | undefined): Column<Item> {
  return {
    name,
    type: 'decimal',
    title,
    description,
    detail: true,
    of: (item) => {
      const value = cellOf(item)?.value;
      return value ? valueToDecimal(value, part) : null;
    },
  };
}
