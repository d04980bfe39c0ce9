import type { Value } from '../../schemas/value.js';

/** True when a value is a bound (≥95%, 12月前) and not one measured result. */
export function isBound(value: Value | null | undefined): boolean {
  if (value === null || value === undefined) return false;
  if (value.kind === 'multi') return value.parts.some(isBound);
  if (value.kind !== 'quantity' && value.kind !== 'ratio' && value.kind !== 'date') return false;
  return value.comparator !== null && value.comparator !== '=' && value.comparator !== '~';
}
