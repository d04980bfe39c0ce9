import type { Word } from '../../schemas/page.js';
import type { KeyedRow } from '../layout/lines-to-keyed-rows.js';

/** The word with a doubt of where it stands. */
export const doubtWord = (word: Word, note: string): Word => ({ ...word, doubts: [...word.doubts, { code: 'uncertain-place', note }] });

/** What is doubted of a row that was read by the heights of its lines; null where nothing is. */
export function noteOf(row: KeyedRow): string | null {
  return row.doubts.length === 0 ? null : `"${[...new Set(row.doubts)].join('" "')}" may belong to this row or to one beside it: no rule parts them`;
}
