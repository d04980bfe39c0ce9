import type { ExtractedCell } from '../../schemas/extraction.js';
import type { Source } from '../../schemas/page.js';

/** Whether a cell of a dump was put together from several lines. */
export function standsOverLines({ source }: ExtractedCell): boolean {
  const [first] = source;
  const lineOf = (place: Source): number => ('line' in place ? place.line : 0);
  return first !== undefined && source.some((place) => lineOf(place) !== lineOf(first));
}
