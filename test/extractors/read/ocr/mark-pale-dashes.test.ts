import { describe, expect, it } from 'vitest';
import { markPaleDashes } from '../../../../extractors/read/ocr/mark-pale-dashes.js';
import type { Gray, Ink } from '../../../../extractors/read/ocr/raster.js';
import { blankInk } from './draw.js';

const [WIDTH, HEIGHT, EM] = [400, 200, 20];

/** Noisy paper, the same in every run, with pale strokes: x, y, length, height, paleness. */
function page(strokes: readonly (readonly [number, number, number, number, number])[], noise: number): Gray {
  const data = new Uint8Array(WIDTH * HEIGHT);
  let state = 7;
  for (let i = 0; i < data.length; i += 1) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    data[i] = 250 - noise * ((state >>> 16) / 65536);
  }
  for (const [x0, y0, length, high, paleness] of strokes) for (let y = y0; y < y0 + high; y += 1) for (let x = x0; x < x0 + length; x += 1) data[y * WIDTH + x] = Math.max(0, (data[y * WIDTH + x] ?? 0) - paleness);
  return { width: WIDTH, height: HEIGHT, data };
}

const marked = (gray: Gray, ink: Ink = blankInk(WIDTH, HEIGHT), isTaken = () => false): [number, number, number, number] | null => {
  const before = ink.data.slice();
  markPaleDashes(gray, ink, EM, isTaken);
  const places = [...ink.data.keys()].filter((at) => ink.data[at] === 1 && before[at] === 0);
  if (places.length === 0) return null;
  const [xs, ys] = [places.map((at) => at % WIDTH), places.map((at) => Math.floor(at / WIDTH))];
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs) + 1, Math.max(...ys) + 1];
};

describe('a dash that is paler than ink, on a page without drawn cells', () => {
  it('is marked at its place, as long as it is', () => {
    expect(marked(page([[100, 90, 19, 2, 85]], 12))).toEqual([100, 90, 119, 92]);
  });

  it('is not seen in grain, in a rule, in a stroke as high as a letter', () => {
    for (const noise of [0, 12, 40]) expect(marked(page([], noise))).toBeNull();
    expect(marked(page([[50, 90, 200, 2, 85]], 12))).toBeNull();
    expect(marked(page([[100, 80, 19, 12, 85]], 12))).toBeNull();
  });

  it('is not seen at the edge of a filled cell, and seen in one', () => {
    // The fill is evened out unevenly: a part of its edge is as dark as a dash.
    const cell = [40, 80, 300, 60, 18] as const;
    expect(marked(page([cell, [100, 80, 19, 2, 16]], 12))).toBeNull();
    expect(marked(page([cell, [100, 110, 19, 2, 60]], 12))).toEqual([100, 110, 119, 112]);
  });

  it('is left alone beside ink, of which it is a part, and where something else looks for it', () => {
    const ink = blankInk(WIDTH, HEIGHT);
    for (let y = 84; y < 100; y += 1) ink.data.fill(1, y * WIDTH + 122, y * WIDTH + 132);
    expect(marked(page([[100, 90, 19, 2, 85]], 12), ink)).toBeNull();
    expect(marked(page([[100, 90, 19, 2, 85]], 12), blankInk(WIDTH, HEIGHT), () => true)).toBeNull();
  });
});
