import type { Value } from '../../schemas/value.js';
import type { Column } from './table.js';

const DATE = /^(?:(\d{4})|-)(?:-(\d\d)(?:-(\d\d))?)?$/;

/** The first or last day that a date as printed can mean, an ISO day; null where it names no year and none is given, or is no such date. */
function dateToDay(date: string, end: 'first' | 'last', formYear: number | null): string | null {
  const [, printedYear, month, day] = DATE.exec(date) ?? [];
  const year = printedYear === undefined ? formYear : Number(printedYear);
  if (year === null || (printedYear === undefined && month === undefined)) return null;
  const monthNumber = month === undefined ? (end === 'first' ? 1 : 12) : Number(month);
  // Day 0 of the month after is the last of this one.
  const dayNumber = day !== undefined ? Number(day) : end === 'first' ? 1 : new Date(Date.UTC(year, monthNumber, 0)).getUTCDate();
  const found = new Date(Date.UTC(year, monthNumber - 1, dayNumber));
  // 2021-02-30 is no day.
  return found.getUTCMonth() === monthNumber - 1 ? found.toISOString().slice(0, 10) : null;
}

function valueToDay(value: Value, end: 'first' | 'last', formYear: number | null): string | null {
  if (value.kind === 'date') return dateToDay(value.date, end, formYear);
  return value.kind === 'period' ? dateToDay(end === 'first' ? value.from : value.to, end, formYear) : null;
}

/** The columns that hold a date or period as its first and last day, so that one can sort and subtract. */
export function dateColumns<Item>(prefix: string, what: string, valueOf: (item: Item) => Value | null | undefined, yearOf: (item: Item) => number | null): Column<Item>[] {
  return (['first', 'last'] as const).map((end) => ({
    name: `${prefix}_${end}_day`,
    type: 'date',
    title: `${end === 'first' ? 'First' : 'Last'} day of the ${what}`,
    description: `The ${end} day that the date or period of the ${what} can mean: ${end === 'first' ? '2021-12-01' : '2021-12-31'} for 2021-12. A date without a year is taken to be of the year of the form.`,
    detail: true,
    of: (item) => {
      const value = valueOf(item);
      return value ? valueToDay(value, end, yearOf(item)) : null;
    },
  }));
}
