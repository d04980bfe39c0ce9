import type { Value } from '../../schemas/value.js';

/**
 * The target with the comparator it is meant with: its own, or `>=` where none is printed, since most targets are to be reached. Null where
 * a word in the row's name or level leaves open whether less would be better (a cost, a fault rate), and where it states no number.
 */
export function withDirection(target: Value | null | undefined, name: string, level: string, unclear: RegExp): Value | null {
  if (target?.kind === 'multi') {
    const parts = target.parts.map((part) => withDirection(part, name, level, unclear));
    return parts.every((part) => part !== null) ? { kind: 'multi', parts } : null;
  }
  if (target?.kind === 'date' || target?.kind === 'range') return target;
  if (target?.kind !== 'quantity' && target?.kind !== 'ratio') return null;
  if (target.comparator !== null && target.comparator !== '=') return target;
  return unclear.test(name) || unclear.test(level) ? null : { ...target, comparator: '>=' };
}
