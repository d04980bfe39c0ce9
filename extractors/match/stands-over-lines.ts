import type { ExtractedCell } from '../../schemas/extraction.js';
import type { Source } from '../../schemas/page.js';

/** Whether a cell of a dump was put together from several lines. */
export function standsOverLines({ source }: ExtractedCell): boolean {
  for (let i = 1; i < source.length; i++) if (lineOf(source[i]) !== lineOf(source[0])) return true;
  return false;
}

const lineOf = (place: Source | undefined): number => (place !== undefined && 'line' in place ? place.line : 0);
