import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findTables } from '../../../extractors/layout/find-tables.js';
import type { Page, Ruling, Word } from '../../../schemas/page.js';

const WIDTH = 400;
const HEIGHT = 300;

/** Words and rulings on a coarse lattice, so that they line up, cross and overlap often. */
const word = fc.record({ column: fc.nat(12), line: fc.nat(18), shift: fc.constantFrom(0, 3, 6), text: fc.constantFrom('12', '1,345', 'Total', '指标', 'a longer', '(元)', '—', '•') }).map(
  ({ column, line, shift, text }): Word => {
    const x = column * 30 + shift;
    const y = line * 14 + shift / 2;
    const characters = [...text];
    const edges = [x, ...characters.map((_, index) => x + (index + 1) * 6)];
    const box = [x, y, edges.at(-1) ?? x, y + 10] as const;
    return { text, box, source: { page: 1, bbox: box }, edges, size: 10, confidence: 1, rotation: 0, doubts: [] };
  },
);
const ruling = fc.record({ axis: fc.constantFrom('h', 'v'), at: fc.nat(14), from: fc.nat(10), length: fc.integer({ min: 1, max: 10 }) }).map(
  ({ axis, at, from, length }): Ruling => ({ axis, at: at * 20, from: from * 20, to: (from + length) * 20, thickness: 0.5 }),
);
const page = fc.record({ words: fc.array(word, { maxLength: 80 }), rulings: fc.array(ruling, { maxLength: 40 }) }).map(
  ({ words, rulings }): Page => ({ number: 1, unit: 'pt', width: WIDTH, height: HEIGHT, em: 10, words, rulings, separators: [], suppressed: [], needsOcr: null }),
);

describe('grids', () => {
  it('are tiled by their cells, hold no word twice and none that the page lacks, and come out the same again', () => {
    fc.assert(
      fc.property(page, (drawn) => {
        const grids = findTables(drawn);
        expect(findTables(drawn)).toEqual(grids);
        const seen = new Set<Word>();
        for (const grid of grids) {
          const owner = new Map<string, number>();
          grid.cells.forEach((cell, index) => {
            for (let row = cell.row; row < cell.row + cell.rowSpan; row += 1) {
              for (let column = cell.column; column < cell.column + cell.columnSpan; column += 1) {
                expect(owner.has(`${row},${column}`)).toBe(false);
                owner.set(`${row},${column}`, index);
              }
            }
            for (const own of cell.words) {
              expect(seen.has(own)).toBe(false);
              seen.add(own);
            }
          });
          expect(owner.size).toBe(grid.rowCount * grid.columnCount);
          expect(grid.confidence).toBeGreaterThanOrEqual(0);
          expect(grid.confidence).toBeLessThanOrEqual(1);
        }
        const characters = (words: Iterable<Word>): number => [...words].reduce((sum, own) => sum + [...own.text].length, 0);
        expect(characters(seen)).toBeLessThanOrEqual(characters(drawn.words));
      }),
      { numRuns: 300, seed: 7 },
    );
  });

  it('do not depend on the unit of the page: all measures are in ems', () => {
    const times = (drawn: Page, factor: number): Page => ({
      ...drawn,
      width: drawn.width * factor,
      height: drawn.height * factor,
      em: drawn.em * factor,
      words: drawn.words.map((own) => {
        const [x0, y0, x1, y1] = own.box;
        const box = [x0 * factor, y0 * factor, x1 * factor, y1 * factor] as const;
        return { ...own, box, source: { page: 1, bbox: box }, edges: own.edges.map((edge) => edge * factor), size: own.size * factor };
      }),
      rulings: drawn.rulings.map((line) => ({ ...line, at: line.at * factor, from: line.from * factor, to: line.to * factor, thickness: line.thickness * factor })),
    });
    const shape = (drawn: Page): unknown =>
      findTables(drawn).map((grid) => [grid.strategy, ...grid.cells.map((cell) => [cell.row, cell.column, cell.rowSpan, cell.columnSpan, cell.text].join('|'))]);
    fc.assert(
      // A power of two scales without rounding.
      fc.property(page, (drawn) => {
        expect(shape(times(drawn, 4))).toEqual(shape(drawn));
      }),
      { numRuns: 200, seed: 7 },
    );
  });
});
