import type { Extraction } from '../../schemas/extraction.js';
import type { Source, Word } from '../../schemas/page.js';

/** What the residue says of the words of a row that is none. */
const WHY = 'stands in what was read as a row; a reviewer says it is none';

/** Engines round the boxes of words and of cells differently; in points or columns. */
const ROUNDING = 0.5;

/** The extraction with the words at these places as residue: no row claims them any more, and nothing on a page is dropped in silence. */
export function releaseWords(extraction: Extraction, places: readonly Source[]): Extraction {
  if (places.length === 0) return extraction;
  const claimed: Word[] = [];
  const residue = [...extraction.residue];
  for (const word of extraction.claimed) {
    if (places.some((place) => isInside(word.source, place))) residue.push({ word, why: WHY });
    else claimed.push(word);
  }
  return { ...extraction, claimed, residue };
}

function isInside(inner: Source, outer: Source): boolean {
  if (inner.page !== outer.page) return false;
  if ('line' in inner && 'line' in outer) return inner.line === outer.line && inner.column >= outer.column && inner.column + inner.length <= outer.column + outer.length;
  if ('line' in inner || 'line' in outer) return false;
  const [x0, y0, x1, y1] = inner.bbox;
  const [left, top, right, bottom] = outer.bbox;
  return x0 >= left - ROUNDING && y0 >= top - ROUNDING && x1 <= right + ROUNDING && y1 <= bottom + ROUNDING;
}
