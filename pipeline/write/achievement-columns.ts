import type { Value } from '../../schemas/value.js';
import { compareToTarget, type Comparison } from '../normalise/compare-to-target.js';
import type { Column } from './table.js';

interface Compared {
  readonly target: Value | null | undefined;
  readonly actual: Value | null | undefined;
  readonly year: number | null;
}

const incomparable = ['no-number', 'kinds-differ', 'units-differ', 'per-differs', 'unit-missing', 'direction-missing', 'bound', 'date-open'];

/** The columns that tell whether the actual value meets its target, by how much, and why that can't be told where it can't. */
export function achievementColumns<Item>(comparedOf: (item: Item) => Compared): Column<Item>[] {
  // The columns of a row are asked one after the other.
  let last: { readonly item: Item; readonly comparison: Comparison } | null = null;
  const compare = (item: Item): Comparison => {
    if (last?.item === item) return last.comparison;
    const { target, actual, year } = comparedOf(item);
    const comparison: Comparison = target && actual ? compareToTarget(target, actual, year) : { comparable: false, why: 'no-number' };
    last = { item, comparison };
    return comparison;
  };
  return [
    {
      name: 'achieved',
      type: 'boolean',
      title: 'Achieved',
      description: 'Whether the actual value meets its target, compared exactly in one unit and with the printed comparator. Empty where that can\'t be told: see not_compared.',
      of: (item) => {
        const comparison = compare(item);
        return comparison.comparable ? comparison.met : null;
      },
    },
    {
      name: 'achieved_ratio',
      type: 'decimal',
      title: 'Actual ÷ target',
      description: 'Actual ÷ target, to six places. For a target that is a limit (<=), below 1 is better. Empty for dates, ranges, several values and a target of 0.',
      of: (item) => {
        const comparison = compare(item);
        return comparison.comparable ? comparison.ratio : null;
      },
    },
    {
      name: 'not_compared',
      type: 'string',
      title: 'Why it is not compared',
      description:
        'no-number (words, blank or unreadable), kinds-differ (money for a rate), units-differ (工作日 for 天), per-differs, unit-missing, direction-missing (the target prints no comparator, and the actual isn\'t equal to it), bound (a bound that leaves it open), date-open (a date that may be on either side).',
      constraints: { enum: incomparable },
      of: (item) => {
        const comparison = compare(item);
        return comparison.comparable ? null : comparison.why;
      },
    },
    {
      name: 'actual_unit_taken',
      type: 'string',
      title: 'Unit taken from the target',
      description: 'The unit of the target, where the actual prints a bare number and was compared in it.',
      detail: true,
      of: (item) => {
        const comparison = compare(item);
        return comparison.comparable ? (comparison.inferred?.unit ?? null) : null;
      },
    },
  ];
}
