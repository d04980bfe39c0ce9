import { describe, expect, it } from 'vitest';
import { binarise } from '../../../../extractors/read/ocr/binarise.js';
import { cutCells } from '../../../../extractors/read/ocr/cut-cells.js';
import { cutLine } from '../../../../extractors/read/ocr/cut-line.js';
import { eraseRulings } from '../../../../extractors/read/ocr/erase-rulings.js';
import { findRulingsInPixels } from '../../../../extractors/read/ocr/find-rulings-in-pixels.js';
import { followStrokes } from '../../../../extractors/read/ocr/follow-strokes.js';
import { findSkew } from '../../../../extractors/read/ocr/find-skew.js';
import { flattenBackground } from '../../../../extractors/read/ocr/flatten-background.js';
import type { Gray } from '../../../../extractors/read/ocr/raster.js';
import { resample } from '../../../../extractors/read/ocr/resample.js';
import { denoise, noiseOf } from '../../../../extractors/read/ocr/denoise.js';
import { extendLines } from '../../../../extractors/read/ocr/extend-lines.js';
import { splitLines } from '../../../../extractors/read/ocr/split-lines.js';
import { straightenPage } from '../../../../extractors/read/ocr/straighten-page.js';
import { toGray } from '../../../../extractors/read/ocr/to-gray.js';
import { turnImage } from '../../../../extractors/read/ocr/turn-image.js';
import { blankInk, fill, grayOf } from './draw.js';

const DPI = 200;

/** A page of text-like lines: blobs as characters are, twelve pixels wide, some missing. */
function linesAskew(degrees: number) {
  const ink = blankInk(1200, 1600);
  const slope = Math.tan((degrees * Math.PI) / 180);
  for (let y = 200; y < 1400; y += 44) {
    for (let x = 100; x < 1100; x += 30) {
      if ((x * 7 + y) % 5 === 0) continue;
      const [left, top] = [x - (y - 800) * slope, y + (x - 600) * slope];
      fill(ink, left, top, left + 22, top + 24);
    }
  }
  return ink;
}

describe('skew', () => {
  it.each([-2, -0.7, 0, 1.3, 2])('measures lines that fall by %d degrees', (degrees) => {
    expect(Math.abs(findSkew(linesAskew(degrees), DPI) - degrees)).toBeLessThan(0.08);
  });

  it('is none for a page without ink', () => {
    expect(findSkew(blankInk(300, 300), DPI)).toBe(0);
  });

  it('is undone, and boxes lead back to where they came from', () => {
    const page = straightenPage(grayOf(linesAskew(1.5)), DPI, 0);
    expect(findSkew(page.ink, DPI)).toBeCloseTo(0, 1);
    // The right edge of the page lay lower by half its width times the slope.
    const [, y0, , y1] = page.toImage([1100, 800, 1102, 802]);
    expect((y0 + y1) / 2).toBeCloseTo(801 + 501 * Math.tan((1.5 * Math.PI) / 180), -0.5);
  });

  it('boxes lead back from an image that was turned on its head', () => {
    const gray: Gray = { width: 40, height: 30, data: new Uint8Array(1200).fill(255) };
    expect(straightenPage(gray, DPI, 2).toImage([0, 0, 10, 5])).toEqual([30, 25, 40, 30]);
    expect(straightenPage(gray, DPI, 1).toImage([0, 0, 10, 5])).toEqual([0, 20, 5, 30]);
    expect(straightenPage(gray, DPI, 3).toImage([0, 0, 10, 5])).toEqual([35, 0, 40, 10]);
  });
});

describe('turns', () => {
  it('four quarters are none, two are a half', () => {
    const gray: Gray = { width: 3, height: 2, data: Uint8Array.of(1, 2, 3, 4, 5, 6) };
    expect(turnImage(gray, 1)).toEqual({ width: 2, height: 3, data: Uint8Array.of(4, 1, 5, 2, 6, 3) });
    expect(turnImage(turnImage(gray, 1), 1)).toEqual(turnImage(gray, 2));
    expect(turnImage(turnImage(gray, 1), 3)).toEqual(gray);
  });
});

