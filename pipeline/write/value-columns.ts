import type { Cell } from '../../schemas/record.js';
import type { Value } from '../../schemas/value.js';
import type { Column } from './table.js';

/** What the parts of a value are in a CSV, each null where the value has none. */
interface ValueParts {
  readonly comparator: string | null;
  readonly number: string | null;
  readonly unit: string | null;
  readonly baseNumber: string | null;
  readonly baseUnit: string | null;
  readonly per: string | null;
  readonly date: string | null;
}

const nothing: ValueParts = { comparator: null, number: null, unit: null, baseNumber: null, baseUnit: null, per: null, date: null };

/** The value in flat parts. A range, and several values in one cell, have no one number: they give their kind alone. A period is an ISO interval. */
function valueToParts(value: Value): ValueParts {
  switch (value.kind) {
    case 'quantity':
      return {
        ...nothing,
        comparator: value.comparator,
        number: value.number,
        unit: value.unit,
        baseNumber: value.base?.number ?? null,
        baseUnit: value.base?.unit ?? null,
        per: value.per.length > 0 ? value.per.join('/') : null,
      };
    case 'ratio':
      return { ...nothing, comparator: value.comparator, number: value.number, unit: value.unit, baseNumber: value.base.number, baseUnit: value.base.unit };
    case 'date':
      return { ...nothing, comparator: value.comparator, date: value.date };
    case 'period':
      return { ...nothing, date: `${value.from}/${value.to}` };
    case 'text':
      return { ...nothing, comparator: value.comparator ?? null };
    default:
      return nothing;
  }
}

const kinds = ['quantity', 'ratio', 'range', 'date', 'period', 'multi', 'text', 'none', 'unreadable'];

/** The eight columns that hold the normalised reading of the cell, named with the prefix. `what` names the cell in their descriptions. */
export function valueColumns<Item>(prefix: string, what: string, cellOf: (item: Item) => Cell | undefined): Column<Item>[] {
  const detail = { detail: true } as const;
  const part =
    (key: keyof ValueParts) =>
    (item: Item): string | null => {
      const value = cellOf(item)?.value;
      return value ? valueToParts(value)[key] : null;
    };
  return [
    {
      name: `${prefix}_kind`,
      type: 'string',
      title: `Kind of the ${what}`,
      description: `What the ${what} was read as: quantity, ratio (a share such as 95 %), range, date, period, multi (several values in one cell), text (words), none (blank, /, 不适用), unreadable (looks like a value, and no reading is safe).`,
      constraints: { enum: kinds },
      ...detail,
      of: (item) => cellOf(item)?.value?.kind ?? null,
    },
    { name: `${prefix}_comparator`, type: 'string', title: `Comparator of the ${what}`, description: 'As printed, in ASCII; ~ is about. Empty when none is printed.', constraints: { enum: ['>=', '<=', '>', '<', '=', '~'] }, ...detail, of: part('comparator') },
    { name: `${prefix}_number`, type: 'decimal', title: `Number of the ${what}`, description: `The number in the printed unit, an exact decimal.`, ...detail, of: part('number') },
    { name: `${prefix}_unit`, type: 'string', title: `Unit of the ${what}`, description: 'The unit as printed; empty for a bare number.', ...detail, of: part('unit') },
    { name: `${prefix}_base_number`, type: 'decimal', title: `Number of the ${what} in its base unit`, description: 'The number in the base unit: 118万元 is 1180000, 95% is 0.95.', ...detail, of: part('baseNumber') },
    { name: `${prefix}_base_unit`, type: 'string', title: `Base unit of the ${what}`, description: '元, 平方米, 米, 千克, 秒, 1 for ratios, or the counted thing itself.', ...detail, of: part('baseUnit') },
    { name: `${prefix}_per`, type: 'string', title: `What the ${what} is per`, description: 'The things a rate is per, joined by /: 75元/人/月 has 人/月.', ...detail, of: part('per') },
    { name: `${prefix}_date`, type: 'string', title: `Date of the ${what}`, description: 'ISO 8601, as precise as printed: 2021, 2021-12, 2021-07-26, --12-31 without a year; a period is from/to.', ...detail, of: part('date') },
  ];
}
