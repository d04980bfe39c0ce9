import type { Source } from '../../schemas/record.js';

/** The places as the dataset gives them: `p3 12,40,180,52` (page and box) or `p1 L12:5+14` (page, line, column, length), each once. */
export function sourcesToTexts(sources: readonly Source[]): string[] {
  const places = sources.map((source) =>
    'bbox' in source ? `p${source.page} ${source.bbox.map(coordinate).join(',')}` : `p${source.page} L${source.line}:${source.column}+${source.length}`,
  );
  return [...new Set(places)];
}

// Hundredths of a point are finer than any mark on paper.
const coordinate = (x: number): number => Number(x.toFixed(2));