describe('paper and ink', () => {
  it('grey paper with a shadow becomes white, its text stays dark', () => {
    const [width, height] = [400, 400];
    const data = new Uint8Array(width * height);
    for (let y = 0; y < height; y += 1) for (let x = 0; x < width; x += 1) data[y * width + x] = 200 - (x + y) / 16;
    for (let y = 100; y < 104; y += 1) data.fill(40, y * width + 100, y * width + 140);
    const flat = flattenBackground({ width, height, data }, DPI);
    expect(flat.data[300 * width + 300]).toBeGreaterThan(240);
    expect(flat.data[102 * width + 120]).toBeLessThan(90);
  });

  it('light letters on a dark bar become dark ones on light', () => {
    const gray: Gray = { width: 300, height: 300, data: new Uint8Array(90_000).fill(255) };
    for (let y = 66; y < 198; y += 1) gray.data.fill(30, y * 300, y * 300 + 300);
    for (let y = 130; y < 134; y += 1) gray.data.fill(250, y * 300 + 100, y * 300 + 160);
    const flat = flattenBackground(gray, DPI);
    expect(flat.data[132 * 300 + 130]).toBeLessThan(110);
    expect(flat.data[120 * 300 + 130]).toBeGreaterThan(200);
  });

  it('a single dark pixel is no ink', () => {
    const gray: Gray = { width: 20, height: 20, data: new Uint8Array(400).fill(255) };
    gray.data[10 * 20 + 10] = 0;
    gray.data[5 * 20 + 5] = 0;
    gray.data[5 * 20 + 6] = 0;
    const ink = binarise(gray);
    expect([ink.data[210], ink.data[105], ink.data[106]]).toEqual([0, 1, 1]);
  });

  it('a thin stroke is ink along its paler parts too, the grey between two strokes is not', () => {
    const [width, height] = [120, 60];
    const gray: Gray = { width, height, data: new Uint8Array(width * height).fill(255) };
    // The dash of a faint copy: a few pixels of it are dark enough, the others are not; elsewhere two strokes, blurred into each other, and darker print.
    gray.data.fill(20, 5 * width, 9 * width);
    gray.data.fill(180, 20 * width + 40, 20 * width + 64);
    gray.data.fill(120, 20 * width + 50, 20 * width + 53);
    for (let y = 35; y < 55; y += 1) gray.data.set([90, 90, 180, 180, 90, 90], y * width + 40);
    const ink = binarise(gray);
    followStrokes(gray, ink, DPI);
    const inkedOf = (y: number): number => ink.data.subarray(y * width, (y + 1) * width).reduce((sum, value) => sum + value, 0);
    expect(inkedOf(20)).toBe(24);
    expect(inkedOf(45)).toBe(4);
    const sealed = binarise(gray);
    followStrokes(gray, sealed, DPI, () => true);
    expect(sealed.data).toEqual(binarise(gray).data);
  });

  it('a pale stroke that no ink joins is none', () => {
    const gray: Gray = { width: 120, height: 60, data: new Uint8Array(7200).fill(255) };
    gray.data.fill(180, 20 * 120 + 40, 20 * 120 + 64);
    gray.data.fill(20, 40 * 120 + 40, 40 * 120 + 64);
    const ink = binarise(gray);
    followStrokes(gray, ink, DPI);
    expect(ink.data.reduce((sum, value) => sum + value, 0)).toBe(24);
  });
});

describe('seals', () => {
  /** White paper with a black bar, and red drawn over it. */
  function page(red: (x: number, y: number) => boolean) {
    const [width, height] = [700, 700];
    const data = new Uint8ClampedArray(width * height * 4).fill(255);
    for (let y = 0; y < height; y += 1) {
      for (let x = 0; x < width; x += 1) {
        const black = y >= 345 && y < 355;
        if (black) data.set([20, 20, 20], (y * width + x) * 4);
        else if (red(x, y)) data.set([215, 60, 70], (y * width + x) * 4);
      }
    }
    return { width, height, data, dpi: DPI };
  }

  it('are seen through where they are, and black under them stays', () => {
    const ring = page((x, y) => Math.abs(Math.hypot(x - 350, y - 350) - 150) < 8);
    const { gray, seals } = toGray(ring);
    expect(seals).toHaveLength(1);
    expect(gray.data[(350 - 150) * 700 + 350]).toBeGreaterThan(240);
    expect(gray.data[350 * 700 + 500]).toBeLessThan(40);
  });

  it('a line of red print is no seal and stays ink', () => {
    const { gray, seals } = toGray(page((x, y) => y >= 200 && y < 224 && x % 30 < 18));
    expect(seals).toEqual([]);
    expect(gray.data[210 * 700 + 5]).toBeLessThan(140);
  });

  it('refuses data that is no image of its size', () => {
    expect(() => toGray({ width: 2, height: 2, data: new Uint8Array(5), dpi: DPI })).toThrow(RangeError);
  });
});

