import type { NormalisedCell } from '../normalise/normalised-form.js';

/** What people print where they have nothing to say. */
const blankMarks = new Set(['', '/', '／', '—', '——', '-', '–', '－', '无', '不适用', '*']);

/** True when a cell says nothing: it prints nothing, or only a mark that stands for nothing. */
export function isBlank(cell: NormalisedCell | undefined): boolean {
  return cell === undefined || cell.value?.kind === 'none' || blankMarks.has(cell.text);
}
