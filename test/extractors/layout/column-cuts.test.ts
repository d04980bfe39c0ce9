import { describe, expect, it } from 'vitest';
import { leastCrossed, whitesBetween } from '../../../extractors/layout/column-cuts.js';

describe('where a column ends', () => {
  // Scores set right at 53, explanations set left at 55; one row has no white between the two.
  const extents = [[41, 53], [48, 53], [55, 90], [41, 98], [43, 53]] as const;

  it('is no white where the texts of one row touch', () => {
    expect(whitesBetween(extents, 40, 90, 10)).toEqual([]);
  });

  it('is then where the fewest texts cross it', () => {
    expect(leastCrossed(extents, 45, 80)).toBe(54);
  });

  it('is the middle of what lies between, where nothing stands', () => {
    expect(leastCrossed([], 40, 60)).toBe(50);
  });
});