/** A ruled table of two columns and three rows with a merged first column, text in it. */
function table() {
  const ink = blankInk(900, 600);
  for (const y of [100, 240, 380, 520]) fill(ink, y === 240 || y === 380 ? 300 : 100, y, 800, y + 3);
  for (const x of [100, 300, 800]) fill(ink, x, 100, x + 3, 523);
  // Two lines of text in the first cell on the right, each of five characters.
  for (const y of [130, 175]) for (let i = 0; i < 5; i += 1) fill(ink, 330 + i * 32, y, 356 + i * 32, y + 26);
  return ink;
}

describe('ruling lines', () => {
  it('are found with their places, and no stroke of text is one', () => {
    const { rulings } = findRulingsInPixels(table(), DPI, grayOf(table()));
    expect(rulings.map(({ axis, at, from, to }) => [axis, Math.round(at), from, to])).toEqual([
      ['h', 102, 100, 803],
      ['h', 242, 300, 803],
      ['h', 382, 300, 803],
      ['h', 522, 100, 803],
      ['v', 102, 100, 523],
      ['v', 302, 100, 523],
      ['v', 802, 100, 523],
    ]);
  });

  it('holes of dashes and of poor copies do not break them', () => {
    const ink = table();
    for (let x = 120; x < 800; x += 20) for (let y = 100; y < 103; y += 1) ink.data.fill(0, y * 900 + x, y * 900 + x + 3);
    expect(findRulingsInPixels(ink, DPI, grayOf(ink)).rulings.filter(({ axis }) => axis === 'h')).toHaveLength(4);
  });

  it('a short bar that ends on no other line is none', () => {
    const ink = blankInk(600, 300);
    fill(ink, 100, 100, 200, 103);
    expect(findRulingsInPixels(ink, DPI, grayOf(ink)).rulings).toEqual([]);
  });

  it('draw the cells, merged ones as one', () => {
    const cells = cutCells(findRulingsInPixels(table(), DPI, grayOf(table())).rulings, 28);
    expect(cells.map(([x0, y0, x1, y1]) => [x0, y0, x1, y1].map((value) => Math.round(value / 10) * 10))).toEqual([
      [100, 100, 300, 520],
      [300, 100, 800, 240],
      [300, 240, 800, 380],
      [300, 380, 800, 520],
    ]);
  });

  it('are found where they are hairlines too pale for ink, and a streak that runs on is none', () => {
    const ink = table();
    const gray = grayOf(ink);
    const empty = blankInk(900, 600);
    // Only the outer frame is ink; the inner rules are a grey pixel wide, and a streak of the same grey runs over the page.
    for (const y of [100, 520]) fill(empty, 100, y, 800, y + 3);
    for (const x of [100, 800]) fill(empty, x, 100, x + 3, 523);
    for (let i = 0; i < gray.data.length; i += 1) gray.data[i] = empty.data[i] === 1 ? 0 : 255;
    for (const y of [240, 380]) for (let x = 103; x < 800; x += 1) gray.data[y * 900 + x] = 215;
    for (let y = 103; y < 520; y += 1) gray.data[y * 900 + 300] = 215;
    for (let y = 0; y < 600; y += 1) gray.data[y * 900 + 600] = 215;
    expect(findRulingsInPixels(empty, DPI, gray).rulings.map(({ axis, at }) => [axis, Math.round(at)])).toEqual([
      ['h', 102],
      ['h', 241],
      ['h', 381],
      ['h', 522],
      ['v', 102],
      ['v', 301],
      ['v', 802],
    ]);
  });

  it('are found where text is set close to them all along, and a column of text draws none', () => {
    const ink = table();
    for (let y = 110; y < 510; y += 16) fill(ink, 306, y, 330, y + 14);
    expect(findRulingsInPixels(ink, DPI, grayOf(ink)).rulings.filter(({ axis }) => axis === 'v').map(({ at }) => Math.round(at))).toEqual([102, 302, 802]);
  });

  it('are none where a line runs over the whole sheet, which is the streak of a scanner', () => {
    const ink = blankInk(900, 700);
    ink.data.set(table().data);
    // Dark, leaning by some pixels, and lost for a stretch.
    for (let y = 0; y < 700; y += 1) if (y < 290 || y > 330) fill(ink, 600 + y / 100, y, 602 + y / 100, y + 1);
    const { rulings, streaks } = findRulingsInPixels(ink, DPI, grayOf(ink));
    expect(rulings.filter(({ axis }) => axis === 'v').map(({ at }) => Math.round(at))).toEqual([102, 302, 802]);
    expect(rulings.filter(({ axis }) => axis === 'h')).toHaveLength(4);
    expect(streaks).toHaveLength(1);
    expect([streaks[0]?.meets([590, 400, 620, 426]), streaks[0]?.meets([630, 400, 660, 426])]).toEqual([true, false]);
  });

  it('are no streaks where the picture is cut at the frame of its table', () => {
    const ink = blankInk(705, 425);
    const whole = table();
    for (let y = 0; y < 425; y += 1) ink.data.set(whole.data.subarray((y + 99) * 900 + 99, (y + 99) * 900 + 804), y * 705);
    const { rulings, streaks } = findRulingsInPixels(ink, DPI, grayOf(ink));
    expect([rulings.length, streaks.length]).toEqual([7, 0]);
  });

  it('draw no two cells that overlap, where a short network lies in a cell of another', () => {
    const rule = (axis: 'h' | 'v', at: number, from: number, to: number) => ({ axis, at, from, to, thickness: 3, runs: [] });
    const outer = [100, 300, 500].flatMap((at) => [rule('h', at, 100, 900), rule('v', at === 500 ? 900 : at, 100, 500)]);
    const inner = [rule('h', 350, 400, 600), rule('h', 450, 400, 600), rule('v', 400, 350, 450), rule('v', 600, 350, 450)];
    const cells = cutCells([...outer, ...inner], 28);
    expect(cells).toHaveLength(4);
    expect(cells).not.toContainEqual([400, 350, 600, 450]);
  });

  it('are erased, and the text is left', () => {
    const ink = table();
    const gray = grayOf(ink);
    eraseRulings(gray, ink, findRulingsInPixels(ink, DPI, grayOf(ink)).rulings, DPI);
    expect(ink.data.reduce((sum, value) => sum + value, 0)).toBe(2 * 5 * 26 * 26);
    expect(gray.data[101 * 900 + 500]).toBe(255);
  });
});

