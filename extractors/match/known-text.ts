import type { FoldedLabel } from './fold-label.js';
import type { TokenShape } from './token-evidence.js';

/** What was found of a text: how it compares with labels, and what it looks like; null until it is asked for. */
export interface KnownText {
  label: FoldedLabel | null;
  shape: TokenShape | null;
}

const known = new Map<string, KnownText>();
const MOST_KEPT = 20_000;

/** Forms print the same texts again and again: what is found of one is kept, in one place, so that a text is looked up once for all. */
export function knownText(text: string): KnownText {
  const own = known.get(text);
  if (own !== undefined) return own;
  if (known.size >= MOST_KEPT) known.clear();
  const found: KnownText = { label: null, shape: null };
  known.set(text, found);
  return found;
}
