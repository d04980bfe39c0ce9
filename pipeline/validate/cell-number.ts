import type { Value } from '../../schemas/value.js';
import type { NormalisedCell } from '../normalise/normalised-form.js';

/** The number a cell states, as an exact decimal text in the base unit where it has one; null for blanks, dashes, words and anything unreadable. */
export function cellNumber(cell: NormalisedCell | undefined): string | null {
  return cell === undefined || cell.value === null ? null : valueNumber(cell.value);
}

function valueNumber(value: Value): string | null {
  if (value.kind === 'quantity') return value.base?.number ?? value.number;
  return value.kind === 'ratio' ? value.base.number : null;
}