describe('lines of text', () => {
  const line = (ink: ReturnType<typeof blankInk>, y: number, high = 26) => {
    for (let i = 0; i < 8; i += 1) fill(ink, 20 + i * 30, y, 46 + i * 30, y + high);
  };

  it('are cut at blank rows', () => {
    const ink = blankInk(400, 200);
    line(ink, 20);
    line(ink, 60);
    expect(splitLines(ink, [0, 0, 400, 200], 28, DPI)).toEqual([
      [20, 20, 256, 46],
      [20, 60, 256, 86],
    ]);
  });

  it('that touch are cut where they touch least', () => {
    const ink = blankInk(400, 200);
    line(ink, 20);
    line(ink, 50);
    fill(ink, 30, 46, 33, 50);
    const boxes = splitLines(ink, [0, 0, 400, 200], 28, DPI);
    expect(boxes).toHaveLength(2);
    expect(boxes[0]?.[3]).toBeGreaterThanOrEqual(46);
    expect(boxes[0]?.[3]).toBeLessThanOrEqual(50);
  });

  it('a heading in larger type is not cut', () => {
    const ink = blankInk(400, 100);
    line(ink, 20, 52);
    expect(splitLines(ink, [0, 0, 400, 100], 28, DPI)).toEqual([[20, 20, 256, 72]]);
  });

  it('the strokes of one character are one line', () => {
    const ink = blankInk(100, 100);
    fill(ink, 30, 30, 55, 33);
    fill(ink, 28, 50, 58, 53);
    expect(splitLines(ink, [0, 0, 100, 100], 28, DPI)).toEqual([[28, 30, 58, 53]]);
  });

  it('far pieces of one row are apart, each with its own rows', () => {
    const ink = blankInk(600, 100);
    fill(ink, 20, 20, 120, 46);
    fill(ink, 400, 30, 500, 56);
    expect(splitLines(ink, [0, 0, 600, 100], 28, DPI)).toEqual([
      [20, 20, 120, 46],
      [400, 30, 500, 56],
    ]);
  });

  it('specks are none', () => {
    const ink = blankInk(100, 100);
    fill(ink, 50, 50, 51, 52);
    expect(splitLines(ink, [0, 0, 100, 100], 28, DPI)).toEqual([]);
  });

  it('are pictured with what stands beside them in their cell, and without the lines above and below', () => {
    const ink = blankInk(200, 100);
    fill(ink, 50, 40, 100, 60);
    fill(ink, 104, 50, 106, 52);
    fill(ink, 112, 40, 150, 60);
    fill(ink, 50, 20, 100, 38);
    const crop = cutLine(grayOf(ink), [50, 40, 100, 60], [0, 0, 110, 100], 20, { above: 0.5, beside: 0.5 });
    expect([crop.width, crop.height, crop.left]).toEqual([70, 40, 40]);
    expect(crop.data[20 * 70 + 65]).toBe(0); // the point beside it
    expect(crop.data[20 * 70 + 69]).toBe(255); // white to the border of the cell
    expect(crop.data[5 * 70 + 30]).toBe(255); // not the line above
  });
});

