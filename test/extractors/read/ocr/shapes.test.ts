import { describe, expect, it } from 'vitest';
import { inkPieces, mainPieces } from '../../../../extractors/read/ocr/ink-pieces.js';
import type { Ink, PixelBox } from '../../../../extractors/read/ocr/raster.js';
import { readComparator } from '../../../../extractors/read/ocr/read-comparator.js';
import { isZeroRing, readShape } from '../../../../extractors/read/ocr/read-shape.js';
import { blankInk, fill, grayOf, inkOf, stroke } from './draw.js';

const whole = (ink: Ink): PixelBox => [0, 0, ink.width, ink.height];
const boxOf = (ink: Ink): PixelBox => {
  const pieces = inkPieces(ink, whole(ink));
  return [pieces[0]?.box[0] ?? 0, Math.min(...pieces.map(({ box }) => box[1])), pieces.at(-1)?.box[2] ?? 0, Math.max(...pieces.map(({ box }) => box[3]))];
};
const shapeOf = (ink: Ink, em: number) => readShape(ink, mainPieces(inkPieces(ink, whole(ink))), em);

/** Two arms from x `back` to a point at x `point`; a bar below when asked, straight or slanted as ⩾ has it. */
function comparator(back: number, point: number, bar: 'none' | 'flat' | 'slanted') {
  const ink = blankInk(40, 50);
  stroke(ink, back, 10, point, 18, 3);
  stroke(ink, point, 18, back, 26, 3);
  if (bar === 'flat') fill(ink, Math.min(back, point) - 1, 31, Math.max(back, point) + 1, 34);
  if (bar === 'slanted') stroke(ink, point, 25, back, 33, 3);
  return ink;
}

describe('comparators by their shape', () => {
  it.each([
    ['>', comparator(8, 28, 'none')],
    ['≥', comparator(8, 28, 'flat')],
    ['≥', comparator(8, 28, 'slanted')],
    ['<', comparator(28, 8, 'none')],
    ['≤', comparator(28, 8, 'flat')],
    ['≤', comparator(28, 8, 'slanted')],
  ] as const)('reads %s', (sign, ink) => {
    expect(readComparator(grayOf(ink), ink, boxOf(ink))).toBe(sign);
  });

  it.each([
    ['a figure two', ['.####.', '#....#', '.....#', '....#.', '...#..', '..#...', '.#....', '######']],
    ['a figure seven', ['######', '.....#', '....#.', '....#.', '...#..', '...#..', '..#...', '..#...']],
    ['a figure one', ['..#...', '.##...', '..#...', '..#...', '..#...', '..#...', '..#...', '.###..']],
    ['a square', ['######', '#....#', '#....#', '#....#', '#....#', '######']],
  ])('does not see one in %s', (_, rows) => {
    const ink = inkOf(rows, 4);
    expect(readComparator(grayOf(ink), ink, boxOf(ink))).toBeNull();
  });
});

describe('lone strokes', () => {
  const em = 30;
  const bar = (length: number, thick: number) => {
    const ink = blankInk(80, 40);
    fill(ink, 5, 20, 5 + length, 20 + thick);
    return ink;
  };

  it('a long thin one is a dash', () => {
    expect(shapeOf(bar(28, 2), em)).toMatchObject({ text: '—', sure: true });
  });

  it('a short one is a hyphen, one between the two lengths is doubted', () => {
    expect(shapeOf(bar(10, 2), em)).toMatchObject({ text: '-', sure: true });
    expect(shapeOf(bar(15, 2), em)).toMatchObject({ text: '—', sure: false });
  });

  it('one that swells at its end may be the character 一', () => {
    const ink = bar(28, 3);
    fill(ink, 27, 17, 33, 23);
    expect(shapeOf(ink, em)).toMatchObject({ text: '—', sure: false, others: ['一'] });
  });

  it('a hairline that noise broke is a dash still', () => {
    const ink = bar(28, 1);
    ink.data.fill(0, 20 * 80 + 12, 20 * 80 + 15);
    ink.data.fill(0, 20 * 80 + 22, 20 * 80 + 24);
    expect(shapeOf(ink, em)).toMatchObject({ text: '—', sure: true });
  });

  it('a leaning one is a slash, an upright one is not', () => {
    const slash = blankInk(40, 40);
    stroke(slash, 8, 32, 20, 6, 3);
    expect(shapeOf(slash, em)).toMatchObject({ text: '/', sure: true });
    const one = blankInk(40, 40);
    stroke(one, 15, 32, 15, 6, 3);
    expect(shapeOf(one, em)).toBeNull();
    const backslash = blankInk(40, 40);
    stroke(backslash, 8, 6, 20, 32, 3);
    expect(shapeOf(backslash, em)).toBeNull();
  });

  it('a figure seven is no slash, a block no dash', () => {
    const seven = blankInk(40, 40);
    fill(seven, 8, 6, 22, 9);
    stroke(seven, 20, 8, 12, 32, 3);
    expect(shapeOf(seven, em)).toBeNull();
    expect(shapeOf(bar(28, 14), em)).toBeNull();
  });
});

describe('a lone ring', () => {
  const ring = (width: number, height: number) => {
    const ink = blankInk(60, 60);
    for (let t = 0; t < 400; t += 1) {
      const [x, y] = [30 + (width / 2) * Math.cos(t / 60), 30 + (height / 2) * Math.sin(t / 60)];
      fill(ink, x - 1.5, y - 1.5, x + 1.5, y + 1.5);
    }
    return ink;
  };
  const isZero = (ink: Ink) => isZeroRing(ink, boxOf(ink), 30);

  it('is a zero when as high and narrow as one', () => {
    expect(isZero(ring(12, 20))).toBe(true);
  });

  it('is none when round, low, or filled', () => {
    expect(isZero(ring(22, 22))).toBe(false);
    expect(isZero(ring(10, 12))).toBe(false);
    const eight = ring(12, 20);
    fill(eight, 25, 28, 35, 31);
    expect(isZero(eight)).toBe(false);
  });
});
