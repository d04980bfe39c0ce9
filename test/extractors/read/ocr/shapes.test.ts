import { describe, expect, it } from 'vitest';
import { inkPieces, mainPieces } from '../../../../extractors/read/ocr/ink-pieces.js';
import type { Gray, Ink, PixelBox } from '../../../../extractors/read/ocr/raster.js';
import { readComparator, showsBar } from '../../../../extractors/read/ocr/read-comparator.js';
import { isPermille } from '../../../../extractors/read/ocr/read-percent.js';
import { endsRaised } from '../../../../extractors/read/ocr/raised-ink.js';
import { isZeroRing, readShape } from '../../../../extractors/read/ocr/read-shape.js';
import { blankInk, fill, grayOf, inkOf, stroke } from './draw.js';

const whole = (ink: Ink): PixelBox => [0, 0, ink.width, ink.height];
const boxOf = (ink: Ink): PixelBox => {
  const pieces = inkPieces(ink, whole(ink));
  return [pieces[0]?.box[0] ?? 0, Math.min(...pieces.map(({ box }) => box[1])), pieces.at(-1)?.box[2] ?? 0, Math.max(...pieces.map(({ box }) => box[3]))];
};
const shapeOf = (ink: Ink, em: number, gray: Gray = grayOf(ink)) => readShape(gray, ink, mainPieces(inkPieces(ink, whole(ink))), whole(ink), em);

/** Two arms from x `back` to a point at x `point`; a bar below when asked, straight or slanted as ⩾ has it. */
function comparator(back: number, point: number, bar: 'none' | 'flat' | 'slanted') {
  const ink = blankInk(40, 50);
  stroke(ink, back, 10, point, 18, 3);
  stroke(ink, point, 18, back, 26, 3);
  if (bar === 'flat') fill(ink, Math.min(back, point) - 1, 31, Math.max(back, point) + 1, 34);
  if (bar === 'slanted') stroke(ink, point, 25, back, 33, 3);
  return ink;
}

/** A bold ⩾ whose bar is as long as the arms and as slanted: it mirrors itself almost as well as > does. */
const heavy = blankInk(44, 50);
stroke(heavy, 8, 8, 30, 18, 4);
stroke(heavy, 30, 18, 8, 28, 4);
stroke(heavy, 31, 26, 8, 37, 4);

describe('comparators by their shape', () => {
  it.each([
    ['>', comparator(8, 28, 'none')],
    ['≥', comparator(8, 28, 'flat')],
    ['≥', comparator(8, 28, 'slanted')],
    ['≥', heavy],
    ['<', comparator(28, 8, 'none')],
    ['≤', comparator(28, 8, 'flat')],
    ['≤', comparator(28, 8, 'slanted')],
  ] as const)('reads %s', (sign, ink) => {
    expect(readComparator(grayOf(ink), ink, boxOf(ink))).toBe(sign);
  });

  it('shows its bar by three strokes', () => {
    for (const bar of ['flat', 'slanted'] as const) {
      const ink = comparator(8, 28, bar);
      expect(showsBar(grayOf(ink), boxOf(ink), '≥')).toBe(true);
    }
    const bare = comparator(8, 28, 'none');
    expect(showsBar(grayOf(bare), boxOf(bare), '≥')).toBe(false);
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

  it('a hairline of which the threshold kept a part is as long as its grey levels say', () => {
    const ink = bar(10, 2);
    const gray = grayOf(bar(28, 2));
    for (let i = 0; i < gray.data.length; i += 1) if (gray.data[i] === 0 && ink.data[i] === 0) gray.data[i] = 130;
    expect(shapeOf(ink, em, gray)).toMatchObject({ text: '—', sure: true });
  });

  it('a short hairline is no sure hyphen', () => {
    expect(shapeOf(bar(10, 1), em)).toMatchObject({ text: '-', sure: false, others: ['—'] });
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

  it('two of one length below each other are a sign of equality, a shorter one above a longer one is none', () => {
    const two = (upper: number) => {
      const ink = bar(20, 2);
      fill(ink, 15 - upper / 2, 13, 15 + upper / 2, 15);
      return ink;
    };
    expect(shapeOf(two(20), em)).toMatchObject({ text: '=', sure: true });
    expect(shapeOf(two(12), em)?.text).not.toBe('=');
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

describe('percent and per mille', () => {
  const ring = (ink: Ink, x: number, y: number) => {
    fill(ink, x, y, x + 12, y + 3);
    fill(ink, x, y + 13, x + 12, y + 16);
    fill(ink, x, y, x + 3, y + 16);
    fill(ink, x + 9, y, x + 12, y + 16);
  };
  const sign = (rings: 2 | 3) => {
    const ink = blankInk(110, 60);
    fill(ink, 6, 10, 12, 46);
    ring(ink, 30, 10);
    stroke(ink, 56, 10, 40, 46, 3);
    ring(ink, 54, 30);
    if (rings === 3) ring(ink, 70, 30);
    return ink;
  };
  const characters = [
    { text: '1', confidence: 1, x: 9, others: [] },
    { text: '%', confidence: 1, x: 52, others: [] },
  ];
  it('are told apart by the third ring', () => {
    expect(isPermille(grayOf(sign(3)), sign(3), boxOf(sign(3)), characters, 1)).toBe(true);
    expect(isPermille(grayOf(sign(2)), sign(2), boxOf(sign(2)), characters, 1)).toBe(false);
  });
});

describe('raised ink at the end of a line', () => {
  it('is that of m² and not of m', () => {
    const metres = blankInk(100, 40);
    fill(metres, 5, 5, 15, 35);
    fill(metres, 20, 15, 45, 35);
    expect(endsRaised(metres, boxOf(metres))).toBe(false);
    fill(metres, 47, 5, 55, 15);
    expect(endsRaised(metres, boxOf(metres))).toBe(true);
  });
});
