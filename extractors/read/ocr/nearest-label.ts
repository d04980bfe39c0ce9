import { foldReading } from './fold-reading.js';

/** Shorter labels are too near to other words. */
const SHORTEST = 4;

/** Whether `read` is `label` with one sign replaced or left out. */
function isOneSignOff(read: readonly string[], label: readonly string[]): boolean {
  if (read.length !== label.length && read.length !== label.length - 1) return false;
  let start = 0;
  while (start < read.length && read[start] === label[start]) start += 1;
  let end = 0;
  while (end < read.length - start && read[read.length - 1 - end] === label[label.length - 1 - end]) end += 1;
  return start + end >= label.length - 1;
}

/**
 * The label that a cell's text would be but for one sign that was misread or left out; null when it is a label, or near none.
 * Of a text that may be a part of its cell (not `whole`) a sign left out says nothing: it may be wrapped.
 */
export function nearestLabel(text: string, labels: readonly string[], whole = true): string | null {
  const bare = foldReading(text).replace(/^\*|[:：]$/gu, '');
  const folds = labels.map(foldReading);
  if (folds.includes(bare)) return null;
  const index = folds.findIndex((label) => label.length >= SHORTEST && (whole || label.length === bare.length) && isOneSignOff([...bare], [...label]));
  return labels[index] ?? null;
}
