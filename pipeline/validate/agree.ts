import { decimal } from '../normalise/decimal.js';

/** True when two exact decimals lie no further apart than the tolerance. */
export function agree(a: string, b: string, tolerance: string): boolean {
  return a === b || decimal.compare(decimal.absolute(decimal.subtract(a, b)), tolerance) <= 0;
}