describe('lines of neighbouring columns', () => {
  it('that interleave are parted by the blank column between them', () => {
    // Three lines on the left, two on the right half a line lower: no blank row, and 16 pixels between the columns.
    const ink = blankInk(400, 200);
    const text = (x0: number, x1: number, y: number) => {
      for (let x = x0; x + 20 <= x1; x += 26) fill(ink, x, y, x + 20, y + 26);
    };
    for (const y of [20, 50, 80]) text(20, 180, y);
    for (const y of [35, 65]) text(190, 350, y);
    expect(splitLines(ink, [0, 0, 400, 200], 28, DPI, true)).toEqual([
      [20, 20, 170, 46],
      [20, 50, 170, 76],
      [20, 80, 170, 106],
      [190, 35, 340, 61],
      [190, 65, 340, 91],
    ]);
  });
});

describe('a short label beside long lines', () => {
  it('is no part of them, however little of their ink it has', () => {
    const ink = blankInk(800, 120);
    fill(ink, 20, 35, 46, 61);
    for (const y of [20, 50]) fill(ink, 60, y, 700, y + 26);
    expect(splitLines(ink, [0, 0, 800, 120], 28, DPI, true)).toEqual([
      [20, 35, 46, 61],
      [60, 20, 700, 46],
      [60, 50, 700, 76],
    ]);
  });
});

describe('signs too pale to count as ink', () => {
  it('make the line at whose end they stand longer; a speck does not', () => {
    const ink = blankInk(200, 60);
    fill(ink, 20, 10, 120, 38);
    const gray = grayOf(ink);
    const pale = (x0: number, y0: number, x1: number, y1: number) => {
      for (let y = y0; y < y1; y += 1) gray.data.fill(190, y * 200 + x0, y * 200 + x1);
    };
    pale(126, 30, 127, 31);
    expect(extendLines(gray, ink, [0, 0, 200, 60], [[20, 10, 120, 38]], 28)).toEqual([[20, 10, 120, 38]]);
    pale(126, 28, 133, 35);
    expect(extendLines(gray, ink, [0, 0, 200, 60], [[20, 10, 120, 38]], 28)).toEqual([[20, 10, 133, 38]]);
    expect(ink.data[30 * 200 + 128]).toBe(1);
  });
});

describe('grain', () => {
  /** Noise that is the same in every run. */
  const grain = (i: number): number => ((Math.imul(i, 2654435761) >>> 16) & 255) / 255 - 0.5;
  it('is measured and evened out, and edges stay where they are', () => {
    const data = new Uint8Array(100 * 100);
    for (let i = 0; i < data.length; i += 1) data[i] = (i % 100 < 50 ? 60 : 210) + 24 * grain(i);
    const image = { width: 100, height: 100, data };
    const noise = noiseOf(image);
    expect(noise).toBeGreaterThan(4);
    expect(noise).toBeLessThan(10);
    const even = denoise(image, noise);
    expect(noiseOf(even)).toBeLessThan(noise / 2);
    for (let y = 10; y < 90; y += 10) {
      expect(even.data[y * 100 + 49]).toBeLessThan(75);
      expect(even.data[y * 100 + 50]).toBeGreaterThan(195);
    }
  });

  it('is none on clean paper', () => {
    expect(noiseOf({ width: 50, height: 50, data: new Uint8Array(2500).fill(240) })).toBeLessThan(0.5);
  });
});

describe('resampling', () => {
  it('keeps flat grey flat and the mean of a picture', () => {
    const gray: Gray = { width: 50, height: 40, data: new Uint8Array(2000).map((_, i) => ((i % 50) % 10 < 5 ? 0 : 200)) };
    const small = resample(gray, 25, 20);
    const mean = (data: Uint8Array) => data.reduce((sum, value) => sum + value, 0) / data.length;
    expect(Math.abs(mean(small.data) - mean(gray.data))).toBeLessThan(6);
    expect(new Set(resample({ width: 9, height: 9, data: new Uint8Array(81).fill(77) }, 30, 4).data)).toEqual(new Set([77]));
  });
});
