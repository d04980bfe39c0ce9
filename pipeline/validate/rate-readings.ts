import { decimal } from '../normalise/decimal.js';
import type { NormalisedCell } from '../normalise/normalised-form.js';

export interface RateReading {
  /** The rate as a fraction of 1. */
  readonly rate: string;
  /** One unit in the last printed place, as a fraction of 1. */
  readonly unit: string;
}

/** A fraction printed with fewer decimals than this would agree with everything (1 for 0.6), so a hundredth is the widest unit it gets. */
const widestFractionUnit = '0.01';

/**
 * What a printed rate can mean: 99.99% and 99.99‰ one thing, 99.99 without its sign a percentage, 0.9999 a percentage or a fraction.
 * Empty where the cell states no rate.
 */
export function rateReadings(cell: NormalisedCell | undefined): RateReading[] {
  const value = cell?.value;
  if (cell === undefined || value === undefined || value === null) return [];
  const unit = unitOfPlace(decimal.places(cell.text));
  if (value.kind === 'ratio') return [{ rate: value.base.number, unit: decimal.shift(unit, -2) }];
  if (value.kind !== 'quantity' || value.unit !== null) return [];
  const percentage = { rate: decimal.shift(value.number, -2), unit: decimal.shift(unit, -2) };
  // No rate of these forms is above 200 %, and none that is printed as a fraction above 2.
  if (decimal.compare(value.number, '2') > 0) return [percentage];
  return [percentage, { rate: value.number, unit: decimal.compare(unit, widestFractionUnit) > 0 ? widestFractionUnit : unit }];
}

/** 1, 0.1, 0.01 … for 0, 1, 2 … printed decimals. */
function unitOfPlace(places: number): string {
  return places === 0 ? '1' : `0.${'0'.repeat(places - 1)}1`;
}
